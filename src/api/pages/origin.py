"""The public page of a device: what anybody who scans its sticker reads."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api import origin_page
from api.house import HouseDep
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


@router.api_route("/A/{text}", methods=["GET", "HEAD"])
@router.api_route("/a/{text}", methods=["GET", "HEAD"])
def origin(text: str, house: HouseDep) -> Response:
    """Ask nothing of who reads, no session and no cookie, and keep no trace of them."""
    try:
        code = read_code(text)
    except BadCode:
        return _not_found(house)
    with house.pool.connection() as connection:
        facts = public_facts(connection, code, house.now())
    if facts is None:
        return _not_found(house)
    return HTMLResponse(origin_page.write(house.templates.env, facts), headers=FOUND)


@router.get("/A")
@router.get("/a")
def find(house: HouseDep, code: str = "") -> Response:
    """Lead what somebody typed to the page of that device."""
    try:
        return RedirectResponse(f"/A/{written(read_code(code))}", HTTPStatus.SEE_OTHER)
    except BadCode:
        return _not_found(house)


def _not_found(house: HouseDep) -> Response:
    """One answer for a code nobody printed, one not bound yet, and a misread one."""
    body = origin_page.write_not_found(house.templates.env)
    return HTMLResponse(body, HTTPStatus.NOT_FOUND, NOT_FOUND)
