"""Makes one list of storages of the lists of several tools.

A storage stays in the list as soon as one tool saw it: one that is listed in vain asks somebody
to look inside, one that is left out would never be erased.
"""

from collections.abc import Sequence
from typing import NamedTuple

from api.intake.machine import LARGEST_STORAGES, Report
from api.intake.text import letters, one_line
from ledger.device import Difference, Said, StorageHealth
from ledger.values import Source, Storage, StorageKind

ORDER = (
    Source.SMARTCTL,
    Source.LSHW,
    Source.GLPI,
    Source.EREUSE,
    Source.CSV,
    Source.MANUAL,
    Source.DMIDECODE,
)
"""Whose word on kind, size and model is taken: whoever asks the disk itself."""

SIZES_AS_GOOD = 0.06
"""Tools count in decimal or binary units and round; two sizes on sale are further apart."""


class Storages(NamedTuple):
    storages: tuple[Storage, ...] | None
    health: tuple[StorageHealth, ...]
    difference: Difference | None


def merge_storages(reports: Sequence[Report], before: Report | None) -> Storages:
    """One list of all that was seen, the health of each, and the difference of the lists."""
    ordered = sorted(reports, key=lambda report: ORDER.index(report.source))
    told = [report for report in ([before] if before else []) + ordered if _lists(report)]
    kept: list[Storage] = []
    seen: list[set[int]] = []
    health: dict[tuple[str, Source], StorageHealth] = {}
    for report in told:
        taken: set[int] = set()
        for storage in report.facts.storages or ():
            at = _place_of(storage, kept, taken)
            if at is None:
                at = len(kept)
                kept.append(_named(storage, kept))
            elif report is not before:
                kept[at] = _completed(kept[at], storage)
            taken.add(at)
            for each in report.measured.storages:
                if each.storage == storage.id:
                    named = each.model_copy(update={"storage": kept[at].id})
                    health.setdefault((kept[at].id, each.source), named)
        seen.append(taken)
    if not told:
        return Storages(None, (), None)
    kept = kept[: LARGEST_STORAGES + 1]
    names = {storage.id for storage in kept}
    measured = tuple(each for each in health.values() if each.storage in names)
    return Storages(tuple(kept), measured[:LARGEST_STORAGES], _difference(told, seen))


def _lists(report: Report) -> bool:
    return report.facts.storages is not None


def _place_of(storage: Storage, kept: list[Storage], taken: set[int]) -> int | None:
    """Which storage of the list this one is: by its serial, else by kind, size and model."""
    left = [at for at in range(len(kept)) if at not in taken]
    if storage.serial:
        for at in left:
            if letters(kept[at].serial or "") == letters(storage.serial):
                return at
    for at in left:
        if not (storage.serial and kept[at].serial) and _alike(storage, kept[at]):
            return at
    return None


def _alike(one: Storage, other: Storage) -> bool:
    kinds = {one.kind, other.kind} - {StorageKind.UNKNOWN}
    flash = kinds == {StorageKind.SSD, StorageKind.NVME}  # some tools call both SSD
    if len(kinds) > 1 and not flash:
        return False
    sizes = sorted((one.capacity_gb or 0, other.capacity_gb or 0))
    if sizes[0] and sizes[1] - sizes[0] > SIZES_AS_GOOD * sizes[1]:
        return False
    models = [letters(each.model) for each in (one, other) if each.model]
    if len(models) > 1 and not (models[0] in models[1] or models[1] in models[0]):
        return False
    return bool(sizes[0] or len(models) > 1)


def _named(storage: Storage, kept: list[Storage]) -> Storage:
    """Under a name that no other storage of the list bears."""
    names = {each.id for each in kept}
    name, rank = storage.id, len(kept) + 1
    while name in names:
        name, rank = str(rank), rank + 1
    return storage if name == storage.id else storage.model_copy(update={"id": name})


def _completed(storage: Storage, other: Storage) -> Storage:
    """With what this one did not know of itself."""
    unknown = storage.kind is StorageKind.UNKNOWN
    return storage.model_copy(
        update={
            "kind": other.kind if unknown else storage.kind,
            "capacity_gb": storage.capacity_gb or other.capacity_gb,
            "model": storage.model or other.model,
            "serial": storage.serial or other.serial,
        }
    )


def _difference(told: list[Report], seen: list[set[int]]) -> Difference | None:
    """When somebody who lists the storages of the machine missed one that another saw.

    Reports of a single disk are one list together.
    """
    lists: dict[tuple[Source, bool], set[int]] = {}
    texts: dict[tuple[Source, bool], list[str]] = {}
    for report, indexes in zip(told, seen, strict=True):
        key = report.source, report.of_a_disk
        lists.setdefault(key, set()).update(indexes)
        texts.setdefault(key, []).extend(map(_text, report.facts.storages or ()))
    whole = {key: found for key, found in lists.items() if not key[1]} or lists
    everything = set().union(*lists.values())
    if all(found == everything for found in whole.values()) or len(lists) == 1:
        return None
    said = [
        Said(source=source, value=one_line(" ; ".join(texts[source, disk])) or "aucun disque")
        for source, disk in lists
    ]
    return Difference(field="storages", said=tuple(said[:8]))


def _text(storage: Storage) -> str:
    size = f"{storage.capacity_gb}\u00a0Go" if storage.capacity_gb else None
    return " ".join(filter(None, (storage.model or storage.id, size)))
