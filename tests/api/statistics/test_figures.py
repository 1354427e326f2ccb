"""What is public of a period is composed once, from what was frozen, and gives nothing back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from periods import period, published

import impact
from api.house import House
from api.statistics import figures
from api.statistics.comparing import Change, changed
from api.statistics.crossing import crossed, shared_out
from api.statistics.french import between, measured
from api.statistics.margins import margin_of_sum
from api.statistics.potential import (
    ANOTHER_FILE,
    BEFORE_IT_WAS_FROZEN,
    HIDDEN,
    TOGETHER,
    TOO_FEW,
    impact_of_period,
)
from api.statistics.social import Known
from impact import Amount
from ledger.statistics import SMALLEST, TotalsCounted
from ledger.values import Channel, DeviceKind

PURCHASE, SALE = Channel.PURCHASE, Channel.SALE
KINDS = {"laptop": 31, "desktop": None, "tablet": 12, "other": 14}
CHANNELS = {
    "purchase/2026-q1": 20,
    "purchase/2026-q2": 20,
    "sale/2026-q1": 20,
    "sale/2026-q2": None,
}


def read(house: House, number: int) -> figures.Figures:
    with house.pool.connection() as connection:
        found = figures.read(connection, number)
    assert found
    return found


def counted() -> TotalsCounted:
    day = date(2026, 1, 5)
    [found] = [each for each in period(1, 100, day, day) if isinstance(each, TotalsCounted)]
    return found


@given(
    count=st.integers(0, 10_000),
    weights=st.lists(st.integers(0, 5_000), min_size=1, max_size=6).filter(sum),
)
def test_what_is_shared_out_adds_up_and_is_nowhere_a_whole_device_off(
    count: int, weights: list[int]
) -> None:
    shares = shared_out(count, weights)
    assert sum(shares) == count
    assert all(
        abs(share * sum(weights) - count * weight) < sum(weights)
        for share, weight in zip(shares, weights, strict=True)
    )


def test_each_kind_is_shared_out_over_the_channels_that_are_shown() -> None:
    assert crossed(KINDS, CHANNELS) == {
        (DeviceKind.LAPTOP, PURCHASE): 21, (DeviceKind.LAPTOP, SALE): 10,
        (DeviceKind.TABLET, PURCHASE): 8, (DeviceKind.TABLET, SALE): 4,
    }  # fmt: skip
    assert crossed(KINDS, dict.fromkeys(CHANNELS)) == {}


def test_an_impact_says_what_it_leaves_out_and_why() -> None:
    made, why = impact_of_period(counted(), KINDS, CHANNELS)
    assert made
    assert why == ""
    left = {(each.label, each.count, each.reason) for each in made.left_out}
    assert {("Ordinateur fixe", None, HIDDEN), ("Autre", 14, TOGETHER)} <= left
    assert {line.kind for line in made.figures.devices} == {DeviceKind.LAPTOP, DeviceKind.TABLET}
    assert [(line.part, line.count) for line in made.figures.parts] == [("battery", 9), ("ssd", 2)]


@pytest.mark.parametrize("hidden", range(1, SMALLEST))
def test_no_division_of_kilograms_gives_back_a_hidden_figure(hidden: int) -> None:
    """The impact is the same whatever number stands behind « moins de 11 »."""
    del hidden  # it does not even reach the calculator
    without = {cell: count for cell, count in KINDS.items() if count}
    shown = {cell: count for cell, count in CHANNELS.items() if count}
    assert impact_of_period(counted(), KINDS, CHANNELS)[0].figures == (  # type: ignore[union-attr]
        impact_of_period(counted(), without, shown)[0].figures  # type: ignore[union-attr]
    )


def test_a_past_impact_comes_back_to_the_digit_whatever_factors_come_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(house, 240, years={"low": "1", "central": "2", "high": "4"})
    before = read(house, 1)
    assert before.impact
    assert before.impact.figures.years.central == 2
    newer = impact.current().model_copy(update={"version": "hautes-alpes-2031-1"})
    monkeypatch.setattr(impact, "current", lambda: newer)
    settings = house.settings.model_copy(update={"impact_years": None})
    assert read(replace(house, settings=settings), 1) == before


@pytest.mark.parametrize(
    "told", [{"factors": "hautes-alpes-1999-1"}, {"factors_sha256": "00" * 32}], ids=str
)
def test_an_impact_whose_factors_are_not_here_is_not_made_with_others(
    told: dict[str, str],
) -> None:
    another = counted().model_copy(update=told)
    assert impact_of_period(another, KINDS, CHANNELS) == (None, ANOTHER_FILE)


def test_an_impact_of_nobody_is_not_nought() -> None:
    assert impact_of_period(counted(), dict.fromkeys(KINDS), CHANNELS) == (None, TOO_FEW)


def test_a_period_that_was_closed_before_says_that_nobody_counted(house: House) -> None:
    published(house, 120, counted=False)
    told = read(house, 1)
    assert {each.known for each in told.social} == {Known.NOT_COUNTED}
    assert {each.value for each in told.social} == {None}
    assert (told.impact, told.no_impact) == (None, BEFORE_IT_WAS_FROZEN)
    assert told.before is None


def test_what_was_too_few_is_told_apart_from_what_nobody_counted(house: House) -> None:
    published(house, 50)
    social = {each.name: each for each in read(house, 1).social}
    assert social["trained_percent"].known is Known.TOO_FEW
    assert social["trained_percent"].why_not
    assert (social["unmet"].known, social["unmet"].value) == (Known.TOLD, 11)


@pytest.mark.parametrize(
    ("now", "then", "change"),
    [
        (48, 40, Change.SAME), (32, 40, Change.SAME), (49, 40, Change.MORE),
        (31, 40, Change.LESS), (None, 40, Change.UNREADABLE), (40, None, Change.UNREADABLE),
    ],
)  # fmt: skip
def test_a_difference_within_both_margins_is_not_told(
    now: int | None, then: int | None, change: Change
) -> None:
    assert changed(now, then, (500, 500)) is change


def test_a_period_is_compared_with_the_one_before(house: House) -> None:
    published(house, 200, 400)
    first, second = read(house, 1), read(house, 2)
    assert first.before is None
    assert second.before
    assert (second.before.total, second.before.more) == (200, 200)
    assert second.before.lasts_the_same
    assert second.before.words == "200 de plus que la période précédente"
    kinds = second.table("kind")
    assert kinds.change_margin == 16
    assert kinds.lines[0].change is Change.MORE
    assert {line.change for line in second.table("month").lines} == {None}
    assert {line.change for line in second.table("channel").lines} == {None}
    assert {each.change for each in second.channels} <= set(Change)
    with house.pool.connection() as connection:
        assert figures.read_all(connection) == [second, first]


def test_a_part_of_the_department_leaves_out_what_is_not_shown(house: House) -> None:
    published(house, 90)
    told = read(house, 1)
    shown = {line.cell: line.count for line in told.table("territory").lines}
    assert None in shown.values()
    for part in told.parts:
        cells = figures._PARTS[part.name][1]  # noqa: SLF001 (which territories it is made of)
        mine = [shown[siren] for siren in cells]
        assert part.count == (sum(count for count in mine if count) or None)
        assert part.at_least == (None in mine)
        assert part.words.startswith("au moins") == (part.at_least and part.count is not None)
    assert {each.name: each.count for each in told.territories} == {
        cell: count for cell, count in shown.items() if cell != "outside"
    }


def test_a_sum_has_the_margin_of_all_its_cells() -> None:
    assert [margin_of_sum((500,) * cells) for cells in (1, 2, 4)] == [6, 8, 11]


def test_amounts_are_told_with_both_ends(house: House) -> None:
    published(house, 240)
    told = read(house, 1)
    assert told.impact
    names = [name for name, *_ in measured(told.impact.figures)]
    assert names == ["co2e_after_new_parts", "co2e", "new_parts", "materials", "e_waste"]
    amount = told.impact.figures.after_new_parts
    words = between(amount, "kg")
    assert words.startswith("entre ")
    assert "valeur centrale" in words
    assert isinstance(amount, Amount)
