"""A credit that was typed wrong is annulled by an event that names it; it is then given again."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import AdministratorDep, CsrfDep
from api.access.doors import text_of
from api.house import House, HouseDep
from api.pages.fund.book import FUND
from api.pages.fund.keeping import GIVEN_BY_HAND, fund_of_year
from api.pages.lot_door import command_of, record_once
from api.refusals import sentence
from api.rendering import page
from api.words import CREDIT_CORRECTION
from ledger import Entry, LedgerError
from ledger.correction import CorrectionReason, effective, pages_of
from ledger.fund import Credited, FundCorrected
from projections import organisations
from projections.funds import FundRow

router = APIRouter()

UNSAID = "Dites pourquoi ce crédit est annulé."


@dataclass(frozen=True, slots=True)
class Given:
    """A credit given by hand that stands today, and the version that names it."""

    version: int
    event: Credited


@router.get("/fonds/{year}/credits")
def credits_page(request: Request, year: int, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    """What was given by hand and stands: each may be annulled."""
    return _page(request, house, fund_of_year(house, year))


@router.post("/fonds/{year}/credits/{version}/annuler")
def annul(  # noqa: PLR0913, PLR0917 (what a route is given)
    request: Request,
    year: int,
    version: int,
    house: HouseDep,
    who: AdministratorDep,
    form: CsrfDep,
) -> Response:
    """The year reads as if it had not been credited; refused when orders already count on it."""
    fund, why = fund_of_year(house, year), text_of(form, "why")
    if why not in CREDIT_CORRECTION:
        return _page(request, house, fund, UNSAID, HTTPStatus.UNPROCESSABLE_ENTITY)
    annulled = FundCorrected(
        happened_at=house.now().astimezone(house.settings.timezone),
        version=version,
        reason=CorrectionReason(why),
    )
    try:
        record_once(house, who.author, command_of(form), Entry(fund.subject, annulled))
    except LedgerError as refusal:
        return _page(request, house, fund, sentence(refusal), HTTPStatus.CONFLICT)
    return RedirectResponse(f"{FUND}?exercice={year}", HTTPStatus.SEE_OTHER)


def _given(house: House, fund: FundRow) -> list[Given]:
    """The newest first."""
    standing = effective(pages_of(house.ledger.life(fund.subject)))
    return [
        Given(version, event)
        for version, event in standing
        if isinstance(event, Credited) and event.source in GIVEN_BY_HAND
    ][::-1]


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
