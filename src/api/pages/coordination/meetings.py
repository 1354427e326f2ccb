"""The meetings of the coordination: the next ones, those held, and a series to schedule."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import uuid4, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.access import CoordinatorDep, CsrfDep
from api.forms import Filled, Unreadable, read
from api.house import House, HouseDep
from api.pages.admin_places import names_of_places
from api.pages.coordination.said import said
from api.pages.lot_door import command_of, record_once, texts_of
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.meeting import MeetingScheduled
from ledger.values import Moment, PlaceId
from projections import meetings, organisations, places

router = APIRouter(prefix="/coordination/reunions")

MEETINGS = "/coordination/reunions"
USUAL = {"duration_min": ["90"], "every_weeks": ["4"], "count": ["6"]}
PAST = "Cette date est passée\u00a0: choisissez-en une à venir."
SHOWN = 24
"""Meetings that were held: two years of a monthly one."""


class Series(BaseModel):
    """What the form asks: the first meeting, and how it comes back."""

    starts_at: Moment
    duration_min: Annotated[int, Field(gt=0, le=480)]
    every_weeks: Annotated[int, Field(ge=1, le=26)]
    count: Annotated[int, Field(ge=1, le=26)]
    place: PlaceId | None = None


@router.get("")
def meetings_page(request: Request, house: HouseDep, _: CoordinatorDep) -> HTMLResponse:
    return _page(request, house, Filled(USUAL))


@router.post("")
def schedule(request: Request, house: HouseDep, who: CoordinatorDep, form: CsrfDep) -> Response:
    """Schedule a series: the same hour by the clock of the territory, summer and winter."""
    texts = texts_of(form, *Series.model_fields)
    command = command_of(form)
    try:
        series = _to_come(read(Series, texts, zone=house.settings.timezone), house.now())
        record_once(
            house,
            who.author,
            command,
            *(
                Entry(uuid5(command, f"meeting {rank}"), _meeting(house, series, rank))
                for rank in range(series.count)
            ),
        )
    except (Unreadable, LedgerError) as refusal:
        filled = Filled(texts, said(refusal))
        return _page(request, house, filled, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(MEETINGS, HTTPStatus.SEE_OTHER)


def _to_come(series: Series, now: datetime) -> Series:
    if series.starts_at <= now:
        raise Unreadable({"starts_at": PAST})
    return series


def _meeting(house: House, series: Series, rank: int) -> MeetingScheduled:
    zone = house.settings.timezone
    first = series.starts_at.astimezone(zone)
    return MeetingScheduled(
        happened_at=house.now().astimezone(zone),
        starts_at=first + timedelta(weeks=series.every_weeks * rank),  # by the clock on the wall
        duration_min=series.duration_min,
        place=series.place,
    )


def _page(
    request: Request, house: House, form: Filled, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    now = house.now()
    with house.pool.connection() as connection:
        every = meetings.read_all(connection)
        names = names_of_places(connection, (row.place for row in every if row.place))
        structures = {row.subject: row.name for row in organisations.read_all(connection)}
        todo = meetings.read_actions(connection, only_open=True)
        somewhere = places.read_all(connection)
    return page(
        request,
        "coordination/meetings.html",
        {
            "form": form,
            "command": uuid4(),
            "coming": [row for row in every if row.starts_at > now],
            "held": [row for row in reversed(every) if row.starts_at <= now][:SHOWN],
            "actions": todo,
            "names": names,
            "structures": structures,
            "places": somewhere,
            "today": house.today(),
        },
        status=status,
    )
