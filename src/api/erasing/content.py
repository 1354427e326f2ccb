"""What a certificate tells of each storage, read from the lives of the devices: pure.

It speaks of the donor's data alone: what happened until somebody else first had the device in
hand. A disk that was taken out before it was erased stays on the certificate, and says so.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import orjson

from ledger import Event
from ledger import device as d
from ledger.correction import Correction, effective
from ledger.device import Device, Verdict
from ledger.event import apply
from ledger.values import COMPUTING, Storage

Life = Sequence[tuple[int, Event]]
LEAVING = (d.Sold, d.HandedOver, d.Lent)

FORMAT = "meleze-effacement-1"
END_SIGNS, HIDDEN_SIGNS = 4, 4
"""Of a serial number: the signs shown at its end, and those that must stay hidden before them."""


class Fate(StrEnum):
    """What became of the data of one storage."""

    ERASED = "erased"
    ACCEPTED = "accepted"
    """Erased with a reservation that a person accepted."""
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    NOT_ERASED = "not_erased"


GONE = frozenset({Fate.ERASED, Fate.ACCEPTED})


@dataclass(frozen=True, slots=True)
class StorageLine:
    kind: str
    capacity_gb: int | None
    model: str | None
    serial_end: str | None
    fate: Fate
    removed: bool = False
    """Taken out of the device since."""
    erased_at: datetime | None = None
    method: str | None = None
    level: str | None = None
    tool: str | None = None
    tool_version: str | None = None
    verified: bool | None = None
    reservations: tuple[str, ...] = ()
    ground: str | None = None
    evidence_sha256: str | None = None
    no_evidence: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceLine:
    code: str | None
    kind: str
    name: str | None
    storages: tuple[StorageLine, ...] | None
    """None where nobody read which there are."""


@dataclass(frozen=True, slots=True)
class Content:
    devices: tuple[DeviceLine, ...]
    """Those that hold data."""
    without_data: int
    """Devices of kinds that hold none: screens, keyboards."""

    @property
    def storages(self) -> list[StorageLine]:
        return [storage for device in self.devices for storage in device.storages or ()]

    @property
    def fates(self) -> Counter[Fate]:
        return Counter(storage.fate for storage in self.storages)

    @property
    def unread(self) -> int:
        """Devices whose storages nobody read."""
        return sum(device.storages is None for device in self.devices)

    @property
    def days(self) -> tuple[datetime, datetime] | None:
        """The first and the last erasure that hold."""
        told = [s.erased_at for s in self.storages if s.fate in GONE and s.erased_at]
        return (min(told), max(told)) if told else None

    def sha256(self) -> str:
        """Of its canonical form: JSON, keys in order, times with their offset."""
        text = orjson.dumps({"format": FORMAT, "content": self}, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(text).hexdigest()


def content_then(lives: Mapping[UUID, Life], versions: Mapping[UUID, int]) -> Content:
    """What the lives said when they were at these versions."""
    return _content([(each, _until(lives[each], version)) for each, version in versions.items()])


def content_now(lives: Mapping[UUID, Life], versions: Mapping[UUID, int]) -> Content:
    """The same as it reads today: what was corrected since is corrected."""
    return _content(
        [
            (each, [*_until(lives[each], version), *_corrections(lives[each], version)])
            for each, version in versions.items()
        ]
    )


def is_doubted(life: Life, version: int) -> bool:
    """Whether its evidence was found not to hold since, while the filière still had it."""
    for written, event in effective(life):
        if isinstance(event, LEAVING):
            return False
        revoked = written > version and isinstance(event, d.LabelRevoked) and event
        if revoked and revoked.reason is d.RevocationReason.EVIDENCE_INVALID:
            return True
    return False


def _until(life: Life, version: int) -> Life:
    return [page for page in life if page[0] <= version]


def _corrections(life: Life, version: int) -> Life:
    return [page for page in life if page[0] > version and isinstance(page[1], Correction)]


def _content(lives: Sequence[tuple[UUID, Life]]) -> Content:
    lines = [_device(subject, life) for subject, life in lives]
    told = [line for line in lines if line.storages is not None or line.kind in COMPUTING]
    return Content(tuple(told), len(lines) - len(told))


def _device(subject: UUID, life: Life) -> DeviceLine:
    device = Device(subject)
    erasures: dict[str, d.StorageErased] = {}
    grounds: dict[str, d.Ground | None] = {}
    removed: list[StorageLine] = []
    for _, event in effective(life):
        if isinstance(event, LEAVING):
            break
        if isinstance(event, d.PartReplaced) and event.removed_storage in (device.storages or {}):
            line = _storage(device, str(event.removed_storage), erasures, grounds)
            removed.append(replace(line, removed=True))
        apply(event, device)
        if isinstance(event, d.StorageErased):
            erasures[event.storage] = event
        elif isinstance(event, d.ErasureDecided):
            grounds[event.storage] = event.ground
    facts = device.inventory
    here = [_storage(device, each, erasures, grounds) for each in device.storages or ()]
    nothing_read = device.storages is None and not removed
    return DeviceLine(
        code=device.sticker,
        kind=device.kind,
        name=" ".join(filter(None, (facts.maker, facts.model))) or None if facts else None,
        storages=None if nothing_read else (*here, *removed),
    )


def _storage(
    device: Device,
    name: str,
    erasures: Mapping[str, d.StorageErased],
    grounds: Mapping[str, d.Ground | None],
) -> StorageLine:
    storage: Storage = (device.storages or {})[name]
    line = StorageLine(
        kind=storage.kind,
        capacity_gb=storage.capacity_gb,
        model=storage.model,
        serial_end=_end(storage.serial),
        fate=_fate(device, name),
    )
    if line.fate is Fate.NOT_ERASED:
        return line
    event = erasures[name]
    erasure = event.erasure
    return replace(
        line,
        erased_at=event.happened_at,
        method=erasure.method,
        level=erasure.level,
        tool=erasure.tool,
        tool_version=erasure.tool_version,
        verified=erasure.verified,
        reservations=tuple(sorted(erasure.reservations)),
        ground=grounds.get(name) if line.fate is Fate.ACCEPTED else None,
        evidence_sha256=erasure.evidence_sha256,
        no_evidence=erasure.no_evidence,
    )


def _fate(device: Device, storage: str) -> Fate:
    if device.is_erased(storage):
        accepted = device.erasures[storage] is not Verdict.ERASED
        return Fate.ACCEPTED if accepted else Fate.ERASED
    fates = {Verdict.ERASED_WITH_RESERVATIONS: Fate.IN_DOUBT, Verdict.FAILED: Fate.FAILED}
    verdict = device.erasures.get(storage)
    return fates[verdict] if verdict else Fate.NOT_ERASED


def _end(serial: str | None) -> str | None:
    """The last signs of a serial number that is long enough to stay unknown."""
    told = "".join((serial or "").split())
    return told[-END_SIGNS:] if len(told) >= END_SIGNS + HIDDEN_SIGNS else None
