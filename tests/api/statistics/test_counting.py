"""What is counted before anything is drawn: each hand-over is in one cell of each table."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from handings import S, handed
from lives import SOMEBODY, opened

from api import statistics
from api.house import House
from api.statistics import counting
from api.statistics.catalogue import Span, catalogue
from api.statistics.counting import Handed
from ledger.territory import communes
from ledger.values import PlaceId


def counts(house: House, table: str) -> dict[str, int]:
    """The exact counts of what is not closed yet."""
    plan = catalogue()
    total = statistics.countable(house)
    span = Span(house.today(), house.today(), total)
    handed = counting.collect(house, plan, 0, 10**9)
    return {
        cell: n for cell, n in counting.tally(plan, plan.table(table), span, handed).items() if n
    }


@pytest.mark.usefixtures("twelve")
def test_each_hand_over_is_in_one_cell_of_each_table(house: House) -> None:
    assert statistics.countable(house) == 12
    assert counts(house, "situation") == {"young": 6, "away": 2, "unsaid": 4}
    quarter = f"{house.today().year}-q{(house.today().month + 2) // 3}"
    assert counts(house, "channel") == {f"purchase/{quarter}": 10, f"sale/{quarter}": 2}
    assert counts(house, "kind") == {"laptop": 12}
    assert counts(house, "month") == {f"{house.today():%Y-%m}": 12}
    assert sum(counts(house, "territory").values()) == 12


def test_what_happened_before_the_period_counts_in_its_first_month() -> None:
    plan = catalogue()
    span = Span(date(2026, 3, 10), date(2026, 5, 2), 40)
    early = Handed(date(2025, 12, 1), "sale", "outside", "unsaid", "laptop")
    late = replace(early, day=date(2026, 5, 3))
    told = counting.tally(plan, plan.table("month"), span, [early, late])
    assert told == {"2026-03": 1, "2026-04": 0, "2026-05": 1}


def test_somebody_who_is_in_no_cell_of_the_list_stops_the_count() -> None:
    plan = catalogue()
    span = Span(date(2026, 3, 10), date(2026, 5, 2), 40)
    lost = Handed(date(2026, 4, 1), "sale", "05061", "unsaid", "laptop")
    with pytest.raises(ValueError, match="not in the catalogue"):
        counting.tally(plan, plan.table("territory"), span, [lost])


def test_a_place_beyond_the_border_is_in_the_cell_of_the_outside(house: House) -> None:
    beyond = next(each for each in communes() if each.outside)
    desk = PlaceId(uuid4())
    house.record_events(SOMEBODY, (desk, opened(name="Au-delà", commune=beyond.insee)))
    handed(house, S.STUDENT, place=desk)
    assert counts(house, "territory") == {"outside": 1}


def test_two_situations_of_one_group_are_that_group_and_of_two_groups_several(
    house: House,
) -> None:
    handed(house, S.STUDENT, S.LEAVING_HOME)
    handed(house, S.STUDENT, S.ISOLATED)
    assert counts(house, "situation") == {"young": 1, "several": 1}


def test_a_key_that_was_destroyed_before_the_closing_counts_as_unsaid(
    house: House, twelve: list[UUID]
) -> None:
    house.vault.destroy(twelve[0])
    assert counts(house, "situation") == {"young": 5, "away": 2, "unsaid": 5}
