"""A delivery round: which places somebody drives to, in which order, on which days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.correction import Correction, stays
from ledger.event import UNBORN, Aggregate, Event
from ledger.values import Day, OrganisationId, PlaceId, ShortText


class RoundStage(StrEnum):
    UNBORN = UNBORN
    RUNNING = "running"
    ENDED = "ended"


RUNNING = RoundStage.RUNNING


@dataclass(slots=True)
class Round(Aggregate):
    """A delivery round: where it stops and when it leaves, whoever drives."""

    KIND: ClassVar[str] = "round"

    organisation: OrganisationId | None = None


class RoundDescribed(Event):
    """Base of what says where a round goes and when."""

    OF: ClassVar = Round

    name: ShortText
    organisation: OrganisationId
    """Who drives it."""
    stops: Annotated[tuple[PlaceId, ...], Field(min_length=2, max_length=30)]
    """In the order of the road; it loads and unloads at each."""
    first_on: Day
    every_days: Annotated[int, Field(ge=1, le=90)]

    @model_validator(mode="after")
    def _each_stop_once(self) -> Self:
        if len(set(self.stops)) != len(self.stops):
            raise ValueError("a round stops once at a place")
        return self

    def change(self, subject: Round) -> None:
        subject.organisation = self.organisation


class RoundPlanned(RoundDescribed):
    """A round runs from now on."""

    TOPIC: ClassVar = "round.planned.v1"
    moves: ClassVar = {RoundStage.UNBORN: RUNNING}


class RoundChanged(RoundDescribed):
    """From now on the round goes elsewhere, or on other days."""

    TOPIC: ClassVar = "round.changed.v1"
    moves: ClassVar = {RUNNING: RUNNING}


class RoundEnded(Event):
    """The round does not run any more."""

    TOPIC: ClassVar = "round.ended.v1"
    OF: ClassVar = Round
    moves: ClassVar = {RUNNING: RoundStage.ENDED}


class RoundCorrected(Correction):
    """An earlier event of this round was wrong."""

    TOPIC: ClassVar = "round.corrected.v1"
    OF: ClassVar = Round
    moves: ClassVar = stays(RoundStage)


def next_run(first_on: date, every_days: int, day: date) -> date:
    """The first day of the round that is not before ``day``."""
    if day <= first_on:
        return first_on
    runs = -(-(day - first_on).days // every_days)
    return first_on + timedelta(days=runs * every_days)
