"""Where a device stands, what its label waits for, and the base of its events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from ledger.correction import Correction, stays
from ledger.device.checklist import FUNCTIONS, Checklist, Function, Outcome
from ledger.device.hardware import Hardware
from ledger.errors import Forbidden, Lack, LedgerError, Missing, PriceRefused, Rule, SetIncomplete
from ledger.event import UNBORN, Aggregate, Event, Subjects
from ledger.place import OPEN
from ledger.values import (
    COMPUTING,
    Cents,
    DeviceKind,
    DonorKind,
    Facts,
    Grade,
    LotId,
    PlaceId,
    ReservationId,
    SetId,
    Storage,
)


class Stage(StrEnum):
    """Where a device stands in its life."""

    UNBORN = UNBORN
    COLLECTED = "collected"
    RECEIVED = "received"
    """At the shop, waiting for its inventory."""
    IN_WORKSHOP = "in_workshop"
    RECONDITIONED = "reconditioned"
    LABELLED = "labelled"
    STOCKED = "stocked"
    RESERVED = "reserved"
    DELIVERED = "delivered"
    """At the place of hand-over, waiting for its companion."""
    WITH_OWNER = "with_owner"
    IN_REPAIR = "in_repair"
    """Back for a repair; it still belongs to its owner, and so do the data on it."""
    LENT = "lent"
    """With somebody whose own device is in repair; it stays ours."""
    RETIRED = "retired"


S = Stage
IN_HOUSE = (S.COLLECTED, S.RECEIVED, S.IN_WORKSHOP, S.RECONDITIONED, S.LABELLED, S.STOCKED)
ALIVE = tuple(stage for stage in Stage if stage not in {S.UNBORN, S.RETIRED})


class Verdict(StrEnum):
    """What an erasure came to. ``ERASED`` satisfies the label; a reservation, once accepted."""

    ERASED = "erased"
    ERASED_WITH_RESERVATIONS = "erased_with_reservations"
    FAILED = "failed"


@dataclass(slots=True)
class Device(Aggregate):
    """What the past of one device allows it next."""

    KIND: ClassVar[str] = "device"

    kind: DeviceKind = DeviceKind.LAPTOP
    place: PlaceId | None = None
    sent_to: PlaceId | None = None
    donor: DonorKind = DonorKind.UNKNOWN
    public_gift: bool = False
    inventory: Facts | None = None
    hardware: Hardware | None = None
    """What tools measured last, without the parts that were changed since."""
    storages: dict[str, Storage] | None = None
    erasures: dict[str, Verdict] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    """Storages whose last erasure left a doubt that a person accepted."""
    log_lost: frozenset[str] = frozenset()
    """Storages whose last erasure left no log any more: nobody can decide on them."""
    locks: tuple[str, ...] | None = None
    lock_holder: str = ""
    outcomes: dict[Function, Outcome] = field(default_factory=dict)
    signed_off: bool = False
    grade: Grade | None = None
    """How it looked when it was last signed off."""
    retest: frozenset[Function] = frozenset()
    """Functions that a part changed during a repair touches."""
    set_id: SetId | None = None
    set_members: tuple[UUID, ...] = ()
    reservation: ReservationId | None = None
    sticker: str | None = None
    lot: LotId | None = None
    for_parts: bool = False
    """Retired as a source of parts."""
    parts_from: frozenset[str] = frozenset()
    """Parts that were taken from others, as ``stripping`` names them."""

    @property
    def leaned_on(self) -> bool:
        return self.for_parts

    @property
    def checklist(self) -> Checklist:
        return FUNCTIONS[self.kind]

    def in_doubt(self, storage: str) -> bool:
        """Whether its last erasure left a doubt on which nobody decided."""
        doubtful = self.erasures.get(storage) is Verdict.ERASED_WITH_RESERVATIONS
        return doubtful and storage not in self.accepted

    def is_erased(self, storage: str) -> bool:
        """Whether what was on it is proven gone."""
        verdict = self.erasures.get(storage)
        return verdict is Verdict.ERASED or (
            verdict is Verdict.ERASED_WITH_RESERVATIONS and storage in self.accepted
        )

    def unerased(self) -> Iterator[Missing]:
        """What keeps the data of the previous owner from being gone, or from being proven gone."""
        if self.inventory is None:
            return
        if self.storages is None:
            if self.kind in COMPUTING:
                yield Missing(Lack.STORAGES_UNREAD)
            return
        lacks = {
            None: Lack.STORAGE_NOT_ERASED,
            Verdict.FAILED: Lack.ERASURE_FAILED,
            Verdict.ERASED_WITH_RESERVATIONS: Lack.ERASURE_WITH_RESERVATIONS,
        }
        for storage in self.storages:
            if not self.is_erased(storage):
                yield Missing(lacks[self.erasures.get(storage)], storage)

    def unproven(self) -> Iterator[Missing]:
        """What still has to pass before the word "reconditionné" may be said of it."""
        if self.inventory is None:
            yield Missing(Lack.INVENTORY)
        yield from self.unerased()
        checklist = self.checklist
        for function in sorted(checklist.all):
            outcome = self.outcomes.get(function)
            if outcome is None:
                yield Missing(Lack.FUNCTION_UNTESTED, function)
            elif outcome is Outcome.FAILED:
                yield Missing(Lack.FUNCTION_FAILED, function)

    def missing(self) -> tuple[Missing, ...]:
        """All that the label waits for; empty when it is earned (law 4)."""
        return (*self._missing(),)

    def _missing(self) -> Iterator[Missing]:
        yield from self.unproven()
        if self.kind in COMPUTING:
            if self.locks is None:
                yield Missing(Lack.LOCKS_UNCHECKED)
            for lock in self.locks or ():
                yield Missing(Lack.LOCK_FOUND, lock, self.lock_holder)
        if not self.signed_off:
            yield Missing(Lack.SIGN_OFF)

    def to_do_again(self) -> None:
        """Somebody else has used it: nothing that was proven before is proven now."""
        self.erasures = {}
        self.outcomes = {}
        self.locks = None
        self.lock_holder = ""
        self.signed_off = False
        self.reservation = None
        self.retest = frozenset()

    def used_by_somebody(self) -> None:
        """It comes back from somebody's hands: it starts again from its inventory."""
        self.to_do_again()
        self.inventory = None
        self.hardware = None
        self.storages = None

    @classmethod
    def check_together(cls, pairs: Sequence[tuple[Any, Event]]) -> None:
        """Sets go together, and the law's prices are for the set, not for its pieces."""
        groups: dict[tuple[UUID, str], list[tuple[Device, DeviceEvent]]] = {}
        for device, recorded in pairs:
            event = recorded.replaced_by() if isinstance(recorded, Correction) else recorded
            if isinstance(event, DeviceEvent) and event.whole_set:
                whole, _ = event.together(device)
                groups.setdefault((whole, event.TOPIC), []).append((device, event))
        for group in groups.values():
            here = {device.id for device, _ in group}
            for device, event in group:
                members = event.together(device)[1] or (device.id,)
                if apart := here ^ set(members):
                    raise SetIncomplete(device.id, sorted(apart))
            if refusal := _price_refused(group):
                raise refusal


SOLIDARITY_FLOOR_CENTS = 100
"""A solidarity purchase costs at least 1 €: not a gift (law 6)."""

CAPS_CENTS: dict[DeviceKind, int] = {
    DeviceKind.LAPTOP: 180_00,
    DeviceKind.DESKTOP: 150_00,
    DeviceKind.MINI_PC: 150_00,
    DeviceKind.ALL_IN_ONE: 150_00,
    DeviceKind.TABLET: 100_00,
    DeviceKind.SMARTPHONE: 100_00,
    DeviceKind.SCREEN: 30_00,
    DeviceKind.PRINTER: 30_00,
    DeviceKind.MULTIFUNCTION: 170_00,
}
"""Highest price of a public body's free gift, with what belongs to it (décret of November 2022).
A fixed PC's price includes its screen, keyboard and mouse; the list names no other kind."""


def _price_refused(group: Sequence[tuple[Device, Event]]) -> LedgerError | None:
    prices = [event.price_cents for _, event in group if isinstance(event, PricedEvent)]
    return law_on_price([device for device, _ in group], sum(prices)) if prices else None


def law_on_price(devices: Sequence[Device], total_cents: int) -> LedgerError | None:
    """What the law says of the whole price of these devices, or None."""
    caps = [CAPS_CENTS[device.kind] for device in devices if device.kind in CAPS_CENTS]
    cap = max(caps, default=None)
    capped = any(device.public_gift for device in devices)
    over = capped and (cap is None or total_cents > cap)
    if total_cents < SOLIDARITY_FLOOR_CENTS or over:
        return PriceRefused(total_cents, SOLIDARITY_FLOOR_CENTS, cap if capped else None)
    return None


class DeviceEvent(Event):
    """An event of a device's life."""

    OF: ClassVar = Device
    whole_set: ClassVar[bool] = False
    """Whether the devices of one set go through it together, in one command."""

    def together(self, device: Device) -> tuple[UUID, tuple[UUID, ...]]:
        """Return the set this event concerns, and the devices that must go through it at once."""
        return device.set_id or device.id, device.set_members


class PricedEvent(DeviceEvent):
    """An event that names what is paid for one device; a set's total is judged whole."""

    whole_set: ClassVar = True
    price_cents: Cents

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        return None if subject.set_members else _price_refused([(subject, self)])


class DeviceCorrected(Correction):
    """An earlier event of this device was wrong."""

    TOPIC: ClassVar = "device.corrected.v1"
    OF: ClassVar = Device
    moves: ClassVar = stays(Stage)


def not_in_transit(device: Device) -> LedgerError | None:
    """On the road nothing else happens to a device: whoever receives it confirms first."""
    if device.sent_to is not None:
        return Forbidden(device.id, Rule.IN_TRANSIT, str(device.sent_to))
    return None


def origin_known(device: Device) -> LedgerError | None:
    """Law 5: a device of unknown origin may be worked on and may not leave."""
    if device.donor is DonorKind.UNKNOWN:
        return Forbidden(device.id, Rule.ORIGIN_UNKNOWN)
    return None


def not_a_public_gift(device: Device) -> LedgerError | None:
    """Law 5: a free gift of a public body is sold through prescription only."""
    if device.public_gift:
        return Forbidden(device.id, Rule.PUBLIC_GIFT)
    return None


def inventoried(device: Device) -> LedgerError | None:
    return Forbidden(device.id, Rule.NO_INVENTORY) if device.inventory is None else None


def at_its_place(device: Device, place: PlaceId, others: Subjects) -> LedgerError | None:
    """The device is at that place, and the place is open."""
    if device.place != place:
        return Forbidden(device.id, Rule.ELSEWHERE, str(device.place))
    return open_place(device, place, others)


def open_place(device: Device, place: PlaceId, others: Subjects) -> LedgerError | None:
    if others[place].stage != OPEN:
        return Forbidden(device.id, Rule.PLACE_CLOSED, str(place))
    return None
