"""Erasing what the storages of a device hold: how it was done, and what proves it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import model_validator

from ledger.certificate import Certificate
from ledger.correction import stays
from ledger.device.state import (
    IN_HOUSE,
    Device,
    DeviceEvent,
    Stage,
    Verdict,
    inventoried,
    not_in_transit,
)
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Claim, Subjects
from ledger.values import SORTED, MachineText, Sha256, StorageKind, Value

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


LEVELS: Mapping[ErasureMethod, tuple[ErasureLevel, ...]] = {
    ErasureMethod.OVERWRITE: (ErasureLevel.CLEAR, ErasureLevel.PURGE),
    ErasureMethod.ATA_SECURE_ERASE: (ErasureLevel.PURGE, ErasureLevel.CLEAR),
    ErasureMethod.NVME_SANITIZE: (ErasureLevel.PURGE, ErasureLevel.CLEAR),
    ErasureMethod.CRYPTO_ERASE: (ErasureLevel.PURGE, ErasureLevel.CLEAR),
    ErasureMethod.FACTORY_RESET: (ErasureLevel.CLEAR, ErasureLevel.PURGE),
    ErasureMethod.DESTRUCTION: (ErasureLevel.DESTROY,),
}
"""The levels that a method may reach, first the one it is worth when nobody claims another."""


def levels(method: ErasureMethod, kind: StorageKind) -> tuple[ErasureLevel, ...]:
    """The levels that a method may reach on such a medium (NIST SP 800-88 Rev. 2)."""
    if method is ErasureMethod.OVERWRITE and kind in FLASH:
        return (ErasureLevel.CLEAR,)
    return LEVELS[method]


class Reservation(StrEnum):
    """Why an erasure that came to its end leaves a doubt."""

    BAD_SECTORS = "bad_sectors"
    """Some could not be written at the first try: what they held may still be there."""
    NOT_VERIFIED = "not_verified"
    """Nothing was read again afterwards."""
    HIDDEN_AREA = "hidden_area"
    """A part of the disk (HPA, DCO) was out of the tool's reach."""
    HIDDEN_AREA_UNKNOWN = "hidden_area_unknown"
    PARTIAL = "partial"
    """Less than the whole was written."""
    TOOL_WARNED = "tool_warned"
    DATE_DOUBTFUL = "date_doubtful"
    """The report is older than the arrival of the device, of the future, or has no date."""


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
    verified: bool | None = None
    """Whether it was read again and found empty; None when nobody says."""
    reservations: Annotated[frozenset[Reservation], SORTED] = frozenset()

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

    @model_validator(mode="after")
    def _a_reservation_is_a_doubt(self) -> Self:
        if self.erasure.reservations and self.verdict is Verdict.ERASED:
            raise ValueError("what was erased with reservations is not simply erased")
        return self

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        storage = (subject.storages or {}).get(self.storage)
        if storage is None:
            return Forbidden(subject.id, Rule.UNKNOWN_STORAGE, self.storage)
        method, level = self.erasure.method, self.erasure.level
        if level not in LEVELS[method]:
            return Forbidden(subject.id, Rule.LEVEL_OUT_OF_REACH, self.storage)
        if level not in levels(method, storage.kind):
            return Forbidden(subject.id, Rule.CLEAR_AT_MOST, self.storage)
        return None

    def change(self, subject: Device) -> None:
        storage = frozenset({self.storage})
        subject.erasures = {**subject.erasures, self.storage: self.proven}
        subject.accepted -= storage
        lost = self.erasure.no_evidence is NoEvidence.LOG_LOST
        subject.log_lost = subject.log_lost | storage if lost else subject.log_lost - storage

    @property
    def proven(self) -> Verdict:
        """What the verdict is worth: with its log lost, nobody can tell any more (law 9)."""
        if self.verdict is Verdict.ERASED and self.erasure.no_evidence is NoEvidence.LOG_LOST:
            return Verdict.ERASED_WITH_RESERVATIONS
        return self.verdict


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Ground(StrEnum):
    """Why a doubt is accepted: what somebody looked at, or knows."""

    READ_AGAIN = "read_again"
    """Somebody read the storage afterwards, and found nothing."""
    WAS_ENCRYPTED = "was_encrypted"
    """Its data were encrypted and the key is gone: what is left cannot be read."""
    SECTORS_UNREADABLE = "sectors_unreadable"
    """What could not be written cannot be read either."""
    HIDDEN_AREA_EMPTY = "hidden_area_empty"
    """Somebody looked into the hidden part: it is the maker's, or empty."""
    CLOCK_WAS_WRONG = "clock_was_wrong"
    """The report is of this erasure; the clock of the machine was not set."""


def _something_in_doubt(device: Device) -> LedgerError | None:
    if any(device.in_doubt(storage) for storage in device.storages or ()):
        return None
    return Forbidden(device.id, Rule.NOTHING_IN_DOUBT)


class ErasureDecided(DeviceEvent):
    """A person accepted the doubt that an erasure left, or refused it; they answer for it.

    Accepted, it counts as proven until the storage is erased again. Refused, it has failed: the
    storage is erased again, or destroyed.
    """

    TOPIC: ClassVar = "device.erasure_decided.v1"
    by_people: ClassVar = True
    moves: ClassVar = StorageErased.moves
    needs: ClassVar = (*StorageErased.needs, _something_in_doubt)

    storage: MachineText
    decision: Decision
    ground: Ground | None = None

    @model_validator(mode="after")
    def _a_ground_to_accept(self) -> Self:
        if (self.decision is Decision.ACCEPTED) != (self.ground is not None):
            raise ValueError("say why the doubt is accepted, and only then")
        return self

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        if self.storage not in (subject.storages or {}):
            return Forbidden(subject.id, Rule.UNKNOWN_STORAGE, self.storage)
        if not subject.in_doubt(self.storage):
            return Forbidden(subject.id, Rule.NOTHING_IN_DOUBT, self.storage)
        if self.decision is Decision.ACCEPTED and self.storage in subject.log_lost:
            return Forbidden(subject.id, Rule.LOG_LOST, self.storage)
        return None

    def change(self, subject: Device) -> None:
        if self.decision is Decision.ACCEPTED:
            subject.accepted |= {self.storage}
        else:
            subject.erasures = {**subject.erasures, self.storage: Verdict.FAILED}


def _something_erased(device: Device) -> LedgerError | None:
    return None if device.erasures else Forbidden(device.id, Rule.NOTHING_ERASED)


class ErasureCertified(DeviceEvent):
    """A certificate was given: what became of the data of this device, up to here."""

    TOPIC: ClassVar = "device.erasure_certified.v1"
    by_people: ClassVar = True
    moves: ClassVar = stays((*IN_HOUSE, S.RESERVED, S.DELIVERED, S.RETIRED))
    """Not once somebody uses it: what is erased for them later is between them and the shop."""
    needs: ClassVar = (inventoried, _something_erased)

    certificate: Certificate

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return (self.certificate.claim(),)
