"""The folder of static files. Programs of others stand in it under a version, and never change."""

from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

VENDORED = "/static/vendor/"
FOR_A_YEAR = "public, max-age=31536000, immutable"
MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm"}
"""Said here: what a machine believes of them varies, and a browser compiles no other type."""


class OurFiles(StaticFiles):
    """Ours are asked for again; a new version of another's is in another folder."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, what it is, and how long it holds."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        for ending, media_type in MEDIA_TYPES.items():
            if str(full_path).endswith(ending):
                answer.headers["content-type"] = media_type
        if scope["path"].startswith(VENDORED):
            answer.headers["cache-control"] = FOR_A_YEAR
        return answer
