"""Devices by quarter: every finished one since the first movement, and the one that goes on."""

from datetime import date

from api.pages.statistics.quarters import QUARTERS_SHOWN, by_quarter, since
from projections.flows import MonthRow

TODAY = date(2026, 11, 26)


def moved(month: date, step: str, count: int) -> MonthRow:
    return MonthRow(month, step, count, count - 1, 2_500 * (count - 1))


def test_months_are_added_up_and_an_empty_quarter_stays_in_its_place() -> None:
    rows = [
        moved(date(2026, 3, 1), "collected", 4), moved(date(2026, 1, 1), "collected", 3),
        moved(date(2026, 9, 1), "reconditioned", 2), moved(date(2026, 9, 1), "stocked", 9),
    ]  # fmt: skip
    told = by_quarter(rows, TODAY)
    assert [*told] == ["2026-q4", "2026-q3", "2026-q2", "2026-q1"]
    collected, reconditioned, retired = told["2026-q1"]
    assert (collected.count, collected.weighed, collected.mass_g) == (7, 5, 12_500)
    assert str(collected.kg) == "12.5"
    assert (reconditioned.count, retired.count) == (0, 0)
    assert told["2026-q3"][1].count == 2
    assert not any(flow.count for flow in told["2026-q2"])


def test_three_years_are_shown_to_the_month_they_begin_with() -> None:
    assert since(TODAY) == date(2024, 1, 1)
    old = [moved(date(2020, 1, 1), "collected", 1), moved(TODAY, "collected", 1)]
    told = by_quarter(old, TODAY)
    assert (len(told), min(told)) == (QUARTERS_SHOWN, "2024-q1")


def test_before_anything_moved_there_is_this_quarter() -> None:
    assert [*by_quarter([], TODAY)] == ["2026-q4"]
