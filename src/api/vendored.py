"""Programs of others that pages need, served by us: a folder bears a version, and never changes."""

from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_A_YEAR = "public, max-age=31536000, immutable"
MEDIA_TYPES = {".js": "text/javascript", ".wasm": "application/wasm"}
"""Said here: what a machine believes of them varies, and a browser compiles no other type."""


class Vendored(StaticFiles):
    """Kept by browsers for a year: a new version is in another folder."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, with how long it holds and what it is."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["cache-control"] = FOR_A_YEAR
        for ending, media_type in MEDIA_TYPES.items():
            if str(full_path).endswith(ending):
                answer.headers["content-type"] = media_type
        return answer
