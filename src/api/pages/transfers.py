"""What is on the road: what is announced here, what left here and nobody confirmed."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import words
from api.access import CsrfDep, Role, SignedIn, StaffDep
from api.house import House, HouseDep
from api.pages.device.choices import label
from api.pages.pile import Pile, PileForm, menu
from api.pages.pile.form import event_of
from api.rendering import page
from ledger import device as d
from projections import places, register
from projections.register import DeviceRow

router = APIRouter()

HANDLES = (Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER)
ARRIVING = (d.Received.TOPIC, d.TransferRefused.TOPIC)
TOPICS = (*ARRIVING, d.TransferRecalled.TOPIC)


@router.get("/envois")
def transfers_page(
    request: Request,
    house: HouseDep,
    signed_in: StaffDep,
    fait: Annotated[int | None, Query(ge=0, le=9999)] = None,
    etape: str = "",
) -> HTMLResponse:
    """Both ends of each move that one of them has not confirmed yet."""
    mine, rows = on_the_road(house, signed_in)
    with house.pool.connection() as connection:
        named = {row.sent_to for row in rows} | {row.place for row in rows}
        found = [places.read(connection, place) for place in named if place]
    announced = [row for row in rows if row.sent_to in mine and row.sent_to != row.place]
    sent = [row for row in rows if row.place in mine and row.sent_to != row.place]
    refused = [row for row in rows if row.place in mine and row.sent_to == row.place]
    context: dict[str, Any] = {
        "wide": True,
        "announced": announced,
        "sent": sent,
        "refused": refused,
        "names": {row.subject: row.name for row in found if row},
        "steps_in": menu(house, signed_in, announced, ARRIVING),
        "steps_out": menu(house, signed_in, [*refused, *sent], TOPICS[-1:]),
        "label": label,
        "age": lambda moment: words.age(moment, house.now(), house.settings.timezone),
        "done": fait if etape in TOPICS else None,
        "done_step": etape,
    }
    return page(request, "transfers/transfers.html", context)


@router.get("/envois/etapes/{topic}")
def transfer_form(request: Request, topic: str, house: HouseDep, signed_in: StaffDep) -> Response:
    """Confirm, refuse or take back many at once."""
    return _form(request, house, signed_in, topic).show()


@router.post("/envois/etapes/{topic}")
def record_transfers(
    request: Request, topic: str, house: HouseDep, signed_in: StaffDep, form: CsrfDep
) -> Response:
    """Show what would be recorded; once confirmed, record it at once."""
    return _form(request, house, signed_in, topic).send(form)


def on_the_road(house: House, signed_in: SignedIn) -> tuple[set[UUID], list[DeviceRow]]:
    """The places they look after, and what left them or is sent to them."""
    with house.pool.connection() as connection:
        if signed_in.place:
            mine = {signed_in.place}
        elif signed_in.has(Role.ADMINISTRATOR, Role.COORDINATOR):
            mine = {row.subject for row in places.read_all(connection)}
        else:
            mine = set()
        rows = register.read_waiting(connection, sorted(mine))
    return mine, rows


def _form(request: Request, house: House, signed_in: SignedIn, topic: str) -> PileForm:
    if not signed_in.has(*HANDLES, Role.ADMINISTRATOR):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    if topic not in TOPICS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    mine, rows = on_the_road(house, signed_in)
    arriving = topic in ARRIVING
    ours = [
        row
        for row in rows
        if (row.sent_to in mine and row.sent_to != row.place if arriving else row.place in mine)
    ]
    return PileForm(request, house, signed_in, Pile("Envois", "/envois", ours), event_of(topic))
