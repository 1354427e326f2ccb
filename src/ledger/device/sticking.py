"""A device gets its sticker, whose code leads to it for ever."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.codes import StickerCode
from ledger.correction import stays
from ledger.device.state import ALIVE, Device, DeviceEvent
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Claim


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
        return (Claim("sticker", self.code, printed=True),)

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
