"""Factor sets: sourced, whole, and never edited once published."""

import hashlib
import json
import shutil
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from impact import Factor, FactorSet, FactorsRefused, Measure, NewPart, NotCounted, current, load
from impact.sets import FACTORS, MANIFEST, versions
from ledger.device.checklist import Part
from ledger.values import Channel, DeviceKind, StorageKind

PUBLISHED = {
    "hautes-alpes-2026-1": "a7e139be19026392fe12073691eb462eb6ee5d2c3ee7b103dc8e6faac784ac98",
}
"""Sets that a figure was made with. A line is added for a new set; none ever changes."""

FIRST = "hautes-alpes-2026-1"


def test_published_sets_are_the_bytes_that_were_published() -> None:
    files = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in FACTORS.glob("*.json")
    }
    assert files == PUBLISHED
    assert versions() == tuple(PUBLISHED), "the manifest lists them, the oldest first"
    assert {version: load(version).sha256 for version in versions()} == PUBLISHED


def test_nothing_else_lies_among_the_sets() -> None:
    assert {path.name for path in FACTORS.iterdir()} == {
        MANIFEST,
        *(f"{name}.json" for name in PUBLISHED),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sets, to be spoiled."""
    return Path(shutil.copytree(FACTORS, tmp_path / "factors"))


def test_an_edited_set_is_refused_rather_than_used(folder: Path) -> None:
    path = folder / f"{FIRST}.json"
    path.write_text(path.read_text().replace('"27"', '"28"'))
    with pytest.raises(FactorsRefused, match="ont changé depuis leur publication"):
        load(FIRST, folder)


@pytest.mark.parametrize("version", ["hautes-alpes-1999-1", "../secret", ""])
def test_an_unknown_set_is_refused_with_those_there_are(version: str) -> None:
    with pytest.raises(FactorsRefused, match=FIRST):
        load(version)


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: data["devices"].pop("mouse"), "neither counted nor said not to be"),
        (lambda data: data["devices"]["laptop"].pop("e_waste"), "neither counted"),
        (lambda data: data["parts"].pop("battery"), "neither counted"),
        (lambda data: data["displacement"].pop("sale"), "neither counted"),
        (lambda data: data["sources"].pop("ademe-2022"), "unknown or unused sources"),
        (lambda data: data["displacement"]["sale"].update(sources=[]), "unused sources"),
        (lambda data: data["devices"]["laptop"]["co2e"].update(unit="kg par an"), "instead of"),
        (lambda data: data["devices"]["laptop"]["co2e"].update(low="28"), "in that order"),
        (lambda data: data["devices"]["laptop"]["co2e"].update(low="-1"), "greater than"),
        (lambda data: data["devices"]["laptop"]["co2e"].update(sources=[]), "at least 1"),
        (lambda data: data["devices"]["laptop"]["co2e"].pop("page"), "Field required"),
        (lambda data: data["devices"]["screen"]["co2e"].update(note=""), "how it was derived"),
        (lambda data: data["devices"]["mouse"].update(not_counted=""), "at least 1 character"),
        (lambda data: data["years"].update(highest="4"), "1 to 5: 0 to 4"),
    ],
)
def test_a_set_that_is_not_whole_is_refused(spoil: Spoil, why: str) -> None:
    data = json.loads((FACTORS / f"{FIRST}.json").read_text())
    spoil(data)
    with pytest.raises(ValidationError, match=why):
        FactorSet.model_validate(data)


def test_every_kind_of_device_and_every_part_of_the_ledger_has_its_line() -> None:
    told = {part.value for part in NewPart}
    assert {part.value for part in Part} <= told
    assert (
        told - {part.value for part in Part}
        == {"ssd", "hdd"}
        <= {kind.value for kind in StorageKind}
    )
    assert set(current().devices) == set(DeviceKind)


def test_each_number_of_the_first_set_says_where_it_comes_from() -> None:
    first = load(FIRST)
    found = [
        entry
        for kind in DeviceKind
        for measure in Measure
        if isinstance(entry := first.of(kind, measure), Factor)
    ]
    found += [entry for entry in first.parts.values() if isinstance(entry, Factor)]
    assert len(found) == 13
    for factor in found:
        for name in factor.sources:
            source = first.sources[name]
            assert source.address.startswith("https://")
            assert source.licence
            assert source.date


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)


NEW_A_YEAR = {
    DeviceKind.LAPTOP: Decimal("185.09") / 5 + Decimal("1.506"),
    DeviceKind.TABLET: Decimal("84.294") / 3 + Decimal("0.947"),
    DeviceKind.SMARTPHONE: Decimal("79.516") / Decimal("2.5") + Decimal("0.256"),
    DeviceKind.SCREEN: Decimal("69.84") / 6,
}
"""Impact CO2: construction, distribution and end of life over the default life, and use."""
AVOIDED = {
    DeviceKind.LAPTOP: ("0.43", "0.97"),
    DeviceKind.TABLET: ("0.46", "0.80"),
    DeviceKind.SMARTPHONE: ("0.64", "0.87"),
    DeviceKind.SCREEN: ("0.43", "0.97"),
}
"""ADEME 2022: the least and the most that is avoided of it."""


@pytest.mark.parametrize("kind", AVOIDED)
def test_the_bounds_of_the_first_set_follow_from_its_sources(kind: DeviceKind) -> None:
    factor = load(FIRST).of(kind, Measure.CO2E)
    assert isinstance(factor, Factor)
    least, most = (rounded(NEW_A_YEAR[kind] * Decimal(share)) for share in AVOIDED[kind])
    assert abs(factor.low - least) <= 1
    assert abs(factor.high - most) <= 1


@pytest.mark.parametrize(
    ("kind", "new_kg", "years", "least"),
    [
        (DeviceKind.LAPTOP, 680, 5, "0.43"),
        (DeviceKind.DESKTOP, 1460, 6, "0.43"),
        (DeviceKind.TABLET, 279, 3, "0.46"),
        (DeviceKind.SMARTPHONE, 250, 3, "0.64"),
    ],
)
def test_the_materials_of_the_first_set_stay_within_those_of_a_new_device(
    kind: DeviceKind, new_kg: int, years: int, least: str
) -> None:
    factor = load(FIRST).of(kind, Measure.MATERIALS)
    assert isinstance(factor, Factor)
    a_year = Decimal(new_kg) / years
    assert factor.high == rounded(a_year)
    assert abs(factor.low - a_year * Decimal(least)) < 1


def test_what_has_no_source_is_said_not_to_be_counted() -> None:
    first = load(FIRST)
    for kind in ("printer", "multifunction", "keyboard", "mouse", "charger", "mini_pc"):
        assert isinstance(first.devices[DeviceKind(kind)], NotCounted), kind
    for part in ("battery", "memory", "screen", "other"):
        assert isinstance(first.parts[NewPart(part)], NotCounted), part


def test_a_beneficiary_who_could_not_buy_new_displaces_less_than_a_buyer() -> None:
    replaced = current().displacement
    purchase, sale = replaced[Channel.PURCHASE].default, replaced[Channel.SALE].default
    assert purchase.central < sale.central
    assert purchase.high < sale.high
