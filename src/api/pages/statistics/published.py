"""The figures of a period, frozen: as a page, as CSV, as JSON, for anybody (law 7).

All of them read ``api.statistics.figures`` and nothing else. What was drawn tells nobody of
anybody, so there is no door in front of it.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.access.doors import RecognisedDep
from api.house import House, HouseDep
from api.rendering import page
from api.statistics import figures, files
from api.statistics.figures import Figures

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/chiffres")
def periods_page(request: Request, house: HouseDep, _: RecognisedDep) -> HTMLResponse:
    """The periods that were published, the newest first."""
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
    return page(request, "statistics/periods.html", {"periods": periods})


@router.get("/chiffres/{period}.csv")
def as_csv(house: HouseDep, period: Number) -> Response:
    """Every figure of the period, one a line. The file never changes."""
    return _file(files.csv_of(_read(house, period)), "text/csv; charset=utf-8", f"{period}.csv")


@router.get("/chiffres/{period}.json")
def as_json(house: HouseDep, period: Number) -> Response:
    """Every figure of the period. The file never changes."""
    return _file(files.json_of(_read(house, period)), "application/json", f"{period}.json")


@router.get("/chiffres/{period}")
def period_page(
    request: Request, house: HouseDep, _: RecognisedDep, period: Number
) -> HTMLResponse:
    """Every figure of the period, each table with its margin in words."""
    told = _read(house, period)
    made = {"csv": files.csv_of(told), "json": files.json_of(told)}
    return page(
        request,
        "statistics/period.html",
        {
            "told": told,
            "files": {kind: files.sha256(content) for kind, content in made.items()},
        },
    )


def _read(house: House, period: int) -> Figures:
    with house.pool.connection() as connection:
        told = figures.read(connection, period)
    if told is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cette période n’est pas publiée.")
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
