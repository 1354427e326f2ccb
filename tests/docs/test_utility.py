"""The page that says how far published figures are from the truth says it of this code."""

from collections.abc import Sequence

import pytest
from tier import Tier

from api.statistics import drawing
from docs import measure_utility as measured

PAGE = measured.PAGE.read_text(encoding="utf-8")


def found(years: Sequence[int], draws: int) -> list[str]:
    told = {measured.heading(each): measured.of_a_year(each, draws=draws) for each in years}
    return [*measured.disagreements(PAGE, told)]


def test_the_page_tells_what_a_new_run_measures(tier: Tier) -> None:
    assert found(measured.YEARS[: tier(1, 3)], tier(200, measured.DRAWS)) == []


def test_a_page_about_another_noise_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    half = drawing.draw
    monkeypatch.setattr(measured, "draw", lambda counts, budget: half(counts, budget // 2))
    assert len(found([500], 60)) >= 3


def test_the_page_has_every_table_of_every_truth() -> None:
    told = measured.read(PAGE)
    assert len(told) == 4
    assert {*told} >= {measured.heading(each) for each in measured.YEARS}
    assert all(
        {*tables} == {each.name for each in measured.PLAN.tables} for tables in told.values()
    )
