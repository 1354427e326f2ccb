"""Places for the administrator: open one, say what it does now, close it."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from psycopg import Connection

from api.access import AdministratorDep, CsrfDep
from api.forms import Filled, Texts, Unreadable, read
from api.house import House, HouseDep
from api.pages.lot_door import command_of, record_once, seen_in, texts_of
from api.refusals import sentence
from api.rendering import page
from ledger import Entry, Event, LedgerError
from ledger.place import PlaceChanged, PlaceClosed, PlaceOpened
from ledger.territory import Commune, commune, communes, find_commune
from projections import organisations, places

E = TypeVar("E", bound=Event)

router = APIRouter(prefix="/administration")

PLACES = "/administration/lieux"
CHANGING = ("name", "commune", "address", "roles", "takes_money")
OPENING = (*CHANGING, "organisation")


def _place(place: UUID, house: HouseDep, _: AdministratorDep) -> places.PlaceRow:
    with house.pool.connection() as connection:
        row = places.read(connection, place)
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce lieu n’est pas au registre.")
    return row


PlaceDep = Annotated[places.PlaceRow, Depends(_place)]


@router.get("/lieux")
def places_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        found = places.read_all(connection)
        names = {row.subject: row.name for row in organisations.read_all(connection)}
    return page(request, "admin/places.html", {"wide": True, "places": found, "names": names})


@router.get("/lieux/nouveau")
def new_place_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    return _opening_form(request, house, Filled())


@router.post("/lieux/nouveau")
def open_place(request: Request, house: HouseDep, who: AdministratorDep, form: CsrfDep) -> Response:
    texts = texts_of(form, *OPENING)
    command = command_of(form)
    try:
        opened = _read(PlaceOpened, texts, house)
        record_once(house, who.author, command, Entry(uuid5(command, "place"), opened))
    except (Unreadable, LedgerError) as refusal:
        filled = Filled(texts, _said(refusal))
        return _opening_form(request, house, filled, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _see(PLACES)


@router.get("/lieux/{place}")
def place_page(request: Request, house: HouseDep, place: PlaceDep) -> HTMLResponse:
    return _changing_form(request, house, place, Filled(_texts_of_row(place)))


@router.post("/lieux/{place}")
def change_place(
    request: Request, house: HouseDep, place: PlaceDep, who: AdministratorDep, form: CsrfDep
) -> Response:
    texts = texts_of(form, *CHANGING)
    try:
        changed = _read(PlaceChanged, texts, house)
        entry = Entry(place.subject, changed, seen_in(form))
        record_once(house, who.author, command_of(form), entry)
    except (Unreadable, LedgerError) as refusal:
        filled = Filled(texts, _said(refusal))
        return _changing_form(request, house, place, filled, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _see(PLACES)


@router.post("/lieux/{place}/fermer")
def close_place(house: HouseDep, place: PlaceDep, who: AdministratorDep, form: CsrfDep) -> Response:
    closed = PlaceClosed(happened_at=house.now().astimezone(house.settings.timezone))
    record_once(house, who.author, command_of(form), Entry(place.subject, closed))
    return _see(PLACES)


def _read(event: type[E], texts: Texts, house: House) -> E:
    """The event that these texts make; its commune was chosen by name. Raises ``Unreadable``."""
    found = commune_named(next(iter(texts.get("commune", ())), ""))
    given = {
        "happened_at": house.now().astimezone(house.settings.timezone),
        "commune": found.insee if found else "",
    }
    try:
        return read(event, {name: texts[name] for name in texts if name != "commune"}, given)
    except Unreadable as unreadable:
        errors = dict(unreadable.errors)
        if found is None:
            errors["commune"] = "Choisissez une commune de la liste."
        raise Unreadable(errors) from unreadable


def commune_named(text: str) -> Commune | None:
    """As the list writes it (« Sigoyer (04) »), else as anybody would."""
    typed = text.strip()
    written = {each.display_name: each for each in communes()}
    return written.get(typed) or find_commune(typed)


def names_of_places(connection: Connection[Any], also: Iterable[UUID] = ()) -> dict[UUID, str]:
    """Names of the open places, and of these others, which may have closed."""
    names = {row.subject: row.name for row in places.read_all(connection)}
    for place in set(also) - names.keys():
        row = places.read(connection, place)
        names[place] = f"{row.name} (fermé)" if row else "lieu inconnu"
    return names


def _said(refusal: Unreadable | LedgerError) -> dict[str, str]:
    return refusal.errors if isinstance(refusal, Unreadable) else {"": sentence(refusal)}


def _texts_of_row(row: places.PlaceRow) -> dict[str, list[str]]:
    return {
        "name": [row.name],
        "commune": [commune(row.commune).display_name],
        "address": [row.address or ""],
        "roles": row.roles,
        "takes_money": ["1"] if row.takes_money else [],
    }


def _opening_form(
    request: Request, house: House, form: Filled, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    with house.pool.connection() as connection:
        structures = organisations.read_all(connection)
    return _form(request, {"form": form, "place": None, "structures": structures}, status)


def _changing_form(
    request: Request,
    house: House,
    row: places.PlaceRow,
    form: Filled,
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    seen = house.ledger.subject_version(row.subject)
    return _form(request, {"form": form, "place": row, "seen": seen, "structures": []}, status)


def _form(request: Request, context: dict[str, Any], status: HTTPStatus) -> HTMLResponse:
    names = [each.display_name for each in communes()]
    context = {"command": uuid4(), "communes": names} | context
    return page(request, "admin/place.html", context, status=status)


def _see(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
