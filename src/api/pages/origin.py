"""The public page of a device: what anybody who scans its sticker reads.

These routes are Starlette's own, and the first ones: they read nothing that FastAPI would check,
and who scans on a poor network waits for a third less of our work. The page of a device is
asynchronous: a thread that waits for the database costs more than the question itself.
"""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from api import origin_page
from api.house import House, unthreaded
from api.public_facts import WORKSHOPS_SHOWN, public_facts
from ledger.codes import read_code, written
from ledger.errors import BadCode
from projections.origin import read_async

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
FOUND = HEADERS | {
    "Content-Security-Policy": origin_page.POLICY,
    "Cache-Control": "public, max-age=300",
}
NOT_FOUND = HEADERS | {
    "Content-Security-Policy": origin_page.POLICY_WITH_FORM,
    "Cache-Control": "no-store",
}
"""A blank sticker may be bound a minute later: nobody keeps the answer it had before."""
AT_WORK = b"filiere"
"""Asked by the link for those who work, where the camera of their phone opened the page."""


async def origin(request: Request) -> Response:
    """Ask nothing of who reads, no session and no cookie, and keep no trace of them."""
    if request.scope["query_string"] == AT_WORK:
        return _search(request.path_params["text"])
    house: House = request.app.state.house
    try:
        code = read_code(request.path_params["text"])
    except BadCode:
        return _not_found(house)
    async with unthreaded(request).connection() as connection:
        found = await read_async(connection, code, house.now(), WORKSHOPS_SHOWN)
    if found is None:
        return _not_found(house)
    return HTMLResponse(origin_page.write(house, public_facts(code, found)), headers=FOUND)


def find(request: Request) -> Response:
    """Lead what somebody typed to the page of that device."""
    if request.scope["query_string"] == AT_WORK:
        return _search("")
    try:
        code = read_code(request.query_params.get("code", ""))
    except BadCode:
        return _not_found(request.app.state.house)
    return RedirectResponse(f"/A/{written(code)}", HTTPStatus.SEE_OTHER)


def _search(text: str) -> Response:
    """The page of those who work, which asks who they are: this one does not know them."""
    return RedirectResponse(f"/recherche?q={quote(text, safe='')}", HTTPStatus.SEE_OTHER)


def _not_found(house: House) -> Response:
    """One answer for a misread code, one nobody printed, one not bound yet, and a voided one."""
    body = origin_page.write_not_found(house)
    return HTMLResponse(body, HTTPStatus.NOT_FOUND, NOT_FOUND)


ROUTES = [
    Route("/A/{text}", origin),
    Route("/a/{text}", origin),
    Route("/A", find),
    Route("/a", find),
]
