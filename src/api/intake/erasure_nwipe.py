"""Reads logs of nwipe (0.2x and later): each run ends with a table, one row a storage.

What stands before the table tells the rest: serial numbers in full, sizes, hidden areas. A log
that stops before its table proves nothing, whatever it says of passes that were finished.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from api.intake.erasure_report import Ending, ErasureReport, gigabytes
from api.intake.machine import LARGEST_STORAGES, Unread
from api.intake.placeholders import said
from ledger.device import ErasureMethod, Reservation
from ledger.values import PARIS, StorageKind

LONGEST_LINE = 512
"""nwipe cuts its own lines there."""
MOST_LINES = 200_000

_STAMP = re.compile(r"\s*\[(\d{4})/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)\]")
_BANNER = re.compile(r"\]\s*info: nwipe (\d+\.\d+\S{0,12})\s*$")
_FOUND = re.compile(r"Found (/dev/[\w.+-]+), ?\s*([^,]*), (.*), S/N=(.*)$")
_SIZE_TOLD = re.compile(r"Device '?(/dev/[\w.+-]+)'? is size (\d{1,20})\b")
_HIDDEN = re.compile(r"HIDDEN SECTORS (DETECTED|INDETERMINATE) ?!.* on (/dev/[\w.+-]+)")
_BEGINS = re.compile(r"(?:Starting|Invoking) .*?(/dev/[\w.+-]+)")
_A_SIZE = re.compile(r"\s*\d+(?:\.\d+)? ?[kKMGTP]?i?B\s*")
_ERRORS = re.compile(r"[! ]?\s*([\w.+-]+) \|\s*(\d+) \|\s*(\d+) \|\s*(\d+)\s*$")
_ROW = re.compile(r"[! ]?\s*([\w.+-]+) \|([^|]{1,12})\|[^|]{0,20}\|\s*\d+:\d\d:\d\d\s*\|\s*(.*)$")
_TOTAL = re.compile(r"Total Throughput [^,]*, (.+), (\d+)R\+(\w+)\+(\w+)\s*$")

ENDINGS = {
    "erased": Ending.COMPLETED,
    "verified": Ending.COMPLETED,
    "uaborted": Ending.ABORTED,
    "aborted": Ending.ABORTED,
}
"""What nwipe's status says; every other word is a failure (« -FAILED- », « INSANITY »)."""
VERIFIED = {"NV": False, "VL": True, "VA": True, "None": False, "Last": True, "All": True}
BY_THE_DISK = (
    ("crypto", ErasureMethod.CRYPTO_ERASE),
    ("sanitize", ErasureMethod.NVME_SANITIZE),
    ("secure erase", ErasureMethod.ATA_SECURE_ERASE),
)
"""Words of methods that the disk carries out; all others overwrite (« PRNG Stream »…)."""

UNFINISHED = (
    "Ce journal de nwipe s’arrête avant son tableau final : rien ne prouve l’effacement. "
    "Attendez la fin, puis reprenez le journal."
)
ONLY_VERIFIED = "nwipe n’a fait que relire ce disque : rien n’a été effacé."


@dataclass(slots=True)
class _Disk:
    """What the lines before the table say of one storage."""

    bus: str = ""
    model: str | None = None
    serial: str | None = None
    size_bytes: int | None = None
    errors: int = 0
    hidden: Reservation | None = None
    started_at: datetime | None = None


@dataclass(slots=True)
class _Row:
    device: str
    status: str
    named: str


@dataclass(slots=True)
class _Run:
    version: str | None = None
    disks: dict[str, _Disk] = field(default_factory=dict)
    rows: list[_Row] = field(default_factory=list)
    at: datetime | None = None

    def disk(self, path: str) -> _Disk:
        return self.disks.setdefault(path.removeprefix("/dev/"), _Disk())


def is_nwipe(text: str) -> bool:
    beginning = text[:20_000]
    return "nwipe" in beginning or "| Thru-put |" in text


def read_nwipe(
    origin: str, text: str, sha256: str, zone: ZoneInfo = PARIS
) -> Iterator[ErasureReport | Unread]:
    """Every storage of every run of a log, the oldest run first.

    nwipe writes the time of the machine without its offset: it is taken for ours.
    """
    run, told = _Run(), False
    for line in islice(text.splitlines(), MOST_LINES):
        total = _note(run, line[:LONGEST_LINE], zone)
        if total:
            told = True
            yield from _reports(origin, run, sha256, total[1], total[4])
            run.rows.clear()
    if run.rows:  # the machine stopped while it wrote its table
        told = True
        yield from _reports(origin, run, sha256, None, None)
    if not told:
        yield Unread(origin, UNFINISHED)


def _note(run: _Run, line: str, zone: ZoneInfo) -> re.Match[str] | None:
    """Note what a line says; the line that ends a table is returned."""
    if stamp := _STAMP.match(line):
        run.at = _moment(stamp.groups(), zone) or run.at
    if banner := _BANNER.search(line):
        run.version, run.disks, run.rows = banner[1], {}, []
    elif found := _FOUND.search(line):
        disk = run.disk(found[1])
        disk.bus, disk.serial = found[2].strip().upper(), said(found[4])
        disk.model = _model(found[3])
    elif size := _SIZE_TOLD.search(line):
        run.disk(size[1]).size_bytes = int(size[2])
    elif hidden := _HIDDEN.search(line):
        unknown = hidden[1] != "DETECTED"
        doubt = Reservation.HIDDEN_AREA_UNKNOWN if unknown else Reservation.HIDDEN_AREA
        run.disk(hidden[2].rstrip(",")).hidden = doubt
    elif begins := _BEGINS.search(line):
        disk = run.disk(begins[1])
        disk.started_at = disk.started_at or run.at
    elif row := _ROW.match(line):
        run.rows.append(_Row(row[1], row[2].strip(" -").casefold(), row[3]))
    elif errors := _ERRORS.match(line):
        run.disk(errors[1]).errors = sum(map(int, errors.groups()[1:]))
    else:
        return _TOTAL.search(line)
    return None


def _reports(
    origin: str, run: _Run, sha256: str, method: str | None, verify: str | None
) -> Iterator[ErasureReport | Unread]:
    for row in run.rows[:LARGEST_STORAGES]:
        disk = run.disks.get(row.device, _Disk())
        model, _, serial = row.named.rpartition("/")
        where = f"{origin}, {row.device}"
        if (method or "").casefold().startswith("verify"):
            yield Unread(where, ONLY_VERIFIED)
            continue
        ending = ENDINGS.get(row.status, Ending.FAILED)
        yield ErasureReport(
            origin=where,
            evidence_sha256=sha256,
            method=method_of(method or ""),
            ending=Ending.FAILED if disk.errors and ending is Ending.COMPLETED else ending,
            tool="nwipe",
            tool_version=run.version,
            serial=disk.serial or said(serial),
            model=disk.model or said(model),
            kind=kind_of(disk.bus),
            capacity_gb=gigabytes(disk.size_bytes),
            started_at=disk.started_at,
            ended_at=run.at,
            verified=VERIFIED.get(verify or ""),
            reservations=frozenset({disk.hidden} if disk.hidden else ()),
        )


def method_of(label: str) -> ErasureMethod:
    told = label.casefold()
    return next((method for word, method in BY_THE_DISK if word in told), ErasureMethod.OVERWRITE)


def kind_of(bus: str) -> StorageKind:
    """« NVME », « ATA-SSD », « USB »: what is behind an adapter is not known."""
    if "NVME" in bus:
        return StorageKind.NVME
    if "SSD" in bus:
        return StorageKind.SSD
    return StorageKind.HDD if bus in {"ATA", "IDE", "SAS", "SCSI"} else StorageKind.UNKNOWN


def _model(middle: str) -> str | None:
    """The model, which may hold commas, before the size."""
    parts = middle.split(", ")
    sized = next((n for n, part in enumerate(parts) if n and _A_SIZE.fullmatch(part)), len(parts))
    return said(", ".join(parts[:sized]))


def _moment(parts: Iterable[str], zone: ZoneInfo) -> datetime | None:
    try:
        return datetime(*map(int, parts), tzinfo=zone)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
