"""The day of a till: what was sold and given back, what the drawer should hold, its count."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from api import refusals
from api.access import CounterDep, CsrfDep
from api.access.doors import text_of
from api.forms import Filled
from api.house import House, HouseDep
from api.ordering import Act
from api.pages.counter.door import OwnPlaceDep, cents_in
from api.pages.lot_door import command_of, texts_of
from api.rendering import page
from api.selling import count
from api.selling.day import totals
from ledger import LedgerError
from projections import tills
from projections.places import PlaceRow
from projections.tills import SaleRow

router = APIRouter(prefix="/caisse")

OLDEST, NEWEST = date(2000, 1, 1), date(2099, 12, 31)
NO_DAY = "Écrivez une date, comme 31/03/2026."
LONGEST_AMOUNT = 9
COUNTED_MAX_CENTS = 100_000_00


def day_of(text: str, otherwise: date) -> date:
    """The day of an address; ``otherwise`` when it says none. Raises 422."""
    try:
        day = date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, NO_DAY) from None
    if not OLDEST <= day <= NEWEST:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, NO_DAY)
    return day


@dataclass(frozen=True)
class Kept:
    """What is in a till of a period."""

    till: UUID | None
    drawer_cents: int
    rows: list[SaleRow]


def read_days(house: House, place: UUID, first: date, last: date) -> Kept:
    """The sales and refunds of these days, the last included."""
    zone = house.settings.timezone
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    with house.pool.connection() as connection:
        till = tills.read_at(connection, place)
        rows = tills.read_sales(connection, till.subject, since, until) if till else []
    return Kept(till.subject if till else None, till.drawer_cents if till else 0, rows)


@router.get("/journee")
def day_page(
    request: Request, house: HouseDep, place: OwnPlaceDep, jour: Annotated[str, Query()] = ""
) -> Response:
    return _show(request, house, place, day_of(jour, house.today()))


@router.post("/journee")
def count_drawer(
    request: Request, house: HouseDep, who: CounterDep, place: OwnPlaceDep, form: CsrfDep
) -> Response:
    """Write down what is in the drawer now."""
    filled = Filled(texts_of(form, "counted", "kept"))
    try:
        counted_cents, kept_cents = _counted(form)
        count(
            Act(house, who.author, command_of(form)),
            place.subject,
            expected_cents=_expected(text_of(form, "expected")),
            counted_cents=counted_cents,
            kept_cents=kept_cents,
        )
    except ValueError as wrong:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _show(request, house, place, house.today(), filled, str(wrong), status)
    except LedgerError as refusal:
        said, status = refusals.sentence(refusal), refusals.status(refusal)
        return _show(request, house, place, house.today(), filled, said, status)
    return RedirectResponse("/caisse/journee?fait=1#comptages", HTTPStatus.SEE_OTHER)


def _counted(form: FormData) -> tuple[int, int]:
    """What is in the drawer, and what stays in it. Raises ``ValueError`` with a French sentence."""
    if not text_of(form, "counted").strip():
        raise ValueError("Comptez les espèces, puis écrivez le montant.")
    counted_cents, kept_cents = cents_in(form, "counted"), cents_in(form, "kept")
    if counted_cents > COUNTED_MAX_CENTS:
        raise ValueError("Ce montant est trop grand\u00a0: vérifiez-le.")
    if kept_cents > counted_cents:
        raise ValueError("Ce qui reste dans la caisse ne dépasse pas ce qui est compté.")
    return counted_cents, kept_cents


def _expected(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < LONGEST_AMOUNT):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return int(text)


def _show(  # noqa: PLR0913, PLR0917 (each says one thing)
    request: Request,
    house: House,
    place: PlaceRow,
    day: date,
    form: Filled | None = None,
    refused: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    kept = read_days(house, place.subject, day, day)
    with house.pool.connection() as connection:
        counts = tills.read_counts(connection, kept.till) if kept.till else []
    numbers = {row.sale: row.number for row in kept.rows if not row.refund}
    for row in kept.rows:
        if row.sale not in numbers:
            numbers[row.sale] = _number(house, row.sale)
    context: dict[str, Any] = {
        "place": place,
        "day": day,
        "today": house.today(),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "rows": kept.rows,
        "numbers": numbers,
        "totals": totals(kept.rows),
        "drawer_cents": kept.drawer_cents,
        "counts": counts,
        "counted": any(row.day == day for row in counts),
        "first_of_month": day.replace(day=1),
        "form": form or Filled(),
        "refused": refused,
        "command": uuid4(),
    }
    return page(request, "counter/day.html", context, status=status)


def _number(house: House, sale: UUID) -> int | None:
    """The number of a receipt of an earlier day, refunded on this one."""
    with house.pool.connection() as connection:
        return next((row.number for row in tills.read_sale(connection, sale)), None)
