"""Whoever compares what is public before and after an erasure learns nothing of who was erased."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from handings import S, some_handed
from lives import SOMEBODY

from api import statistics
from api.house import House
from api.statistics import counting
from api.statistics.catalogue import Span, catalogue
from projections import ALL

PUBLIC = ("/", "/lieux", "/ateliers", "/label", "/chiffres", "/chiffres/1", "/chiffres/1.csv",
          "/chiffres/1.json")  # fmt: skip


@pytest.fixture
def orders(house: House) -> list[UUID]:
    made = some_handed(house, [S.STUDENT] * 6 + [S.ADAPTED_EQUIPMENT] * 2 + [None] * 4)
    statistics.close(house, SOMEBODY)
    return made


def erase(house: House, order: UUID) -> None:
    house.vault.destroy(order)
    house.views.rebuild(ALL)


def test_everything_public_is_the_same_before_and_after_an_erasure(
    house: House, attacker: TestClient, orders: list[UUID]
) -> None:
    before = {address: attacker.get(address).content for address in PUBLIC}
    erase(house, orders[6])
    assert {address: attacker.get(address).content for address in PUBLIC} == before


def test_everything_public_is_the_same_before_and_after_the_end_of_all_keys(
    house: House, attacker: TestClient, orders: list[UUID]
) -> None:
    before = {address: attacker.get(address).content for address in PUBLIC}
    for period in statistics.kept_of(house).periods.values():
        statistics.books.destroy(house, SOMEBODY, period)
    house.views.rebuild(ALL)
    assert {address: attacker.get(address).content for address in PUBLIC} == before
    assert house.vault.open_all("declared", dict.fromkeys(orders, "")) == {}
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


def test_a_view_that_is_made_from_the_keys_tells_who_was_erased(
    house: House, orders: list[UUID]
) -> None:
    assert gone(house, orders[6], from_the_live_keys) == ["adapted"]
