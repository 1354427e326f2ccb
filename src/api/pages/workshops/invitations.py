"""Devices are invited to a workshop, by theme and territory or one by one; slips are printed.

An invitation is an event of the device and a paper that the adviser gives when the person comes.
Nothing reminds anybody, and nothing says who came (law 2).
"""

from contextlib import suppress
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CsrfDep, SignedIn
from api.house import House, HouseDep
from api.pages.lot_door import command_of
from api.pages.reach import Reach
from api.pages.workshops.planning import PlannerDep
from api.rendering import page
from ledger import Command, Entry
from ledger import device as d
from ledger.device import Stage
from ledger.errors import CommandReused
from ledger.values import WorkshopId
from ledger.workshop import Theme
from projections import agenda, register
from projections.agenda import WorkshopRow
from projections.register import DeviceRow

router = APIRouter()

COMING = (Stage.RESERVED, Stage.DELIVERED, Stage.IN_REPAIR)
"""Devices whose person will stand at the desk: a slip can be given."""
MOST = 200


@router.get("/invitations")
def invitations_page(
    request: Request,
    house: HouseDep,
    who: PlannerDep,
    workshop: Annotated[UUID, Query(alias="atelier")],
) -> HTMLResponse:
    """The devices that may be invited to this workshop: those of its territory, all ticked."""
    held = _held(house, workshop)
    context = {"workshop": held, "devices": _near(house, who, held), "command": uuid4()}
    return page(request, "workshops/invitations.html", context)


@router.post("/invitations")
def invite(request: Request, house: HouseDep, who: PlannerDep, form: CsrfDep) -> Response:
    """Record one invitation a device, all of them or none, and lead to the slips."""
    del request
    try:
        held = _held(house, UUID(str(form.get("atelier", ""))))
        chosen = {UUID(str(each)) for each in form.getlist("appareil")}
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    near = {row.subject for row in _near(house, who, held)}
    if not chosen or not chosen <= near:
        raise HTTPException(HTTPStatus.CONFLICT, "Choisissez des appareils de la liste.")
    invited = d.InvitedToWorkshop(
        happened_at=house.now(), theme=Theme(held.theme), workshop=WorkshopId(held.subject)
    )
    command = command_of(form)
    entries = tuple(Entry(device, invited) for device in sorted(chosen))
    with suppress(CommandReused):  # the same form, sent again a moment later
        house.record(Command(command, who.author, entries))
    slips = "&".join(f"appareil={device}" for device in sorted(chosen))
    location = f"/invitations/tickets?atelier={held.subject}&{slips}"
    return RedirectResponse(location, HTTPStatus.SEE_OTHER)


@router.get("/invitations/tickets")
def slips_page(
    request: Request,
    house: HouseDep,
    who: PlannerDep,
    workshop: Annotated[UUID, Query(alias="atelier")],
    devices: Annotated[list[UUID], Query(alias="appareil", max_length=MOST)],
) -> HTMLResponse:
    """One slip a device, to cut and to give."""
    held = _held(house, workshop)
    near = {row.subject: row for row in _near(house, who, held)}
    rows = [near[device] for device in devices if device in near]
    return page(request, "workshops/slips.html", {"workshop": held, "devices": rows})


def _held(house: House, workshop: UUID) -> WorkshopRow:
    with house.pool.connection() as connection:
        row = agenda.read(connection, workshop)
    if row is None or row.starts_at <= house.now():
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cet atelier n’est pas à l’agenda.")
    return row


def _near(house: House, who: SignedIn, held: WorkshopRow) -> list[DeviceRow]:
    """Devices of their structures in the workshop's territory whose person will come."""
    with house.pool.connection() as connection:
        rows = register.read_in(connection, held.epci, COMING, MOST)
        reach = Reach(connection, who)
        return [row for row in rows if reach.has_device(row)]
