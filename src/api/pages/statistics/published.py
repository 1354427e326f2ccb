"""The figures of a period, frozen: as a page, as CSV, as JSON, for anybody (law 7).

All of them read ``projections.releases`` and nothing else. What was drawn tells nobody of anybody,
so there is no door in front of it.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.access.doors import RecognisedDep
from api.house import House, HouseDep
from api.rendering import page
from api.statistics import files
from api.statistics.french import ABOUT, FEWER, TABLE, cell_words, figure_words
from api.statistics.margins import margin_words
from projections import releases
from projections.releases import ReleaseRow

router = APIRouter()

ORDER = tuple(TABLE)
Number = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/chiffres")
def figures(request: Request, house: HouseDep, _: RecognisedDep) -> HTMLResponse:
    """The periods that were published, the newest first."""
    with house.pool.connection() as connection:
        rows = releases.read_all(connection)
    periods = {row.period: row for row in rows}
    return page(request, "statistics/periods.html", {"periods": list(periods.values())})


@router.get("/chiffres/{period}.csv")
def as_csv(house: HouseDep, period: Number) -> Response:
    """Every table of the period, one cell a line. The file never changes."""
    return _file(files.csv_of(_read(house, period)), "text/csv; charset=utf-8", f"{period}.csv")


@router.get("/chiffres/{period}.json")
def as_json(house: HouseDep, period: Number) -> Response:
    """Every table of the period. The file never changes."""
    return _file(files.json_of(_read(house, period)), "application/json", f"{period}.json")


@router.get("/chiffres/{period}")
def period_page(
    request: Request, house: HouseDep, _: RecognisedDep, period: Number
) -> HTMLResponse:
    """Every table of the period, each with its margin in words."""
    rows = _read(house, period)
    made = {"csv": files.csv_of(rows), "json": files.json_of(rows)}
    return page(
        request,
        "statistics/period.html",
        {
            "period": rows[0],
            "tables": [
                {
                    "name": row.table_name,
                    "title": TABLE[row.table_name],
                    "about": ABOUT[row.table_name],
                    "margin": margin_words(row.budget_thousandths),
                    "lines": [
                        (cell_words(cell), figure_words(count))
                        for cell, count in row.figures.items()
                    ],
                }
                for row in rows
            ],
            "fewer": FEWER,
            "files": {kind: files.sha256(content) for kind, content in made.items()},
        },
    )


def _read(house: House, period: int) -> list[ReleaseRow]:
    with house.pool.connection() as connection:
        rows = releases.read(connection, period)
    if not rows:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cette période n’est pas publiée.")
    return sorted(rows, key=lambda row: ORDER.index(row.table_name))


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="meleze-chiffres-{name}"',
            "ETag": f'"{files.sha256(content)}"',
        },
    )
