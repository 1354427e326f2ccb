"""Reads ``dmidecode`` dumps: what a machine's firmware says of it.

A dump tells no disk (storages stay unknown), no wear of the battery (it knows the capacity
when new) and no year of make: the date of the BIOS is that of its last update, years later on
a machine somebody took care of, so it is not taken for one.
"""

import re
from collections.abc import Iterator

from api.intake.identifying import names_of
from api.intake.kind import VIRTUAL, is_virtual, kind_by_chassis, why_no_kind
from api.intake.machine import Report, Unread, as_far_as_valid
from api.intake.naming import maker_and_model, processor_name
from api.intake.placeholders import said, serial_number
from ledger.values import Facts, Source

Structure = dict[str, str]

_BEGINNING = re.compile(r"^# dmidecode \d", re.MULTILINE)
_DUMP = re.compile(
    r"^# dmidecode \d|^Handle 0x[0-9A-Fa-f]{1,8}, DMI type \d|^System Information[ \t]*$",
    re.MULTILINE,
)

SYSTEM = "System Information"
BOARD = "Base Board Information"
CHASSIS = "Chassis Information"
PROCESSOR = "Processor Information"
MODULE = "Memory Device"
BATTERY = "Portable Battery"
_READ = frozenset({SYSTEM, BOARD, CHASSIS, PROCESSOR, MODULE, BATTERY})

_SIZE = re.compile(r"(\d{1,9}) (bytes|kB|KB|MB|GB|TB)")
_MEGABYTES = {
    "bytes": 1 / 1024**2,
    "kB": 1 / 1024,
    "KB": 1 / 1024,
    "MB": 1,
    "GB": 1024,
    "TB": 1024**2,
}
_BATTERY_SIZE = re.compile(r"[1-9]\d* mWh")
_NOT_MEMORY = frozenset({"Flash", "ROM", "EEPROM", "FEPROM", "EPROM"})


def is_dump(text: str) -> bool:
    """Whether a text is a dump, with its header, its handles, or neither (``dmidecode -q``)."""
    return _DUMP.search(text) is not None


def read_dumps(origin: str, text: str, evidence_sha256: str) -> Iterator[Report | Unread]:
    """The report of each dump of a text: several may have been written to one file."""
    starts = [found.start() for found in _BEGINNING.finditer(text)] or [0]
    starts[0] = 0
    for rank, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), 1):
        where = origin if len(starts) == 1 else f"{origin}, relevé {rank}"
        yield _read_dump(where, text[start:end], evidence_sha256)


def _read_dump(origin: str, text: str, evidence_sha256: str) -> Report | Unread:
    found: dict[str, list[Structure]] = {title: [] for title in _READ}
    for title, structure in _structures(text):
        found[title].append(structure)
    if not any(found.values()):
        return Unread(origin, _why_empty(text))
    if len(found[SYSTEM]) > 1:
        return Unread(
            origin,
            "Ce relevé décrit plusieurs machines à la suite. Enregistrez un fichier par machine.",
        )
    system = found[SYSTEM][0] if found[SYSTEM] else {}
    board = found[BOARD][0] if found[BOARD] else {}
    if is_virtual(system.get("Manufacturer"), system.get("Product Name")):
        return Unread(origin, VIRTUAL)
    chassis = [structure.get("Type", "") for structure in found[CHASSIS]]
    has_battery = any(_BATTERY_SIZE.match(b.get("Design Capacity", "")) for b in found[BATTERY])
    maker, model = maker_and_model(
        (system.get("Manufacturer"), system.get("Product Name")),
        (board.get("Manufacturer"), board.get("Product Name")),
        marketing=system.get("Version"),
    )
    facts = as_far_as_valid(
        Facts,
        maker=maker,
        model=model,
        serial=serial_number(system.get("Serial Number")),
        processor=_processor(found[PROCESSOR]),
        processor_cores=_cores(found[PROCESSOR]),
        memory_mb=_memory_mb(found[MODULE]),
    )
    return Report(
        Source.DMIDECODE,
        origin,
        evidence_sha256,
        facts,
        kind_by_chassis(chassis, has_battery=has_battery),
        why_no_kind(chassis),
        names_of(
            maker=system.get("Manufacturer"),
            serial=system.get("Serial Number"),
            uuid=system.get("UUID"),
            board=board.get("Serial Number"),
        ),
    )


def _why_empty(text: str) -> str:
    if "Permission denied" in text or "/dev/mem" in text:
        return (
            "dmidecode a été lancé sans les droits d’administrateur et n’a rien pu lire. "
            "Relancez-le avec sudo."
        )
    return "Ce relevé dmidecode ne décrit aucune machine. Saisissez l’appareil à la main."


def _structures(text: str) -> Iterator[tuple[str, Structure]]:
    """Title and ``key: value`` lines of the structures that are read, in their order.

    Only the first level of indentation counts: what is deeper lists the flags of the line
    above. The level is that of the structure's first line, a copy may have spaces for tabs.
    """
    title, level, structure = "", 0, Structure()
    for raw in text.split("\n"):
        line = raw.rstrip()
        words = line.lstrip()
        if not words or len(words) == len(line):
            if structure:
                yield title, structure
            title, level, structure = words, 0, {}
        elif title in _READ:
            level = level or len(line) - len(words)
            key, colon, value = words.partition(":")
            if colon and len(line) - len(words) == level:
                structure.setdefault(key, value.strip())
    if structure:
        yield title, structure


def _populated(processors: list[Structure]) -> list[Structure]:
    return [p for p in processors if p.get("Status", "Populated").startswith("Populated")]


def _processor(processors: list[Structure]) -> str | None:
    """Of a socket that is populated, else of any: firmware may forget to say it is."""
    for processor in [*_populated(processors), *processors]:
        if name := processor_name(processor.get("Version")):
            return name
    return None


def _cores(processors: list[Structure]) -> int | None:
    """All cores of the populated sockets; unknown as soon as one of them does not tell."""
    counts = [said(processor.get("Core Count")) for processor in _populated(processors)]
    known = [int(count) for count in counts if count and re.fullmatch(r"\d{1,3}", count)]
    return sum(known) if len(known) == len(counts) else None


def _memory_mb(modules: list[Structure]) -> int | None:
    """All modules that are memory for programs: the chip that holds the BIOS is listed too."""
    total = 0.0
    for module in modules:
        size = _SIZE.fullmatch(module.get("Size", ""))
        if size and module.get("Type") not in _NOT_MEMORY:
            total += int(size[1]) * _MEGABYTES[size[2]]
    return int(total) or None
