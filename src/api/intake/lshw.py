"""Reads ``lshw -json``: the tree of a machine's parts, run as administrator.

The tree also tells the name of the computer and its addresses: they are not looked at.
Newer versions write a list of one tree, older ones the tree itself.
"""

import re
from collections.abc import Iterator
from itertools import islice

from api.intake.identifying import names_of
from api.intake.json_parts import Section, count, section, sections, whole
from api.intake.kind import VIRTUAL, is_virtual, kind_by_chassis, why_no_kind
from api.intake.lshw_parts import sightings
from api.intake.lshw_tree import MOST_PARTS, Part, parts_of
from api.intake.machine import LARGEST_STORAGES, Report, Unread, as_far_as_valid
from api.intake.media import TOO_MANY_DISKS, Medium, is_inside, kind_by_words, storages_of
from api.intake.naming import maker_and_model, processor_name
from api.intake.placeholders import serial_number
from api.intake.text import one_line
from ledger.device import Hardware
from ledger.values import Facts, Source

_OF_ITS_MAKER = re.compile(r"\s*\([^()]*\)\s*$")
"""``20FAS00V00 (LENOVO_MT_20FA_BU_Think_FM_ThinkPad T460s)``: lshw adds the code of the maker."""

_A_DISK = re.compile(r"/dev/(?:sd[a-z]+|hd[a-z]|vd[a-z]+|nvme\d+n\d+|mmcblk\d+)")
_TOO_MANY = (
    "Ce relevé lshw compte plus de pièces qu’aucune machine. Refaites-le, "
    "ou saisissez l’appareil à la main."
)
_NO_SYSTEM = "Ce relevé lshw ne décrit pas une machine entière. Refaites-le avec : sudo lshw -json."


def is_lshw(report: object) -> bool:
    """Whether it is a tree, or a list of one."""
    trees = [report] if isinstance(report, dict) else list(sections(report))
    return bool(trees) and all({"class", "id"} <= tree.keys() for tree in trees)


def read_lshw(origin: str, report: object, evidence_sha256: str) -> Report | Unread:
    """The machine of one tree."""
    tree = report if isinstance(report, dict) else next(sections(report), {})
    if tree.get("class") != "system":
        return Unread(origin, _NO_SYSTEM)
    parts = list(islice(parts_of(tree), MOST_PARTS + 1))
    if len(parts) > MOST_PARTS:
        return Unread(origin, _TOO_MANY)
    board = next((p.node for p in parts if p.word("class") == "bus" and p.word("id") == "core"), {})
    about = section(tree, "configuration")
    product = _OF_ITS_MAKER.sub("", one_line(tree.get("product")))
    if is_virtual(tree.get("vendor"), product):
        return Unread(origin, VIRTUAL)
    storages = storages_of(_media(parts))
    if len(storages) > LARGEST_STORAGES:
        return Unread(origin, TOO_MANY_DISKS)
    has_battery = any(p.word("id").partition(":")[0] == "battery" for p in parts)
    chassis = [about.get("chassis")]
    maker, model = maker_and_model(
        (tree.get("vendor"), product),
        (board.get("vendor"), board.get("product")),
        marketing=tree.get("version"),
    )
    processors = [
        p.node for p in parts if p.word("class") == "processor" and not p.node.get("disabled")
    ]
    facts = as_far_as_valid(
        Facts,
        maker=maker,
        model=model,
        serial=serial_number(tree.get("serial")),
        processor=next(
            filter(None, (processor_name(each.get("product")) for each in processors)), None
        ),
        processor_cores=_cores(processors),
        memory_mb=_memory_mb(parts),
        storages=storages or None,
    )
    return Report(
        Source.LSHW,
        origin,
        evidence_sha256,
        facts,
        kind_by_chassis(chassis, has_battery=has_battery),
        why_no_kind(chassis),
        names_of(
            maker=tree.get("vendor"),
            serial=tree.get("serial"),
            uuid=about.get("uuid"),
            board=board.get("serial"),
        ),
        Hardware(sightings=sightings(parts)),
    )


def _cores(processors: list[Section]) -> int | None:
    counts = [count(section(each, "configuration").get("cores")) for each in processors]
    return sum(counts) if counts and all(counts) else None


def _memory_mb(parts: list[Part]) -> int | None:
    """What the system's memory holds, module by module where they are listed."""
    total = 0
    for part in parts:
        if part.word("class") == "memory" and part.word("description") == "System Memory":
            modules = sum(count(each.get("size")) for each in sections(part.node.get("children")))
            total += modules or count(part.node.get("size"))
    return total // 1024**2 or None


def _media(parts: list[Part]) -> Iterator[Medium]:
    for part in parts:
        device = _device(part)
        if part.on_usb or device is None:
            continue
        told = [part.node.get(key) for key in ("id", "description", "product", "vendor")]
        if not is_inside(device, *told):
            continue
        parent = part.above[-1] if part.above else {}
        carrier = parent if one_line(parent.get("class")) == "storage" else {}
        capabilities = " ".join(section(part.node, "capabilities"))
        model = part.node.get("product") or carrier.get("product")
        yield Medium(
            kind_by_words(device, part.node.get("description"), model, capabilities),
            (whole(part.node.get("size")) or 0) / 1_000_000_000,
            model,
            part.node.get("serial") or (carrier.get("serial") if "nvme" in device else None),
        )


def _device(part: Part) -> str | None:
    """The device file of a whole disk; ``None`` for partitions and for what is no disk."""
    if part.word("class") not in {"disk", "generic", "storage"}:
        return None
    told = part.node.get("logicalname")
    names = [one_line(name) for name in (told if isinstance(told, list) else [told])]
    return next((name for name in names if _A_DISK.fullmatch(name)), None)
