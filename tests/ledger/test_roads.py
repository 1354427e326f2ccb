"""Road time follows valleys and passes, and what snow closes in winter."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import roads as table
from ledger.errors import UnknownCommune
from ledger.roads import FARTHEST_MIN, Road, road_min, roads
from ledger.territory import commune, communes

GAP, BRIANCON, EMBRUN, ARVIEUX, SAINT_BONNET, DEVOLUY = (
    "05061", "05023", "05046", "05007", "05132", "05139",
)  # fmt: skip
SUMMER, WINTER = date(2026, 7, 15), date(2026, 1, 15)
TOWNS = sorted({town for road in roads() for town in (road.a, road.b)})


def test_a_place_is_at_its_own_door() -> None:
    assert road_min(GAP, GAP, WINTER) == 0


def test_the_way_is_the_sum_of_its_stretches_and_the_same_back() -> None:
    there = road_min(GAP, EMBRUN, SUMMER)
    assert there == 15 + 10 + 12 + 14
    assert road_min(EMBRUN, GAP, SUMMER) == there


@pytest.mark.parametrize(("a", "b"), [(ARVIEUX, BRIANCON), (SAINT_BONNET, DEVOLUY)])
def test_a_pass_that_snow_closes_makes_the_way_longer(a: str, b: str) -> None:
    assert road_min(a, b, WINTER) > road_min(a, b, SUMMER)


def test_a_pass_opens_and_closes_on_its_days() -> None:
    izoard = next(road for road in roads() if road.via == "col d’Izoard")
    days = {
        date(2026, 10, 24): True, date(2026, 10, 25): False, date(2026, 12, 31): False,
        date(2026, 1, 1): False, date(2026, 5, 31): False, date(2026, 6, 1): True,
    }  # fmt: skip
    assert {day: izoard.open_on(day) for day in days} == days


def test_works_close_a_road_within_one_year() -> None:
    works = Road(GAP, EMBRUN, 10, closed=((4, 1), (4, 30)))
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [works.open_on(day) for day in days] == [True, False, False, True]


@pytest.mark.parametrize("day", [SUMMER, WINTER])
def test_every_town_of_the_table_is_reached_from_every_other_all_year(day: date) -> None:
    for a, b in combinations(TOWNS, 2):
        assert 0 < road_min(a, b, day) < FARTHEST_MIN, (a, b)


def test_a_town_that_nothing_leads_to_is_a_day_away_and_never_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut = tuple(each for each in roads() if GAP not in {each.a, each.b})
    lonely = (*cut, Road(GAP, "05056", 5))
    for cached in (table._from, table._minutes, table._town_of, table._towns):  # noqa: SLF001
        cached.cache_clear()
    monkeypatch.setattr(table, "roads", lambda: lonely)
    try:
        assert road_min(GAP, BRIANCON, SUMMER) == FARTHEST_MIN
    finally:
        for cached in (table._from, table._minutes, table._town_of, table._towns):  # noqa: SLF001
            cached.cache_clear()


def test_a_village_hangs_on_its_nearest_town_by_the_last_kilometres() -> None:
    villages = [each.insee for each in communes() if each.insee not in TOWNS]
    village = villages[0]
    nearest = min(road_min(village, town, SUMMER) for town in TOWNS)
    assert nearest > 0
    assert all(road_min(village, town, SUMMER) >= nearest for town in (GAP, BRIANCON, EMBRUN))


def test_a_commune_of_elsewhere_is_unknown() -> None:
    with pytest.raises(UnknownCommune):
        road_min(GAP, "75056", SUMMER)


ALL = [each.insee for each in communes()]


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
@settings(max_examples=100, deadline=None)
def test_a_way_is_the_same_in_both_directions_and_ends_within_a_day(
    a: str, b: str, day: date
) -> None:
    there = road_min(a, b, day)
    assert there == road_min(b, a, day)
    assert 0 <= there <= FARTHEST_MIN
    assert road_min(a, b, SUMMER) <= there
    assert commune(a).insee == a
