"""Whoever divides a published impact by its factor finds the published count, never the true one.

An impact that splits hand-overs is a product of a released count; so is this one.
"""

from collections.abc import Callable, Mapping

import pytest
from handings import S, bought, some_handed
from lives import SOMEBODY

from api import statistics
from api.house import House
from api.statistics import counting
from api.statistics.catalogue import Span, catalogue
from ledger.statistics import STATISTICS, Released
from projections import releases

KILOGRAMS = {"laptop": 40.5, "desktop": 42.0, "tablet": 30.0, "smartphone": 36.9, "screen": 12.0}

Counts = Mapping[str, int]


def published(house: House) -> Counts:
    """What everything that is shown is made of: the one exit."""
    with house.pool.connection() as connection:
        [row] = [row for row in releases.read(connection, 1) if row.table_name == "kind"]
    return dict(zip(row.cells, row.counts, strict=True))


def exact(house: House) -> Counts:
    """A mutant: the impact is made of the live counts."""
    plan = catalogue()
    span = Span(house.today(), house.today(), 0)
    handed = counting.collect(house, plan, 0, 10**9)
    return counting.tally(plan, plan.table("kind"), span, handed)


def found_again(house: House, source: Callable[[House], Counts]) -> Counts:
    """The attack: kilograms divided by the public factor."""
    told = {kind: count * KILOGRAMS.get(kind, 1.0) for kind, count in source(house).items()}
    return {kind: round(each / KILOGRAMS.get(kind, 1.0)) for kind, each in told.items()}


def closed(house: House) -> Counts:
    some_handed(house, [S.STUDENT] * 12)
    bought(house, 2)
    truth = exact(house)
    statistics.close(house, SOMEBODY)
    return truth


def test_the_division_gives_the_noisy_count_and_nothing_else(house: House) -> None:
    closed(house)
    [drawn] = [
        record.event
        for record in house.ledger.life(STATISTICS)
        if isinstance(record.event, Released) and record.event.table == "kind"
    ]
    assert found_again(house, published) == {cell.name: cell.count for cell in drawn.cells}


@pytest.mark.parametrize("mutant", [exact])
def test_an_impact_of_exact_counts_is_caught(
    house: House, mutant: Callable[[House], Counts]
) -> None:
    truth = closed(house)
    assert found_again(house, mutant) == truth
