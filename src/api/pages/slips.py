"""What left with a slip of an eco-organisme, year by year: for the yearly declaration."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.access import OperatorDep, SignedIn
from api.house import House, HouseDep
from api.pages.reach import Reach
from api.rendering import page
from api.spreadsheet import spreadsheet
from api.units import kilograms, kilograms_read
from api.words import KIND
from projections import fates
from projections.fates import SlipRow

router = APIRouter()

HEADER = ("Date", "Bordereau", "Type d’appareil", "Nombre", "Masse connue (kg)", "Dont pesés")
Year = Annotated[int | None, Query(alias="annee", ge=2000, le=2200)]


@router.get("/bordereaux")
def slips_page(
    request: Request, house: HouseDep, signed_in: OperatorDep, year: Year = None
) -> HTMLResponse:
    """Slips of a year for the places of their structures, and the file of them."""
    shown = year or house.today().year
    rows = _read(house, signed_in, shown)
    context = {
        "wide": True,
        "rows": rows,
        "year": shown,
        "this_year": house.today().year,
        "kilograms": kilograms_read,
        "slips": len({row.waste_slip for row in rows}),
        "devices": sum(row.count for row in rows),
        "mass_g": sum(row.mass_g for row in rows),
    }
    return page(request, "lot/slips.html", context)


@router.get("/bordereaux.csv")
def slips_file(house: HouseDep, signed_in: OperatorDep, year: Year = None) -> Response:
    """The same rows, one a slip, a day and a kind of device."""
    shown = year or house.today().year
    return spreadsheet(
        f"bordereaux-{shown}.csv",
        HEADER,
        (
            (
                row.day.isoformat(),
                row.waste_slip,
                KIND[row.kind],
                row.count,
                kilograms(row.mass_g),
                row.weighed,
            )
            for row in _read(house, signed_in, shown)
        ),
    )


def _read(house: House, signed_in: SignedIn, year: int) -> list[SlipRow]:
    """Of all places of their structures: one that closed since left its slips behind."""
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        mine: list[UUID] = [
            place for place in fates.places_with_slips(connection, year) if reach.has_place(place)
        ]
        return fates.read_slips(connection, mine, year)
