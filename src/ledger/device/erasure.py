"""Erasing what the storages of a device hold: how it was done, and what proves it."""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import model_validator

from ledger.correction import stays
from ledger.device.state import (
    Device,
    DeviceEvent,
    Stage,
    Verdict,
    inventoried,
    not_in_transit,
)
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Subjects
from ledger.values import MachineText, Sha256, StorageKind, Value

S = Stage
FLASH = frozenset({StorageKind.SSD, StorageKind.NVME, StorageKind.EMMC, StorageKind.UNKNOWN})
"""Media on which overwriting cannot reach every cell; an unknown one is taken for one."""


class ErasureMethod(StrEnum):
    OVERWRITE = "overwrite"
    ATA_SECURE_ERASE = "ata_secure_erase"
    NVME_SANITIZE = "nvme_sanitize"
    CRYPTO_ERASE = "crypto_erase"
    FACTORY_RESET = "factory_reset"
    """Of an encrypted phone or tablet: it destroys the key of its storage."""
    DESTRUCTION = "destruction"


class ErasureLevel(StrEnum):
    """NIST SP 800-88 Rev. 2."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"


class NoEvidence(StrEnum):
    """Why an erasure has no log."""

    TOOL_WRITES_NONE = "tool_writes_none"
    LOG_LOST = "log_lost"
    DESTROYED_IN_FRONT_OF_US = "destroyed_in_front_of_us"


class Erasure(Value):
    """How one storage was erased, and what proves it."""

    method: ErasureMethod
    level: ErasureLevel
    tool: MachineText | None = None
    tool_version: MachineText | None = None
    evidence_sha256: Sha256 | None = None
    no_evidence: NoEvidence | None = None

    @model_validator(mode="after")
    def _proven_or_said_why_not(self) -> Self:
        if (self.evidence_sha256 is None) == (self.no_evidence is None):
            raise ValueError("give the hash of the log, or why there is none")
        return self


def _data_are_ours_to_erase(device: Device) -> LedgerError | None:
    if device.stage == S.IN_REPAIR:
        return Forbidden(device.id, Rule.OWNERS_DATA)
    return None


class StorageErased(DeviceEvent):
    """Somebody tried to erase one storage; the verdict says what it came to."""

    TOPIC: ClassVar = "device.storage_erased.v1"
    moves: ClassVar = stays((S.RECEIVED, S.IN_WORKSHOP, S.IN_REPAIR))
    needs: ClassVar = (not_in_transit, _data_are_ours_to_erase, inventoried)

    storage: MachineText
    verdict: Verdict
    erasure: Erasure

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        storage = (subject.storages or {}).get(self.storage)
        if storage is None:
            return Forbidden(subject.id, Rule.UNKNOWN_STORAGE, self.storage)
        overwritten = self.erasure.method is ErasureMethod.OVERWRITE
        if overwritten and storage.kind in FLASH and self.erasure.level is not ErasureLevel.CLEAR:
            return Forbidden(subject.id, Rule.CLEAR_AT_MOST, self.storage)
        return None

    def change(self, subject: Device) -> None:
        subject.erasures = {**subject.erasures, self.storage: self.proven}

    @property
    def proven(self) -> Verdict:
        """What the verdict is worth: with its log lost, nobody can tell any more (law 9)."""
        if self.verdict is Verdict.ERASED and self.erasure.no_evidence is NoEvidence.LOG_LOST:
            return Verdict.ERASED_WITH_RESERVATIONS
        return self.verdict
