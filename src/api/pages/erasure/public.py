"""The public side of a certificate: what anybody who holds its code may check, and no more.

Nothing is asked of who reads and no trace of them is kept. No serial number, no code of a device,
no name of a donor: counts, days, who issued it, and whether the ledger still says so.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.erasing.certificate import Standing, find_certificate
from api.erasing.paper import summary
from api.house import HouseDep
from api.rendering import page
from ledger.codes import read_code, written
from ledger.errors import BadCode

router = APIRouter()

HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
SAID = {
    Standing.STANDS: "Ce certificat est au registre, et ce qu’il dit tient toujours.",
    Standing.CORRECTED: (
        "Une partie de ce que dit ce certificat a été corrigée depuis : demandez-en un autre à "
        "la structure qui l’a fait."
    ),
    Standing.DOUBTED: (
        "Une preuve de ce certificat a été mise en doute depuis : demandez à la structure qui l’a "
        "fait ce qu’il en est."
    ),
    Standing.VOIDED: "Ce certificat a été fait par erreur et annulé : il ne prouve rien.",
    Standing.BROKEN: (
        "Le registre ne dit pas la même chose que ce certificat : ne vous y fiez pas, et prévenez "
        "la structure qui l’a fait."
    ),
}


@router.get("/certificats")
def ask(request: Request, code: str = "") -> Response:
    """Lead what somebody typed to the page of that certificate."""
    try:
        return RedirectResponse(f"/certificats/{written(read_code(code))}", HTTPStatus.SEE_OTHER)
    except BadCode:
        return _no_certificate(request, HTTPStatus.NOT_FOUND if code else HTTPStatus.OK)


@router.get("/certificats/{text}")
def certificate(request: Request, text: str, house: HouseDep) -> HTMLResponse:
    """What a certificate says, and whether it still stands."""
    try:
        found = find_certificate(house, read_code(text))
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
