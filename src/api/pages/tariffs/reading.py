"""The price grid as it is read at the desk, and printed: what holds, and what will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.access import AdvisingDep, Role
from api.house import HouseDep
from api.rendering import page
from ledger.tariff import Grid, Line, newest
from ledger.values import Channel, DeviceKind, Grade
from projections import tariffs
from projections.tariffs import Published

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Row:
    """A kind in one look: what everybody pays at the counter, and each band at the desk."""

    kind: DeviceKind
    grade: Grade
    sale: Line | None
    bands: list[Line | None]


def rows_of(grid: Grid) -> list[Row]:
    found = {line.key: line for line in grid.lines}
    return [
        Row(kind, grade, found.get((Channel.SALE, kind, grade, None)), lines)
        for kind in DeviceKind
        for grade in Grade
        if any(
            lines := [found.get((Channel.PURCHASE, kind, grade, row.band)) for row in grid.bands]
        )
        or (Channel.SALE, kind, grade, None) in found
    ]


def to_come(published: Sequence[Published], day: date) -> list[Grid]:
    """The grids that will hold one day, each until the next."""
    days = sorted({each.grid.effective_on for each in published if each.grid.effective_on > day})
    grids = [each.grid for each in published]
    found = [newest(grids, each) for each in days]
    return [grid for grid in found if grid]


@router.get("/tarifs")
def tariffs_page(request: Request, house: HouseDep, signed_in: AdvisingDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        published = tariffs.read_all(connection)
    grid = newest((each.grid for each in published), house.today())
    return _page(
        request, grid, to_come(published, house.today()), signed_in.has(Role.ADMINISTRATOR)
    )


@router.get("/tarifs/{grid}")
def one_tariff_page(
    request: Request, grid: UUID, house: HouseDep, signed_in: AdvisingDep
) -> HTMLResponse:
    """A grid that held, or will."""
    with house.pool.connection() as connection:
        published = tariffs.read_all(connection)
    found = next((each.grid for each in published if each.grid.id == grid), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cette grille n’est pas publiée.")
    return _page(request, found, [], signed_in.has(Role.ADMINISTRATOR))


def _page(
    request: Request,
    grid: Grid | None,
    coming: list[Grid],
    publishes: bool,  # noqa: FBT001 (a fact)
) -> HTMLResponse:
    rows = rows_of(grid) if grid else []
    context = {"wide": True, "grid": grid, "rows": rows, "coming": coming, "publishes": publishes}
    return page(request, "tariffs/grid.html", context)
