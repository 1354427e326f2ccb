"""What a report of erasure says of one storage, and the verdict that follows from it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.device import ErasureLevel, ErasureMethod, Reservation, Verdict, levels
from ledger.values import StorageKind

READ_BACK = frozenset({ErasureMethod.OVERWRITE})
"""Methods that prove nothing until the storage is read again. The others are carried out by the
disk itself, and it is its answer that proves them."""

GIGABYTE = 1_000_000_000


class Ending(StrEnum):
    COMPLETED = "completed"
    FAILED = "failed"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """One storage, as the tool that erased it tells.

    ``origin``: file and storage, for the screen; never recorded, a file name may hold a name.
    ``evidence_sha256``: of the file as it was sent, archive included: that is what is kept.
    ``remarks``: French sentences that change nothing to the verdict.
    """

    origin: str
    evidence_sha256: str
    method: ErasureMethod
    ending: Ending
    tool: str
    tool_version: str | None = None
    serial: str | None = None
    model: str | None = None
    kind: StorageKind = StorageKind.UNKNOWN
    capacity_gb: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    verified: bool | None = None
    reservations: frozenset[Reservation] = frozenset()
    """Those that the tool itself tells; see ``doubts`` for all of them."""
    remarks: tuple[str, ...] = ()

    @property
    def doubts(self) -> frozenset[Reservation]:
        """All that keeps it from being simply erased; nothing is in doubt where it failed."""
        if self.ending is not Ending.COMPLETED:
            return frozenset()
        unread = self.verified is None and self.method in READ_BACK
        if self.verified is False or unread:
            return self.reservations | {Reservation.NOT_VERIFIED}
        return self.reservations

    @property
    def verdict(self) -> Verdict:
        if self.ending is not Ending.COMPLETED:
            return Verdict.FAILED
        return Verdict.ERASED_WITH_RESERVATIONS if self.doubts else Verdict.ERASED

    def level(self, kind: StorageKind = StorageKind.UNKNOWN) -> ErasureLevel:
        """What it is worth on a medium, told by the inventory or by itself, whichever is less."""
        told = {kind, self.kind} - {StorageKind.UNKNOWN} or {StorageKind.UNKNOWN}
        reached = [levels(self.method, each)[0] for each in told]
        return ErasureLevel.CLEAR if ErasureLevel.CLEAR in reached else reached[0]


def gigabytes(size_bytes: object) -> int | None:
    """A size as disks are sold; None when it makes no sense."""
    if isinstance(size_bytes, bool) or not isinstance(size_bytes, int | float):
        return None
    if not GIGABYTE // 2 <= size_bytes <= 1_000_000 * GIGABYTE:
        return None
    return round(size_bytes / GIGABYTE)
