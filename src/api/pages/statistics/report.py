"""Reports as PDF: of a period for anybody, of a financial year for who reads its accounts.

Nothing here is on paper alone: each figure is on a page too, for who reads with a screen reader.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api import reporting
from api.access import FundReaderDep
from api.house import House, HouseDep
from api.pages.statistics.published import Number, stands
from api.reporting import Unwritten, Written

router = APIRouter()

Year = Annotated[int, Query(alias="exercice", ge=2000, le=2200)]


@router.get("/chiffres/{period}.pdf")
async def of_a_period(request: Request, house: HouseDep, period: Number) -> Response:
    """What is published of a period, on paper. The file never changes."""
    known = house.published.answers(await stands(request, house.published.views))
    asked = "report", period
    if asked not in known:
        known[asked] = await run_in_threadpool(_written, reporting.of_period, house, period)
    return _file(known[asked])


@router.get("/tableau-de-bord/rapport.pdf")
async def of_a_year(request: Request, house: HouseDep, _: FundReaderDep, year: Year) -> Response:
    """The accounts of a financial year with its published periods."""
    known = house.dashboards.answers(await stands(request, house.dashboards.views))
    asked = "report", year
    if asked not in known:
        known[asked] = await run_in_threadpool(_written, reporting.of_year, house, year)
    return _file(known[asked])


def _written(write: Callable[[House, int], Written], house: House, asked: int) -> Written:
    try:
        return write(house, asked)
    except Unwritten as nothing:
        raise HTTPException(HTTPStatus.NOT_FOUND, str(nothing)) from nothing


def _file(written: Written) -> Response:
    return Response(
        written.content,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{written.name}"',
            "ETag": f'"{written.sha256}"',
        },
    )
