"""A device leaves the house, and may come back: stocked, promised, handed over, returned."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from ledger.correction import stays
from ledger.device.state import (
    IN_HOUSE,
    Device,
    DeviceEvent,
    PricedEvent,
    Stage,
    at_its_place,
    not_a_public_gift,
    not_in_transit,
    open_place,
    origin_known,
)
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Claim, Subjects
from ledger.organisation import Organisation
from ledger.place import MINIMUM_STOCK_MAX, Place
from ledger.values import (
    Cents,
    DeviceId,
    Grams,
    MachineText,
    Moment,
    OrganisationId,
    PlaceId,
    ReservationId,
    WorkshopId,
)
from ledger.workshop import Theme

S = Stage


class Stocked(DeviceEvent):
    """The device is on a shelf and may be promised. What follows is nobody else's business."""

    TOPIC: ClassVar = "device.stocked.v1"
    moves: ClassVar = {S.LABELLED: S.STOCKED}
    needs: ClassVar = (not_in_transit,)

    place: PlaceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        return at_its_place(subject, self.place, others)


class Promise(DeviceEvent):
    """Base of what happens to a reservation: it concerns the whole set."""

    whole_set: ClassVar = True
    alone: ClassVar = False

    reservation: ReservationId

    def mentions(self) -> Iterable[UUID]:
        return (self.reservation,)

    def _another(self, subject: Device) -> LedgerError | None:
        if subject.reservation != self.reservation:
            return Forbidden(subject.id, Rule.ANOTHER_RESERVATION)
        return None

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        return self._another(subject)


class Reserved(Promise):
    """The device is promised. To whom is not for the ledger to know."""

    TOPIC: ClassVar = "device.reserved.v1"
    moves: ClassVar = {S.STOCKED: S.RESERVED}
    needs: ClassVar = (not_in_transit, origin_known)

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del subject, others
        return None

    def claims(self, subject: UUID) -> Iterable[Claim]:
        return (Claim("promise", str(subject)),)

    def change(self, subject: Device) -> None:
        subject.reservation = self.reservation


class ReleaseReason(StrEnum):
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DEFECT_FOUND = "defect_found"


class ReservationReleased(Promise):
    """The promise ended; the device can be promised again."""

    TOPIC: ClassVar = "device.reservation_released.v1"
    moves: ClassVar = {S.RESERVED: S.STOCKED, S.DELIVERED: S.STOCKED}

    reason: ReleaseReason

    def frees(self, subject: UUID) -> Iterable[Claim]:
        return (Claim("promise", str(subject)),)

    def change(self, subject: Device) -> None:
        subject.reservation = None


class Delivered(DeviceEvent):
    """A promised device arrived at its place of hand-over."""

    TOPIC: ClassVar = "device.delivered.v1"
    alone: ClassVar = False
    moves: ClassVar = {S.RESERVED: S.DELIVERED}

    origin: PlaceId
    place: PlaceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        if subject.place != self.origin:
            return Forbidden(subject.id, Rule.ELSEWHERE, str(subject.place))
        if subject.sent_to is None:
            return Forbidden(subject.id, Rule.NOT_IN_TRANSIT)
        if subject.sent_to != self.place:
            return Forbidden(subject.id, Rule.NOT_SENT_HERE, str(subject.sent_to))
        return open_place(subject, self.place, others)

    def change(self, subject: Device) -> None:
        subject.place = self.place
        subject.sent_to = None


class Training(StrEnum):
    """The first training: done there and then, or booked for later."""

    DONE = "done"
    BOOKED = "booked"


class HandedOver(PricedEvent):
    """Prescription: the device went to the person its companion ordered it for.

    Nothing says who. ``price_cents`` is the whole price of this device, paid by the person,
    a third party and the fund; the person's own share may be nothing (law 6).
    """

    TOPIC: ClassVar = "device.handed_over.v1"
    alone: ClassVar = False
    moves: ClassVar = {S.RESERVED: S.WITH_OWNER, S.DELIVERED: S.WITH_OWNER}
    needs: ClassVar = (not_in_transit, origin_known)

    place: PlaceId
    seller: OrganisationId
    reservation: ReservationId
    person_cents: Cents
    third_party_cents: Cents = 0
    fund_cents: Cents = 0
    training: Training
    training_at: Moment | None = None
    """When it is booked for."""

    @model_validator(mode="after")
    def _booked_means_a_date(self) -> Self:
        if (self.training is Training.BOOKED) != (self.training_at is not None):
            raise ValueError("a booked training has a date, a done one has none")
        return self

    def mentions(self) -> Iterable[UUID]:
        return (self.reservation,)

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        if subject.reservation != self.reservation:
            return Forbidden(subject.id, Rule.ANOTHER_RESERVATION)
        if self.person_cents + self.third_party_cents + self.fund_cents != self.price_cents:
            return Forbidden(subject.id, Rule.SHARES_DO_NOT_ADD_UP)
        seller = others[self.seller]
        eligible = isinstance(seller, Organisation) and seller.sells_public_gifts
        if subject.public_gift and not eligible:
            return Forbidden(subject.id, Rule.SELLER_NOT_ELIGIBLE)
        return at_its_place(subject, self.place, others) or PricedEvent.fits(self, subject, others)

    def frees(self, subject: UUID) -> Iterable[Claim]:
        return (Claim("promise", str(subject)),)

    def change(self, subject: Device) -> None:
        subject.reservation = None


SET_MAX = 12


class Sold(PricedEvent):
    """Solidarity sale: sold at a counter to anybody, at a real price, which finances the rest."""

    TOPIC: ClassVar = "device.sold.v1"
    alone: ClassVar = False
    moves: ClassVar = {S.STOCKED: S.WITH_OWNER}
    needs: ClassVar = (not_in_transit, origin_known, not_a_public_gift)

    place: PlaceId
    seller: OrganisationId
    left: tuple[DeviceId, ...] = Field(
        default=(), max_length=SET_MAX * MINIMUM_STOCK_MAX, exclude_if=lambda value: not value
    )
    """Others of its kind, or of its set's, that stay on that shelf: those of its kind are as many
    as the place keeps for prescription."""

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        place = others[self.place]
        if not (isinstance(place, Place) and place.takes_money):
            return Forbidden(subject.id, Rule.NO_MONEY_HERE)
        return at_its_place(subject, self.place, others) or PricedEvent.fits(self, subject, others)


class InvitedToWorkshop(DeviceEvent):
    """The device is invited to a workshop: a slip the adviser gives, never a reminder (law 2)."""

    TOPIC: ClassVar = "device.invited_to_workshop.v1"
    moves: ClassVar = stays((S.RESERVED, S.DELIVERED, S.WITH_OWNER, S.IN_REPAIR))

    theme: Theme
    workshop: WorkshopId | None = None


class ReturnReason(StrEnum):
    BREAKDOWN = "breakdown"
    NOT_SUITED = "not_suited"
    NO_LONGER_NEEDED = "no_longer_needed"
    EXCHANGED = "exchanged"


class Return(DeviceEvent):
    """Base of a device coming back to a place."""

    place: PlaceId
    reason: ReturnReason

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        return open_place(subject, self.place, others)

    def change(self, subject: Device) -> None:
        subject.place = self.place
        subject.sent_to = None


class ReturnedForRepair(Return):
    """It broke down; it will go back to its owner with the owner's data untouched."""

    TOPIC: ClassVar = "device.returned_for_repair.v1"
    moves: ClassVar = {S.WITH_OWNER: S.IN_REPAIR}


def _repair_finished(device: Device) -> LedgerError | None:
    if device.retest:
        return Forbidden(device.id, Rule.REPAIR_UNFINISHED, ", ".join(sorted(device.retest)))
    return None


class GivenBack(DeviceEvent):
    """Repaired, it went back to its owner."""

    TOPIC: ClassVar = "device.given_back.v1"
    moves: ClassVar = {S.IN_REPAIR: S.WITH_OWNER}
    needs: ClassVar = (not_in_transit, _repair_finished)

    place: PlaceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        return at_its_place(subject, self.place, others)


class TakenBack(Return):
    """The owner gave it up: it starts again from its inventory, and nothing is proven any more."""

    TOPIC: ClassVar = "device.taken_back.v1"
    alone: ClassVar = False
    moves: ClassVar = {S.WITH_OWNER: S.RECEIVED, S.IN_REPAIR: S.RECEIVED}

    def change(self, subject: Device) -> None:
        Return.change(self, subject)
        subject.used_by_somebody()


class Destination(StrEnum):
    """Where a device that will not be used again goes."""

    ECO_ORGANISME = "eco_organisme"
    """To an approved body, which gives a tracking slip."""
    RECYCLING = "recycling"
    """To anybody else who recycles."""
    PARTS = "parts"
    DESTROYED = "destroyed"
    LOST = "lost"
    STOLEN = "stolen"


SLIP = re.compile(r"(?=.*[0-9])[A-Z0-9](?:[A-Z0-9]|[ ./_-](?=[A-Z0-9])){3,39}")
"""Capitals and digits, cut by single signs: ``BSD-20261125-A1B2C3D4E`` of Trackdéchets, and the
shorter numbers of eco-organismes."""


class Retired(DeviceEvent):
    """The device leaves the filière for good, as material, as parts, or nobody knows where."""

    TOPIC: ClassVar = "device.retired.v1"
    moves: ClassVar = dict.fromkeys((*IN_HOUSE, S.IN_REPAIR, S.LENT), S.RETIRED)

    destination: Destination
    mass_g: Grams | None = None
    waste_slip: MachineText | None = None
    """Number of the tracking slip given by the eco-organisme."""

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        slipped = SLIP.fullmatch(self.waste_slip or "") is not None
        if self.destination is Destination.ECO_ORGANISME and not slipped:
            return Forbidden(subject.id, Rule.SLIP_MISSING)
        return None

    def change(self, subject: Device) -> None:
        subject.for_parts = self.destination is Destination.PARTS
