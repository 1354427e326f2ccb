"""One device as somebody signed in finds it: its life, what they may see of it, and record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.access import Role, SignedIn
from api.house import House
from api.words import KIND
from ledger import Event, Recorded
from ledger import device as d
from ledger.codes import written
from ledger.correction import Correction, effective, fold, pages_of
from ledger.device import Device, DeviceEvent, Stage
from ledger.errors import UnknownSubject
from ledger.event import EVENTS
from projections import organisations, places, register

STEPS: tuple[type[DeviceEvent], ...] = tuple(
    event for event in EVENTS.values() if issubclass(event, DeviceEvent)
)
"""What may be recorded of a device, besides corrections."""

OPERATOR, COUNTER, PRESCRIBER = Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER

ROLES: dict[str, frozenset[Role]] = {
    **{event.TOPIC: frozenset({OPERATOR}) for event in STEPS},
    d.Shipped.TOPIC: frozenset({OPERATOR, COUNTER, PRESCRIBER}),
    d.Received.TOPIC: frozenset({OPERATOR, COUNTER, PRESCRIBER}),
    d.TransferRefused.TOPIC: frozenset({OPERATOR, COUNTER, PRESCRIBER}),
    d.TransferRecalled.TOPIC: frozenset({OPERATOR, COUNTER, PRESCRIBER}),
    d.Stocked.TOPIC: frozenset({OPERATOR, COUNTER}),
    d.Reserved.TOPIC: frozenset({OPERATOR, COUNTER}),
    d.ReservationReleased.TOPIC: frozenset({OPERATOR, COUNTER, PRESCRIBER}),
    d.Delivered.TOPIC: frozenset({OPERATOR, PRESCRIBER}),
    d.HandedOver.TOPIC: frozenset({PRESCRIBER}),
    d.Sold.TOPIC: frozenset({COUNTER}),
    d.InvitedToWorkshop.TOPIC: frozenset({COUNTER, PRESCRIBER}),
    d.ReturnedForRepair.TOPIC: frozenset({OPERATOR, COUNTER, PRESCRIBER}),
    d.GivenBack.TOPIC: frozenset({OPERATOR, COUNTER, PRESCRIBER}),
    d.TakenBack.TOPIC: frozenset({OPERATOR, COUNTER}),
    d.Lent.TOPIC: frozenset({OPERATOR, COUNTER}),
    d.LoanReturned.TOPIC: frozenset({OPERATOR, COUNTER}),
}
"""Who records what: the workshop its work, the counter its sales, the prescriber hand-overs.

An administrator records everything; whoever records a step may correct it.
"""

WHO = {
    OPERATOR: "un atelier",
    COUNTER: "la caisse d’une ressourcerie",
    PRESCRIBER: "un prescripteur",
}

ARRIVALS = frozenset({d.Received.TOPIC, d.Delivered.TOPIC, d.TransferRefused.TOPIC})
RETURNS = frozenset({d.ReturnedForRepair.TOPIC, d.TakenBack.TOPIC, d.LoanReturned.TOPIC})
OUTSIDE = frozenset({Stage.WITH_OWNER, Stage.LENT})


@dataclass(frozen=True)
class Scene:
    """A device at one moment, everything recorded of it until then included."""

    life: list[Recorded]
    device: Device

    @property
    def standing(self) -> UUID:
        """Where it is; where it was collected once its collection itself was voided."""
        return self.device.place or next(
            place
            for record in self.life
            for kind, place in record.event.refers()
            if kind == "place"
        )

    def record(self, version: int) -> Recorded | None:
        return next((record for record in self.life if record.version == version), None)

    def recorded_by(self, command: UUID) -> Recorded | None:
        """What this command recorded here, if it was sent before."""
        return next((each for each in self.life if each.metadata.command == command), None)

    def same_step(self, record: Recorded) -> Recorded | None:
        """That record, or the one of this device that the same command wrote with it."""
        wrote = record.metadata.command, record.event.TOPIC
        alike = [e for e in self.life if (e.metadata.command, e.event.TOPIC) == wrote]
        return record if record in alike else next(iter(alike), None)

    def before(self, version: int) -> "Scene":
        """The same device just before that record, as its life reads today."""
        earlier = [r for r in self.life if r.version < version or isinstance(r.event, Correction)]
        return Scene(earlier, fold(Device, self.device.id, pages_of(earlier)))

    def until(self, version: int) -> "Scene":
        """The same device just before that record, as it was then."""
        earlier = [record for record in self.life if record.version < version]
        return Scene(earlier, fold(Device, self.device.id, pages_of(earlier)))

    def reads(self, kind: type[Event]) -> Any:
        """The newest event of that class as the life reads today, or None."""
        found = self.reads_all(kind)
        return found[-1] if found else None

    def reads_all(self, kind: type[Event]) -> list[Any]:
        """The events of that class as the life reads today, oldest first."""
        return [event for _, event in effective(pages_of(self.life)) if isinstance(event, kind)]


def find(house: House, device: UUID) -> Scene:
    """The device of that id. Raises ``UnknownSubject``."""
    life = house.ledger.life(device)
    if not life or life[0].event.OF is not Device:
        raise UnknownSubject(Device.KIND, device)
    return Scene(life, fold(Device, device, pages_of(life)))


def begin(house: House, device: UUID) -> Scene:
    """The device of that id, or one about which nothing was recorded yet."""
    return find(house, device) if house.ledger.life(device) else Scene([], Device(device))


def places_for(signed_in: SignedIn, topic: str) -> set[UUID]:
    """The places where they may record such a step."""
    return {place for role in ROLES[topic] for place in signed_in.places(role)}


def may_record(signed_in: SignedIn, topic: str, device: Device) -> bool:
    """Whether such a step of this device is theirs to record, lawful or not."""
    if signed_in.has(Role.ADMINISTRATOR):
        return True
    mine = places_for(signed_in, topic)
    if device.stage == Stage.UNBORN or (topic in RETURNS and device.stage in OUTSIDE):
        return bool(mine)  # it comes in by whoever it is brought to
    if topic == d.Received.TOPIC and device.stage == Stage.COLLECTED and not device.sent_to:
        return bool(mine)  # carried by hand from its collection point
    if topic in ARRIVALS and device.sent_to:
        return device.sent_to in mine
    if topic == d.TransferRecalled.TOPIC:
        return device.place in mine  # whoever sent it has it
    return bool(mine & {device.place, device.sent_to})


def may_see(connection: Connection[Any], signed_in: SignedIn, scene: Scene) -> bool:
    """Whether the whole life is theirs to read: it is, or is sent, where their structure works."""
    if signed_in.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return True
    mine = {place for role in (OPERATOR, COUNTER, PRESCRIBER) for place in signed_in.places(role)}
    here = {scene.standing, scene.device.sent_to} - {None}
    if mine & here:
        return True
    structures = {row.organisation for row in _rows(connection, mine)}
    return any(row.organisation in structures for row in _rows(connection, here))


def _rows(connection: Connection[Any], wanted: Iterable[UUID | None]) -> list[places.PlaceRow]:
    found = [places.read(connection, place) for place in wanted if place]
    return [row for row in found if row]


def names(connection: Connection[Any], life: Iterable[Recorded]) -> Mapping[UUID, str]:
    """The name of each place, structure and other device that this life speaks of."""
    named = {pair for record in life for pair in record.event.refers()}
    named |= {("place", record.metadata.place) for record in life if record.metadata.place}
    known = {row.subject: row.name for row in organisations.read_all(connection)}
    known |= {
        row.subject: row.name
        for row in _rows(connection, (subject for kind, subject in named if kind == "place"))
    }
    devices = [subject for kind, subject in named if kind == Device.KIND]
    if devices:
        rows = register.read_these(connection, devices).values()
        known |= {row.subject: written(row.code) if row.code else KIND[row.kind] for row in rows}
    unknown = {"place": "un lieu disparu", "organisation": "une structure partie"}
    return {subject: unknown.get(kind, "") for kind, subject in named} | known
