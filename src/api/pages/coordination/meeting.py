"""One meeting: its decisions are actions, which come back until somebody settles them."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CoordinatorDep, CsrfDep
from api.forms import Filled, Unreadable, read
from api.house import House, HouseDep
from api.pages.admin_places import names_of_places
from api.pages.coordination.meetings import MEETINGS
from api.pages.coordination.said import said
from api.pages.lot_door import command_of, record_once, texts_of
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.errors import UnknownSubject
from ledger.meeting import ActionDecided, ActionSettled, MeetingCancelled
from projections import meetings, organisations
from projections.meetings import MeetingRow

router = APIRouter(prefix=MEETINGS + "/{meeting}")


def _meeting(meeting: UUID, house: HouseDep, _: CoordinatorDep) -> MeetingRow:
    with house.pool.connection() as connection:
        row = meetings.read(connection, meeting)
    if row is None:
        raise UnknownSubject("meeting", meeting)
    return row


MeetingDep = Annotated[MeetingRow, Depends(_meeting)]


@router.get("")
def meeting_page(request: Request, house: HouseDep, meeting: MeetingDep) -> HTMLResponse:
    return _page(request, house, meeting, Filled())


@router.post("/annuler")
def cancel(house: HouseDep, meeting: MeetingDep, who: CoordinatorDep, form: CsrfDep) -> Response:
    if meeting.starts_at <= house.now():
        raise HTTPException(HTTPStatus.CONFLICT, "Cette réunion a déjà eu lieu.")
    event = MeetingCancelled(happened_at=_now(house))
    record_once(house, who.author, command_of(form), Entry(meeting.subject, event))
    return _see(MEETINGS)


@router.post("/actions")
def decide(
    request: Request, house: HouseDep, meeting: MeetingDep, who: CoordinatorDep, form: CsrfDep
) -> Response:
    """Record what was decided: who answers for it, until when."""
    texts, command = texts_of(form, "what", "organisation", "due_on"), command_of(form)
    given = {"happened_at": _now(house), "action": uuid5(command, "action")}
    try:
        decided = read(ActionDecided, texts, given)
        record_once(house, who.author, command, Entry(meeting.subject, decided))
    except (Unreadable, LedgerError) as refusal:
        filled = Filled(texts, said(refusal))
        return _page(request, house, meeting, filled, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _see(f"{MEETINGS}/{meeting.subject}#actions")


@router.post("/actions/{action}")
def settle(
    house: HouseDep, meeting: MeetingDep, action: UUID, who: CoordinatorDep, form: CsrfDep
) -> Response:
    """The action was done, or is not wanted any more."""
    given = {"happened_at": _now(house), "action": action}
    try:
        settled = read(ActionSettled, texts_of(form, "outcome"), given)
    except Unreadable:
        why = "Dites si l’action est faite ou abandonnée."
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, why) from None
    record_once(house, who.author, command_of(form), Entry(meeting.subject, settled))
    return _see(f"{MEETINGS}/{meeting.subject}#actions")


def _now(house: House) -> datetime:
    return house.now().astimezone(house.settings.timezone)


def _see(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    house: House,
    meeting: MeetingRow,
    form: Filled,
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    with house.pool.connection() as connection:
        names = names_of_places(connection, (meeting.place,) if meeting.place else ())
        structures = organisations.read_all(connection)
        actions = meetings.read_actions(connection)
    return page(
        request,
        "coordination/meeting.html",
        {
            "form": form,
            "command": uuid4(),
            "meeting": meeting,
            "coming": meeting.starts_at > house.now(),
            "names": names,
            "structures": {row.subject: row.name for row in structures},
            "todo": [row for row in actions if row.outcome is None],
            "settled": [row for row in actions if row.outcome and row.subject == meeting.subject],
            "today": house.today(),
        },
        status=status,
    )
