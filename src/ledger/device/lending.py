"""A device is lent to somebody whose own is being repaired, and comes back."""

from typing import ClassVar

from ledger.device.state import (
    Device,
    DeviceEvent,
    Stage,
    at_its_place,
    not_in_transit,
    open_place,
    origin_known,
)
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Subjects
from ledger.values import DeviceId, PlaceId

S = Stage


class Lent(DeviceEvent):
    """Lent for the time of a repair, against the device that is repaired. Nothing says to whom."""

    TOPIC: ClassVar = "device.lent.v1"
    moves: ClassVar = {S.STOCKED: S.LENT}
    needs: ClassVar = (not_in_transit, origin_known)

    place: PlaceId
    instead_of: DeviceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        if others[self.instead_of].stage != S.IN_REPAIR:
            return Forbidden(subject.id, Rule.NOT_IN_REPAIR, str(self.instead_of))
        if subject.set_members:
            return Forbidden(subject.id, Rule.ALREADY_IN_A_SET)
        return at_its_place(subject, self.place, others)


class LoanReturned(DeviceEvent):
    """It came back: somebody else has used it, so it starts again from its inventory."""

    TOPIC: ClassVar = "device.loan_returned.v1"
    moves: ClassVar = {S.LENT: S.RECEIVED}

    place: PlaceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        return open_place(subject, self.place, others)

    def change(self, subject: Device) -> None:
        subject.place = self.place
        subject.used_by_somebody()
