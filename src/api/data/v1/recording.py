"""Recording by programs: devices registered many at once, and any event of any life."""

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Self
from uuid import UUID, uuid5

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.answers import answer
from api.data.v1 import examples
from api.data.v1.entries import AnyEntry
from api.data.v1.problems import problems
from api.data.v1.reach import Reach, RecordingReachDep
from api.data.v1.strict import JsonRoute, strictly
from api.refusals import sentence, status
from api.told import facts_of
from ledger import Command, Entry, Event, LedgerError, Receipt
from ledger.device import Collected, Inventoried, Received
from ledger.errors import CommandReused, Outrun
from ledger.values import Moment

router = APIRouter(tags=["recording"], route_class=JsonRoute)

OLDEST = timedelta(days=40 * 365)
"""Older news than this is a clock that makes no sense: moved by what it is wrong, the event
would happen before the years that the ledger believes in."""

NOT_THAT_VERSION = (
    "La version vue («\u00a0seen\u00a0») n’est pas celle de cette vie\u00a0: "
    "relisez-la, puis recommencez."
)

ONCE = (
    "\n\n`command` is an id you make. Sent again with the same events, nothing is recorded twice "
    "and the answer is the same, with status 200 and `replayed`: after a cut, just send it again "
    "(`sent_at` and `seen` may have changed). With other events it is refused (409)."
)


class Envelope(BaseModel, ABC):
    """What every writing carries beside what it writes."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    command: UUID
    """Made by you, a new one for each writing; the same when you send it again."""
    sent_at: Moment | None = None
    """What your clock says while you send. When it is wrong, the times of your events are moved
    by what it is wrong. Leave it out when your clock is right."""

    @abstractmethod
    def told(self) -> list[Event]:
        """Return every event that it carries."""

    @model_validator(mode="after")
    def _no_older_than_the_trade(self) -> Self:
        if self.sent_at and any(e.happened_at < self.sent_at - OLDEST for e in self.told()):
            raise ValueError("an event happened more than forty years before it was sent")
        return self


class NewDevice(BaseModel):
    """A device that comes in, with as much of its first steps as you know."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    id: UUID | None = None
    """Its permanent id, random, made by you; without it, one that follows from the command."""
    collected: Collected
    received: Received | None = None
    inventoried: Inventoried | None = None

    def first_steps(self) -> list[Event]:
        """Return what is recorded of it, in order."""
        steps = (self.collected, self.received, self.inventoried)
        return [step for step in steps if step is not None]


class Registration(Envelope):
    devices: Annotated[list[NewDevice], Field(min_length=1, max_length=100)]

    def told(self) -> list[Event]:
        return [event for device in self.devices for event in device.first_steps()]


class Recording(Envelope):
    events: Annotated[list[AnyEntry], Field(min_length=1, max_length=500)]

    def told(self) -> list[Event]:
        return [entry.state for entry in self.events]


class WrittenEvent(BaseModel):
    """One event as it stands in the ledger."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    position: int
    """Its rank in the whole ledger."""
    subject: UUID
    version: int
    """The version of that life since: what to send as ``seen`` next time."""
    topic: str
    happened_at: datetime
    """Corrected by what your clock was wrong, if you sent ``sent_at``."""


class Written(BaseModel):
    """Proof of writing."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    command: UUID
    replayed: bool
    """Whether it had been recorded before, and nothing was recorded now."""
    events: list[WrittenEvent]


class Registered(Written):
    devices: list[UUID]
    """The id of each device, in the order they were sent."""


def _answers(model: type[Written]) -> dict[int | str, dict[str, Any]]:
    replayed = {"model": model, "description": "It had been recorded before; nothing was now."}
    return {200: replayed} | problems(401, 403, 404, 409, 413, 422, 503)


@router.post(
    "/devices",
    status_code=201,
    summary="Register devices",
    description=(
        "All of them or none: each collected and, if you know, received and inventoried. The "
        "places and the lot are those of your organisation." + ONCE
    ),
    response_model=Registered,
    responses=_answers(Registered),
)
def register_devices(
    body: Annotated[Registration, strictly(Registration), examples.REGISTRATION],
    request: Request,
    response: Response,
    reach: RecordingReachDep,
) -> Registered | Response:
    ids = [new.id or uuid5(body.command, f"device {n}") for n, new in enumerate(body.devices)]
    entries = [
        Entry(device, event)
        for device, new in zip(ids, body.devices, strict=True)
        for event in new.first_steps()
    ]
    written = _record(body, entries, request, response, reach)
    if isinstance(written, Response):
        return written
    return Registered(**dict(written), devices=ids)


@router.post(
    "/commands",
    status_code=201,
    summary="Record events",
    description=(
        "Any events, of one life or of several, in order: all of them are lawful and recorded "
        "together, or none is. A station records what happens at the places of its organisation, "
        "to devices that are there or sent there, and its lots and workshops." + ONCE
    ),
    response_model=Written,
    responses=_answers(Written),
)
def record_events(
    body: Annotated[Recording, strictly(Recording), examples.RECORDING],
    request: Request,
    response: Response,
    reach: RecordingReachDep,
) -> Written | Response:
    entries = [Entry(each.subject, each.state, each.seen) for each in body.events]
    return _record(body, entries, request, response, reach)


def _record(
    body: Envelope, entries: list[Entry], request: Request, response: Response, reach: Reach
) -> Written | Response:
    """Record what the station may assert; answer what stands when somebody was faster."""
    command = Command(body.command, reach.station.author, tuple(entries), body.sent_at)
    try:
        receipt = _receipt(command, reach)
    except Outrun as outrun:
        return _outrun(request, outrun, reach)
    count = receipt.last_position - receipt.first_position + 1
    records = reach.house.ledger.since(receipt.first_position - 1, count)
    if receipt.replayed:
        if any(each.metadata.organisation != reach.station.organisation for each in records):
            raise CommandReused(command.id)
        response.status_code = HTTPStatus.OK
    return Written(
        command=command.id,
        replayed=receipt.replayed,
        events=[
            WrittenEvent(
                position=record.position,
                subject=record.subject,
                version=record.version,
                topic=record.event.TOPIC,
                happened_at=record.event.happened_at,
            )
            for record in records
        ],
    )


def _receipt(command: Command, reach: Reach) -> Receipt:
    try:
        reach.check(command.entries)
    except (HTTPException, LedgerError):
        # sent again, perhaps, after its device went on to somebody else: it answers as it did
        if (receipt := reach.house.ledger.sent_before(command)) is None:
            raise
        return receipt
    return reach.house.record(command)


def _outrun(request: Request, outrun: Outrun, reach: Reach) -> Response:
    """Tell what was recorded since, so that the program decides again without another question."""
    since = [
        {
            "version": record.version,
            "topic": record.event.TOPIC,
            "happened_at": record.event.happened_at.isoformat(),
        }
        for record in reach.house.ledger.life(outrun.subject)
        if record.version > outrun.seen
    ]
    more: dict[str, object] = {
        **facts_of(outrun),
        "seen": outrun.seen,
        "version": outrun.version,
        "since": since,
    }
    said = sentence(outrun) if since else NOT_THAT_VERSION
    return answer(request, status(outrun), said, more=more)
