"""Places plan their workshops: a theme, a date, seats; and cancel one that is not held."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CsrfDep, Role, SignedIn, SignedInDep
from api.forms import Filled, Texts, Unreadable, read
from api.house import House, HouseDep
from api.pages.lot_door import command_of, record_once, texts_of
from api.pages.reach import Reach
from api.refusals import sentence
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.values import PlaceRole
from ledger.workshop import WorkshopCancelled, WorkshopScheduled
from projections import agenda
from projections.agenda import WorkshopRow
from projections.places import PlaceRow

router = APIRouter()

PLANNING = "/ateliers/prevoir"
FIELDS = ("place", "theme", "starts_at", "duration_min", "seats", "reachable_without_car")
USUAL = {"duration_min": ["120"], "seats": ["8"]}
PLANNERS = (Role.OPERATOR, Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR, Role.ADMINISTRATOR)


async def _planner(found: SignedInDep) -> SignedIn:
    if not found.has(*PLANNERS):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return found


PlannerDep = Annotated[SignedIn, Depends(_planner)]


@router.get("/ateliers/prevoir")
def planning_page(request: Request, house: HouseDep, who: PlannerDep) -> HTMLResponse:
    return _shown(request, house, who, Filled(USUAL))


@router.post("/ateliers/prevoir")
def plan(request: Request, house: HouseDep, who: PlannerDep, form: CsrfDep) -> Response:
    texts = texts_of(form, *FIELDS)
    command = command_of(form)
    now = house.now().astimezone(house.settings.timezone)
    try:
        made = read(WorkshopScheduled, texts, {"happened_at": now}, house.settings.timezone)
        if made.starts_at <= now:
            said = "Un atelier se prévoit à l’avance : changez la date."
            return _refused(request, house, who, texts, {"starts_at": said})
        if made.place not in {row.subject for row in _own_places(house, who)}:
            raise HTTPException(HTTPStatus.FORBIDDEN)
        record_once(house, who.author, command, Entry(uuid5(command, "workshop"), made))
    except Unreadable as unreadable:
        return _refused(request, house, who, texts, unreadable.errors)
    except LedgerError as refusal:
        return _refused(request, house, who, texts, {"": sentence(refusal)})
    return RedirectResponse(PLANNING, HTTPStatus.SEE_OTHER)


@router.post("/ateliers/{workshop}/annuler")
def cancel(
    request: Request, workshop: UUID, house: HouseDep, who: PlannerDep, form: CsrfDep
) -> Response:
    mine = {row.subject for row in _own_places(house, who)}
    with house.pool.connection() as connection:
        row = agenda.read(connection, workshop)
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cet atelier n’est pas à l’agenda.")
    if row.place not in mine:
        raise HTTPException(HTTPStatus.FORBIDDEN)
    event = WorkshopCancelled(happened_at=house.now())
    record_once(house, who.author, command_of(form), Entry(workshop, event))
    del request
    return RedirectResponse(PLANNING, HTTPStatus.SEE_OTHER)


def _own_places(house: House, who: SignedIn) -> list[PlaceRow]:
    """Places of workshops that their structures run."""
    with house.pool.connection() as connection:
        rows = Reach(connection, who).open_places()
    return [row for row in rows if PlaceRole.WORKSHOP_PLACE in row.roles]


def _own_workshops(house: House, mine: list[PlaceRow]) -> list[WorkshopRow]:
    known = {row.subject for row in mine}
    with house.pool.connection() as connection:
        rows = agenda.read_next(connection, house.now(), limit=500)
    return [row for row in rows if row.place in known]


def _refused(
    request: Request, house: House, who: SignedIn, texts: Texts, errors: dict[str, str]
) -> HTMLResponse:
    known = {name: said for name, said in errors.items() if name in FIELDS}
    rest = next((said for name, said in errors.items() if name not in FIELDS), None)
    filled = Filled(texts, known | ({"": rest} if rest else {}))
    return _shown(request, house, who, filled, HTTPStatus.UNPROCESSABLE_ENTITY)


def _shown(
    request: Request,
    house: House,
    who: SignedIn,
    form: Filled,
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    mine = _own_places(house, who)
    context: dict[str, Any] = {
        "form": form,
        "places": mine,
        "here": who.place,
        "workshops": _own_workshops(house, mine),
        "command": uuid4(),
    }
    return page(request, "workshops/planning.html", context, status=status)
