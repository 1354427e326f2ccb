"""The journal of a till as files: for the accountant, and for a till that exists already."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response
from psycopg import Connection

from api import words
from api.house import House, HouseDep
from api.pages.counter.day import day_of, read_days
from api.pages.counter.door import OwnPlaceDep
from api.selling.book import sold
from api.selling.day import sign
from api.selling.shelf import named
from api.spreadsheet import amount, spreadsheet
from ledger.codes import written
from ledger.values import Means
from projections import register, tills
from projections.tills import SaleRow

router = APIRouter(prefix="/caisse")

LONGEST = timedelta(days=366)
LINES = (
    "Date", "Heure", "Reçu", "Opération", "Nature", "Libellé", "Code", "Quantité",
    "Prix unitaire", "Montant",
)  # fmt: skip
SALES = (
    "Date", "Heure", "Reçu", "Opération", "Total",
    *(words.capitalised(words.MEANS[each]) for each in Means), "Fonds", "Tiers",
)  # fmt: skip

Cells = tuple[str | int, ...]


def _period(
    house: HouseDep, du: Annotated[str, Query()] = "", au: Annotated[str, Query()] = ""
) -> tuple[date, date]:
    """From the first of the month to today when the address says nothing."""
    last = day_of(au, house.today())
    first = day_of(du, last.replace(day=1))
    if not timedelta() <= last - first <= LONGEST:
        raise HTTPException(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "La période va d’un jour à un autre qui suit, sur un an au plus.",
        )
    return first, last


PeriodDep = Annotated[tuple[date, date], Depends(_period)]


@router.get("/journal.csv")
def journal(house: HouseDep, place: OwnPlaceDep, period: PeriodDep) -> Response:
    """One row a line: each thing sold or given back, then how it was paid. No customer."""
    kept = read_days(house, place.subject, *period)
    with house.pool.connection() as connection:
        rows = [line for row in kept.rows for line in _lines(connection, house, row)]
    return spreadsheet(f"caisse-{period[0]}-{period[1]}.csv", LINES, rows)


@router.get("/ventes.csv")
def sales(house: HouseDep, place: OwnPlaceDep, period: PeriodDep) -> Response:
    """One row a receipt or a refund, one column a means: to enter in a till that exists already."""
    kept = read_days(house, place.subject, *period)
    with house.pool.connection() as connection:
        rows = [_sale(connection, house, row) for row in kept.rows]
    return spreadsheet(f"ventes-{period[0]}-{period[1]}.csv", SALES, rows)


def _around(connection: Connection[Any], house: House, row: SaleRow) -> Cells:
    """When, which receipt, what was done."""
    local = row.happened_at.astimezone(house.settings.timezone)
    made = sold(tills.read_sale(connection, row.sale))
    number = made.sale.number if made else row.number
    done = "remboursement" if row.refund else "vente"
    return f"{local:%d/%m/%Y}", f"{local:%H:%M}", number or "", done


def _lines(connection: Connection[Any], house: House, row: SaleRow) -> Iterator[Cells]:
    around, turn = _around(connection, house, row), sign(row)
    for name, code, quantity, unit_cents in _articles(connection, row):
        cents = turn * quantity * unit_cents
        yield *around, "article", name, code, turn * quantity, amount(unit_cents), amount(cents)
    for name, cents in _parts(connection, row) if row.refund else ():
        way = turn if cents > 0 else -turn
        yield *around, "article", name, "", way, amount(abs(cents)), amount(turn * cents)
    for payment in row.payments:
        cents = turn * payment["paid_cents"]
        yield *around, "règlement", words.MEANS[payment["means"]], "", "", "", amount(cents)
    for name, cents in (("fonds", row.fund_cents), ("tiers", row.third_party_cents)):
        if cents:
            yield *around, "règlement", name, "", "", "", amount(turn * cents)


def _articles(connection: Connection[Any], row: SaleRow) -> Iterator[tuple[str, str, int, int]]:
    """What was sold or came back: name, code, how many, price of one."""
    made = sold(tills.read_sale(connection, row.sale))
    prices = made.prices if made else {}
    for line in row.devices:
        device = UUID(line["device"])
        found = register.read(connection, device)
        code = written(found.code) if found and found.code else ""
        yield named(found) if found else "Appareil", code, 1, prices.get(device, 0)
    for line in row.accessories:
        name = words.capitalised(words.ACCESSORY[line["accessory"]])
        yield name, "", line["quantity"], line["unit_cents"]


def _parts(connection: Connection[Any], row: SaleRow) -> Iterator[tuple[str, int]]:
    """What else a refund gave back, or did not, of the price of its devices."""
    if made := sold(tills.read_sale(connection, row.sale)):
        kept_cents = made.kept_cents(row)
        of_devices = "Partie du prix non rendue" if kept_cents > 0 else "Partie du prix rendue"
        parts = (("Accessoires", made.for_accessories_cents(row)), (of_devices, -kept_cents))
        yield from ((name, cents) for name, cents in parts if cents)


def _sale(connection: Connection[Any], house: House, row: SaleRow) -> Cells:
    turn = sign(row)
    paid = {Means(each["means"]): each["paid_cents"] for each in row.payments}
    cells = [row.total_cents, *(paid.get(means, 0) for means in Means)]
    cells += [row.fund_cents, row.third_party_cents]
    return *_around(connection, house, row), *(amount(turn * cents) for cents in cells)
