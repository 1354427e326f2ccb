"""The life of one device as lines of a page: each record, its correction, who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from api.access import SignedIn
from api.house import House
from api.ordering.promised import MOVED_WITH_ORDERS, order_holding
from api.pages.device.scene import Scene, may_record
from api.words import in_de
from ledger import ActorKind, Event, Recorded
from ledger import device as d
from ledger.correction import Correction
from ledger.device import Inventoried, StorageErased
from projections import timeline

LATE = timedelta(hours=1)
"""A step written down later than that shows both moments."""


@dataclass(frozen=True)
class Line:
    """One record, in words."""

    record: Recorded
    event: Event
    """As it was recorded."""
    reads_as: Event | None
    """What the life reads instead; None when it was voided; the event itself otherwise."""
    corrected_by: Recorded | None
    by: str
    may_correct: bool

    @property
    def topic(self) -> str:
        return self.event.TOPIC

    @property
    def evidence(self) -> str | None:
        """The hash of the file that proves it."""
        event = self.reads_as or self.event
        if isinstance(event, StorageErased):
            return event.erasure.evidence_sha256
        return event.evidence_sha256 if isinstance(event, Inventoried) else None

    @property
    def late(self) -> bool:
        return self.record.recorded_at - self.event.happened_at > LATE


def lines(house: House, scene: Scene, signed_in: SignedIn, names: Mapping[UUID, str]) -> list[Line]:
    """The whole life, oldest first."""
    moved = _moved_with_orders(house, scene)
    return [
        Line(
            step.recorded,
            step.event,
            step.reads_as,
            step.corrected_by,
            author(step.recorded, signed_in, names),
            not isinstance(step.event, Correction)
            and step.recorded.version not in moved
            and may_record(signed_in, step.event.TOPIC, scene.device),
        )
        for step in timeline.steps(scene.life)
    ]


def _moved_with_orders(house: House, scene: Scene) -> frozenset[int]:
    """The versions that an order moved with: none of them is corrected alone."""
    found: set[int] = set()
    promised: dict[UUID | None, bool] = {None: False}
    held: UUID | None = None
    for step in timeline.steps(scene.life):
        event = step.reads_as or step.event
        about: UUID | None = getattr(event, "reservation", None) or held
        if about not in promised:
            promised[about] = order_holding(house, about) is not None
        if promised[about] and isinstance(event, MOVED_WITH_ORDERS):
            found.add(step.recorded.version)
        if isinstance(event, d.Reserved):
            held = about
        elif isinstance(event, (d.ReservationReleased, d.HandedOver)):
            held = None
    return frozenset(found)


def author(record: Recorded, signed_in: SignedIn, names: Mapping[UUID, str]) -> str:
    """Who recorded it: never a name."""
    about = record.metadata
    if about.actor_id == signed_in.account:
        return "vous"
    if about.sent_by == signed_in.account:
        return "un collègue (envoyé par vous)"
    place = names.get(about.place) if about.place else None
    if about.actor is ActorKind.PERSON:
        return f"un collègue ({place})" if place else "un collègue"
    if about.actor is ActorKind.STATION:
        return f"un poste {in_de(place)}" if place else "un poste"
    return "le système"
