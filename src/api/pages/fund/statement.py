"""The monthly statement between structures: who owes what to whom, and what came in."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from psycopg import Connection

from api.access import Role, SignedIn, StaffDep
from api.house import House, HouseDep
from api.pages.fund.exports import amount
from api.rendering import page
from api.spreadsheet import spreadsheet
from projections import organisations, payments, places
from projections.payments import Due

router = APIRouter()

FUND_NAME = "Fonds de Solidarité Numérique"
WHY = {
    "third_party": "part promise par un tiers",
    "fund": "part du fonds",
    "third_party_back": "part d’un tiers, d’une vente remboursée",
    "fund_back": "part du fonds, d’une vente remboursée",
    "received": "part de la personne, reçue ailleurs que chez le vendeur",
}
HEADER = ("Mois", "Doit", "À", "Pour", "Nombre", "Dû", "Reçu", "Reste")
Month = Annotated[str, Query(alias="mois", pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")]


@router.get("/releves")
def statement_page(
    request: Request, house: HouseDep, reader: StaffDep, month: Month = ""
) -> HTMLResponse:
    """Of every structure for who coordinates; of their own for the others."""
    first = _first(house, month)
    rows, names = _read(house, reader, first)
    return page(
        request,
        "fund/statement.html",
        {
            "wide": True,
            "rows": rows,
            "names": names,
            "why": WHY,
            "month": f"{first:%Y-%m}",
            "before": f"{first - timedelta(days=1):%Y-%m}",
            "after": f"{next_month(first):%Y-%m}" if next_month(first) <= house.today() else None,
            "left_cents": sum(row.left_cents for row in rows),
        },
    )


@router.get("/releves.csv")
def statement_table(house: HouseDep, reader: StaffDep, month: Month = "") -> Response:
    first = _first(house, month)
    rows, names = _read(house, reader, first)
    return spreadsheet(
        f"releve-{first:%Y-%m}.csv",
        HEADER,
        (
            (
                f"{first:%Y-%m}",
                names[row.debtor],
                names[row.creditor],
                WHY[row.why],
                row.count,
                amount(row.due_cents),
                amount(row.paid_cents),
                amount(row.left_cents),
            )
            for row in rows
        ),
    )


def _read(house: House, reader: SignedIn, first: date) -> tuple[list[Due], dict[UUID | None, str]]:
    zone = house.settings.timezone
    with house.pool.connection() as connection:
        rows = payments.statement(
            connection, midnight(first, zone), midnight(next_month(first), zone), first
        )
        mine = _structures(connection, reader)
        names: dict[UUID | None, str] = {
            row.subject: row.name for row in organisations.read_all(connection)
        }
    for row in rows:
        for structure in (row.debtor, row.creditor):
            names.setdefault(structure, "une structure partie")
    names[None] = FUND_NAME
    shown = [row for row in rows if mine is None or mine & {row.debtor, row.creditor}]
    return shown, names


def _structures(connection: Connection[Any], reader: SignedIn) -> set[UUID] | None:
    """The structures somebody works for; None for who reads those of all."""
    if reader.has(Role.COORDINATOR, Role.FUNDER, Role.ADMINISTRATOR):
        return None
    mine = {grant.place for grant in reader.grants if grant.place}
    rows = [places.read(connection, place) for place in mine]
    return {row.organisation for row in rows if row}


def _first(house: House, month: str) -> date:
    """The first day of the month that is asked for, or of this one."""
    first = date.fromisoformat(f"{month}-01") if month else house.today().replace(day=1)
    if first > house.today():
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce mois n’est pas encore commencé.")
    return first


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
