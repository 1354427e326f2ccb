"""One hand-over more or less moves one cell of each table by one, in one period, for ever."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from handings import S, bought, handed
from hypothesis import given
from hypothesis import strategies as st
from lives import SOMEBODY, collected, corrected, returned, taken_back
from orders import order_of

from api.house import House
from api.statistics import counting
from api.statistics.catalogue import Catalogue, Span, Table, catalogue
from api.statistics.counting import Handed

PLAN = catalogue()
START = date(2026, 1, 5)

Cuts = tuple[int, ...]
Count = Callable[[Table, Sequence[Handed], Cuts], Counter[tuple[int, str]]]
"""From hand-overs in the order they were recorded, and where the log was cut, to every figure of
every period."""


def span(number: int, total: int = 100) -> Span:
    first = START + timedelta(days=90 * number)
    return Span(first, first + timedelta(days=90), total)


def by_position(table: Table, log: Sequence[Handed], cuts: Cuts) -> Counter[tuple[int, str]]:
    """As the service counts."""
    figures: Counter[tuple[int, str]] = Counter()
    for number, (start, end) in enumerate(pairwise((0, *cuts))):
        told = counting.tally(PLAN, table, span(number), log[start:end])
        figures.update({(number, cell): n for cell, n in told.items()})
    return figures


def by_time(table: Table, log: Sequence[Handed], cuts: Cuts) -> Counter[tuple[int, str]]:
    """A mutant: a period is made of what happened in it, so what is told late is in two."""
    figures = by_position(table, log, cuts)
    for number in range(len(cuts)):
        period = span(number)
        late = [
            each
            for position, each in enumerate(log)
            if position >= cuts[number] and period.begins_on <= each.day < period.ends_on
        ]
        figures.update(
            {(number, cell): n for cell, n in counting.tally(PLAN, table, period, late).items()}
        )
    return figures


def year_to_date(table: Table, log: Sequence[Handed], cuts: Cuts) -> Counter[tuple[int, str]]:
    """A mutant: each period tells all that came before it as well."""
    figures: Counter[tuple[int, str]] = Counter()
    for number, end in enumerate(cuts):
        told = counting.tally(PLAN, table, span(number), log[:end])
        figures.update({(number, cell): n for cell, n in told.items()})
    return figures


def each_situation(table: Table, log: Sequence[Handed], cuts: Cuts) -> Counter[tuple[int, str]]:
    """A mutant: who said several situations is counted in each, and for "several" too."""
    figures = by_position(table, log, cuts)
    for (number, cell), n in list(figures.items()):
        if cell == counting.SEVERAL:
            figures[number, "away"] += n
    return figures


def random_handed(chance: Random) -> Handed:
    return Handed(
        day=START + timedelta(days=chance.randrange(-30, 400)),
        channel=chance.choice(PLAN.values["channel"]),
        territory=chance.choice(PLAN.values["territory"]),
        situation=chance.choice(PLAN.values["situation"]),
        kind=chance.choice(PLAN.values["kind"]),
    )


def change(  # noqa: PLR0913, PLR0917 (a log, and what is added to it)
    count: Count, table: Table, log: list[Handed], cuts: Cuts, one: Handed, rank: int
) -> int:
    """By how much all figures of all periods move when this hand-over is recorded too."""
    period = sum(rank > cut for cut in cuts)
    after = tuple(cut + (number >= period) for number, cut in enumerate(cuts))
    before = count(table, log, cuts)
    now = count(table, [*log[:rank], one, *log[rank:]], after)
    return sum(abs(now[key] - before[key]) for key in now.keys() | before.keys())


def worst(count: Count, table: Table, seed: int) -> int:
    chance = Random(seed)  # noqa: S311 (a test)
    log = [random_handed(chance) for _ in range(chance.randrange(1, 30))]
    cuts = tuple(sorted(chance.randrange(len(log) + 1) for _ in range(3)))
    rank = chance.randrange(cuts[-1] + 1)
    return change(count, table, log, cuts, random_handed(chance), rank)


@given(seed=st.integers(0, 2**32))
def test_one_more_hand_over_moves_one_cell_of_each_table_by_one(seed: int) -> None:
    for table in PLAN.tables:
        assert worst(by_position, table, seed) <= 1


@pytest.mark.parametrize("mutant", [by_time, year_to_date, each_situation])
def test_a_count_that_moves_more_is_caught(mutant: Count) -> None:
    assert max(worst(mutant, table, seed) for table in PLAN.tables for seed in range(200)) > 1


def figures(house: House, plan: Catalogue = PLAN) -> dict[str, Counter[str]]:
    """What the service counts of all that its database holds."""
    period = Span(house.today(), house.today(), 0)
    log = counting.collect(house, plan, 0, 10**9)
    return {table.name: Counter(counting.tally(plan, table, period, log)) for table in plan.tables}


def moved(before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> set[int]:
    return {
        sum(abs(after[name][cell] - before[name][cell]) for cell in after[name] | before[name])
        for name in after
    }


def test_in_the_database_a_hand_over_and_a_sale_move_one_cell_each(house: House) -> None:
    before = figures(house)
    handed(house, S.STUDENT, S.ISOLATED, S.MINIMUM_INCOME)
    between = figures(house)
    assert moved(before, between) == {1}
    bought(house)
    assert moved(between, figures(house)) == {1}


def test_in_the_database_what_comes_back_moves_nothing(house: House) -> None:
    order = order_of(house, handed(house, S.STUDENT))
    before = figures(house)
    device = order.devices[0]
    house.record_events(SOMEBODY, (device, returned()), (device, taken_back()))
    house.record_events(SOMEBODY, (device, corrected(1, collected(mass_g=7))))
    assert moved(before, figures(house)) == {0}
