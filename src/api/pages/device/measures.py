"""What tools measured of a device, as lines of a page: disks, batteries, differences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.pages.device.choices import storage_label
from api.pages.device.fields import NAMES
from api.units import measure
from api.words import CAPACITY_UNIT, KIND, SOURCE
from ledger.device import BatteryWear, Device, Difference, StorageHealth


@dataclass(frozen=True)
class Measure:
    """One thing that was measured: what, how it is, by which tool."""

    what: str
    verdict: str
    mood: str
    """The colour of its badge: good, in doubt or bad; never the only sign."""
    details: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Differing:
    """One field, and what each source said of it; the first was believed."""

    field: str
    said: tuple[tuple[str, str], ...]


def measures(device: Device) -> list[Measure]:
    """The health of each storage that is still there, then the wear of the batteries."""
    hardware, storages = device.hardware, device.storages or {}
    if hardware is None:
        return []
    disks = [
        _disk(each, storage_label(storages[each.storage]))
        for each in hardware.storages
        if each.storage in storages
    ]
    return disks + [_battery(each) for each in hardware.batteries]


def _disk(health: StorageHealth, label: str) -> Measure:
    verdict, mood = {
        True: ("se dit en bonne santé", "green"),
        False: ("annonce une panne", "red"),
        None: ("ne donne pas d’avis", "quiet"),
    }[health.passed]
    return Measure(label, verdict, mood, tuple(_counts(health)), SOURCE[health.source])


def _counts(health: StorageHealth) -> Iterator[str]:
    """What it counted, most telling first."""
    if health.power_on_hours is not None:
        yield f"{_number(health.power_on_hours)} heures de marche"
    for count, one, many in (
        (health.reallocated_sectors, "secteur remplacé", "secteurs remplacés"),
        (health.pending_sectors, "secteur en attente", "secteurs en attente"),
        (health.uncorrectable_errors, "erreur non corrigée", "erreurs non corrigées"),
    ):
        if count is not None:
            yield f"{_number(count)}\u00a0{many if count > 1 else one}"
    if health.used_percent is not None:
        yield f"usée à {health.used_percent}\u00a0%"
    if health.spare_percent is not None:
        yield f"réserve {health.spare_percent}\u00a0%"


def _number(count: int) -> str:
    return f"{count:_}".replace("_", "\u202f")


def _battery(wear: BatteryWear) -> Measure:
    unit = CAPACITY_UNIT[wear.unit]
    details = [f"{_number(wear.design)}\u00a0{unit} au premier jour"]
    if wear.full is not None:
        details.append(f"{_number(wear.full)}\u00a0{unit} aujourd’hui")
    if wear.cycles is not None:
        details.append(f"{_number(wear.cycles)}\u00a0cycles")
    left = None if wear.full is None else min(100, round(100 * wear.full / wear.design))
    verdict = "usure non mesurée" if left is None else f"garde {left}\u00a0%"
    return Measure("Batterie", verdict, "quiet", tuple(details), SOURCE[wear.source])


def differing(differences: Iterable[Difference]) -> list[Differing]:
    """Each difference in words, with who said what."""
    return [
        Differing(
            NAMES.get(f"facts.{each.field}") or NAMES[each.field],
            tuple((SOURCE[said.source], in_words(each.field, said.value)) for said in each.said),
        )
        for each in differences
    ]


def in_words(field: str, value: str) -> str:
    """The value of a field as a page shows it: « 8 Go », « ordinateur portable »."""
    if field == "kind":
        return KIND[value]
    try:
        return measure(field, float(value))
    except ValueError:
        return value
