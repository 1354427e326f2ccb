"""One family, one click further: what its devices are made of, and on which shelves they stand."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.access import AdvisingDep, Role
from api.house import HouseDep
from api.pages.catalogue.families import find_family
from api.pages.catalogue.near import here
from api.pages.catalogue.shares import ranges
from api.rendering import page
from api.units import measure
from ledger.device import FUNCTIONS
from ledger.device.checklist import Function
from ledger.values import DeviceKind, Grade, Use
from projections import shelves
from projections.shelves import Technical

router = APIRouter()


@router.get("/catalogue/{use}/{slug}")
def family_page(
    request: Request, use: Use, slug: str, house: HouseDep, signed_in: AdvisingDep
) -> HTMLResponse:
    family = find_family(use, slug)
    if family is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce choix n’est pas au catalogue.")
    with house.pool.connection() as connection:
        known = house.seldom(connection)
        rows = house.shelves.count(connection, [family.sort()])
        technical = shelves.technical(connection, family.sort())
    near, grid = here(known, signed_in.place, house.today()), known.grid_on(house.today())
    shares = ranges(grid) if grid else {}
    return page(
        request,
        "catalogue/family.html",
        {
            "wide": True,
            "family": family,
            "shelf": near.nearest_first(rows),
            "count": sum(row.count for row in rows),
            "facts": _facts(technical),
            "shares": [(grade, shares.get((family.kind, grade))) for grade in Grade],
            "tested": tested(family.kind),
            "orders": signed_in.has(Role.PRESCRIBER),
        },
    )


def tested(kind: DeviceKind) -> list[Function]:
    """What every device of that kind passed before it came here, in a fixed order."""
    return [function for function in Function if function in FUNCTIONS[kind].required]


def _facts(technical: Technical) -> list[tuple[str, str]]:
    """What is known; a range in which nothing is known is not shown."""
    memory = _range("memory_mb", technical.least_memory_mb, technical.most_memory_mb)
    inches = _range("screen_inches", technical.least_inches, technical.most_inches)
    makers = ", ".join(technical.makers)
    told = [("Mémoire", memory), ("Écran", inches), ("Marques", makers)]
    return [(name, said) for name, said in told if said]


def _range(name: str, least: float | None, most: float | None) -> str:
    if least is None or least == most:
        return measure(name, least)
    return f"de {measure(name, least)} à {measure(name, most)}"
