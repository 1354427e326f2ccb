"""The book of the fund: every movement of a financial year, balanced to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from psycopg import Connection

from api.access import FundReaderDep, Role, SignedIn
from api.forms import Filled
from api.house import House, HouseDep
from api.rendering import page
from api.words import euros, month
from ledger.fund import Fund
from ledger.fund_settling import left_cents
from projections import fund_book, funds, organisations
from projections.fund_book import Balance, MovementRow
from projections.funds import FundRow

router = APIRouter()

FUND = "/fonds"
OF_ORDERS = ("committed", "released", "spent")
Year = Annotated[int | None, Query(alias="exercice", ge=2000, le=2200)]


@dataclass(frozen=True, slots=True)
class BookLine:
    """A movement, and what was left to promise after it."""

    row: MovementRow
    about: str
    available_cents: int

    @property
    def told(self) -> str:
        """What it is about, for who reads: « commande D02AC17B », or a name."""
        if not self.row.about or self.about != reference(self.row.about):
            return self.about
        return f"{'commande' if self.row.movement in OF_ORDERS else 'vente'} {self.about}"


@dataclass(frozen=True, slots=True)
class Helped:
    """What the fund paid for: the orders and the sales it helped, and what one cost it."""

    orders: int
    sales: int
    spent_cents: int

    @property
    def unit_cents(self) -> int | None:
        count = self.orders + self.sales
        return round(self.spent_cents / count) if count else None


@router.get("/fonds")
def fund_page(
    request: Request, house: HouseDep, reader: FundReaderDep, year: Year = None
) -> HTMLResponse:
    return shown(request, house, reader, year)


def shown(  # noqa: PLR0913, PLR0917 (the page, and the form on it that was refused)
    request: Request,
    house: House,
    reader: SignedIn,
    year: int | None = None,
    refused: str = "",
    form: Filled | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The page of the fund; ``refused`` names the form that was not recorded."""
    with house.pool.connection() as connection:
        known = funds.read_all(connection)
        fund = chosen(known, year, house.today().year)
        rows = fund_book.read(connection, fund.year) if fund else []
        names = names_in_book(connection)
        structures = organisations.read_all(connection)
    closed = fund is not None and not fund.open
    context: dict[str, Any] = {
        "wide": True,
        "to_carry_cents": left_of(house, fund.subject) if fund and closed else 0,
        "carried_to": next((r.year for r in known if fund and r.open and r.year > fund.year), None),
        "fund": fund,
        "years": [row.year for row in known],
        "missing_year": _missing_year(known, house.today().year),
        "lines": list(book(rows, names))[::-1],
        "of_orders": OF_ORDERS,
        "balance": balance(rows),
        "helped": helped(rows),
        "structures": structures,
        "keeps": reader.has(Role.ADMINISTRATOR),
        "follows": reader.has(Role.COORDINATOR, Role.ADMINISTRATOR),
        "form": form or Filled(),
        "refused": refused,
        "command": uuid4(),
    }
    return page(request, "fund/fund.html", context, status=status)


def chosen(known: list[FundRow], year: int | None, today: int) -> FundRow | None:
    """The year that is asked for; else this one, else the newest."""
    for wanted in (year, None if year else today):
        if found := next((row for row in known if row.year == wanted), None):
            return found
    return known[0] if known and year is None else None


def _missing_year(known: list[FundRow], today: int) -> int | None:
    """The financial year to open: this one, or the next while this one is open."""
    years = {row.year for row in known}
    return next((year for year in (today, today + 1) if year not in years), None)


def book(rows: list[MovementRow], names: dict[UUID, str]) -> Iterator[BookLine]:
    """Oldest first, with the balance that each line leaves."""
    available_cents = 0
    for row in rows:
        available_cents += row.credited_cents - row.committed_cents - row.spent_cents
        yield BookLine(row, _about(row, names), available_cents)


def left_of(house: House, closed: UUID) -> int:
    """What a closed year may still hand on."""
    fund: Fund = house.ledger.subject(Fund, closed)
    following = house.ledger.holder("fund", str(fund.year + 1))
    return left_cents(fund, house.ledger.subject(Fund, following) if following else None)


def _about(row: MovementRow, names: dict[UUID, str]) -> str:
    if row.month:
        paid = names.get(row.organisation, "") if row.organisation else ""
        return f"{paid}, {month(row.month.isoformat())} : {euros(row.paid_cents)}"
    if row.organisation:
        return ", ".join(filter(None, (names.get(row.organisation), row.convention)))
    return (names.get(row.about) or reference(row.about)) if row.about else ""


def reference(subject: UUID) -> str:
    """What accounts call an order or a sale: the eight first signs of its id."""
    return str(subject)[:8].upper()


def balance(rows: list[MovementRow]) -> Balance:
    return Balance(
        sum(row.credited_cents for row in rows),
        sum(row.committed_cents for row in rows),
        sum(row.spent_cents for row in rows),
    )


def helped(rows: list[MovementRow]) -> Helped:
    orders = {row.about for row in rows if row.movement == "spent"}
    spent: dict[UUID | None, int] = {}
    for row in rows:
        if row.movement.endswith("_at_till"):
            spent[row.about] = spent.get(row.about, 0) + row.spent_cents
    sales = sum(cents > 0 for cents in spent.values())
    return Helped(len(orders), sales, sum(row.spent_cents for row in rows))


def names_in_book(connection: Connection[Any]) -> dict[UUID, str]:
    """Of structures, and of the years that hand something on to each other."""
    names = {row.subject: row.name for row in organisations.read_all(connection)}
    return names | {row.subject: f"exercice {row.year}" for row in funds.read_all(connection)}
