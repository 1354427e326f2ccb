"""What tools measured of a device beside what it is made of: health, wear, what is there.

Each measure says which tool took it. All of it is optional, and left out of a record when it is
not known: an inventory that was written before these measures existed reads the same.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from ledger.device.checklist import TOUCHES, Function, Part
from ledger.values import MachineText, Percent, Sha256, Source, Value

Hours = Annotated[int, Field(ge=0, le=500_000)]
"""Fifty-seven years; a disk that says more counts something else."""

Sectors = Annotated[int, Field(ge=0, le=100_000_000)]
Wear = Annotated[int, Field(ge=0, le=255)]
"""Percent of the writes that the maker promised; NVMe lets it pass 100, and stops at 255."""

Capacity = Annotated[int, Field(gt=0, le=1_000_000)]
Cycles = Annotated[int, Field(ge=0, le=100_000)]

FieldName = Literal[
    "kind",
    "maker",
    "model",
    "serial",
    "processor",
    "processor_cores",
    "memory_mb",
    "screen_inches",
    "battery_health_percent",
    "year_of_make",
    "storages",
]
"""What sources may tell differently of one machine."""


def _is_none(value: object) -> bool:
    return value is None


def _unknown() -> Any:
    return Field(default=None, exclude_if=_is_none)


def _several(at_most: int) -> Any:
    return Field(default=(), max_length=at_most, exclude_if=lambda value: not value)


class StorageHealth(Value):
    """What one storage said of itself (SMART) when a tool asked it."""

    storage: MachineText
    """Its ``id`` in the facts of the same inventory."""
    source: Source
    passed: bool | None = _unknown()
    """Its own overall verdict."""
    power_on_hours: Hours | None = _unknown()
    reallocated_sectors: Sectors | None = _unknown()
    pending_sectors: Sectors | None = _unknown()
    uncorrectable_errors: Sectors | None = _unknown()
    used_percent: Wear | None = _unknown()
    """Of the writes it was made for."""
    spare_percent: Percent | None = _unknown()
    """What is left of the cells it keeps for its own repair."""


class CapacityUnit(StrEnum):
    MWH = "mwh"
    MAH = "mah"


class BatteryWear(Value):
    """What one battery holds today, of what it held when new."""

    source: Source
    unit: CapacityUnit = CapacityUnit.MWH
    design: Capacity
    full: Capacity | None = _unknown()
    cycles: Cycles | None = _unknown()


class Presence(StrEnum):
    ABSENT = "absent"
    """The tool lists every part of this sort, and this one is not among them."""
    FITTED = "fitted"
    """It is there. Whether it works, nobody tried."""
    AT_WORK = "at_work"
    """It was working while the tool looked."""


class Sighting(Value):
    """What a list of parts says of one function of the device."""

    function: Function
    presence: Presence
    source: Source


class Said(Value):
    source: Source
    value: MachineText


class Difference(Value):
    """Sources did not say the same of one field; the first named is the one that was kept."""

    field: FieldName
    said: Annotated[tuple[Said, ...], Field(min_length=2, max_length=8)]


class ReadFrom(Value):
    """One of the files that an inventory was made of."""

    source: Source
    evidence_sha256: Sha256


class Hardware(Value):
    """The measures that came with one inventory, each with its source."""

    read_from: tuple[ReadFrom, ...] = _several(80)
    """Every file, when there were several."""
    storages: tuple[StorageHealth, ...] = _several(64)
    batteries: tuple[BatteryWear, ...] = _several(8)
    sightings: tuple[Sighting, ...] = _several(48)
    differences: tuple[Difference, ...] = _several(16)

    def of_storages(self, still_there: set[str]) -> "Hardware":
        """The same without the health of storages that are gone."""
        kept = tuple(each for each in self.storages if each.storage in still_there)
        return self if kept == self.storages else self.model_copy(update={"storages": kept})

    def after(self, part: Part) -> "Hardware":
        """What still holds once that part was changed; its storages follow those of the device."""
        touched = TOUCHES[part]
        return self.model_copy(
            update={
                "batteries": () if Function.BATTERY in touched else self.batteries,
                "sightings": tuple(s for s in self.sightings if s.function not in touched),
                "differences": (),
            }
        )
