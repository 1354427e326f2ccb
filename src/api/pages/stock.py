"""Stock by intercommunalité: a map beside a table."""

from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import words
from api.access import StaffDep
from api.drawings.french import number
from api.drawings.map import stock_map
from api.house import HouseDep
from api.rendering import page
from api.spreadsheet import spreadsheet
from ledger.territory import epci, intercommunalities
from ledger.values import DeviceKind
from projections import stock
from projections.stock import StockRow

router = APIRouter()

STATES = tuple(words.STATE)
AVAILABLE = "available"

HEADER = ("Lieu", "Commune", "Intercommunalité", "SIREN", "Type", "État", "Appareils")


async def kind_asked(kind: Annotated[str, Query(alias="type")] = "") -> str:
    """The kind of device that a page is asked for; all of them when empty."""
    if kind and kind not in {*DeviceKind}:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce type d’appareil n’existe pas.")
    return kind


async def epci_asked(siren: Annotated[str, Query(alias="epci")] = "") -> str:
    """The SIREN of the intercommunalité that a page is asked for; all of them when empty."""
    if siren and siren not in {row.siren for row in intercommunalities()}:
        raise HTTPException(
            HTTPStatus.NOT_FOUND, "Cette intercommunalité n’est pas dans le territoire."
        )
    return siren


KindAsked = Annotated[str, Depends(kind_asked)]
EpciAsked = Annotated[str, Depends(epci_asked)]


def asked(**filters: str) -> str:
    """``?type=laptop&epci=…`` of the filters that are set, or nothing."""
    said = urlencode({name: value for name, value in filters.items() if value})
    return f"?{said}" if said else ""


@router.get("/stock")
def stock_page(
    request: Request, house: HouseDep, _: StaffDep, kind: KindAsked, siren: EpciAsked
) -> HTMLResponse:
    """What stands where, in which state; the available ones on the map."""
    with house.pool.connection() as connection:
        rows = [row for row in stock.read(connection) if kind in {"", row.kind}]
    here = [row for row in rows if siren in {"", row.epci}]
    available = Counter[str]()
    for row in rows:
        if row.state == AVAILABLE:
            available[row.epci] += row.count
    return page(
        request,
        "stock/stock.html",
        {
            "wide": True,
            "kind": kind,
            "siren": siren,
            "states": STATES,
            "available": sum(available.values()),
            "map": stock_map(
                available,
                href=lambda each: f"/stock{asked(type=kind, epci=each)}#lieux",
                title=_title(kind, sum(available.values())),
            ),
            "territories": [
                (each, _line([row for row in rows if row.epci == each.siren]))
                for each in intercommunalities()
            ],
            "total": _line(rows),
            "places": _places(here),
            "places_total": _line(here),
            "download": f"/stock.csv{asked(type=kind, epci=siren)}",
        },
    )


@router.get("/stock.csv")
def stock_table(house: HouseDep, _: StaffDep, kind: KindAsked, siren: EpciAsked) -> Response:
    """The rows of the page, one a place, a kind and a state."""
    with house.pool.connection() as connection:
        rows = stock.read(connection)
    return spreadsheet(
        "stock.csv",
        HEADER,
        (
            (
                row.place_name,
                row.commune_name,
                epci(row.epci).display_name,
                row.epci,
                words.KIND[row.kind],
                words.STATE[row.state],
                row.count,
            )
            for row in rows
            if kind in {"", row.kind} and siren in {"", row.epci}
        ),
    )


def _title(kind: str, count: int) -> str:
    said = words.KIND[kind] if kind else "appareils"
    return f"Disponibles dans chaque intercommunalité ({said})\u00a0: {number(count)} en tout"


def _line(rows: Sequence[StockRow]) -> list[int]:
    """How many in each state, in the order of ``STATES``, then in all."""
    counts = Counter[str]()
    for row in rows:
        counts[row.state] += row.count
    return [*(counts[state] for state in STATES), counts.total()]


def _places(rows: Sequence[StockRow]) -> list[tuple[StockRow, list[int]]]:
    """Each place that holds something, in French order."""
    by_place: dict[object, list[StockRow]] = {}
    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    return [(held[0], _line(held)) for held in by_place.values()]
