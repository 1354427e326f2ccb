"""The public side of a certificate: what anybody who holds its code may check, and no more.

Nothing is asked of who reads and no trace of them is kept. No serial number, no code of a device,
no name of a donor: counts, days, who issued it, and whether the ledger still says so.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.erasing.certificate import Standing, find_certificate
from api.erasing.paper import SAID, summary
from api.house import HouseDep
from api.rendering import page
from ledger.codes import read_code, written
from ledger.errors import BadCode

router = APIRouter()

HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


@router.get("/certificats")
def ask(request: Request, code: str = "") -> Response:
    """Lead what somebody typed to the page of that certificate."""
    try:
        return RedirectResponse(f"/certificats/{written(read_code(code))}", HTTPStatus.SEE_OTHER)
    except BadCode:
        return _no_certificate(request, HTTPStatus.NOT_FOUND if code else HTTPStatus.OK)


@router.get("/certificats/{certificate}")
def verify(request: Request, certificate: str, house: HouseDep) -> HTMLResponse:
    """What a certificate says, and whether it still stands."""
    try:
        found = find_certificate(house, read_code(certificate))
    except BadCode:
        found = None
    if found is None:
        return _no_certificate(request, HTTPStatus.NOT_FOUND)
    shown = page(
        request,
        "erasure/public.html",
        {
            "code": found.certificate.code,
            "issued_by": found.certificate.issued_by,
            "issued_at": found.issued_at,
            "said": SAID[found.standing],
            "stands": found.standing is Standing.STANDS,
            "summary": []
            if found.standing is Standing.VOIDED
            else [*summary(found.content, house.settings.timezone)],
        },
    )
    shown.headers.update(HEADERS)
    return shown


def _no_certificate(request: Request, status: HTTPStatus) -> HTMLResponse:
    """One answer for every code that leads nowhere, misread or never issued."""
    shown = page(
        request,
        "erasure/no_certificate.html",
        {"asked": status == HTTPStatus.NOT_FOUND},
        status=status,
    )
    shown.headers.update(HEADERS)
    return shown
