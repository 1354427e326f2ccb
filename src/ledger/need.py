"""A need that was told and not ordered, noted in one gesture so that it counts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from ledger.correction import Correction, stays
from ledger.event import UNBORN, Aggregate, Event
from ledger.values import SORTED, DeviceKind, Feature, PlaceId, Use


class NeedStage(StrEnum):
    UNBORN = UNBORN
    NOTED = "noted"


@dataclass(slots=True)
class Need(Aggregate):
    """Something that was asked for and could not be had, of nobody in particular."""

    KIND: ClassVar[str] = "need"


class Obstacle(StrEnum):
    """Why nothing was ordered there and then."""

    NOTHING_IN_STOCK = "nothing_in_stock"
    TOO_FAR = "too_far"
    NOT_AFFORDABLE = "not_affordable"
    NOTHING_ADAPTED = "nothing_adapted"
    PERSON_HESITATES = "person_hesitates"


class NeedNoted(Event):
    """Somebody needed a device, and left without ordering one. Nothing says who."""

    TOPIC: ClassVar = "need.noted.v1"
    OF: ClassVar = Need
    moves: ClassVar = {NeedStage.UNBORN: NeedStage.NOTED}

    place: PlaceId
    use: Use
    kind: DeviceKind | None = None
    features: Annotated[frozenset[Feature], SORTED] = frozenset()
    obstacle: Obstacle


class NeedCorrected(Correction):
    """A need was noted by mistake."""

    TOPIC: ClassVar = "need.corrected.v1"
    OF: ClassVar = Need
    moves: ClassVar = stays(NeedStage)
