"""The public page of a device: what anybody who scans its sticker reads.

These routes are Starlette's own: they read nothing that FastAPI would check, and who scans on
a poor network waits for a third less of our work.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api import origin_page
from api.house import House
from api.public_facts import public_facts
from ledger.codes import read_code, written
from ledger.errors import BadCode

router = APIRouter()

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


@router.route("/A/{text}", methods=["GET", "HEAD"])
@router.route("/a/{text}", methods=["GET", "HEAD"])
def origin(request: Request) -> Response:
    """Ask nothing of who reads, no session and no cookie, and keep no trace of them."""
    house: House = request.app.state.house
    try:
        code = read_code(request.path_params["text"])
    except BadCode:
        return _not_found(house)
    with house.pool.connection() as connection:
        facts = public_facts(connection, code, house.now())
    if facts is None:
        return _not_found(house)
    return HTMLResponse(origin_page.write(house, facts), headers=FOUND)


@router.route("/A", methods=["GET"])
@router.route("/a", methods=["GET"])
def find(request: Request) -> Response:
    """Lead what somebody typed to the page of that device."""
    try:
        code = read_code(request.query_params.get("code", ""))
    except BadCode:
        return _not_found(request.app.state.house)
    return RedirectResponse(f"/A/{written(code)}", HTTPStatus.SEE_OTHER)


def _not_found(house: House) -> Response:
    """One answer for a code nobody printed, one not bound yet, and a misread one."""
    body = origin_page.write_not_found(house)
    return HTMLResponse(body, HTTPStatus.NOT_FOUND, NOT_FOUND)
