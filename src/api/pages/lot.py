"""Lots: opening one, reading it, saying where it comes from, closing it."""

from http import HTTPStatus
from typing import Annotated
from uuid import uuid4, uuid5

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CsrfDep, OperatorDep, SignedIn
from api.forms import Filled, Unreadable
from api.house import House, HouseDep
from api.pages import (
    lot_certificate,
    lot_correction,
    lot_devices,
    lot_origin,
    lot_steps,
    slips,
)
from api.pages.lot_door import (
    LotDep,
    RecordableLotDep,
    command_of,
    lot_name,
    may_record_at,
    moment_of,
    record_once,
    texts_of,
)
from api.pages.lot_origin import ORIGIN, first, origin_errors, read_origin, said
from api.pages.lot_view import show_lot
from api.pages.reach import Reach
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.lot import LotClosed, LotOpened
from projections import lots, organisations, places, register
from projections.places import PlaceRow

router = APIRouter()
for part in (lot_devices, lot_origin, lot_correction, lot_steps, lot_certificate, slips):
    router.include_router(part.router)

LOTS_SHOWN = 200


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
    errors = origin_errors(texts)
    now, zone = house.now(), house.settings.timezone
    try:
        now = moment_of(first(texts, "day"), now, zone)
    except ValueError as error:
        errors["day"] = str(error)
    if first(texts, "place") not in {str(row.subject) for row in _own_places(house, signed_in)}:
        errors["place"] = "Choisissez un de vos lieux."
    command = command_of(form)
    lot = uuid5(command, "lot")
    try:
        opened = read_origin(LotOpened, texts, now, zone, errors)
        record_once(house, signed_in.author, command, Entry(lot, opened))
    except (Unreadable, LedgerError) as refusal:
        typed = Filled(texts, said(refusal))
        return _new_lot(request, house, signed_in, typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(f"/lots/{lot}", HTTPStatus.SEE_OTHER)


@router.get("/lots/{lot}")
def lot_page(  # noqa: PLR0913, PLR0917 (what FastAPI finds for us)
    request: Request,
    house: HouseDep,
    signed_in: OperatorDep,
    lot: LotDep,
    fait: Annotated[int | None, Query(ge=0, le=9999)] = None,
    etape: str = "",
) -> HTMLResponse:
    """Where the lot comes from, its devices, and what may be done with them.

    ``fait`` is how many devices just took the step ``etape``.
    """
    return show_lot(request, house, signed_in, lot, done=(fait, etape) if fait else None)


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
