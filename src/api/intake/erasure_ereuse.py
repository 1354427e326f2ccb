"""Reads erasures in the snapshots of eReuse's Workbench (JSON): ``EraseSectors`` and its kin.

Steps may overlap, and end after the action they belong to: the erasure ends with the last of
them. An action without an end did not come to its end.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from api.intake.erasure_report import Ending, ErasureReport, gigabytes
from api.intake.machine import LARGEST_STORAGES, Unread
from api.intake.placeholders import said
from api.intake.text import one_line
from ledger.device import ErasureMethod, Reservation
from ledger.values import StorageKind

Section = dict[str, Any]

KINDS = {
    "SolidStateDrive": StorageKind.SSD,
    "HardDrive": StorageKind.HDD,
    "DataStorage": StorageKind.UNKNOWN,
    "Mmc": StorageKind.EMMC,
}
ERASURES: dict[str, tuple[ErasureMethod, bool | None]] = {
    "EraseBasic": (ErasureMethod.OVERWRITE, False),
    "EraseSectors": (ErasureMethod.OVERWRITE, True),
    "ErasePhysical": (ErasureMethod.DESTRUCTION, None),
}
"""The method of each action, and whether it reads the storage again, sector by sector."""

MOST_STEPS = 1_000
_NOTHING = "Ce relevé eReuse ne dit rien d’un effacement."
_TOO_MANY = f"Ce relevé annonce plus de {LARGEST_STORAGES} effacements : il est faux."


def is_snapshot(content: Any) -> bool:
    if not isinstance(content, dict):
        return False
    return content.get("type") == "Snapshot" or {"uuid", "software"} <= content.keys()


def read_snapshot(origin: str, content: Section, sha256: str) -> Iterator[ErasureReport | Unread]:
    found = [
        (component, action)
        for component in _sections(content.get("components"))
        for action in _sections(component.get("actions") or component.get("events"))
        if action.get("type") in ERASURES
    ]
    if not found:
        yield Unread(origin, _NOTHING)
    elif len(found) > LARGEST_STORAGES:
        yield Unread(origin, _TOO_MANY)
    else:
        version = said(content.get("version"))
        for component, action in found:
            yield _read(origin, component, action, version, sha256)


def _read(
    origin: str, component: Section, action: Section, version: str | None, sha256: str
) -> ErasureReport:
    steps = _sections(action.get("steps"))[:MOST_STEPS]
    severities = {_severity(each) for each in (action, *steps)}
    ends = [_moment(each.get("endTime")) for each in (action, *steps)]
    starts = [start for each in (action, *steps) if (start := _moment(each.get("startTime")))]
    method, verified = ERASURES[action["type"]]
    serial = said(component.get("serialNumber"))
    ending = Ending.FAILED if "error" in severities else Ending.COMPLETED
    if ending is Ending.COMPLETED and None in ends:
        ending = Ending.ABORTED
    size = component.get("size")
    return ErasureReport(
        origin=f"{origin}, {serial}" if serial else origin,
        evidence_sha256=sha256,
        method=method,
        ending=ending,
        tool="eReuse Workbench",
        tool_version=version,
        serial=serial,
        model=said(component.get("model")),
        kind=KINDS.get(one_line(component.get("type")), StorageKind.UNKNOWN),
        capacity_gb=gigabytes(size * 1_000_000) if isinstance(size, int | float) else None,
        started_at=min(starts, default=None),
        ended_at=max((end for end in ends if end), default=None),
        verified=verified,
        reservations=frozenset({Reservation.TOOL_WARNED} if "warning" in severities else ()),
    )


def _severity(section: Section) -> str:
    """Of an action or a step: a word, or a number in old snapshots. Below a warning: nothing."""
    told = section.get("severity")
    if isinstance(told, bool) or not isinstance(told, int | str):
        return "info"
    return {"2": "warning", "3": "error"}.get(str(told), str(told).casefold())


def _moment(value: object) -> datetime | None:
    """A time with its offset; None for anything else, and for what no calendar holds."""
    if not isinstance(value, str) or len(value) > len("2018-06-01T08:12:06.123456+02:00"):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _sections(value: object) -> list[Section]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
