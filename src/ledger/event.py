"""What an event is: one class each, holding its law; and the envelope it travels in.

An event is named in the past tense, is never edited, and is corrected only by another.
Its class holds the whole of what the ledger knows about it:

* ``TOPIC``   the name stored on disk; stable for ever, versioned by suffix, no Python path;
* ``OF``      the aggregate whose life it belongs to;
* ``moves``   from which stage to which; a stage that is absent forbids the event;
* ``needs``   rules on the subject's past, each of which may refuse;
* ``fits``    rules that need the event's own values, or the other subjects it names;
* ``change``  what else the rules of later events must know;
* ``asks``    others that its law must look at and that it does not name;
* ``claims``, ``frees`` and ``draws``  what may exist once, and guarded balances;
* its fields  what was observed, units in their names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ledger.errors import AlreadyBegun, LedgerError, NotAllowed, UnknownSubject
from ledger.values import (
    DeviceId,
    FundId,
    LotId,
    Moment,
    OrderId,
    OrganisationId,
    PlaceId,
    TariffId,
    WorkshopId,
)

UNBORN = "unborn"
"""The stage of a subject about which nothing was recorded."""


@dataclass(slots=True)
class Aggregate:
    """What the past of one subject allows it next: only what a rule needs.

    What people want to read belongs to a projection. It is built by ``life.fold`` and
    changed by nobody else.
    """

    KIND: ClassVar[str] = ""

    id: UUID
    stage: str = UNBORN
    version: int = 0

    @property
    def leaned_on(self) -> bool:
        """Whether other lives may rest on what this one says: a correction then asks them."""
        return False

    @classmethod
    def check_together(cls, pairs: Sequence[tuple[Any, "Event"]]) -> None:
        """Refuse what is lawful for each subject of one command and not for all of them."""


Subjects = Mapping[UUID, Aggregate]
"""The other subjects that events of one command name: places, lots…"""
Need = Callable[[Any], LedgerError | None]

NOBODY: Subjects = MappingProxyType({})
_REFERENCES = {
    PlaceId: "place",
    LotId: "lot",
    OrganisationId: "organisation",
    WorkshopId: "workshop",
    DeviceId: "device",
    OrderId: "order",
    TariffId: "tariff",
    FundId: "fund",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that may exist once: the first event that claims it holds it."""

    kind: str
    key: str
    printed: bool = False
    """On paper somewhere: held for ever, even if what claimed it was a mistake."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A movement on a guarded balance, in cents; refused when it would fall below zero."""

    account: UUID
    cents: int


class Event(BaseModel):
    """What happened, as asserted by someone.

    ``happened_at`` is when it happened in the world; the envelope adds when it was
    recorded. The two differ: people catch up on paper, phones lose the network.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    TOPIC: ClassVar[str]
    OF: ClassVar[type[Aggregate]]
    moves: ClassVar[Mapping[str, str]]
    needs: ClassVar[tuple[Need, ...]] = ()
    alone: ClassVar[bool] = True
    """Whether it may be corrected by itself, even if another kind of life was written with it."""
    by_people: ClassVar[bool] = False
    """Whether only a person may assert it, for somebody answers for it: no station, no program."""
    corrects: ClassVar[bool] = False
    """Whether it is about another event; asked of each event of each life, so kept at hand."""
    leans: ClassVar[bool] = False
    """Whether it takes something from another subject that it names, and rests on what that was."""
    REFERS: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields that name another subject, and its kind; read from their types."""

    happened_at: Moment

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        cls.REFERS = {
            name: kind
            for name, field in cls.model_fields.items()
            for newtype, kind in _REFERENCES.items()
            if newtype is field.annotation or newtype in get_args(field.annotation)
        }
        if "TOPIC" in cls.__dict__:
            if cls.TOPIC in EVENTS:
                raise TypeError(f"two events for {cls.TOPIC}")
            EVENTS[cls.TOPIC] = cls

    def fits(self, subject: Any, others: Subjects) -> LedgerError | None:
        """Return why these values cannot follow this past, or None."""

    def change(self, subject: Any) -> None:
        """Note on the subject what rules of later events must know. Never refuses."""

    def claims(self, subject: UUID) -> Iterable[Claim]:
        """Return what this event makes unique."""
        del subject
        return ()

    def frees(self, subject: UUID) -> Iterable[Claim]:
        """Return claims of the same subject that end with this event."""
        del subject
        return ()

    def draws(self, subject: UUID) -> Iterable[Draw]:
        """Return movements on guarded balances."""
        del subject
        return ()

    def refers(self) -> Iterable[tuple[str, UUID]]:
        """Kind and id of each other subject this event names."""
        for name, kind in self.REFERS.items():
            named = getattr(self, name)
            for other in named if isinstance(named, tuple) else (named,):
                if other is not None:
                    yield kind, other

    def asks(self, subject: Any) -> Iterable[UUID | Claim]:
        """Others it is judged with and does not name: by id, or as whoever holds a claim.

        ``subject`` is as it stood before the whole command.
        """
        del subject
        return ()

    def rests(self, before: Any, after: Any) -> LedgerError | None:
        """Return why it cannot rest on another as a correction leaves it, or None."""
        del before, after
        return None

    def mentions(self) -> Iterable[UUID]:
        """Ids that may be another subject's and need not be: a promise may be an order's."""
        return ()


EVENTS: dict[str, type[Event]] = {}
"""Every event that can be read back, by topic. Filled by the classes themselves."""


def why_not(event: type[Event], subject: Aggregate) -> LedgerError | None:
    """Why no event of this class may follow this past, whatever its values; or None."""
    if subject.stage not in event.moves:
        if subject.stage == UNBORN:
            return UnknownSubject(subject.KIND, subject.id)
        if UNBORN in event.moves:
            return AlreadyBegun(subject.id)
        return NotAllowed(subject.id, event.TOPIC, subject.stage)
    for need in event.needs:
        if refusal := need(subject):
            return refusal
    return None


def check(event: Event, subject: Aggregate, others: Subjects = NOBODY) -> None:
    """Raise the reason why ``event`` may not be recorded now, or return."""
    if refusal := why_not(type(event), subject) or event.fits(subject, others):
        raise refusal


def apply(event: Event, subject: Aggregate) -> None:
    """Move the subject on. The past does not refuse: it has already happened."""
    subject.stage = event.moves.get(subject.stage, subject.stage)
    event.change(subject)
    subject.version += 1


class ActorKind(StrEnum):
    PERSON = "person"
    STATION = "station"
    """A reconditioning bench or another program, with a token of its place."""
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Author:
    """Who asserts an event: an account's id, never a name; and where it worked then."""

    kind: ActorKind
    id: UUID
    organisation: UUID | None = None
    place: UUID | None = None


class Metadata(BaseModel):
    """What surrounds an event on disk, beside its state."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    command: UUID
    causation: UUID | None = None
    actor: ActorKind
    actor_id: UUID
    organisation: UUID | None = None
    place: UUID | None = None
    territory: str
    clock: datetime | None = None
    """When the sender's clock said it happened, if that clock was wrong."""
    sent_by: UUID | None = None
    """The account that sent it, if another one than its author's: a shared phone had kept it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its envelope: whose life, which page of it, written down when, by whom."""

    position: int
    subject: UUID
    version: int
    event: Event
    recorded_at: datetime
    metadata: Metadata
