"""Whoever compares what is public before and after an erasure learns nothing of who was erased."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from closed import ADAPTED, Closed
from fastapi import FastAPI
from lives import SOMEBODY
from open_to_all import PUBLISHED, addresses_of, changed, look

from api import statistics
from api.house import House
from api.statistics import counting
from api.statistics.catalogue import Span, catalogue
from projections import ALL


@pytest.fixture
def addresses(closed: Closed) -> list[str]:
    """All that anybody may open."""
    assert isinstance(closed.visitor.app, FastAPI)
    return addresses_of(closed.visitor.app, closed.visitor, PUBLISHED)


def erase(house: House, order: UUID) -> None:
    house.vault.destroy(order)
    house.views.rebuild(ALL)


def test_everything_public_is_the_same_before_and_after_an_erasure(
    closed: Closed, addresses: list[str]
) -> None:
    before = look(closed.visitor, addresses)
    erase(closed.house, closed.orders[ADAPTED])
    assert changed(before, look(closed.visitor, addresses)) == []


def test_everything_public_is_the_same_before_and_after_the_end_of_all_keys(
    closed: Closed, addresses: list[str]
) -> None:
    house = closed.house
    before = look(closed.visitor, addresses)
    for period in statistics.kept_of(house).periods.values():
        statistics.books.destroy(house, SOMEBODY, period)
    house.views.rebuild(ALL)
    assert changed(before, look(closed.visitor, addresses)) == []
    assert house.vault.open_all("declared", dict.fromkeys(closed.orders, "")) == {}
    assert house.settings.keys_kept > timedelta()


def from_the_live_keys(house: House) -> Counter[str]:
    """A mutant: the view of situations is made again from what the keys still open."""
    plan = catalogue()
    span = Span(house.today(), house.today(), 0)
    handed = counting.collect(house, plan, 0, 10**9)
    return Counter(counting.tally(plan, plan.table("situation"), span, handed))


def gone(house: House, order: UUID, read: Callable[[House], Counter[str]]) -> list[str]:
    """The attack: which cell lost somebody."""
    before = read(house)
    erase(house, order)
    after = read(house)
    return [cell for cell in before if after[cell] < before[cell]]


def test_a_view_that_is_made_from_the_keys_tells_who_was_erased(closed: Closed) -> None:
    found = gone(closed.house, closed.orders[ADAPTED], from_the_live_keys)
    assert found == ["adapted"]
