"""Which storage of a device a report speaks of, and the event that follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.intake import ErasureReport, Unread
from ledger import Event, Recorded
from ledger import device as d
from ledger.correction import effective, pages_of
from ledger.device import Device, Reservation, StorageErased, Verdict
from ledger.values import MachineText, Storage

SLACK = timedelta(days=1)
"""The clock of a machine on a bench shows another offset than ours, or is an hour late."""
CAPACITY_SHARE = 0.1
"""Two sizes of one storage differ by less: rounded, or counted in other gigabytes."""
ARRIVALS = (d.Collected, d.TakenBack, d.LoanReturned)

Why = tuple[str, str]
"""Where it stands in the file, and a French sentence."""


@dataclass
class Matching:
    """What a file of reports comes to for one device."""

    found: dict[str, ErasureReport] = field(default_factory=dict)
    """By storage: the last report of the file that speaks of it."""
    already: list[str] = field(default_factory=list)
    """Storages for which this very file is recorded."""
    loose: list[ErasureReport] = field(default_factory=list)
    """Reports that a person may give to a storage: nothing tells which it is, or denies it."""
    left: list[Why] = field(default_factory=list)
    """What concerns no storage of this device, or is not read."""


def match(
    device: Device, life: Sequence[Recorded], told: Iterable[ErasureReport | Unread], chosen: str
) -> Matching:
    """Match each report by its serial number; one alone without any, by the choice of a person."""
    storages = device.storages or {}
    matching = Matching()
    for report in told:
        if isinstance(report, Unread):
            matching.left.append((report.origin, report.why))
        elif storage := _by_serial(storages, report.serial):
            matching.found[storage] = report
        elif report.serial is None or any(each.serial is None for each in storages.values()):
            matching.loose.append(report)
        else:
            matching.left.append((report.origin, _not_here(report.serial)))
    if matching.loose:
        _by_choice(matching, storages, chosen)
    for storage in [*matching.found]:
        if _is_recorded(life, storage, matching.found[storage].evidence_sha256):
            matching.already.append(storage)
            del matching.found[storage]
    return matching


def _by_serial(storages: Mapping[str, Storage], serial: str | None) -> str | None:
    if serial is None:
        return None
    told = _folded(serial)
    return next(
        (each.id for each in storages.values() if told in {_folded(each.serial), _folded(each.id)}),
        None,
    )


def _folded(serial: MachineText | None) -> str:
    return "".join((serial or "").split()).casefold()


def _not_here(serial: str) -> str:
    return f"Le disque « {serial} » n’est pas à l’inventaire de cet appareil."


def _by_choice(matching: Matching, storages: Mapping[str, Storage], chosen: str) -> None:
    storage = storages.get(chosen)
    if storage is None:
        return
    report, *others = matching.loose
    if others:
        why = "Ce fichier parle de plusieurs disques sans numéro : rien ne dit lequel est celui-ci."
    elif report.serial and storage.serial:
        why = _not_here(report.serial)
    elif _another_size(report.capacity_gb, storage.capacity_gb):
        why = (
            f"Ce rapport parle d’un disque de {report.capacity_gb}\u00a0Go, et celui-ci fait "
            f"{storage.capacity_gb}\u00a0Go."
        )
    else:
        matching.found[storage.id] = report
        matching.loose = []
        return
    matching.left += [(each.origin, why) for each in matching.loose]
    matching.loose = []


def _another_size(one_gb: int | None, other_gb: int | None) -> bool:
    if one_gb is None or other_gb is None:
        return False
    return abs(one_gb - other_gb) > CAPACITY_SHARE * max(one_gb, other_gb)


def _is_recorded(life: Sequence[Recorded], storage: str, sha256: str) -> bool:
    """Whether it stands, even of a life before this one: no report proves two erasures."""
    return any(
        isinstance(event, StorageErased)
        and event.storage == storage
        and event.erasure.evidence_sha256 == sha256
        for _, event in effective(pages_of(life))
    )


def arrived_at(life: Sequence[Recorded]) -> datetime | None:
    """When the device last came in: an erasure before that proves nothing of today."""
    events: list[Event] = [event for _, event in effective(pages_of(life))]
    return max((e.happened_at for e in events if isinstance(e, ARRIVALS)), default=None)


def erased(
    storage: Storage, report: ErasureReport, arrival: datetime | None, now: datetime
) -> StorageErased:
    """What a report proves of this storage, dated by it unless its clock makes no sense."""
    ended = report.ended_at
    earliest = arrival - SLACK if arrival else None
    dated = ended is not None and ended <= now + SLACK and (earliest is None or ended >= earliest)
    doubts, verdict = report.doubts, report.verdict
    if not dated and verdict is not Verdict.FAILED:
        doubts, verdict = doubts | {Reservation.DATE_DOUBTFUL}, Verdict.ERASED_WITH_RESERVATIONS
    return StorageErased(
        happened_at=min(ended, now) if ended and dated else now,
        storage=storage.id,
        verdict=verdict,
        erasure=d.Erasure(
            method=report.method,
            level=report.level(storage.kind),
            tool=report.tool,
            tool_version=report.tool_version,
            evidence_sha256=report.evidence_sha256,
            verified=report.verified,
            reservations=doubts,
        ),
    )
