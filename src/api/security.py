"""What every answer says to browsers, and how much a request may carry."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import answer, usual_sentence
from api.settings import Settings

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, nothing inline. A page that needs another policy brings its own."""

WITH_CAMERA = {
    "content-security-policy": POLICY.replace(
        "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
    )
}
"""For a page that reads stickers with the camera: our decoder is compiled where it is read."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "permissions-policy": (
        "camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), "
        "browsing-topics=()"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PUBLIC = {"referrer-policy": "no-referrer"}
SIGNED_IN = {
    # A browser that says no referrer says no origin either, and we ask forms for theirs.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
HTTPS = {"strict-transport-security": "max-age=31536000"}

FORM_LIMIT_BYTES = 1_000_000
UPLOADS = (
    "/lots/", "/appareils/", "/atelier/envois", "/api/v1/imports", "/api/v1/machines/evidence",
)  # fmt: skip
"""Paths that receive files: inventories, reports of benches, logs of erasures."""

BROKEN = (
    "Quelque chose ne marche pas chez nous. Réessayez dans une minute ; si cela recommence, "
    "prévenez l’administrateur."
)

Header = tuple[bytes, bytes]

log = logging.getLogger("meleze")


def install(app: FastAPI, settings: Settings) -> None:
    """Put the guard in front of every route."""
    app.router.redirect_slashes = False  # its redirects repeat the Host header of the visitor
    app.add_middleware(Guard, settings=settings)


class Guard:
    """Adds the headers, counts the bytes, and answers in French when the service breaks."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._upload_limit_bytes = settings.upload_limit_mb * 1_000_000 + FORM_LIMIT_BYTES
        always = HEADERS | (HTTPS if settings.secure_cookies else {})
        self._public = _raw(always | PUBLIC)
        self._signed_in = _raw(always | SIGNED_IN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(scope, message)
            await send(message)

        limit = self._limit_bytes(scope["path"])
        try:
            if _announced_bytes(scope) > limit:
                # the server reads the rest for nothing: closed too soon, a browser shows no page
                request, code = Request(scope), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                refusal = answer(request, code, usual_sentence(request, code))
                await refusal(scope, receive, dressed)
            else:
                await self._app(scope, _Counted(receive, limit), dressed)
        except Exception:
            if not started:
                broken = answer(Request(scope), HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)
                await broken(scope, receive, dressed)
            raise

    def _limit_bytes(self, path: str) -> int:
        return self._upload_limit_bytes if path.startswith(UPLOADS) else FORM_LIMIT_BYTES

    def _dress(self, scope: Scope, message: Message) -> None:
        headers: list[Header] = list(message["headers"])
        present = {name.lower() for name, _ in headers}
        wanted = self._signed_in if scope.get("state", {}).get("signed_in") else self._public
        headers += [header for header in wanted if header[0] not in present]
        message["headers"] = headers


class _Counted:
    """The body of a request, cut where it passes the limit: a length may lie or be absent."""

    def __init__(self, receive: Receive, limit_bytes: int) -> None:
        self._receive = receive
        self._left_bytes = limit_bytes

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left_bytes -= len(message.get("body", b""))
            if self._left_bytes < 0:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message


def _announced_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _raw(headers: dict[str, str]) -> tuple[Header, ...]:
    return tuple((name.encode(), value.encode()) for name, value in headers.items())
