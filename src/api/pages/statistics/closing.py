"""The administrator closes a period: what lies before is counted, published, then forgotten."""

from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api import statistics
from api.access import AdministratorDep, CsrfDep
from api.house import House, HouseDep
from api.pages.lot_door import command_of
from api.refusals import sentence
from api.rendering import page
from ledger import LedgerError
from ledger.statistics import SMALLEST
from ledger.vault import SealBroken

router = APIRouter(prefix="/administration")

WRONG_KEY = (
    "La clé maîtresse n’est pas celle qui a scellé les déclarations. Remettez le bon fichier "
    "master.key, puis recommencez : la période est close, rien n’est publié ni détruit."
)


@router.get("/statistiques")
def closing_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    """Every period and what is left to do of it; the button that closes the next."""
    return _page(request, house)


@router.post("/statistiques")
def close(request: Request, house: HouseDep, who: AdministratorDep, form: CsrfDep) -> Response:
    try:
        statistics.close(house, who.author, command_of(form))
    except LedgerError as refusal:
        return _page(request, house, sentence(refusal), HTTPStatus.CONFLICT)
    except SealBroken:
        return _page(request, house, WRONG_KEY, HTTPStatus.CONFLICT)
    return RedirectResponse("/administration/statistiques", HTTPStatus.SEE_OTHER)


def _page(
    request: Request, house: House, refused: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    kept = statistics.kept_of(house)
    context = {
        "periods": sorted(kept.periods.values(), key=lambda each: -each.number),
        "ready": statistics.countable(house) >= SMALLEST,
        "keys_kept": house.settings.keys_kept,
        "refused": refused,
        "command": uuid4(),
    }
    return page(request, "statistics/closing.html", context, status=status)
