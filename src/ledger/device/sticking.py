"""A device gets its sticker, whose code leads to it for ever."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.batch import Batch, batch_claim, sticker_claim
from ledger.codes import StickerCode
from ledger.correction import stays
from ledger.device.state import ALIVE, Device, DeviceEvent
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Claim, Subjects
from ledger.place import Place


def _has_no_sticker(device: Device) -> LedgerError | None:
    return Forbidden(device.id, Rule.ALREADY_BOUND, device.sticker) if device.sticker else None


def _has_a_sticker(device: Device) -> LedgerError | None:
    return None if device.sticker else Forbidden(device.id, Rule.NO_STICKER)


class StickerBound(DeviceEvent):
    """A blank sticker was stuck on the device and scanned: its code leads here, for ever."""

    TOPIC: ClassVar = "device.sticker_bound.v1"
    moves: ClassVar = stays(ALIVE)
    needs: ClassVar = (_has_no_sticker,)

    code: StickerCode

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return (sticker_claim(self.code),)

    def asks(self, subject: Device) -> Iterable[UUID | Claim]:
        """The batch of the sticker, when it has one, and the place where the device stands."""
        yield batch_claim(self.code)
        if subject.place is not None:
            yield subject.place

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        for batch in others.values():
            if isinstance(batch, Batch) and self.code in batch.codes:
                return self._of_a_batch(subject, batch, others)
        return None

    def _of_a_batch(self, subject: Device, batch: Batch, others: Subjects) -> LedgerError | None:
        if self.code in batch.voided:
            return Forbidden(subject.id, Rule.STICKER_VOIDED, self.code)
        place = others.get(subject.place) if subject.place else None
        if isinstance(place, Place) and place.organisation != batch.organisation:
            return Forbidden(subject.id, Rule.STICKER_OF_ANOTHER_STRUCTURE, self.code)
        return None

    def change(self, subject: Device) -> None:
        subject.sticker = self.code


class ReplacementReason(StrEnum):
    DAMAGED = "damaged"
    LOST = "lost"


class StickerReplaced(StickerBound):
    """A new sticker replaces a damaged or lost one, whose code still leads to this device."""

    TOPIC: ClassVar = "device.sticker_replaced.v1"
    needs: ClassVar = (_has_a_sticker,)

    reason: ReplacementReason = ReplacementReason.DAMAGED
