"""A filière with a grid, and money for many orders."""

from uuid import UUID

import pytest
from handings import S, bought, some_handed
from orders import ready

from api.house import House


@pytest.fixture(autouse=True)
def _money(house: House) -> None:
    ready(house, money_cents=10_000_00)


@pytest.fixture
def twelve(house: House) -> list[UUID]:
    """Ten orders and two sales."""
    orders = some_handed(house, [S.STUDENT] * 6 + [S.ISOLATED] * 2 + [None] * 2)
    bought(house, 2)
    return orders
