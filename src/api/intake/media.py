"""Storages as tools list them: which are inside the machine, of what kind, and their names."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from api.intake.machine import LARGEST_STORAGES, as_far_as_valid
from api.intake.placeholders import said, serial_number
from api.intake.text import one_line
from ledger.values import Storage, StorageKind

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
    (StorageKind.HDD, re.compile(r"\bhdd\b|\d*rpm\b", re.IGNORECASE)),
)

TOO_MANY_DISKS = (
    f"Cet inventaire annonce plus de {LARGEST_STORAGES} disques. Vérifiez-le, "
    "ou saisissez l’appareil à la main."
)


class Medium(NamedTuple):
    """One storage as a tool tells it, nothing of it cleaned yet."""

    kind: StorageKind = StorageKind.UNKNOWN
    capacity_gb: float = 0
    model: object = None
    serial: object = None


def is_inside(device_name: object, *told: object) -> bool:
    """Whether it may hold data and stays in the machine: no optical drive, no stick, no loop."""
    if _NOT_A_MEDIUM.fullmatch(one_line(device_name)):
        return False
    return not any(_NOT_INSIDE.search(one_line(text)) for text in told)


def kind_by_words(*told: object) -> StorageKind:
    """As it is told; never guessed from a model number: how to erase depends on it."""
    words = " ".join(one_line(text) for text in told)
    matching = (kind for kind, pattern in _KINDS_BY_WORD if pattern.search(words))
    return next(matching, StorageKind.UNKNOWN)


def storages_of(media: Iterable[Medium]) -> tuple[Storage, ...]:
    """Each under its serial number when it has one of its own, else under its rank.

    One more than ``LARGEST_STORAGES`` at most, for the caller to refuse.
    """
    kept: list[Storage] = []
    names: set[str] = set()
    for medium in media:
        if len(kept) > LARGEST_STORAGES:
            break
        serial = serial_number(medium.serial)
        rank = str(len(kept) + 1)
        name = serial if serial and serial not in names else rank
        names.add(name)
        kept.append(
            as_far_as_valid(
                Storage,
                id=name,
                kind=medium.kind,
                capacity_gb=round(medium.capacity_gb) or None,
                model=said(medium.model),
                serial=serial,
            )
        )
    return tuple(kept)
