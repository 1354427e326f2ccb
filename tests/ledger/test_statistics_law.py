"""Published figures: periods follow each other, a table is drawn once, a budget is kept."""

from datetime import date
from typing import Any

import pytest
from given import Given, Past
from lives import corrected
from published import TABLES, keys_destroyed, period_closed, table_released, totals_counted
from pydantic import ValidationError

from ledger.errors import Forbidden, Rule, UnknownSubject
from ledger.statistics import (
    BUDGET_THOUSANDTHS,
    SMALLEST,
    Cell,
    Planned,
    StatisticsCorrected,
    spent_thousandths,
    told,
)

SECOND: dict[str, Any] = {
    "period": 2,
    "from_position": 500,
    "to_position": 900,
    "begins_on": date(2026, 6, 30),
    "ends_on": date(2026, 12, 31),
}


def drawn(given: Given) -> Past:
    return given(period_closed(), table_released("month"), table_released("channel"))


def test_a_period_is_closed_drawn_and_its_keys_destroyed(given: Given) -> None:
    past = drawn(given).when(keys_destroyed()).stands()
    past.when(period_closed(**SECOND)).stands()


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": 3},
        {"period": 1},
        {"from_position": 499},
        {"from_position": 501},
        {"to_position": 500},
        {"begins_on": date(2026, 7, 1)},
        {"begins_on": date(2026, 6, 29)},
        {"ends_on": date(2026, 6, 29)},
    ],
    ids=str,
)
def test_periods_follow_each_other_without_a_gap_or_an_overlap(
    given: Given, wrong: dict[str, Any]
) -> None:
    past = given(period_closed())
    past.when(period_closed(**SECOND | wrong)).is_forbidden(Rule.PERIODS_FOLLOW)


@pytest.mark.parametrize("wrong", [{"period": 2}, {"from_position": 1}, {"to_position": 0}])
def test_the_first_period_begins_with_the_log(given: Given, wrong: dict[str, Any]) -> None:
    given().when(period_closed(**wrong)).is_forbidden(Rule.PERIODS_FOLLOW)


def test_a_period_of_fewer_than_eleven_is_not_closed(given: Given) -> None:
    given().when(period_closed(total=SMALLEST - 1)).is_forbidden(Rule.PERIOD_TOO_SMALL)
    given().when(period_closed(total=SMALLEST)).stands()


def test_a_catalogue_that_tells_too_much_of_one_hand_over_is_refused(given: Given) -> None:
    whole = [Planned(table="month", budget_thousandths=BUDGET_THOUSANDTHS)]
    given().when(period_closed(tables=whole)).stands()
    one_more = [*whole, Planned(table="channel", budget_thousandths=1)]
    given().when(period_closed(tables=one_more)).is_forbidden(Rule.BUDGET_EXCEEDED)


def test_a_table_is_announced_once_and_a_cell_told_once() -> None:
    with pytest.raises(ValidationError, match="announced once"):
        period_closed(tables=[TABLES[0], TABLES[0]])
    cell = Cell(name="a", noisy=20, count=20)
    with pytest.raises(ValidationError, match="told once"):
        table_released(cells=[cell, cell])


def test_a_table_of_a_period_is_drawn_once_for_ever(given: Given) -> None:
    past = given(period_closed(), table_released())
    past.when(table_released()).is_forbidden(Rule.RELEASED_ALREADY)
    other = table_released(cells=[Cell(name="a", noisy=39, count=40)])
    past.when(other).is_forbidden(Rule.RELEASED_ALREADY)
    later = past.when(period_closed(**SECOND)).stands()
    later.when(table_released()).is_forbidden(Rule.RELEASED_ALREADY)
    later.when(table_released(period=2)).stands()


def test_only_a_closed_period_is_drawn(given: Given) -> None:
    given(period_closed()).when(table_released(period=2)).is_forbidden(Rule.PERIOD_NOT_CLOSED)
    given().when(table_released()).is_refused(UnknownSubject)


@pytest.mark.parametrize(
    "wrong", [{"budget_thousandths": 499}, {"catalogue": "00" * 32}, {"table": "commune"}], ids=str
)
def test_a_table_is_drawn_as_the_catalogue_of_its_period_says(
    given: Given, wrong: dict[str, Any]
) -> None:
    past = given(period_closed())
    past.when(table_released(**wrong)).is_forbidden(Rule.ANOTHER_CATALOGUE)


def test_the_figures_of_a_table_add_up_to_the_total_and_are_not_negative(given: Given) -> None:
    short = [Cell(name="a", noisy=39, count=39)]
    given(period_closed()).when(table_released(cells=short)).is_forbidden(Rule.NOT_RECONCILED)
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Cell(name="a", noisy=-2, count=-2)


def test_keys_are_destroyed_once_all_is_drawn_and_nothing_is_drawn_after(given: Given) -> None:
    half = given(period_closed(), table_released("month"))
    half.when(keys_destroyed()).is_forbidden(Rule.NOT_RELEASED)
    past = half.when(table_released("channel")).stands().when(keys_destroyed()).stands()
    past.when(keys_destroyed()).is_forbidden(Rule.PERIOD_KEYS_DESTROYED)
    past.when(table_released()).is_forbidden(Rule.PERIOD_KEYS_DESTROYED)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_published_figure_is_never_corrected(given: Given, version: int) -> None:
    past = drawn(given).when(keys_destroyed()).stands()
    refused = past.when(corrected(version, of=StatisticsCorrected)).is_refused(Forbidden)
    assert refused.rule is Rule.PUBLISHED_STANDS


def test_the_number_of_keys_is_corrected_and_by_no_figure(given: Given) -> None:
    past = drawn(given).when(keys_destroyed()).stands()
    again = corrected(4, table_released(), of=StatisticsCorrected)
    assert past.when(again).is_refused(Forbidden).rule is Rule.PUBLISHED_STANDS
    past.when(corrected(4, keys_destroyed(keys=39), of=StatisticsCorrected)).stands()


def test_the_budget_spent_is_told_period_by_period() -> None:
    events = [table_released(), table_released("channel"), table_released(period=2)]
    assert spent_thousandths(events) == {1: 750, 2: 500}


@pytest.mark.parametrize(
    ("count", "whole", "shown"),
    [
        (0, None, 0), (1, None, None), (10, None, None), (11, None, 11),
        (40, 40, 40), (39, 40, None), (30, 40, None), (29, 40, 29),
    ],
)  # fmt: skip
def test_one_to_ten_people_are_not_told_nor_what_would_leave_so_few(
    count: int, whole: int | None, shown: int | None
) -> None:
    assert told(count, whole) == shown


@pytest.mark.parametrize("name", ["devices", "unmet"])
def test_a_number_of_so_few_people_is_not_even_written_down(name: str) -> None:
    with pytest.raises(ValidationError, match="fewer than 11"):
        totals_counted(**{name: 7})


def test_two_numbers_whose_difference_is_so_few_people_are_refused(given: Given) -> None:
    past = given(period_closed())
    past.when(totals_counted(devices=42)).is_forbidden(Rule.TOO_FEW_TO_TELL)
    past.when(totals_counted()).stands()


def test_totals_are_counted_once_and_before_any_table(given: Given) -> None:
    past = given(period_closed()).when(totals_counted()).stands()
    past.when(totals_counted()).is_forbidden(Rule.COUNTED_ALREADY)
    released = given(period_closed(), table_released())
    released.when(totals_counted()).is_forbidden(Rule.COUNTED_ALREADY)
    gone = drawn(given).when(keys_destroyed()).stands()
    gone.when(totals_counted()).is_forbidden(Rule.PERIOD_KEYS_DESTROYED)
    given(period_closed()).when(totals_counted(period=2)).is_forbidden(Rule.PERIOD_NOT_CLOSED)


def test_totals_that_were_published_are_never_corrected(given: Given) -> None:
    past = given(period_closed(), totals_counted())
    refused = past.when(corrected(2, of=StatisticsCorrected)).is_refused(Forbidden)
    assert refused.rule is Rule.PUBLISHED_STANDS


def test_a_part_is_counted_once_and_every_channel_has_its_displacement() -> None:
    twice = [{"part": "ssd", "count": 1}, {"part": "ssd", "count": 2}]
    with pytest.raises(ValidationError, match="counted once"):
        totals_counted(new_parts=twice)
    with pytest.raises(ValidationError, match="every channel"):
        totals_counted(displacement={})
    with pytest.raises(ValidationError, match="in that order"):
        totals_counted(years={"low": "3", "central": "2", "high": "5"})
