"""What a funder reads first: the story of a period, the accounts of a year, the flows of devices.

Whoever asks, what splits people comes from the published figures alone (law 7). Accounts and flows
are exact, and split nobody.
"""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from psycopg import Connection

from api.access import FundReaderDep
from api.house import House, HouseDep
from api.pages.statistics import accounts
from api.pages.statistics.drawn import drawings, trend
from api.pages.statistics.moved import Flow, added
from api.pages.statistics.published import NOT_PUBLISHED, stands
from api.rendering import page, part
from api.statistics import figures
from api.statistics.figures import Figures
from projections import flows

router = APIRouter()

NO_SUCH_YEAR = "Cet exercice du fonds n’existe pas."
MONTHS_OF_A_YEAR = 12

Period = Annotated[int | None, Query(alias="periode", ge=1, le=10_000)]
Year = Annotated[int | None, Query(alias="exercice", ge=2000, le=2200)]


@router.get("/tableau-de-bord")
async def dashboard_page(
    request: Request, house: HouseDep, _: FundReaderDep, period: Period = None, year: Year = None
) -> HTMLResponse:
    """Made once for each choice, until a view that it is made of changes."""
    known = house.dashboards.answers(await stands(request, house.dashboards.views))
    asked = period, year, house.today()
    if asked not in known:
        known[asked] = await run_in_threadpool(_dashboard, house, period, year)
    return page(request, "statistics/dashboard.html", {"wide": True} | known[asked])


def _dashboard(house: House, period: int | None, year: int | None) -> dict[str, Any]:
    today = house.today()
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
        told = _chosen(periods, period)
        book = accounts.read(connection, year, today.year, house.settings.timezone)
        moved = _flows(connection, told, today)
    if year is not None and book is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, NO_SUCH_YEAR)
    context = {
        "told": told,
        "drawings": drawings(told) if told else {},
        "periods": periods,
        "trend": trend(periods),
        "accounts": book,
        "flows": moved,
    }
    return {"told": told, "shown": part(house, "statistics/funders.html", context)}


def _chosen(periods: list[Figures], period: int | None) -> Figures | None:
    if period is None:
        return periods[0] if periods else None
    found = next((each for each in periods if each.period == period), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, NOT_PUBLISHED)
    return found


def _flows(
    connection: Connection[Any], told: Figures | None, today: date
) -> list[tuple[str, list[Flow]]]:
    """Devices in the months of the period and of the one before; without one, in twelve months."""
    if told is None:
        spans = [("Les douze derniers mois", _a_year_before(today), today)]
    else:
        spans = [("Cette période", told.begins_on, told.ends_on)]
        if told.before:
            spans.append(("La précédente", told.before.begins_on, told.before.ends_on))
    return [
        (name, added(flows.read_months(connection, begins.replace(day=1), ends)))
        for name, begins, ends in spans
    ]


def _a_year_before(today: date) -> date:
    rank = today.year * MONTHS_OF_A_YEAR + today.month - MONTHS_OF_A_YEAR
    return date(rank // MONTHS_OF_A_YEAR, rank % MONTHS_OF_A_YEAR + 1, 1)
