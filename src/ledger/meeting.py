"""A coordination meeting, and the actions decided there, which come back until they are settled."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from ledger.correction import Correction, stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Event, Subjects
from ledger.values import Day, Moment, OrganisationId, PlaceId, ShortText


class MeetingStage(StrEnum):
    UNBORN = UNBORN
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


SCHEDULED = MeetingStage.SCHEDULED


@dataclass(slots=True)
class Meeting(Aggregate):
    """One date on which the filière meets, and the actions that were decided."""

    KIND: ClassVar[str] = "meeting"

    open_actions: frozenset[UUID] = field(default_factory=frozenset)
    settled_actions: frozenset[UUID] = field(default_factory=frozenset)


class MeetingEvent(Event):
    OF: ClassVar = Meeting


class MeetingScheduled(MeetingEvent):
    """The actors meet. Nothing is kept of who comes."""

    TOPIC: ClassVar = "meeting.scheduled.v1"
    moves: ClassVar = {MeetingStage.UNBORN: SCHEDULED}

    starts_at: Moment
    duration_min: Annotated[int, Field(gt=0, le=480)]
    place: PlaceId | None = None
    """None: at a distance."""


class MeetingCancelled(MeetingEvent):
    """The meeting will not be held."""

    TOPIC: ClassVar = "meeting.cancelled.v1"
    moves: ClassVar = {SCHEDULED: MeetingStage.CANCELLED}


class ActionDecided(MeetingEvent):
    """Who does what until when. An organisation answers for it, never a person."""

    TOPIC: ClassVar = "meeting.action_decided.v1"
    moves: ClassVar = stays([SCHEDULED])

    action: UUID
    what: ShortText
    organisation: OrganisationId
    due_on: Day

    def fits(self, subject: Meeting, others: Subjects) -> LedgerError | None:
        del others
        if self.action in subject.open_actions | subject.settled_actions:
            return Forbidden(subject.id, Rule.ACTION_KNOWN)
        return None

    def change(self, subject: Meeting) -> None:
        subject.open_actions |= {self.action}


class Outcome(StrEnum):
    DONE = "done"
    DROPPED = "dropped"


class ActionSettled(MeetingEvent):
    """An action was done, or is not wanted any more."""

    TOPIC: ClassVar = "meeting.action_settled.v1"
    moves: ClassVar = stays(MeetingStage)

    action: UUID
    outcome: Outcome

    def fits(self, subject: Meeting, others: Subjects) -> LedgerError | None:
        del others
        if self.action not in subject.open_actions:
            return Forbidden(subject.id, Rule.ACTION_NOT_OPEN)
        return None

    def change(self, subject: Meeting) -> None:
        subject.open_actions -= {self.action}
        subject.settled_actions |= {self.action}


class MeetingCorrected(Correction):
    """An earlier event of this meeting was wrong."""

    TOPIC: ClassVar = "meeting.corrected.v1"
    OF: ClassVar = Meeting
    moves: ClassVar = stays(MeetingStage)
