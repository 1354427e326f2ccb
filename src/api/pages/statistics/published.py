"""The figures of a period, frozen: as a page, for anybody (law 7). Their files are open data.

All of them read ``api.statistics.figures`` and nothing else. What was drawn tells nobody of
anybody, so there is no door in front of it. What a page shows is kept until a view that it is made
of changes: the same for everybody, it holds nothing of who reads it.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from starlette.routing import Route

from api import weekly
from api.access.doors import RecognisedDep, recognised
from api.house import House, HouseDep, unthreaded
from api.open_data.files import files_of
from api.pages.statistics import quarters
from api.pages.statistics.drawn import drawings, trend
from api.pages.statistics.moved import Flow
from api.rendering import page, part
from api.statistics import figures
from api.statistics.figures import Figures
from projections.standing import Standing, standing_unthreaded

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=10_000)]
READ = "Lisez d’abord la dernière période, puis choisissez-en une autre."
QUARTERS = 4
NOTHING_YET = (
    "Aucune période n’est encore publiée. Lisez en attendant ce qui est passé à l’atelier."
)
NOTHING = "Aucune période n’est encore publiée. Revenez après la première clôture."
NOT_PUBLISHED = "Cette période n’est pas publiée. Choisissez-en une à la page des chiffres."


async def periods_page(request: Request) -> Response:
    """The newest period first, then how all of them follow each other."""
    house: House = request.app.state.house
    signed_in = await recognised(request)
    known = house.published.answers(await stands(request, house.published.views))
    key = weekly.monday_of(house), signed_in is not None
    if key not in known:
        known[key] = await run_in_threadpool(_overview, house)
        if signed_in is None:  # all who did not sign in read the same bytes
            known[key] = _page(request, known[key]).body
    if signed_in is None:
        return HTMLResponse(known[key])
    return _page(request, known[key])


ROUTES = [Route("/chiffres", periods_page)]
"""Starlette's own, and among the first: it asks for nothing that FastAPI would check."""


def _page(request: Request, shown: dict[str, object]) -> HTMLResponse:
    return page(request, "statistics/periods.html", {"wide": True} | shown)


@router.get("/chiffres/{period}")
async def period_page(
    request: Request, house: HouseDep, _: RecognisedDep, period: Number
) -> HTMLResponse:
    """Every figure of the period, each table with its margin in words."""
    known = house.published.answers(await stands(request, house.published.views))
    if period not in known:
        known[period] = await run_in_threadpool(_whole, house, period)
    return page(request, "statistics/period.html", {"wide": True} | known[period])


async def stands(request: Request, views: tuple[str, ...]) -> Standing:
    """Where these views stand: asked with the session of who signed in, else by itself."""
    if getattr(request.state, "signed_in", None) is not None:
        told: Standing = request.state.standing
        return told
    async with unthreaded(request).connection() as connection:
        return await standing_unthreaded(connection, views)


def _overview(house: House) -> dict[str, object]:
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
    newest = periods[0] if periods else None
    context = {
        "told": newest,
        "drawings": drawings(newest) if newest else {},
        "periods": periods,
        "trend": trend(periods),
        "quarters": (over := _last_quarters(house)),
    }
    return {
        "first_line": READ if newest else NOTHING_YET if over else NOTHING,
        "shown": part(house, "statistics/overview.html", context),
    }


def _last_quarters(house: House) -> list[tuple[str, list[Flow]]]:
    """What everybody reads of devices this week: the last quarters that are over."""
    return [
        (
            quarter.name.capitalize(),
            [Flow(step, each.count, each.weighed, each.mass_g) for step, each in told],
        )
        for quarter in quarters.read(house)[:QUARTERS]
        if (told := quarter.total.items())
    ]


def _whole(house: House, period: int) -> dict[str, object]:
    told = read(house, period)
    context = {"told": told, "drawings": drawings(told), "files": files_of(told)}
    return {"told": told, "shown": part(house, "statistics/whole.html", context)}


def read(house: House, period: int) -> Figures:
    """What is public of a period; not found when it was not published."""
    with house.pool.connection() as connection:
        told = figures.read(connection, period)
    if told is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, NOT_PUBLISHED)
    return told
