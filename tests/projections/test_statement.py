"""The statement between structures: what is owed for a month, and what comes off it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from given import Given
from lives import ASSOCIATION, NOON
from reader import Reader
from shop import CASH, Shop, paid

from projections import payments

MONTH = timedelta(days=31)
LATER = NOON + MONTH
Owed = dict[tuple[str, UUID | None], tuple[int, int]]
"""How many and how much, by what for and by whom."""
Since = Callable[[datetime], Owed]


@pytest.fixture
def since(read: Reader) -> Since:
    """What is owed more for the month that begins then than when the test began."""

    def owed(month: datetime) -> Owed:
        rows = read(payments.statement, month, month + MONTH)
        return {(row.why, row.debtor): (row.count, row.left_cents) for row in rows}

    before = {month: owed(month) for month in (NOON, LATER)}

    def more(month: datetime) -> Owed:
        found = {}
        for key, (count, cents) in owed(month).items():
            count_before, cents_before = before[month].get(key, (0, 0))
            if count != count_before:
                found[key] = count - count_before, cents - cents_before
        return found

    return more


@pytest.fixture
def shop(since: Since, given: Given) -> Shop:
    """A sale of 150 €: 100 of the person, 30 of the fund, 20 of an association."""
    del since
    shop = Shop(given)
    shop.write(shop.aided())
    return shop


def refunded(shop: Shop, when: datetime, **cents: Any) -> None:
    back = [shop.fund_back(cents["fund_cents"])] if "fund_cents" in cents else []
    shop.write(*back, shop.refund(**{"happened_at": when} | cents))


SOLD: Owed = {("fund", None): (1, 30_00), ("third_party", ASSOCIATION): (1, 20_00)}


def test_a_refund_comes_off_the_month_of_the_refund_and_no_other(shop: Shop, since: Since) -> None:
    refunded(shop, LATER, fund_cents=30_00, third_party_cents=20_00, payments=paid((CASH, 1_00)))
    assert since(NOON) == SOLD
    assert since(LATER) == {
        ("fund_back", None): (1, -30_00),
        ("third_party_back", ASSOCIATION): (1, -20_00),
    }


def test_a_sale_refunded_in_parts_in_its_month_leaves_the_rest_to_the_cent(
    shop: Shop, since: Since
) -> None:
    for cents in (7_01, 11_99):
        refunded(shop, NOON, fund_cents=cents)
    refunded(shop, NOON, third_party_cents=1)
    assert since(NOON) == SOLD | {
        ("fund_back", None): (2, -19_00),
        ("third_party_back", ASSOCIATION): (1, -1),
    }


def test_what_the_person_gets_back_is_between_nobody_else(shop: Shop, since: Since) -> None:
    refunded(shop, LATER, payments=paid((CASH, 40_00)))
    assert since(LATER) == {}
