"""A filière with money and a till that sold, and two published periods of this year."""

from datetime import date
from itertools import pairwise

import pytest
from counters import on_the_shelf, sell
from lives import SOMEBODY
from orders import ready
from periods import period

from api.house import House
from ledger.statistics import STATISTICS


@pytest.fixture
def busy(house: House) -> House:
    ready(house, money_cents=10_000_00)
    sell(house, on_the_shelf(house))
    return house


@pytest.fixture
def two_periods(busy: House) -> House:
    """The second more than the first, by enough for some of it to be read."""
    year = busy.today().year
    days = date(year, 1, 4), date(year, 6, 30), date(year + 1, 1, 3)
    events = [
        event
        for number, (total, span) in enumerate(zip((310, 520), pairwise(days), strict=True), 1)
        for event in period(number, total, *span)
    ]
    busy.record_events(SOMEBODY, *((STATISTICS, event) for event in events))
    return busy
