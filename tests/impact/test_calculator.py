"""The calculator: exact, additive, with its range, its set and what it leaves out."""

import hashlib
import json
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from impact import (
    Amount,
    Figures,
    Measure,
    NewPart,
    OutOfBounds,
    Request,
    Span,
    figures,
    load,
)
from impact.sets import FACTORS, MANIFEST
from ledger.values import Channel, DeviceKind

FIRST = load("hautes-alpes-2026-1")
EXAMPLES = Path(__file__).with_name("figures")
"""What was published once, with the counts it was made from: never changed."""

Devices = dict[tuple[DeviceKind, Channel], int]
Parts = dict[NewPart, int]

COUNTS = st.integers(min_value=0, max_value=10**9)
DEVICES = st.dictionaries(st.tuples(st.sampled_from(DeviceKind), st.sampled_from(Channel)), COUNTS)
PARTS = st.dictionaries(st.sampled_from(NewPart), COUNTS)


def amount(low: str, central: str, high: str) -> Amount:
    return Amount(Decimal(low), Decimal(central), Decimal(high))


def told(found: Figures) -> dict[str, list[str]]:
    """Totals to the digit, as a report would keep them."""
    amounts = {
        **{measure.value: found.avoided[measure] for measure in Measure},
        "new_parts": found.new_parts,
        "after_new_parts": found.after_new_parts,
    }
    return {
        name: [f"{value.normalize():f}" for value in (each.low, each.central, each.high)]
        for name, each in amounts.items()
    }


def test_a_laptop_that_is_sold_is_counted_by_hand() -> None:
    found = figures(FIRST, {(DeviceKind.LAPTOP, Channel.SALE): 1})
    assert found.avoided[Measure.CO2E] == amount("4.25", "40.5", "185")
    assert found.avoided[Measure.MATERIALS] == amount("14.5", "190.5", "680")
    assert found.avoided[Measure.E_WASTE] == amount("49.5", "471", "2150")
    assert found.after_new_parts == found.avoided[Measure.CO2E]
    assert found.uncounted == ()


def test_one_new_ssd_takes_more_than_a_laptop_gives() -> None:
    found = figures(FIRST, {(DeviceKind.LAPTOP, Channel.SALE): 1}, {NewPart.SSD: 1})
    assert found.avoided[Measure.CO2E].central == Decimal("40.5"), "without the debit"
    assert found.new_parts == amount("109", "135.1", "135.1")
    assert found.after_new_parts == amount("-130.85", "-94.6", "76"), "with it"


def test_the_channel_decides_what_is_displaced() -> None:
    sale = figures(FIRST, {(DeviceKind.TABLET, Channel.SALE): 8}).avoided[Measure.CO2E]
    purchase = figures(FIRST, {(DeviceKind.TABLET, Channel.PURCHASE): 8}).avoided[Measure.CO2E]
    assert (sale.central, purchase.central) == (Decimal(240), Decimal(120))


def test_what_is_not_counted_is_told_with_its_reason() -> None:
    devices = {
        (DeviceKind.MOUSE, Channel.SALE): 3,
        (DeviceKind.MOUSE, Channel.PURCHASE): 2,
        (DeviceKind.SCREEN, Channel.SALE): 4,
        (DeviceKind.KEYBOARD, Channel.SALE): 0,
    }
    found = figures(FIRST, devices, {NewPart.BATTERY: 6, NewPart.SSD: 1, NewPart.CASING: 0})
    assert [(row.what, row.measure, row.count) for row in found.uncounted] == [
        (DeviceKind.MOUSE, Measure.CO2E, 5),
        (DeviceKind.MOUSE, Measure.MATERIALS, 5),
        (DeviceKind.MOUSE, Measure.E_WASTE, 5),
        (DeviceKind.SCREEN, Measure.MATERIALS, 4),
        (DeviceKind.SCREEN, Measure.E_WASTE, 4),
        (NewPart.BATTERY, Measure.CO2E, 6),
    ]
    assert all(row.reason for row in found.uncounted)
    assert [(line.part, line.co2e is None) for line in found.parts] == [
        (NewPart.BATTERY, True),
        (NewPart.CASING, True),
        (NewPart.SSD, False),
    ]


@given(DEVICES, PARTS)
def test_totals_are_the_sums_of_their_parts(devices: Devices, parts: Parts) -> None:
    found = figures(FIRST, devices, parts)
    for end in ("low", "central", "high"):
        for measure in Measure:
            lines = [line.avoided[measure] for line in found.devices if measure in line.avoided]
            assert sum(getattr(each, end) for each in lines) == getattr(found.avoided[measure], end)
        costs = [line.co2e for line in found.parts if line.co2e]
        assert sum(getattr(each, end) for each in costs) == getattr(found.new_parts, end)
    avoided, debit = found.avoided[Measure.CO2E], found.new_parts
    assert found.after_new_parts.low == avoided.low - debit.high
    assert found.after_new_parts.high == avoided.high - debit.low


@given(DEVICES, DEVICES, PARTS, PARTS)
def test_two_territories_together_come_to_what_each_comes_to(
    here: Devices, there: Devices, parts_here: Parts, parts_there: Parts
) -> None:
    together = figures(
        FIRST, Counter(here) + Counter(there), Counter(parts_here) + Counter(parts_there)
    )
    apart = [figures(FIRST, here, parts_here), figures(FIRST, there, parts_there)]
    for measure in Measure:
        assert together.avoided[measure] == apart[0].avoided[measure] + apart[1].avoided[measure]
    assert together.new_parts == apart[0].new_parts + apart[1].new_parts
    low, high = (
        sum(getattr(each.after_new_parts, end) for each in apart) for end in ("low", "high")
    )
    assert (together.after_new_parts.low, together.after_new_parts.high) == (low, high)


@given(DEVICES, PARTS)
def test_a_central_number_never_stands_outside_its_range(devices: Devices, parts: Parts) -> None:
    found = figures(FIRST, devices, parts)
    for each in (*found.avoided.values(), found.new_parts, found.after_new_parts):
        assert each.low <= each.central <= each.high


def span(low: str, central: str, high: str) -> Span:
    return Span(low=Decimal(low), central=Decimal(central), high=Decimal(high))


def test_assumptions_move_within_the_bounds_of_the_set() -> None:
    one = {(DeviceKind.LAPTOP, Channel.SALE): 1}
    years, replaced = span("2", "2", "4"), {Channel.SALE: span("0", "0.1", "0.2")}
    found = figures(FIRST, one, years=years, displacement=replaced)
    assert found.avoided[Measure.CO2E] == amount("0", "5.4", "29.6")
    assert found.years == years
    assert found.displacement[Channel.SALE] == replaced[Channel.SALE]
    assert found.displacement[Channel.PURCHASE] == FIRST.displacement[Channel.PURCHASE].default


def test_assumptions_beyond_the_bounds_are_refused() -> None:
    one = {(DeviceKind.LAPTOP, Channel.SALE): 1}
    with pytest.raises(OutOfBounds, match="1 to 6: 0 to 5"):
        figures(FIRST, one, years=span("1", "3", "6"))
    with pytest.raises(OutOfBounds):
        figures(FIRST, one, displacement={Channel.SALE: span("0", "1", "1.1")})


def test_a_negative_count_is_no_count() -> None:
    with pytest.raises(ValueError, match="negative"):
        figures(FIRST, {(DeviceKind.LAPTOP, Channel.SALE): -1})
    with pytest.raises(ValueError, match="negative"):
        figures(FIRST, {}, {NewPart.SSD: -1})
    with pytest.raises(ValidationError):
        Request.model_validate({"devices": [{"kind": "laptop", "channel": "sale", "count": -1}]})


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_past_figure_is_made_again_to_the_digit(example: Path) -> None:
    kept = json.loads(example.read_text())
    factors = load(kept["factors"])
    assert factors.sha256 == kept["factors_sha256"]
    assert told(Request.model_validate(kept["request"]).figures(factors)) == kept["figures"]


def test_a_newer_set_leaves_a_past_figure_as_it_was(tmp_path: Path) -> None:
    kept = json.loads((EXAMPLES / "hautes-alpes-2026-1.json").read_text())
    request = Request.model_validate(kept["request"])
    folder = Path(shutil.copytree(FACTORS, tmp_path / "factors"))
    content = (folder / "hautes-alpes-2026-1.json").read_text()
    newer = content.replace("hautes-alpes-2026-1", "hautes-alpes-2027-1").replace('"27"', '"31"')
    (folder / "hautes-alpes-2027-1.json").write_text(newer)
    newest = folder / "hautes-alpes-2027-1.json"
    with (folder / MANIFEST).open("a") as manifest:
        manifest.write(f"{digest(newest)}  {newest.name}\n")
    then = request.figures(load("hautes-alpes-2026-1", folder))
    now = request.figures(load("hautes-alpes-2027-1", folder))
    assert (then.factors, now.factors) == ("hautes-alpes-2026-1", "hautes-alpes-2027-1")
    assert then.factors_sha256 != now.factors_sha256
    assert told(then) == kept["figures"]
    assert told(now) != kept["figures"]


def digest(path: Path) -> str:

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_kind_that_is_told_twice_adds_up() -> None:
    row = {"kind": "laptop", "channel": "sale", "count": 2}
    part = {"part": "ssd", "count": 1}
    found = Request.model_validate({"devices": [row, row], "new_parts": [part, part]})
    assert found.figures(FIRST) == figures(
        FIRST, {(DeviceKind.LAPTOP, Channel.SALE): 4}, {NewPart.SSD: 2}
    )
