"""A device on the bench: erased, unlocked, repaired, tested, signed off, labelled."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.correction import stays
from ledger.device.checklist import TOUCHES, Function, Outcome, Part
from ledger.device.state import (
    Device,
    DeviceEvent,
    Stage,
    Verdict,
    inventoried,
    not_in_transit,
)
from ledger.errors import Forbidden, LabelNotEarned, LedgerError, Rule
from ledger.event import Subjects
from ledger.values import (
    COMPUTING,
    SORTED,
    Grade,
    MachineText,
    Sha256,
    ShortText,
    Storage,
    StorageKind,
    Value,
)

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


class Lock(StrEnum):
    BIOS = "bios"
    MDM = "mdm"
    """The fleet management of a former employer, which can take the device back."""
    ACCOUNT = "account"


class LockHolder(StrEnum):
    """Whom to ask to lift a lock."""

    DONOR = "donor"
    MANUFACTURER = "manufacturer"
    NOBODY_KNOWN = "nobody_known"


def _can_be_locked(device: Device) -> LedgerError | None:
    if device.kind not in COMPUTING:
        return Forbidden(device.id, Rule.NO_LOCK_ON_THIS_KIND)
    return None


class LocksChecked(DeviceEvent):
    """Somebody looked for locks. None found clears the way; one found says whom to ask."""

    TOPIC: ClassVar = "device.locks_checked.v1"
    moves: ClassVar = stays((S.RECEIVED, S.IN_WORKSHOP, S.RECONDITIONED))
    needs: ClassVar = (not_in_transit, _can_be_locked)

    found: Annotated[frozenset[Lock], SORTED] = frozenset()
    ask: LockHolder | None = None

    @model_validator(mode="after")
    def _somebody_to_ask(self) -> Self:
        if bool(self.found) != (self.ask is not None):
            raise ValueError("say whom to ask when a lock is found, and only then")
        return self

    def change(self, subject: Device) -> None:
        subject.locks = tuple(sorted(self.found))
        subject.lock_holder = self.ask or ""


class PartCondition(StrEnum):
    NEW = "new"
    SECOND_HAND = "second_hand"


class PartReplaced(DeviceEvent):
    """A part was added, changed or removed: what it touches is tested again, and signed off again.

    A storage that was fitted, new or not, has to be erased: nobody can tell by looking.
    """

    TOPIC: ClassVar = "device.part_replaced.v1"
    moves: ClassVar = {
        S.IN_WORKSHOP: S.IN_WORKSHOP,
        S.RECONDITIONED: S.IN_WORKSHOP,
        S.LABELLED: S.IN_WORKSHOP,
        S.STOCKED: S.IN_WORKSHOP,
        S.IN_REPAIR: S.IN_REPAIR,
    }
    needs: ClassVar = (not_in_transit,)

    part: Part
    condition: PartCondition
    removed_storage: MachineText | None = None
    fitted_storage: Storage | None = None

    @model_validator(mode="after")
    def _storages_with_storage_only(self) -> Self:
        named = self.removed_storage is not None or self.fitted_storage is not None
        if named != (self.part is Part.STORAGE):
            raise ValueError("name the storage removed or fitted when the part is one, only then")
        return self

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        storages = set(subject.storages or ())
        if self.removed_storage is not None and self.removed_storage not in storages:
            return Forbidden(subject.id, Rule.UNKNOWN_STORAGE, self.removed_storage)
        storages.discard(self.removed_storage or "")
        if self.fitted_storage is not None and self.fitted_storage.id in storages:
            return Forbidden(subject.id, Rule.DUPLICATE_STORAGE, self.fitted_storage.id)
        return None

    def change(self, subject: Device) -> None:
        touched = TOUCHES[self.part]
        if subject.stage == S.IN_REPAIR:
            subject.retest |= {
                function
                for function in touched & subject.checklist.all
                if subject.outcomes.get(function) is not Outcome.NOT_FITTED
            }
        subject.outcomes = {
            function: outcome
            for function, outcome in subject.outcomes.items()
            if function not in touched
        }
        subject.signed_off = False
        fitted = self.fitted_storage
        if subject.storages is not None or (fitted and subject.kind not in COMPUTING):
            before = subject.storages or {}
            kept = {id_: s for id_, s in before.items() if id_ != self.removed_storage}
            subject.storages = kept if fitted is None else {**kept, fitted.id: fitted}
            gone = {self.removed_storage, fitted.id if fitted else None}
            subject.erasures = {id_: v for id_, v in subject.erasures.items() if id_ not in gone}
        if subject.hardware:
            still_there = set(subject.storages or ()) - {fitted.id if fitted else ""}
            subject.hardware = subject.hardware.after(self.part).of_storages(still_there)


class Tested(DeviceEvent):
    """Functions were tried, one by one; what each came to."""

    TOPIC: ClassVar = "device.tested.v1"
    moves: ClassVar = stays((S.IN_WORKSHOP, S.RECONDITIONED, S.IN_REPAIR))
    needs: ClassVar = (not_in_transit,)

    outcomes: Annotated[dict[Function, Outcome], Field(min_length=1)]

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        del others
        checklist = subject.checklist
        for function, outcome in self.outcomes.items():
            if function not in checklist.all:
                return Forbidden(subject.id, Rule.FOREIGN_FUNCTION, function)
            if outcome is Outcome.NOT_FITTED and function in checklist.required:
                return Forbidden(subject.id, Rule.NOT_OPTIONAL, function)
        return None

    def change(self, subject: Device) -> None:
        subject.outcomes = {**subject.outcomes, **self.outcomes}
        if subject.retest:  # of a repair only; most lives have none
            subject.retest -= {
                function
                for function, outcome in self.outcomes.items()
                if outcome is not Outcome.FAILED
            }


class Work(StrEnum):
    """What was done to a device, in words a layman recognises."""

    CLEANED = "cleaned"
    SYSTEM_INSTALLED = "system_installed"
    UPDATED = "updated"
    MEMORY_ADDED = "memory_added"
    THERMAL_PASTE_RENEWED = "thermal_paste_renewed"
    CASING_REPAIRED = "casing_repaired"


def _proven(device: Device) -> LedgerError | None:
    missing = tuple(device.unproven())
    return LabelNotEarned(device.id, missing) if missing else None


class Reconditioned(DeviceEvent):
    """Signed off: every function was tested and the data are gone (C. conso. R. 122-4)."""

    TOPIC: ClassVar = "device.reconditioned.v1"
    moves: ClassVar = {S.IN_WORKSHOP: S.RECONDITIONED}
    needs: ClassVar = (not_in_transit, _proven)

    grade: Grade
    works: Annotated[frozenset[Work], SORTED] = frozenset()
    operating_system: ShortText | None = None

    def change(self, subject: Device) -> None:
        subject.signed_off = True
        subject.grade = self.grade


def _label_earned(device: Device) -> LedgerError | None:
    missing = device.missing()
    return LabelNotEarned(device.id, missing) if missing else None


class Labelled(DeviceEvent):
    """The device earned the label of the territory (law 4)."""

    TOPIC: ClassVar = "device.labelled.v1"
    moves: ClassVar = {
        S.COLLECTED: S.LABELLED,
        S.RECEIVED: S.LABELLED,
        S.IN_WORKSHOP: S.LABELLED,
        S.RECONDITIONED: S.LABELLED,
    }
    """Refused before the sign-off by what is missing, which says more than the stage."""
    needs: ClassVar = (not_in_transit, _label_earned)

    criteria: MachineText
    """Version of the public criteria it was judged by, such as ``hautes-alpes-1``."""


class RevocationReason(StrEnum):
    DEFECT_FOUND = "defect_found"
    EVIDENCE_INVALID = "evidence_invalid"
    CRITERIA_CHANGED = "criteria_changed"


class LabelRevoked(DeviceEvent):
    """The device lost its label and goes back to the bench.

    What the reason puts in doubt is proven no more (law 9): tests for a defect, erasures for
    an evidence that does not hold.
    """

    TOPIC: ClassVar = "device.label_revoked.v1"
    moves: ClassVar = {S.LABELLED: S.IN_WORKSHOP, S.STOCKED: S.IN_WORKSHOP}

    reason: RevocationReason

    def change(self, subject: Device) -> None:
        subject.signed_off = False
        if self.reason is RevocationReason.DEFECT_FOUND:
            subject.outcomes = {}
        elif self.reason is RevocationReason.EVIDENCE_INVALID:
            subject.erasures = {}
