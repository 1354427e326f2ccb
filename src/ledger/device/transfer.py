"""A device that was sent and is not confirmed: the other end refuses it, or the sender recalls it.

Both ends of a move are said. Whatever is on the road belongs to somebody who waits for an answer.
"""

from enum import StrEnum
from typing import ClassVar

from ledger.correction import stays
from ledger.device.state import IN_HOUSE, Device, DeviceEvent, Stage
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Subjects
from ledger.values import PlaceId

S = Stage


class TransferRefusal(StrEnum):
    """Why the place that was to receive a device did not."""

    NOT_ARRIVED = "not_arrived"
    """It was announced and is not there: the sender looks for it."""
    SENT_BACK = "sent_back"
    """It was there, and goes back."""


def on_the_road(device: Device) -> LedgerError | None:
    """Something was sent, and nobody confirmed it."""
    return Forbidden(device.id, Rule.NOT_IN_TRANSIT) if device.sent_to is None else None


class TransferRefused(DeviceEvent):
    """The place it was sent to did not take it: the place it left is waited for again.

    What is promised moves with its promise: it is released first.
    """

    TOPIC: ClassVar = "device.transfer_refused.v1"
    moves: ClassVar = stays((*IN_HOUSE, S.IN_REPAIR))
    needs: ClassVar = (on_the_road,)

    place: PlaceId
    reason: TransferRefusal

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        if subject.sent_to == subject.place:
            return Forbidden(subject.id, Rule.COMES_BACK)
        if subject.sent_to != self.place:
            return Forbidden(subject.id, Rule.NOT_SENT_HERE, str(subject.sent_to))
        return None

    def change(self, subject: Device) -> None:
        subject.sent_to = subject.place


class TransferRecalled(DeviceEvent):
    """The place that sent it has it: it never left, or it came back."""

    TOPIC: ClassVar = "device.transfer_recalled.v1"
    moves: ClassVar = stays((*IN_HOUSE, S.IN_REPAIR))
    needs: ClassVar = (on_the_road,)

    place: PlaceId

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        if subject.place != self.place:
            return Forbidden(subject.id, Rule.ELSEWHERE, str(subject.place))
        return None

    def change(self, subject: Device) -> None:
        subject.sent_to = None
