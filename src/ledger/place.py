"""A place of the filière: where it is, what it does, whether it may take money."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from ledger.correction import Correction, stays
from ledger.errors import LedgerError, UnknownCommune
from ledger.event import UNBORN, Aggregate, Event, Subjects
from ledger.territory import commune
from ledger.values import (
    SORTED,
    DeviceKind,
    InseeCode,
    OrganisationId,
    PlaceRole,
    ShortText,
)


class PlaceStage(StrEnum):
    UNBORN = UNBORN
    OPEN = "open"
    CLOSED = "closed"


OPEN = PlaceStage.OPEN
MINIMUM_STOCK_MAX = 200


@dataclass(slots=True)
class Place(Aggregate):
    """What others must know of a place before they name it."""

    KIND: ClassVar[str] = "place"

    roles: frozenset[PlaceRole] = frozenset()
    takes_money: bool = False
    organisation: OrganisationId | None = None
    kept_for_prescription: dict[DeviceKind, int] = field(default_factory=dict)
    """How many of a kind its counter leaves on the shelf for prescribers."""


class PlaceDescribed(Event):
    """Base of what says where a place is and what it does."""

    OF: ClassVar = Place

    name: ShortText
    commune: InseeCode
    address: ShortText | None = None
    roles: Annotated[frozenset[PlaceRole], SORTED]
    takes_money: bool = False

    def fits(self, subject: Place, others: Subjects) -> LedgerError | None:
        del subject, others
        try:
            commune(self.commune)
        except UnknownCommune as refusal:
            return refusal
        return None

    def change(self, subject: Place) -> None:
        subject.roles = self.roles
        subject.takes_money = self.takes_money


class PlaceOpened(PlaceDescribed):
    """A place joined the filière. Its intercommunalité follows from its commune."""

    TOPIC: ClassVar = "place.opened.v1"
    moves: ClassVar = {PlaceStage.UNBORN: OPEN}

    organisation: OrganisationId

    def change(self, subject: Place) -> None:
        PlaceDescribed.change(self, subject)
        subject.organisation = self.organisation


class PlaceChanged(PlaceDescribed):
    """What a place is or does changed from now on. A mistake is corrected instead."""

    TOPIC: ClassVar = "place.changed.v1"
    moves: ClassVar = {OPEN: OPEN}


class MinimumStockSet(Event):
    """From now on the counter of this place keeps so many of a kind for prescription."""

    TOPIC: ClassVar = "place.minimum_stock_set.v1"
    OF: ClassVar = Place
    moves: ClassVar = {OPEN: OPEN}

    kind: DeviceKind
    count: Annotated[int, Field(ge=0, le=MINIMUM_STOCK_MAX)]

    def change(self, subject: Place) -> None:
        subject.kept_for_prescription = {**subject.kept_for_prescription, self.kind: self.count}


class PlaceClosed(Event):
    """A place left the filière. What it holds must be moved first or afterwards."""

    TOPIC: ClassVar = "place.closed.v1"
    OF: ClassVar = Place
    moves: ClassVar = {OPEN: PlaceStage.CLOSED}


class PlaceCorrected(Correction):
    """An earlier event of this place was wrong."""

    TOPIC: ClassVar = "place.corrected.v1"
    OF: ClassVar = Place
    moves: ClassVar = stays(PlaceStage)
