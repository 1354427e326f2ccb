"""A part goes from a device that is stripped into another: what may be taken, and once."""

from uuid import UUID

from ledger.device.checklist import Part
from ledger.device.state import Device, Stage
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Claim, Subjects
from ledger.values import DeviceId, Storage

SEVERAL = frozenset({Part.MEMORY, Part.OTHER})
"""What a device may hold more than one of, and nobody counted. Of anything else it has one; a
storage is told apart by its serial number."""


def key_of(source: DeviceId, part: Part, fitted: Storage | None) -> str | None:
    """What names one part for ever, or None when it cannot be told from its neighbour."""
    if part in SEVERAL:
        return None
    serial = (fitted.serial or "") if fitted else ""
    return ":".join(filter(None, (str(source), part, serial.casefold())))


def claim_of(source: DeviceId, part: Part, fitted: Storage | None) -> tuple[Claim, ...]:
    """A part is taken once: the first device that it goes into holds it."""
    key = key_of(source, part, fitted)
    return (Claim("part", key),) if key else ()


def refusal(
    subject: Device, source: DeviceId, part: Part, fitted: Storage | None, others: Subjects
) -> LedgerError | None:
    """Why this part cannot come from that device, or None.

    A part is taken where both devices are: a device that was stripped moves no more.
    """
    stripped = others[source]
    if not isinstance(stripped, Device) or source == subject.id:
        return Forbidden(subject.id, Rule.NOT_FOR_PARTS, str(source))
    if stripped.stage != Stage.RETIRED or not stripped.for_parts:
        return Forbidden(subject.id, Rule.NOT_FOR_PARTS, str(source))
    if stripped.place != subject.place:
        return Forbidden(subject.id, Rule.SOURCE_ELSEWHERE, str(source))
    if key_of(source, part, fitted) in subject.parts_from:
        return Forbidden(subject.id, Rule.PART_TAKEN, str(source))
    return None if fitted is None else _storage_refused(subject.id, stripped, fitted)


def withdrawn(before: Device, after: Device, fitted: Storage | None) -> LedgerError | None:
    """Why a correction cannot take back what a part that is in another device came from."""
    stripped = after.stage == Stage.RETIRED and after.for_parts and after.place == before.place
    if not stripped or (fitted and _storage_refused(after.id, after, fitted)):
        return Forbidden(after.id, Rule.PARTS_IN_ANOTHER)
    return None


def _storage_refused(subject: UUID, stripped: Device, fitted: Storage) -> LedgerError | None:
    """A storage keeps its serial number from one device to the next."""
    if fitted.serial is None:
        return Forbidden(subject, Rule.STORAGE_UNNAMED)
    if stripped.storages is None:
        return None  # nobody read what was in it
    serials = {(each.serial or each.id).casefold() for each in stripped.storages.values()}
    if fitted.serial.casefold() not in serials:
        return Forbidden(subject, Rule.NOT_ITS_STORAGE, fitted.serial)
    return None
