"""A device on the bench: unlocked, repaired, tested, signed off, labelled."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from ledger.correction import stays
from ledger.device import stripping
from ledger.device.checklist import TOUCHES, Function, Outcome, Part
from ledger.device.state import (
    Device,
    DeviceEvent,
    Stage,
    not_in_transit,
)
from ledger.errors import Forbidden, LabelNotEarned, LedgerError, Rule
from ledger.event import Claim, Subjects
from ledger.values import (
    COMPUTING,
    SORTED,
    DeviceId,
    Grade,
    MachineText,
    ShortText,
    Storage,
)

S = Stage


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
    leans: ClassVar = True

    part: Part
    condition: PartCondition
    removed_storage: MachineText | None = None
    fitted_storage: Storage | None = None
    source: DeviceId | None = None
    """The device it was taken from: one retired for its parts, standing at the same place."""

    @model_validator(mode="after")
    def _from_a_device_second_hand(self) -> Self:
        if self.source is None:
            return self
        if self.condition is not PartCondition.SECOND_HAND:
            raise ValueError("a part that comes from a device is second-hand")
        if self.part is Part.STORAGE and self.fitted_storage is None:
            raise ValueError("a storage that comes from a device is fitted")
        return self

    @model_validator(mode="after")
    def _storages_with_storage_only(self) -> Self:
        named = self.removed_storage is not None or self.fitted_storage is not None
        if named != (self.part is Part.STORAGE):
            raise ValueError("name the storage removed or fitted when the part is one, only then")
        return self

    def rests(self, before: Device, after: Device) -> LedgerError | None:
        return stripping.withdrawn(before, after, self.fitted_storage)

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        taken = self.source and stripping.claim_of(self.source, self.part, self.fitted_storage)
        return taken or ()

    def fits(self, subject: Device, others: Subjects) -> LedgerError | None:
        if self.source is not None:
            part, fitted = self.part, self.fitted_storage
            if why := stripping.refusal(subject, self.source, part, fitted, others):
                return why
        storages = set(subject.storages or ())
        if self.removed_storage is not None and self.removed_storage not in storages:
            return Forbidden(subject.id, Rule.UNKNOWN_STORAGE, self.removed_storage)
        storages.discard(self.removed_storage or "")
        if self.fitted_storage is not None and self.fitted_storage.id in storages:
            return Forbidden(subject.id, Rule.DUPLICATE_STORAGE, self.fitted_storage.id)
        return None

    def change(self, subject: Device) -> None:
        touched = TOUCHES[self.part]
        if self.source and (key := stripping.key_of(self.source, self.part, self.fitted_storage)):
            subject.parts_from |= {key}
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
