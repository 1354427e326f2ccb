"""The form of each step of a device, and what is recorded when it is sent."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from api.access import CsrfDep, OperatorDep, Role, SignedIn, StaffDep
from api.house import House, HouseDep
from api.pages.device.answers import Answers, Sent, read_sent
from api.pages.device.controls import complete
from api.pages.device.defaults import defaults
from api.pages.device.form import Form
from api.pages.device.possible import refusal
from api.pages.device.scene import STEPS, Scene, begin, find, may_record, places_for
from ledger import Event
from ledger import device as d

router = APIRouter()

EVENTS = {event.TOPIC: event for event in STEPS}


@router.get("/appareils/nouveau")
def new_device(_: OperatorDep) -> RedirectResponse:
    """A device that comes alone: its first step, under an id of its own."""
    path = f"/appareils/{uuid4()}/etapes/{d.Collected.TOPIC}"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


@router.get("/appareils/{device}/etapes/{topic}")
def step_form(
    request: Request, device: UUID, topic: str, house: HouseDep, signed_in: StaffDep
) -> Response:
    event, scene = _found(house, device, topic, signed_in)
    texts = defaults(house, signed_in, scene, event)
    form = Form(request, house, signed_in, scene, event, Sent(texts=texts))
    if why := refusal(house, scene, event):
        return form.show(refused=why, impossible=True, status=HTTPStatus.CONFLICT)
    return form.show()


@router.post("/appareils/{device}/etapes/{topic}")
def record_step(  # noqa: PLR0913, PLR0917 (what FastAPI finds for us)
    request: Request, device: UUID, topic: str, house: HouseDep, signed_in: StaffDep, form: CsrfDep
) -> Response:
    event, scene = _found(house, device, topic, signed_in)
    said = read_sent(form, device)
    shown = Form(request, house, signed_in, scene, event, said)
    if not scene.recorded_by(said.command) and (why := refusal(house, scene, event)):
        return shown.show(refused=why, impossible=True, status=HTTPStatus.CONFLICT)

    def make(past: Scene) -> Mapping[UUID, Event]:
        return events_of(house, signed_in, past, event, said, house.now())

    return shown.send(make)


def events_of(  # noqa: PLR0913, PLR0917 (they make the events)
    house: House,
    signed_in: SignedIn,
    scene: Scene,
    event: type[Event],
    said: Sent,
    now: datetime,
) -> Mapping[UUID, Event]:
    """What the answers of a form make, for each device concerned, by those who may record it.

    Raises ``Unreadable``, a ``LedgerError``, or 403.
    """
    answers = Answers(house, scene, event, said)
    complete(answers)
    made = answers.made(now)
    events = answers.spread(made)
    _permit(house, signed_in, made, set(events) - {scene.device.id})
    return events


def _found(
    house: House, device: UUID, topic: str, signed_in: SignedIn
) -> tuple[type[Event], Scene]:
    """The event and the device: 404 when there is none, 403 when the step is not theirs."""
    event = EVENTS.get(topic)
    if event is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    scene = begin(house, device) if event is d.Collected else find(house, device)
    if not may_record(signed_in, topic, scene.device):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return event, scene


def _permit(house: House, signed_in: SignedIn, event: Event, others: set[UUID]) -> None:
    """403 unless they record it where they work, on devices that are theirs to work on."""
    if signed_in.has(Role.ADMINISTRATOR):
        return
    place = getattr(event, "place", None)
    if place is not None and place not in places_for(signed_in, event.TOPIC):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    for other in others:
        if not may_record(signed_in, event.TOPIC, find(house, other).device):
            raise HTTPException(HTTPStatus.FORBIDDEN)
