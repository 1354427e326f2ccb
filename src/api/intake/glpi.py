"""Reads inventories of GLPI's agent: the JSON of glpi-project/inventory_format.

The file also tells who logs in, the programs, the network: none of that is looked at. Media
are kept whenever in doubt. A ghost in the list asks somebody to look inside; a disk left out
of it would never be asked to be erased. For the same reason an empty list is "not known":
an agent may fail to see a disk, only a person says that there is none.
"""

import re

from api.intake.glpi_measures import measured
from api.intake.identifying import names_of
from api.intake.json_parts import Section, count, entries, percent_left, section
from api.intake.kind import VIRTUAL, is_virtual, kind_by_chassis, why_no_kind
from api.intake.machine import LARGEST_STORAGES, Report, Unread, as_far_as_valid
from api.intake.media import TOO_MANY_DISKS, Medium, is_inside, kind_by_words, storages_of
from api.intake.naming import maker_and_model, processor_name
from api.intake.placeholders import said, serial_number
from api.intake.text import one_line, quoted
from ledger.values import DeviceKind, Facts, Source, Storage

_KIND_OF_ITEM = {"Computer": None, "Unmanaged": None, "": None, "Phone": DeviceKind.SMARTPHONE}
"""What the agent says it ran on; ``None``: a computer, its chassis says which."""

_TOLD = ("name", "type", "interface", "description", "model")
"""Where an entry of the disks tells what it is."""

_NOT_MEMORY = re.compile(r"flash|rom", re.IGNORECASE)

_PARTIAL = (
    "Cet inventaire est partiel : il ne dit pas de quel appareil il s’agit. "
    "Refaites un inventaire complet."
)


def is_glpi(inventory: Section) -> bool:
    """Whether it is an inventory of the agent, whole or partial."""
    content = section(inventory, "content")
    known = bool(content.keys() & {"hardware", "bios"})
    return known or (bool(content) and inventory.get("partial") is True)


def read_glpi(origin: str, inventory: Section, evidence_sha256: str) -> Report | Unread:
    """The computer or the phone of one inventory, whole or partial."""
    content = section(inventory, "content")
    if not content.keys() & {"hardware", "bios"}:
        return Unread(origin, _PARTIAL)
    item = one_line(inventory.get("itemtype"))
    if item not in _KIND_OF_ITEM:
        why = f"Cet inventaire décrit un autre matériel ({quoted(item)}). Saisissez-le à la main."
        return Unread(origin, why)
    return _read_content(origin, content, evidence_sha256, _KIND_OF_ITEM[item])


def _read_content(
    origin: str, content: Section, evidence_sha256: str, kind: DeviceKind | None
) -> Report | Unread:
    hardware, bios = section(content, "hardware"), section(content, "bios")
    if one_line(hardware.get("vmsystem")) not in {"", "Physical"} or is_virtual(
        bios.get("smanufacturer"), bios.get("smodel")
    ):
        return Unread(origin, VIRTUAL)
    batteries = list(entries(content, "batteries"))
    chassis = [hardware.get("chassis_type")]
    kind = kind or kind_by_chassis(chassis, has_battery=bool(batteries))
    storages = _storages(content)
    if len(storages) > LARGEST_STORAGES:
        return Unread(origin, TOO_MANY_DISKS)
    maker, model = maker_and_model(
        (bios.get("smanufacturer"), bios.get("smodel")),
        (bios.get("mmanufacturer"), bios.get("mmodel")),
    )
    processors = list(entries(content, "cpus"))
    wear_and_parts = measured(content)
    facts = as_far_as_valid(
        Facts,
        maker=maker,
        model=model,
        serial=serial_number(bios.get("ssn")),
        processor=next(filter(None, (processor_name(cpu.get("name")) for cpu in processors)), None),
        processor_cores=_cores(processors),
        memory_mb=_memory_mb(content, hardware),
        battery_health_percent=percent_left(
            [(each.design, each.full) for each in wear_and_parts.batteries if each.full]
        ),
        storages=storages or None,
    )
    return Report(
        Source.GLPI,
        origin,
        evidence_sha256,
        facts,
        kind,
        why_no_kind(chassis),
        names_of(
            maker=bios.get("smanufacturer"),
            serial=bios.get("ssn"),
            uuid=hardware.get("uuid"),
            board=bios.get("msn"),
        ),
        wear_and_parts,
    )


def _cores(processors: list[Section]) -> int | None:
    counts = [count(cpu.get("corecount")) or count(cpu.get("core")) for cpu in processors]
    return sum(counts) if counts and all(counts) else None


def _memory_mb(content: Section, hardware: Section) -> int | None:
    """The sum of the modules, else what the system sees (a little less: graphics take some)."""
    modules = sum(
        count(module.get("capacity"))
        for module in entries(content, "memories")
        if not _NOT_MEMORY.search(one_line(module.get("type")))
    )
    return modules or count(hardware.get("memory")) or None


def _storages(content: Section) -> tuple[Storage, ...]:
    return storages_of(
        Medium(
            kind_by_words(*(entry.get(key) for key in _TOLD)),
            count(entry.get("disksize")) / 1000,
            said(entry.get("model")) or said(entry.get("name")),
            entry.get("serial"),
        )
        for entry in entries(content, "storages")
        if is_inside(entry.get("name"), *(entry.get(key) for key in _TOLD[1:]))
    )
