"""The figures of a period, frozen: as a page, as CSV, as JSON, for anybody (law 7).

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

from api.access.doors import RecognisedDep, recognised
from api.house import House, HouseDep, unthreaded
from api.pages.statistics.drawn import drawings, trend
from api.pages.statistics.quarters import by_quarter, since
from api.rendering import page, part
from api.statistics import figures, files
from api.statistics.figures import Figures
from projections import flows
from projections.standing import Standing, standing_unthreaded

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=10_000)]
READ = "Lisez d’abord la dernière période, puis choisissez-en une autre."
NOTHING_YET = (
    "Aucune période n’est encore publiée. Lisez en attendant ce qui est passé à l’atelier."
)
NOT_PUBLISHED = "Cette période n’est pas publiée."


async def periods_page(request: Request) -> Response:
    """The newest period first, then how all of them follow each other."""
    house: House = request.app.state.house
    signed_in = await recognised(request)
    known = house.published.answers(await stands(request, house.published.views))
    key = house.today(), signed_in is not None
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


@router.get("/chiffres/{period}.csv")
def as_csv(house: HouseDep, period: Number) -> Response:
    """Every figure of the period, one a line. The file never changes."""
    return _file(files.csv_of(_read(house, period)), "text/csv; charset=utf-8", f"{period}.csv")


@router.get("/chiffres/{period}.json")
def as_json(house: HouseDep, period: Number) -> Response:
    """Every figure of the period. The file never changes."""
    return _file(files.json_of(_read(house, period)), "application/json", f"{period}.json")


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
    today = house.today()
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
        months = flows.read_months(connection, since(today), today)
    newest = periods[0] if periods else None
    context = {
        "told": newest,
        "drawings": drawings(newest) if newest else {},
        "periods": periods,
        "trend": trend(periods),
        "quarters": by_quarter(months, today),
    }
    return {
        "first_line": READ if newest else NOTHING_YET,
        "shown": part(house, "statistics/overview.html", context),
    }


def _whole(house: House, period: int) -> dict[str, object]:
    told = _read(house, period)
    made = {"csv": files.csv_of(told), "json": files.json_of(told)}
    context = {
        "told": told,
        "drawings": drawings(told),
        "files": {kind: files.sha256(content) for kind, content in made.items()},
    }
    return {"told": told, "shown": part(house, "statistics/whole.html", context)}


def _read(house: House, period: int) -> Figures:
    with house.pool.connection() as connection:
        told = figures.read(connection, period)
    if told is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, NOT_PUBLISHED)
    return told


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="meleze-chiffres-{name}"',
            "ETag": f'"{files.sha256(content)}"',
        },
    )
