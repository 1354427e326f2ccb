"""Keeping the fund: open a financial year, credit it, set its ceilings, close it."""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.access import AdministratorDep, CsrfDep
from api.forms import Filled, Texts, Unreadable, read
from api.house import House, HouseDep
from api.pages.fund.book import FUND, left_of, shown
from api.pages.lot_door import command_of, record_once, texts_of
from api.refusals import sentence
from ledger import Entry, Event, LedgerError
from ledger.fund import CeilingsSet, Credited, CreditSource, FundClosed, FundOpened
from ledger.fund_settling import CarriedOver
from ledger.values import FundId
from projections import funds
from projections.funds import FundRow

router = APIRouter()

CEILINGS = ("order_ceiling_cents", "period_ceiling_cents", "sale_share_percent", "target_orders")
CREDIT = ("source", "amount_cents", "organisation", "convention")
GIVEN_BY_HAND = (CreditSource.GRANT, CreditSource.GIFT)
"""What a form may say: shares of sales and what is carried over follow from other steps."""


@router.post("/fonds/exercices")
def open_year(request: Request, house: HouseDep, who: AdministratorDep, form: CsrfDep) -> Response:
    """Open a year; what closed years before it left is carried over in the same command."""
    texts = texts_of(form, "year", *CEILINGS)
    command = command_of(form)
    try:
        opened = read(FundOpened, texts, _now(house))
        fund = uuid5(command, "fund")
        entries = [Entry(fund, opened)]
        for closed in _closed_before(house, opened.year):
            entries += carried(house, closed.subject, fund, opened.happened_at)
        record_once(house, who.author, command, *entries)
    except (Unreadable, LedgerError) as refusal:
        filled, status = _refused(texts, refusal)
        return shown(request, house, who, None, "year", filled, status)
    return _see(opened.year)


@router.post("/fonds/{year}/credits")
def credit(
    request: Request, year: int, house: HouseDep, who: AdministratorDep, form: CsrfDep
) -> Response:
    texts = texts_of(form, *CREDIT)
    texts["source"] = [each for each in texts.get("source", ()) if each in GIVEN_BY_HAND]
    return _record(request, house, who, form, fund_of_year(house, year), Credited, texts, "credit")


@router.post("/fonds/{year}/plafonds")
def set_ceilings(
    request: Request, year: int, house: HouseDep, who: AdministratorDep, form: CsrfDep
) -> Response:
    texts = texts_of(form, *CEILINGS)
    return _record(
        request, house, who, form, fund_of_year(house, year), CeilingsSet, texts, "ceilings"
    )


@router.post("/fonds/{year}/cloture")
def close_year(
    request: Request, year: int, house: HouseDep, who: AdministratorDep, form: CsrfDep
) -> Response:
    return _record(request, house, who, form, fund_of_year(house, year), FundClosed, {}, "close")


def _record(  # noqa: PLR0913, PLR0917 (one form, its event and where it is shown again)
    request: Request,
    house: House,
    who: AdministratorDep,
    form: CsrfDep,
    fund: FundRow,
    event: type[Event],
    texts: Texts,
    name: str,
) -> Response:
    try:
        made = read(event, texts, _now(house))
        record_once(house, who.author, command_of(form), Entry(fund.subject, made))
    except (Unreadable, LedgerError) as refusal:
        filled, status = _refused(texts, refusal)
        return shown(request, house, who, fund.year, name, filled, status)
    return _see(fund.year)


def _refused(texts: Texts, refusal: Unreadable | LedgerError) -> tuple[Filled, HTTPStatus]:
    if isinstance(refusal, Unreadable):
        errors = {_field(name): said for name, said in refusal.errors.items()}
        return Filled(texts, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    return Filled(texts, {"": sentence(refusal)}), HTTPStatus.CONFLICT


def _field(name: str) -> str:
    """A rule over several fields is shown above the form."""
    return name if name in {"year", *CEILINGS, *CREDIT} else ""


def fund_of_year(house: House, year: int) -> FundRow:
    with house.pool.connection() as connection:
        found = next((row for row in funds.read_all(connection) if row.year == year), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cet exercice du fonds n’existe pas.")
    return found


def _closed_before(house: House, year: int) -> list[FundRow]:
    """The closed years that may have left something unspent and unpromised."""
    with house.pool.connection() as connection:
        return [row for row in funds.read_all(connection) if row.year < year and not row.open]


def carried(house: House, closed: UUID, to: UUID, now: datetime) -> Iterator[Entry]:
    """It leaves one year and comes to the other, to the cent; nothing when nothing is left."""
    if cents := left_of(house, closed):
        told = CarriedOver(happened_at=now, to=FundId(to), amount_cents=cents)
        yield Entry(closed, told)
        credit = Credited(
            happened_at=now,
            source=CreditSource.CARRIED_OVER,
            amount_cents=cents,
            carried_from=FundId(closed),
        )
        yield Entry(to, credit)


def _now(house: House) -> dict[str, Any]:
    return {"happened_at": house.now().astimezone(house.settings.timezone)}


def _see(year: int) -> Response:
    return RedirectResponse(f"{FUND}?exercice={year}", HTTPStatus.SEE_OTHER)
