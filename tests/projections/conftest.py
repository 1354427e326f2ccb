"""All views, over the ledger that the tests of a module share."""

import pytest
from given import Given
from reader import Reader

from ledger import Ledger
from projections import ALL, Views


@pytest.fixture(scope="module")
def read(_peopled_ledger: Ledger) -> Reader:
    views = Views(Given(_peopled_ledger).pool, ALL)
    views.prepare()
    return Reader(views)
