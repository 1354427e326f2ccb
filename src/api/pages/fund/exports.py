"""What leaves the book of the fund: a journal for the accountant, a sheet for a deliberation."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import words
from api.access import FundReaderDep
from api.house import House, HouseDep
from api.pages.fund.book import balance, book, helped, names_in_book
from api.rendering import page
from api.spreadsheet import spreadsheet
from ledger.fund import CreditSource
from projections import fund_book, funds
from projections.fund_book import MovementRow
from projections.funds import FundRow

router = APIRouter()

JOURNAL = (
    "Date", "Exercice", "Mouvement", "Source", "Structure", "Convention", "Référence",
    "Crédit", "Engagement", "Dépense", "Disponible",
)  # fmt: skip
CARRIED_ON = "Reporté sur un exercice suivant"
Year = Annotated[int, Query(alias="exercice", ge=2000, le=2200)]


@router.get("/fonds/journal.csv")
def journal(house: HouseDep, _: FundReaderDep, year: Year) -> Response:
    """Every movement of a year, amounts in euros with a comma, for the accountant."""
    _fund, rows, names = _read(house, year)
    zone = house.settings.timezone
    return spreadsheet(
        f"fonds-{year}.csv",
        JOURNAL,
        (
            (
                line.row.happened_at.astimezone(zone).date().isoformat(),
                year,
                words.MOVEMENT[line.row.movement],
                words.CREDIT_SOURCE[line.row.source] if line.row.source else "",
                names.get(line.row.organisation, "") if line.row.organisation else "",
                line.row.convention or "",
                "" if line.row.organisation else line.about,
                amount(line.row.credited_cents),
                amount(line.row.committed_cents),
                amount(line.row.spent_cents),
                amount(line.available_cents),
            )
            for line in book(rows, names)
        ),
    )


@router.get("/fonds/deliberation")
def deliberation(request: Request, house: HouseDep, _: FundReaderDep, year: Year) -> HTMLResponse:
    """One printable sheet: credits by convention, committed, spent, unit cost, target."""
    fund, rows, names = _read(house, year)
    return page(
        request,
        "fund/deliberation.html",
        {
            "fund": fund,
            "balance": balance(rows),
            "helped": helped(rows),
            "credits": credits_of(rows, names),
            "today": house.now(),
        },
    )


@router.get("/fonds/deliberation.csv")
def deliberation_table(house: HouseDep, _: FundReaderDep, year: Year) -> Response:
    """The figures of the sheet, one a row."""
    fund, rows, names = _read(house, year)
    total, paid = balance(rows), helped(rows)
    lines: list[tuple[str, str | int]] = [
        (f"Crédits : {name}", amount(cents)) for name, cents in credits_of(rows, names)
    ]
    lines += [
        ("Crédits, total", amount(total.credited_cents)),
        ("Engagé, non dépensé", amount(total.committed_cents)),
        ("Dépensé", amount(total.spent_cents)),
        ("Disponible", amount(total.available_cents)),
        ("Commandes aidées", paid.orders),
        ("Ventes aidées en caisse", paid.sales),
        ("Coût moyen d’une aide", amount(paid.unit_cents or 0)),
        ("Objectif de commandes aidées", fund.target_orders or ""),
    ]
    return spreadsheet(f"deliberation-{year}.csv", ("Poste", "Valeur"), lines)


def amount(cents: int) -> str:
    """``-1250`` as « -12,50 »: a number for a French spreadsheet."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole},{rest:02}"


def _read(house: House, year: int) -> tuple[FundRow, list[MovementRow], dict[Any, str]]:
    with house.pool.connection() as connection:
        fund = next((row for row in funds.read_all(connection) if row.year == year), None)
        rows = fund_book.read(connection, year)
        names: dict[Any, str] = {**names_in_book(connection)}
    if fund is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cet exercice du fonds n’existe pas.")
    return fund, rows, names


def credits_of(rows: list[MovementRow], names: dict[Any, str]) -> list[tuple[str, int]]:
    """What came in, by convention or by source, the largest first."""
    found: dict[str, int] = {}
    for row in rows:
        if row.movement == "carried_over":
            found[CARRIED_ON] = found.get(CARRIED_ON, 0) + row.credited_cents
        if row.credited_cents == 0 or row.source is None:
            continue
        source = words.capitalised(words.CREDIT_SOURCE[row.source])
        if row.source == CreditSource.SALE_SHARE:
            name = "Parts des ventes en caisse"
        else:
            from_whom = names.get(row.organisation) if row.organisation else None
            name = ", ".join(filter(None, (source, from_whom, row.convention)))
        found[name] = found.get(name, 0) + row.credited_cents
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))
