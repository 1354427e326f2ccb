"""Lots: opening one, reading it, saying where it comes from, closing it."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4, uuid5
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CsrfDep, OperatorDep, SignedIn
from api.forms import Filled, Unreadable, read
from api.house import House, HouseDep
from api.pages import lot_devices
from api.pages.lot_door import (
    LotDep,
    RecordableLotDep,
    command_of,
    lot_name,
    may_record_at,
    moment_of,
    record_once,
    seen_in,
    texts_of,
)
from api.pages.lot_view import is_to_qualify, show_lot
from api.pages.reach import Reach
from api.refusals import sentence
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.device import OriginQualified
from ledger.lot import LotClosed, LotOpened, LotQualified, Origin
from ledger.values import DonorKind
from projections import lots, organisations, places, register
from projections.places import PlaceRow

O = TypeVar("O", bound=Origin)  # noqa: E741 (an origin)

router = APIRouter()
router.include_router(lot_devices.router)

ORIGIN = tuple(name for name in Origin.model_fields if name != "happened_at")
LOTS_SHOWN = 200
NAMELESS = frozenset({DonorKind.PERSON, DonorKind.UNKNOWN})


@router.get("/lots")
def lots_page(request: Request, house: HouseDep, signed_in: OperatorDep) -> HTMLResponse:
    """The lots collected at the places of their structures, the newest first."""
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        known = {row.subject: row for row in reach.open_places()}
        found = lots.read_recent(connection, None if reach.everything else [*known], LOTS_SHOWN)
        counts = register.count_by_lot(connection, [row.subject for row in found])
        names = {row.subject: row.name for row in organisations.read_all(connection)}
    return page(
        request,
        "lot/lots.html",
        {
            "wide": True,
            "lots": [
                (row, lot_name(row.subject), counts.get(row.subject, 0), known.get(row.place))
                for row in found
            ],
            "names": names,
            "most": LOTS_SHOWN,
        },
    )


@router.get("/lots/nouveau")
def new_lot_page(request: Request, house: HouseDep, signed_in: OperatorDep) -> HTMLResponse:
    """The form that opens a lot, at the place where they work unless they say another."""
    texts = {"place": [str(signed_in.place)]} if signed_in.place else {}
    return _new_lot(request, house, signed_in, Filled(texts))


@router.post("/lots/nouveau")
def open_lot(request: Request, house: HouseDep, signed_in: OperatorDep, form: CsrfDep) -> Response:
    """Open a lot, then show it."""
    texts = texts_of(form, *ORIGIN, "place", "day")
    errors = _origin_errors(texts)
    now, zone = house.now(), house.settings.timezone
    try:
        now = moment_of(_first(texts, "day"), now, zone)
    except ValueError as error:
        errors["day"] = str(error)
    if _first(texts, "place") not in {str(row.subject) for row in _own_places(house, signed_in)}:
        errors["place"] = "Choisissez un de vos lieux."
    command = command_of(form)
    lot = uuid5(command, "lot")
    try:
        opened = _read(LotOpened, texts, now, zone, errors)
        record_once(house, signed_in.author, command, Entry(lot, opened))
    except (Unreadable, LedgerError) as refusal:
        typed = Filled(texts, _said(refusal))
        return _new_lot(request, house, signed_in, typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(f"/lots/{lot}", HTTPStatus.SEE_OTHER)


@router.get("/lots/{lot}")
def lot_page(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: LotDep
) -> HTMLResponse:
    """Where the lot comes from, its devices, and what may be done with them."""
    return show_lot(request, house, signed_in, lot)


@router.post("/lots/{lot}/origine")
def qualify_lot(
    request: Request,
    house: HouseDep,
    signed_in: OperatorDep,
    lot: RecordableLotDep,
    form: CsrfDep,
) -> Response:
    """Say where a lot comes from, and with it each device of it whose origin is unknown."""
    texts = texts_of(form, *ORIGIN)
    errors = _origin_errors(texts)
    if _first(texts, "donor") == DonorKind.UNKNOWN:
        errors["donor"] = "Dites qui a donné ce lot."
    with house.pool.connection() as connection:
        rows = register.read_lot(connection, lot.row.subject)
    try:
        said = _read(LotQualified, texts, house.now(), house.settings.timezone, errors)
        each = OriginQualified(
            happened_at=said.happened_at,
            donor=said.donor,
            free_public_gift=said.free_public_gift,
            legal_status=said.legal_status,
        )
        waiting = [Entry(row.subject, each) for row in rows if is_to_qualify(row)]
        entries = (Entry(lot.row.subject, said, seen_in(form)), *waiting)
        record_once(house, signed_in.author, command_of(form), *entries)
    except (Unreadable, LedgerError) as refusal:
        typed, code = Filled(texts, _said(refusal)), HTTPStatus.UNPROCESSABLE_ENTITY
        return show_lot(request, house, signed_in, lot, origin=typed, status=code)
    return RedirectResponse(f"/lots/{lot.row.subject}", HTTPStatus.SEE_OTHER)


@router.post("/lots/{lot}/clore")
def close_lot(
    house: HouseDep, signed_in: OperatorDep, lot: RecordableLotDep, form: CsrfDep
) -> Response:
    """Close a lot: every device of it has been collected."""
    closed = Entry(lot.row.subject, LotClosed(happened_at=house.now()))
    record_once(house, signed_in.author, command_of(form), closed)
    return RedirectResponse(f"/lots/{lot.row.subject}", HTTPStatus.SEE_OTHER)


def _new_lot(
    request: Request,
    house: House,
    signed_in: SignedIn,
    typed: Filled,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    with house.pool.connection() as connection:
        known = organisations.read_all(connection)
    context = {
        "origin": typed,
        "places": _own_places(house, signed_in),
        "organisations": known,
        "today": house.now().astimezone(house.settings.timezone).date().isoformat(),
        "command": uuid4(),
    }
    return page(request, "lot/new.html", context, status=status)


def _own_places(house: House, signed_in: SignedIn) -> list[PlaceRow]:
    with house.pool.connection() as connection:
        rows = places.read_all(connection)
    return [row for row in rows if may_record_at(signed_in, row.subject)]


def _origin_errors(texts: Mapping[str, list[str]]) -> dict[str, str]:
    """What the law of origins refuses, said beside the box to change."""
    errors: dict[str, str] = {}
    donor = _first(texts, "donor")
    if _first(texts, "free_public_gift") and donor != DonorKind.PUBLIC_BODY:
        errors["free_public_gift"] = (
            "Seul un organisme public fait un tel don : décochez, ou changez le donateur."
        )
    if _first(texts, "organisation") and donor in NAMELESS:
        errors["organisation"] = "Une personne qui donne n’est jamais nommée : effacez ce nom."
    elif _first(texts, "organisation") and not _first(texts, "organisation_consents"):
        errors["organisation_consents"] = (
            "Une structure n’est nommée qu’avec son accord : demandez-le-lui, ou ne la nommez pas."
        )
    return errors


def _first(texts: Mapping[str, list[str]], name: str) -> str:
    return next(iter(texts.get(name, ())), "").strip()


def _read(
    event: type[O],
    texts: Mapping[str, list[str]],
    happened_at: datetime,
    zone: ZoneInfo,
    errors: Mapping[str, str],
) -> O:
    """The event that a form of origin makes. Raises ``Unreadable``."""
    said = {name: typed for name, typed in texts.items() if name in event.model_fields}
    try:
        made = read(event, said, {"happened_at": happened_at}, zone)
    except Unreadable as unreadable:
        raise Unreadable({**unreadable.errors, **errors}) from unreadable
    if errors:
        raise Unreadable(errors)
    return made


def _said(refusal: Unreadable | LedgerError) -> dict[str, str]:
    return refusal.errors if isinstance(refusal, Unreadable) else {"": sentence(refusal)}
