"""Rounds that run: who drives, where they stop in order, on which days."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access import CoordinatorDep, CsrfDep
from api.forms import Filled, Unreadable, read
from api.house import House, HouseDep
from api.pages.admin_places import names_of_places
from api.pages.coordination.said import said
from api.pages.lot_door import command_of, record_once, seen_in, texts_of
from api.pages.rounds.door import ReaderDep, RoundDep, plans, read_mine
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.delivery_round import RoundChanged, RoundDescribed, RoundEnded, RoundPlanned, next_run
from projections import organisations, places
from projections.rounds import RoundRow

R = TypeVar("R", bound=RoundDescribed)

router = APIRouter(prefix="/tournees")

ROUNDS = "/tournees"
FIELDS = ("name", "organisation", "stops", "first_on", "every_days")
STOPS_SHOWN = 12


@router.get("")
def rounds_page(request: Request, house: HouseDep, who: ReaderDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        mine = read_mine(connection, who)
        names = names_of_places(connection, (stop for row in mine for stop in row.stops))
        structures = {row.subject: row.name for row in organisations.read_all(connection)}
    today = house.today()
    coming = [(row, next_run(row.first_on, row.every_days, today)) for row in mine]
    context = {
        "rounds": sorted(coming, key=lambda each: each[1]),
        "names": names,
        "structures": structures,
        "plans": plans(who),
        "today": today,
    }
    return page(request, "rounds/rounds.html", context)


@router.get("/nouvelle")
def new_round_page(request: Request, house: HouseDep, _: CoordinatorDep) -> HTMLResponse:
    return _form(request, house, None, Filled({"every_days": ["7"]}))


@router.post("/nouvelle")
def plan_round(request: Request, house: HouseDep, who: CoordinatorDep, form: CsrfDep) -> Response:
    texts, command = texts_of(form, *FIELDS), command_of(form)
    planned = uuid5(command, "round")
    try:
        event = _read(RoundPlanned, texts, house.now())
        record_once(house, who.author, command, Entry(planned, event))
    except (Unreadable, LedgerError) as refusal:
        return _refused(request, house, None, form, refusal)
    return RedirectResponse(f"{ROUNDS}/{planned}", HTTPStatus.SEE_OTHER)


@router.get("/{tour}/modifier")
def round_form_page(
    request: Request, house: HouseDep, tour: RoundDep, _: CoordinatorDep
) -> HTMLResponse:
    texts = {
        "name": [tour.name],
        "organisation": [str(tour.organisation)],
        "stops": [str(stop) for stop in tour.stops],
        "first_on": [tour.first_on.isoformat()],
        "every_days": [str(tour.every_days)],
    }
    return _form(request, house, tour, Filled(texts))


@router.post("/{tour}/modifier")
def change_round(
    request: Request, house: HouseDep, tour: RoundDep, who: CoordinatorDep, form: CsrfDep
) -> Response:
    try:
        event = _read(RoundChanged, texts_of(form, *FIELDS), house.now())
        record_once(house, who.author, command_of(form), Entry(tour.subject, event, seen_in(form)))
    except (Unreadable, LedgerError) as refusal:
        return _refused(request, house, tour, form, refusal)
    return RedirectResponse(f"{ROUNDS}/{tour.subject}", HTTPStatus.SEE_OTHER)


@router.post("/{tour}/arreter")
def end_round(house: HouseDep, tour: UUID, who: CoordinatorDep, form: CsrfDep) -> Response:
    """The round does not run any more. Sent twice, it is ended once."""
    ended = RoundEnded(happened_at=house.now())
    record_once(house, who.author, command_of(form), Entry(tour, ended))
    return RedirectResponse(ROUNDS, HTTPStatus.SEE_OTHER)


def _read(event: type[R], texts: Mapping[str, list[str]], now: datetime) -> R:
    """The round of these texts; places left empty are no stops. Raises ``Unreadable``."""
    return read(event, texts, {"happened_at": now})


def _refused(
    request: Request,
    house: House,
    row: RoundRow | None,
    form: FormData,
    refusal: Unreadable | LedgerError,
) -> Response:
    filled = Filled(texts_of(form, *FIELDS), said(refusal))
    return _form(request, house, row, filled, HTTPStatus.UNPROCESSABLE_ENTITY)


def _form(
    request: Request,
    house: House,
    row: RoundRow | None,
    form: Filled,
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    with house.pool.connection() as connection:
        structures = organisations.read_all(connection)
        everywhere = places.read_all(connection)
    chosen = [each for each in form.texts.get("stops", ()) if each]
    context = {
        "form": form,
        "round": row,
        "command": uuid4(),
        "seen": house.ledger.subject_version(row.subject) if row else "",
        "structures": structures,
        "places": everywhere,
        "stops": [*chosen, *[""] * STOPS_SHOWN][: max(STOPS_SHOWN, len(chosen))],
    }
    return page(request, "rounds/form.html", context, status=status)
