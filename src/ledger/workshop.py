"""A workshop: an "atelier numérique", open to everybody, to which devices are invited."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from ledger.correction import Correction, stays
from ledger.event import UNBORN, Aggregate, Event
from ledger.values import Moment, PlaceId


class WorkshopStage(StrEnum):
    UNBORN = UNBORN
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


SCHEDULED = WorkshopStage.SCHEDULED


class Theme(StrEnum):
    FIRST_STEPS = "first_steps"
    INTERNET = "internet"
    PROCEDURES = "procedures"
    MAIL = "mail"
    OFFICE = "office"
    PHOTOS = "photos"
    SECURITY = "security"
    CARE = "care"
    """Looking after one's computer: updates, cleaning, small repairs."""


@dataclass(slots=True)
class Workshop(Aggregate):
    """One date of a public workshop: when, where, about what. Never who came."""

    KIND: ClassVar[str] = "workshop"


class WorkshopScheduled(Event):
    """A place holds a workshop. Nothing is kept of who comes."""

    TOPIC: ClassVar = "workshop.scheduled.v1"
    OF: ClassVar = Workshop
    moves: ClassVar = {WorkshopStage.UNBORN: SCHEDULED}

    place: PlaceId
    theme: Theme
    starts_at: Moment
    duration_min: Annotated[int, Field(gt=0, le=600)]
    seats: Annotated[int, Field(gt=0, le=500)]
    reachable_without_car: bool = False


class WorkshopCancelled(Event):
    """A workshop will not be held."""

    TOPIC: ClassVar = "workshop.cancelled.v1"
    OF: ClassVar = Workshop
    moves: ClassVar = {SCHEDULED: WorkshopStage.CANCELLED}


class WorkshopCorrected(Correction):
    """An earlier event of this workshop was wrong."""

    TOPIC: ClassVar = "workshop.corrected.v1"
    OF: ClassVar = Workshop
    moves: ClassVar = stays(WorkshopStage)
