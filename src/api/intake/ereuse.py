"""Reads snapshots of eReuse's Workbench, of before and after it kept the tools' own words.

Up to version 12 it wrote components in words of its own; since then it carries what ``lshw``,
``dmidecode`` and ``smartctl`` said, which are read as if they had come alone.
"""

from collections.abc import Iterator

import orjson

from api.intake.dmidecode import read_dumps
from api.intake.ereuse_components import read_components
from api.intake.json_parts import Section, section, sections
from api.intake.lshw import is_lshw, read_lshw
from api.intake.machine import LARGEST_STORAGES, Report, Unread
from api.intake.smartctl import is_smartctl, read_smartctl

_EMPTY = "Ce relevé eReuse ne contient rien que Mélèze sache lire. Refaites-le."
_TOO_MANY_DISKS = f"Ce relevé eReuse annonce plus de {LARGEST_STORAGES} disques. Vérifiez-le."


def is_ereuse(snapshot: Section) -> bool:
    return snapshot.get("type") == "Snapshot" and bool(snapshot.keys() & {"device", "data"})


def read_ereuse(
    origin: str, snapshot: Section, evidence_sha256: str
) -> tuple[Report, ...] | Unread:
    """What each tool said of the one machine of a snapshot."""
    data = section(snapshot, "data")
    if not data:
        found = read_components(origin, snapshot, evidence_sha256)
        return found if isinstance(found, Unread) else (found,)
    told = list(_told(origin, data, evidence_sha256))
    reports = tuple(each for each in told if isinstance(each, Report))
    if sum(report.of_a_disk for report in reports) > LARGEST_STORAGES:
        return Unread(origin, _TOO_MANY_DISKS)
    refusals = [each for each in told if isinstance(each, Unread)]
    if any(not report.of_a_disk for report in reports):
        return reports
    return refusals[0] if refusals else Unread(origin, _EMPTY)


def _told(origin: str, data: Section, evidence_sha256: str) -> Iterator[Report | Unread]:
    if isinstance(dump := data.get("dmidecode"), str) and dump.strip():
        yield from read_dumps(f"{origin}, dmidecode", dump, evidence_sha256)
    if is_lshw(tree := _json(data.get("lshw"))):
        yield read_lshw(f"{origin}, lshw", tree, evidence_sha256)
    disks = _json(data.get("smartctl") or data.get("smart"))
    for disk in sections(disks if isinstance(disks, list) else [disks]):
        if is_smartctl(disk):
            yield read_smartctl(f"{origin}, smartctl", disk, evidence_sha256)


def _json(value: object) -> object:
    """What a tool wrote, kept as it is or as a text."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
