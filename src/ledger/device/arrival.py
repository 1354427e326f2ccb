"""A device comes into the filière: collected, moved, inventoried."""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from ledger.correction import stays
from ledger.device.hardware import Hardware
from ledger.device.state import (
    IN_HOUSE,
    Device,
    DeviceEvent,
    Stage,
    not_in_transit,
    open_place,
)
from ledger.errors import Forbidden, LedgerError, NotAllowed, Rule
from ledger.event import Subjects
from ledger.lot import CLOSED, Lot, refuse_impossible_gift
from ledger.values import (
    DeviceKind,
    DonorKind,
    Facts,
    Grams,
    LegalStatus,
    LotId,
    PlaceId,
    SetId,
    Sha256,
    Source,
)

S = Stage


class Collected(DeviceEvent):
    """A device was given and entered the filière. The first event of any device's life.

    It carries the origin of its lot, which follows the device to the end (law 5).
    """

    TOPIC: ClassVar = "device.collected.v1"
    moves: ClassVar = {S.UNBORN: S.COLLECTED}

    kind: DeviceKind
    place: PlaceId
    lot: LotId | None = None
    donor: DonorKind
    free_public_gift: bool = False
    legal_status: LegalStatus = LegalStatus.PRODUCT
    mass_g: Grams | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse_impossible_gift(self.donor, free_public_gift=self.free_public_gift)
        return self

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        lot = None if self.lot is None else others[self.lot]
        if isinstance(lot, Lot):
            if lot.stage == CLOSED:
                return NotAllowed(lot.id, self.TOPIC, lot.stage)
            if (lot.donor, lot.public_gift) != (self.donor, self.free_public_gift):
                return Forbidden(subject.id, Rule.NOT_THE_LOTS_ORIGIN)
        return open_place(subject, self.place, others)

    def change(self, subject: Device) -> None:
        subject.kind = self.kind
        subject.place = self.place
        subject.lot = self.lot
        subject.donor = self.donor
        subject.public_gift = self.free_public_gift


def _donor_unknown(device: Device) -> LedgerError | None:
    if device.donor is not DonorKind.UNKNOWN:
        return Forbidden(device.id, Rule.ORIGIN_SETTLED)
    return None


class OriginQualified(DeviceEvent):
    """Somebody found out where a device of unknown origin comes from.

    ``lot`` is named when its whole lot was qualified with it: they say the same.
    """

    TOPIC: ClassVar = "device.origin_qualified.v1"
    moves: ClassVar = stays(IN_HOUSE)
    needs: ClassVar = (_donor_unknown,)

    donor: DonorKind
    free_public_gift: bool = False
    legal_status: LegalStatus = LegalStatus.PRODUCT
    lot: LotId | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse_impossible_gift(self.donor, free_public_gift=self.free_public_gift)
        if self.donor is DonorKind.UNKNOWN:
            raise ValueError("say who gave it")
        return self

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        if self.lot is None:
            return None
        if self.lot != subject.lot:
            return Forbidden(subject.id, Rule.NOT_OF_THIS_LOT, str(self.lot))
        lot = others[self.lot]
        told = self.donor, self.free_public_gift, self.legal_status
        if isinstance(lot, Lot) and (lot.donor, lot.public_gift, lot.legal_status) != told:
            return Forbidden(subject.id, Rule.NOT_THE_LOTS_ORIGIN)
        return None

    def change(self, subject: Device) -> None:
        subject.donor = self.donor
        subject.public_gift = self.free_public_gift


class Shipped(DeviceEvent):
    """A device left for another place, which confirms with ``received`` or ``delivered``."""

    TOPIC: ClassVar = "device.shipped.v1"
    alone: ClassVar = False
    moves: ClassVar = stays((*IN_HOUSE, S.RESERVED, S.DELIVERED, S.IN_REPAIR))
    needs: ClassVar = (not_in_transit,)

    origin: PlaceId
    destination: PlaceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        if subject.place != self.origin:
            return Forbidden(subject.id, Rule.ELSEWHERE, str(subject.place))
        if self.origin == self.destination:
            return Forbidden(subject.id, Rule.SAME_PLACE)
        return open_place(subject, self.destination, others)

    def change(self, subject: Device) -> None:
        subject.sent_to = self.destination


class Received(DeviceEvent):
    """A device arrived. Collected ones may be carried by hand; others were shipped first."""

    TOPIC: ClassVar = "device.received.v1"
    moves: ClassVar = {
        **stays((*IN_HOUSE, S.RESERVED, S.DELIVERED, S.IN_REPAIR)),
        S.COLLECTED: S.RECEIVED,
    }

    origin: PlaceId
    place: PlaceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        if subject.place != self.origin:
            return Forbidden(subject.id, Rule.ELSEWHERE, str(subject.place))
        if subject.sent_to is None and subject.stage != S.COLLECTED:
            return Forbidden(subject.id, Rule.NOT_IN_TRANSIT)
        if subject.sent_to not in {None, self.place}:
            return Forbidden(subject.id, Rule.NOT_SENT_HERE, str(subject.sent_to))
        return open_place(subject, self.place, others)

    def change(self, subject: Device) -> None:
        subject.place = self.place
        subject.sent_to = None


class Inventoried(DeviceEvent):
    """What a device is made of was read or typed. A new reading replaces the last one.

    An erasure stays proven only for a storage that the new reading finds again. What tools
    measured stays known until a reading measures again.
    """

    TOPIC: ClassVar = "device.inventoried.v1"
    moves: ClassVar = {S.RECEIVED: S.IN_WORKSHOP, S.IN_WORKSHOP: S.IN_WORKSHOP}
    needs: ClassVar = (not_in_transit,)

    facts: Facts
    source: Source
    mass_g: Grams | None = None
    evidence_sha256: Sha256 | None = None
    """Of the file it was read from; of the first one, when there were several."""
    hardware: Hardware | None = Field(default=None, exclude_if=lambda value: value is None)
    """What tools measured: health of storages, wear of batteries, parts seen, differences."""

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        storages = self.facts.storages or ()
        there = {storage.id for storage in storages}
        if len(there) != len(storages):
            return Forbidden(subject.id, Rule.DUPLICATE_STORAGE)
        for health in self.hardware.storages if self.hardware else ():
            if health.storage not in there:
                return Forbidden(subject.id, Rule.UNKNOWN_STORAGE, health.storage)
        return None

    def change(self, subject: Device) -> None:
        before = subject.storages or {}
        subject.inventory = self.facts
        read = self.facts.storages
        subject.storages = None if read is None else {storage.id: storage for storage in read}
        subject.erasures = {
            storage: verdict
            for storage, verdict in subject.erasures.items()
            if (subject.storages or {}).get(storage) == before.get(storage) is not None
        }
        known = self.hardware or subject.hardware
        subject.hardware = known and known.of_storages(set(subject.storages or ()))


class SetEvent(DeviceEvent):
    """Base of what makes and unmakes a set: recorded on each of its devices in one command."""

    whole_set: ClassVar = True

    set_id: SetId
    members: Annotated[tuple[UUID, ...], Field(min_length=2, max_length=12)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.members)) != len(self.members):
            raise ValueError("a device is in a set once")
        return self

    def together(self, device: Device) -> tuple[UUID, tuple[UUID, ...]]:
        del device
        return self.set_id, self.members


class SetFormed(SetEvent):
    """Devices were put together: a tower with its screen and keyboard, a laptop and its charger.

    From then on they are promised, priced and capped together.
    """

    TOPIC: ClassVar = "device.set_formed.v1"
    moves: ClassVar = stays(IN_HOUSE)

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        if subject.set_id is not None:
            return Forbidden(subject.id, Rule.ALREADY_IN_A_SET)
        if subject.id not in self.members:
            return Forbidden(subject.id, Rule.NOT_IN_THIS_SET)
        return None

    def change(self, subject: Device) -> None:
        subject.set_id = self.set_id
        subject.set_members = self.members


class SetDissolved(SetEvent):
    """The devices of a set go separate ways again, one of them perhaps retired."""

    TOPIC: ClassVar = "device.set_dissolved.v1"
    moves: ClassVar = stays(S)

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        if (subject.set_id, subject.set_members) != (self.set_id, self.members):
            return Forbidden(subject.id, Rule.NOT_IN_THIS_SET)
        return None

    def change(self, subject: Device) -> None:
        subject.set_id = None
        subject.set_members = ()
