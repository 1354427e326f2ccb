"""Reads inventories of GLPI's agent: the JSON of glpi-project/inventory_format.

The file also tells who logs in, the programs, the network: none of that is looked at. Media
are kept whenever in doubt. A ghost in the list asks somebody to look inside; a disk left out
of it would never be asked to be erased. For the same reason an empty list is "not known":
an agent may fail to see a disk, only a person says that there is none.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from api.intake.kind import VIRTUAL, is_virtual, kind_by_chassis, why_no_kind
from api.intake.machine import LARGEST_STORAGES, Machine, Unread, as_far_as_valid
from api.intake.naming import maker_and_model, processor_name
from api.intake.placeholders import said, serial_number
from api.intake.text import one_line, quoted
from ledger.values import DeviceKind, Facts, Source, Storage, StorageKind

Section = dict[str, Any]

_KIND_OF_ITEM = {"Computer": None, "Unmanaged": None, "": None, "Phone": DeviceKind.SMARTPHONE}
"""What the agent says it ran on; ``None``: a computer, its chassis says which."""

_NOT_INSIDE = re.compile(
    r"\b(?:cd|dvd|blu-?ray|bd-re|cd-?r\w*|dvd-?r\w*|optical|optique|usb|removable|amovible"
    r"|floppy|disquette|virtual|vmware|vbox|qemu)\b"
    r"|card ?reader|multi-?card|sd/mmc",
    re.IGNORECASE,
)
_NOT_A_MEDIUM = re.compile(r"(?:/dev/)?(?:sr|loop|ram|zram|dm-|md|fd)\d+")
_KINDS_BY_WORD = (
    (StorageKind.NVME, re.compile(r"nvme", re.IGNORECASE)),
    (StorageKind.EMMC, re.compile(r"mmcblk|\be?mmc\b", re.IGNORECASE)),
    (StorageKind.SSD, re.compile(r"\bssd\b|solid.?state", re.IGNORECASE)),
    (StorageKind.HDD, re.compile(r"\bhdd\b|\brpm\b", re.IGNORECASE)),
)
_NOT_MEMORY = re.compile(r"flash|rom", re.IGNORECASE)

_NOT_JSON = (
    "Ce fichier JSON est abîmé ou incomplet. Refaites l’inventaire et envoyez le fichier entier."
)
_NOT_GLPI = (
    "Ce fichier JSON n’est pas un inventaire GLPI. "
    "Mélèze lit les inventaires GLPI, les relevés dmidecode et les tableaux CSV."
)
_PARTIAL = (
    "Cet inventaire est partiel : il ne dit pas de quel appareil il s’agit. "
    "Refaites un inventaire complet."
)
_TOO_MANY_DISKS = (
    f"Cet inventaire annonce plus de {LARGEST_STORAGES} disques. Vérifiez-le, "
    "ou saisissez l’appareil à la main."
)


def read_glpi(origin: str, text: str, evidence_sha256: str) -> Machine | Unread:
    """The computer or the phone of one inventory, whole or partial."""
    try:
        inventory = orjson.loads(text.lstrip("\ufeff"))
    except orjson.JSONDecodeError:  # nested too deep, a broken number or character: same error
        return Unread(origin, _NOT_JSON)
    content = inventory.get("content") if isinstance(inventory, dict) else None
    if not isinstance(content, dict) or not content.keys() & {"hardware", "bios"}:
        is_glpi = isinstance(content, dict) and inventory.get("partial") is True
        return Unread(origin, _PARTIAL if is_glpi else _NOT_GLPI)
    item = one_line(inventory.get("itemtype"))
    if item not in _KIND_OF_ITEM:
        why = f"Cet inventaire décrit un autre matériel ({quoted(item)}). Saisissez-le à la main."
        return Unread(origin, why)
    return _read_content(origin, content, evidence_sha256, _KIND_OF_ITEM[item])


def _read_content(
    origin: str, content: Section, evidence_sha256: str, kind: DeviceKind | None
) -> Machine | Unread:
    hardware, bios = _section(content, "hardware"), _section(content, "bios")
    if one_line(hardware.get("vmsystem")) not in {"", "Physical"} or is_virtual(
        bios.get("smanufacturer"), bios.get("smodel")
    ):
        return Unread(origin, VIRTUAL)
    batteries = list(_entries(content, "batteries"))
    chassis = [hardware.get("chassis_type")]
    kind = kind or kind_by_chassis(chassis, has_battery=bool(batteries))
    if kind is None:
        return Unread(origin, why_no_kind(chassis))
    storages = _storages(content)
    if len(storages) > LARGEST_STORAGES:
        return Unread(origin, _TOO_MANY_DISKS)
    maker, model = maker_and_model(
        (bios.get("smanufacturer"), bios.get("smodel")),
        (bios.get("mmanufacturer"), bios.get("mmodel")),
    )
    processors = list(_entries(content, "cpus"))
    facts = as_far_as_valid(
        Facts,
        maker=maker,
        model=model,
        serial=serial_number(bios.get("ssn")),
        processor=next(filter(None, (processor_name(cpu.get("name")) for cpu in processors)), None),
        processor_cores=_cores(processors),
        memory_mb=_memory_mb(content, hardware),
        battery_health_percent=_battery_health_percent(batteries),
        storages=storages or None,
    )
    return Machine(Source.GLPI, origin, kind, facts, evidence_sha256)


def _section(content: Section, name: str) -> Section:
    section = content.get(name)
    return section if isinstance(section, dict) else {}


def _entries(content: Section, name: str) -> Iterator[Section]:
    entries = content.get(name)
    return (e for e in (entries if isinstance(entries, list) else []) if isinstance(e, dict))


def _count(value: object) -> int:
    """A number above zero, written as one or as digits; 0 for anything else."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _cores(processors: list[Section]) -> int | None:
    counts = [_count(cpu.get("corecount")) or _count(cpu.get("core")) for cpu in processors]
    return sum(counts) if counts and all(counts) else None


def _memory_mb(content: Section, hardware: Section) -> int | None:
    """The sum of the modules, else what the system sees (a little less: graphics take some)."""
    modules = sum(
        _count(module.get("capacity"))
        for module in _entries(content, "memories")
        if not _NOT_MEMORY.search(one_line(module.get("type")))
    )
    return modules or _count(hardware.get("memory")) or None


def _battery_health_percent(batteries: list[Section]) -> int | None:
    """What all batteries together still hold, of what they held when new; 100 at most."""
    known = [
        (real, new)
        for battery in batteries
        if (real := _count(battery.get("real_capacity")))
        and (new := _count(battery.get("capacity")))
    ]
    if not known:
        return None
    return min(100, round(100 * sum(real for real, _ in known) / sum(new for _, new in known)))


def _storages(content: Section) -> tuple[Storage, ...]:
    kept: list[Storage] = []
    names: set[str] = set()
    for entry in _entries(content, "storages"):
        if len(kept) > LARGEST_STORAGES or not _is_inside(entry):
            continue
        serial = serial_number(entry.get("serial"))
        rank = str(len(kept) + 1)
        name = serial if serial and serial not in names else rank
        names.add(name)
        kept.append(
            as_far_as_valid(
                Storage,
                id=name,
                kind=_storage_kind(entry),
                capacity_gb=round(_count(entry.get("disksize")) / 1000) or None,
                model=said(entry.get("model")) or said(entry.get("name")),
                serial=serial,
            )
        )
    return tuple(kept)


def _is_inside(entry: Section) -> bool:
    if _NOT_A_MEDIUM.fullmatch(one_line(entry.get("name"))):
        return False
    told = (entry.get(key) for key in ("type", "interface", "description", "model"))
    return not any(_NOT_INSIDE.search(one_line(text)) for text in told)


def _storage_kind(entry: Section) -> StorageKind:
    """As it is told; never guessed from a model number: how to erase depends on it."""
    told = (entry.get(key) for key in ("name", "type", "interface", "description", "model"))
    words = " ".join(one_line(text) for text in told)
    matching = (kind for kind, pattern in _KINDS_BY_WORD if pattern.search(words))
    return next(matching, StorageKind.UNKNOWN)
