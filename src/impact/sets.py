"""Factor sets: files, each with its sources, that are never edited once a figure used them.

A set that turns out wrong is followed by another file. ``SHA256SUMS`` lists the bytes of each, and
an edited file is refused rather than used: a past figure can be made again from its own set.
"""

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, StringConstraints, ValidationError, model_validator

from impact.quantities import Measure, NewPart, Quantity, Span
from ledger.values import Channel, DeviceKind, Value

FACTORS = Path(__file__).with_name("factors")
MANIFEST = "SHA256SUMS"

Text = Annotated[str, StringConstraints(min_length=1)]
Version = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:-[a-z]+)*-\d{4}-\d+$")]
Unit = Literal["kg CO₂e par an", "kg par an", "g par an", "kg CO₂e par pièce"]

UNITS: dict[Measure, Unit] = {
    Measure.CO2E: "kg CO₂e par an",
    Measure.MATERIALS: "kg par an",
    Measure.E_WASTE: "g par an",
}


class FactorsRefused(Exception):
    """A set cannot be used; the message is a French sentence."""


class OutOfBounds(ValueError):
    """An assumption lies outside what the set lets one change."""

    def __init__(self, allowed: "Assumption", asked: Span) -> None:
        super().__init__(f"{asked.low} to {asked.high}: {allowed.lowest} to {allowed.highest}")
        self.lowest, self.highest = allowed.lowest, allowed.highest
        self.asked = asked


class Source(Value):
    """Who published a number, where, when, and under which conditions it may be used."""

    title: Text
    publisher: Text
    date: Text
    address: Text
    licence: Text
    read: Text
    """How we read it: at its source, or quoted by somebody."""


class Factor(Span):
    """A number of a set with all that is needed to check it."""

    unit: Unit
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    page: Text
    scope: Text
    derived: bool
    """Calculated by us from what the sources say; ``note`` then says how."""
    note: str = ""

    @model_validator(mode="after")
    def _derivation_is_told(self) -> Self:
        if self.derived and not self.note:
            raise ValueError("a derived factor says how it was derived")
        return self


class NotCounted(Value):
    """No number is good enough, and why. An unknown factor is never nought, nor a guess."""

    not_counted: Text


class Assumption(Value):
    """What nobody measures: its values, how far a setting may move them, and why."""

    default: Span
    lowest: Quantity
    highest: Quantity
    sources: tuple[Text, ...]
    reason: Text

    @model_validator(mode="after")
    def _default_is_allowed(self) -> Self:
        self.chosen(self.default)
        return self

    def chosen(self, span: Span | None) -> Span:
        """The span if it is within the bounds, else ``OutOfBounds``; without one, the default."""
        if span is None:
            return self.default
        if span.low < self.lowest or span.high > self.highest:
            raise OutOfBounds(self, span)
        return span


Entry = Factor | NotCounted
OfDevice = NotCounted | dict[Measure, Entry]


class FactorSet(Value):
    """All that a figure depends on besides its counts."""

    version: Version
    published: Text
    title: Text
    allocation: Text
    sources: dict[Text, Source]
    devices: dict[DeviceKind, OfDevice]
    parts: dict[NewPart, Entry]
    parts_e_waste_and_materials: NotCounted
    years: Assumption
    displacement: dict[Channel, Assumption]
    not_counted: tuple[Text, ...]
    """What lies outside any factor: transport, our own electricity…"""

    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """Of the bytes of its file: two sets of one name are told apart by it."""
        return self._sha256

    def of(self, kind: DeviceKind, measure: Measure) -> Entry:
        """The factor of a kind of device, or why there is none."""
        entries = self.devices[kind]
        return entries if isinstance(entries, NotCounted) else entries[measure]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _all_there(self.devices, DeviceKind)
        _all_there(self.parts, NewPart)
        _all_there(self.displacement, Channel)
        found: list[tuple[Entry, Unit]] = [
            (entry, "kg CO₂e par pièce") for entry in self.parts.values()
        ]
        for entries in self.devices.values():
            if not isinstance(entries, NotCounted):
                _all_there(entries, Measure)
                found += [(entry, UNITS[measure]) for measure, entry in entries.items()]
        named = {
            name for each in (self.years, *self.displacement.values()) for name in each.sources
        }
        for entry, unit in found:
            if isinstance(entry, Factor):
                named |= set(entry.sources)
                if entry.unit != unit:
                    raise ValueError(f"{entry.unit} instead of {unit}")
        if named != set(self.sources):
            raise ValueError(f"unknown or unused sources: {sorted(named ^ set(self.sources))}")
        return self


def _all_there(told: Iterable[StrEnum], expected: type[StrEnum]) -> None:
    if missing := set(expected) - set(told):
        raise ValueError(f"neither counted nor said not to be: {sorted(missing)}")


def versions(folder: Path = FACTORS) -> tuple[str, ...]:
    """Every set of the manifest, the oldest first: a file that it does not list is no set."""
    return tuple(_manifest(folder))


def current() -> FactorSet:
    """The set that new figures use: the last line of the manifest."""
    return load(versions()[-1])


@lru_cache(maxsize=16)
def load(version: str, folder: Path = FACTORS) -> FactorSet:
    """The set of this version, as it was when it was published. Raises ``FactorsRefused``."""
    sums = _manifest(folder)
    if version not in sums:
        raise FactorsRefused(f"Il n’y a pas de facteurs « {version} » : il y a {', '.join(sums)}.")
    content = (folder / f"{version}.json").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != sums[version]:
        raise FactorsRefused(
            f"Les facteurs {version} ont changé depuis leur publication : rétablissez le fichier, "
            "et mettez les nouveaux dans un autre."
        )
    try:
        read = FactorSet.model_validate_json(content)
    except ValidationError as error:
        raise FactorsRefused(f"Les facteurs {version} ne se lisent pas : {error}") from error
    if read.version != version:
        raise FactorsRefused(f"Le fichier {version}.json se dit {read.version}.")
    read._sha256 = sha256  # noqa: SLF001 (of this file)
    return read


def _manifest(folder: Path) -> dict[str, str]:
    """Version and SHA-256 of each set, as ``sha256sum`` writes them."""
    lines = (folder / MANIFEST).read_text(encoding="ascii").splitlines()
    pairs = [line.split("  ", 1) for line in lines]
    return {name.removesuffix(".json"): sha256 for sha256, name in pairs}
