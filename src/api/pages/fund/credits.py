"""A credit that was typed wrong is annulled by an event that names it; it is then given again."""

from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import AdministratorDep, CsrfDep
from api.forms import Unreadable
from api.house import House, HouseDep
from api.pages.fund.annulling import annul, standing
from api.pages.fund.book import FUND
from api.pages.fund.keeping import GIVEN_BY_HAND, fund_of_year
from api.refusals import sentence
from api.rendering import page
from api.words import CREDIT_CORRECTION
from ledger import LedgerError
from ledger.fund import Credited
from projections import organisations
from projections.funds import FundRow

router = APIRouter()

UNSAID = "Dites quel crédit est faux, et pourquoi."


@router.get("/fonds/{year}/credits")
def credits_page(request: Request, year: int, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    """What was given by hand and stands: each may be annulled."""
    return _page(request, house, fund_of_year(house, year))


@router.post("/fonds/{year}/credits/{version}/annuler")
def annul_credit(  # noqa: PLR0913, PLR0917 (what a route is given)
    request: Request,
    year: int,
    version: int,
    house: HouseDep,
    who: AdministratorDep,
    form: CsrfDep,
) -> Response:
    """The year reads as if it had not been credited; refused when orders already count on it."""
    fund = fund_of_year(house, year)
    try:
        annul(house, who, form, fund.subject, version, _given(house, fund))
    except Unreadable:
        return _page(request, house, fund, UNSAID, HTTPStatus.UNPROCESSABLE_ENTITY)
    except LedgerError as refusal:
        return _page(request, house, fund, sentence(refusal), HTTPStatus.CONFLICT)
    return RedirectResponse(f"{FUND}?exercice={year}", HTTPStatus.SEE_OTHER)


def _given(house: House, fund: FundRow) -> dict[int, Credited]:
    """Those given by hand, by the version that names them; the newest first."""
    noted = standing(house, fund.subject, Credited)
    return {version: each for version, each in noted.items() if each.source in GIVEN_BY_HAND}


def _page(
    request: Request,
    house: House,
    fund: FundRow,
    refused: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    with house.pool.connection() as connection:
        names = {row.subject: row.name for row in organisations.read_all(connection)}
    context = {
        "fund": fund,
        "given": _given(house, fund),
        "names": names,
        "refused": refused,
        "reasons": CREDIT_CORRECTION,
        "command": uuid4(),
    }
    return page(request, "fund/credits.html", context, status=status)
