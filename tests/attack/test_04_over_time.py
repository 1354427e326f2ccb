"""Who keeps all releases and compares them learns nothing by the comparison: none ever changes."""

from collections.abc import Callable

import pytest
from closed import Closed
from handings import S, handed, some_handed
from lives import SOMEBODY, returned, taken_back
from open_to_all import PUBLISHED
from orders import order_of

from api import statistics
from api.house import House
from api.statistics import counting
from api.statistics.catalogue import Span, catalogue
from api.statistics.drawing import draw
from projections import ALL

Read = Callable[[], object]


def afterwards(house: House) -> None:
    """All that may happen to what was published: late hand-overs, returns, erasures, a rebuild."""
    first = handed(house, S.ISOLATED)
    device = order_of(house, first).devices[0]
    house.record_events(SOMEBODY, (device, returned()), (device, taken_back()))
    house.vault.destroy(first)
    some_handed(house, [S.MINIMUM_INCOME] * 10)
    statistics.close(house, SOMEBODY)
    statistics.finish(house, SOMEBODY)
    house.views.rebuild(ALL)


def survives(house: House, read: Read) -> bool:
    """Whether what is read stays byte for byte the same."""
    before = read()
    afterwards(house)
    return read() == before


def test_no_released_value_ever_changes(closed: Closed) -> None:
    assert survives(closed.house, lambda: [closed.visitor.get(file).content for file in PUBLISHED])


def test_releases_of_two_periods_share_no_hand_over(closed: Closed) -> None:
    """Their difference and their sum tell of two sets of people that do not meet."""
    house = closed.house
    afterwards(house)
    first, second = statistics.kept_of(house).periods.values()
    assert first.to_position == second.from_position
    assert first.total + second.total == counting.count(house, 0, 10**9)


def restated(house: House) -> object:
    """A mutant: the figures are counted from the live log each time they are read."""
    plan = catalogue()
    span = Span(house.today(), house.today(), 0)
    handed_over = counting.collect(house, plan, 0, 10**9)
    return [counting.tally(plan, table, span, handed_over) for table in plan.tables]


def drawn_again(house: House) -> object:
    """A mutant: what stands is drawn with new noise when the views are rebuilt."""
    period = statistics.kept_of(house).periods[1]
    return [
        counting.count(house, period.from_position, period.to_position),
        draw([5] * 40, 500),
    ]


@pytest.mark.parametrize("mutant", [restated, drawn_again])
def test_figures_that_are_told_again_are_caught(
    closed: Closed, mutant: Callable[[House], object]
) -> None:
    assert not survives(closed.house, lambda: mutant(closed.house))
