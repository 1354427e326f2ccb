"""A device broke down: its guarantee, and what can be done. Nothing asks whose it is."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from api import refusals
from api.access import CsrfDep, MendingDep, SignedIn
from api.access.doors import text_of
from api.house import House, HouseDep
from api.pages.counter.broken import guarantee_of, lendable
from api.pages.device.scene import Scene, find, may_record
from api.pages.device.waiting import reason
from api.pages.lot_door import command_of, record_once
from api.rendering import page
from api.selling.shelf import named
from api.wedge import scanned
from ledger import Entry, LedgerError
from ledger import device as d
from ledger.codes import read_code
from ledger.device import Device, DeviceEvent, Stage
from ledger.errors import BadCode
from ledger.event import why_not
from ledger.values import DeviceId, PlaceId
from projections import loans, register

router = APIRouter(prefix="/panne")

UNKNOWN = "Ce code n’est sur aucun appareil de la filière\u00a0: vérifiez les neuf caractères."
S = Stage


@dataclass(frozen=True)
class Gesture:
    """One thing that can be done with the device in hand: an event, and where it leads."""

    event: type[DeviceEvent]
    make: Callable[[House, PlaceId], DeviceEvent]
    then: str = ""
    """Where the page leads, when not back to itself."""


def _broken(house: House, place: PlaceId) -> DeviceEvent:
    return d.ReturnedForRepair(
        happened_at=house.now(), place=place, reason=d.ReturnReason.BREAKDOWN
    )


def _taken_back(house: House, place: PlaceId) -> DeviceEvent:
    return d.TakenBack(happened_at=house.now(), place=place, reason=d.ReturnReason.EXCHANGED)


GESTURES = {
    "reparer": Gesture(d.ReturnedForRepair, _broken),
    "rendre": Gesture(
        d.GivenBack, lambda house, place: d.GivenBack(happened_at=house.now(), place=place)
    ),
    "reprendre": Gesture(d.TakenBack, _taken_back, then="/catalogue"),
    "pret-rendu": Gesture(
        d.LoanReturned, lambda house, place: d.LoanReturned(happened_at=house.now(), place=place)
    ),
}


@router.get("")
def breakdown_page(
    request: Request, house: HouseDep, who: MendingDep, code: Annotated[str, Query()] = ""
) -> Response:
    """What the guarantee says, and what can be done here and now."""
    if not code.strip():
        return page(request, "counter/breakdown_scan.html", {"asked": "", "refused": ""})
    device = _device(house, code)
    if device is None:
        context = {"asked": code.strip()[:40], "refused": UNKNOWN}
        return page(request, "counter/breakdown_scan.html", context, status=HTTPStatus.NOT_FOUND)
    return _show(request, house, who, find(house, device))


@router.post("/{device}/preter")
def lend(
    request: Request, device: UUID, house: HouseDep, who: MendingDep, form: CsrfDep
) -> Response:
    """Lend what was chosen for the time of this repair."""
    repaired = find(house, device)
    try:
        lent = find(house, UUID(text_of(form, "loan")))
    except ValueError:
        said = "Choisissez l’appareil à prêter."
        return _show(request, house, who, repaired, said, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not may_record(who, d.Lent.TOPIC, lent.device):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    event = d.Lent(
        happened_at=house.now(), place=_here(who), instead_of=DeviceId(repaired.device.id)
    )
    return _record(request, house, who, repaired, (lent.device.id, event), form)


@router.post("/{device}/{gesture}")
def act(  # noqa: PLR0913, PLR0917 (what FastAPI finds for us)
    request: Request,
    device: UUID,
    gesture: str,
    house: HouseDep,
    who: MendingDep,
    form: CsrfDep,
) -> Response:
    """Record one gesture where they work."""
    wanted = GESTURES.get(gesture)
    if wanted is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    scene = find(house, device)
    if not may_record(who, wanted.event.TOPIC, scene.device):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    event = wanted.make(house, _here(who))
    return _record(request, house, who, scene, (device, event), form, wanted.then)


def _record(  # noqa: PLR0913, PLR0917 (each says one thing)
    request: Request,
    house: House,
    who: SignedIn,
    scene: Scene,
    made: tuple[UUID, DeviceEvent],
    form: FormData,
    then: str = "",
) -> Response:
    try:
        record_once(house, who.author, command_of(form), Entry(*made))
    except LedgerError as refusal:
        return _show(
            request, house, who, scene, refusals.sentence(refusal), refusals.status(refusal)
        )
    back = then or f"/panne?code={scene.device.sticker or scene.device.id}"
    return RedirectResponse(back, HTTPStatus.SEE_OTHER)


def _here(who: SignedIn) -> PlaceId:
    if who.place is None:
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return PlaceId(who.place)


def _device(house: House, text: str) -> UUID | None:
    """The device of a code, typed or scanned; or of an id, when it has no sticker."""
    typed = scanned(text)
    try:
        return house.ledger.holder("sticker", read_code(typed))
    except BadCode:
        pass
    try:
        device = UUID(typed)
    except ValueError:
        return None
    with house.pool.connection() as connection:
        return device if register.read(connection, device) else None


def _show(  # noqa: PLR0913, PLR0917 (each says one thing)
    request: Request,
    house: House,
    who: SignedIn,
    scene: Scene,
    refused: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    device = scene.device
    with house.pool.connection() as connection:
        row = register.read(connection, device.id)
        about = guarantee_of(connection, house, who, device)
        loan = next(iter(loans.read(connection, device.id)), None)
        other = loan and (loan.subject if loan.instead_of == device.id else loan.instead_of)
        partner = register.read(connection, other) if other else None
        shelf = lendable(connection, who, device)
    unfinished = why_not(d.GivenBack, device) if device.stage == S.IN_REPAIR else None
    context: dict[str, Any] = {
        "device": device,
        "name": named(row) if row else "Appareil",
        "here": device.place == who.place,
        "about": about,
        "loan": loan,
        "partner": partner,
        "partner_name": named(partner) if partner else "",
        "lendable": shelf,
        "may": {name for name, each in GESTURES.items() if _may(who, device, each.event)},
        "unfinished": reason(unfinished) if unfinished else "",
        "refused": refused,
        "command": uuid4(),
    }
    return page(request, "counter/breakdown.html", context, status=status)


def _may(who: SignedIn, device: Device, event: type[DeviceEvent]) -> bool:
    """Whether this gesture is theirs, and the law allows it now."""
    return may_record(who, event.TOPIC, device) and why_not(event, device) is None
