"""Orders and people for the tests of their pages."""

from uuid import UUID

import pytest
from lives import COUNTER, DESK, SHOP, SOMEBODY, joined, opened
from orders import in_stock, ready
from people import Person, SignIn

from api.access import Role
from api.house import House
from ledger.values import OrganisationId, PlaceId

STRANGERS = OrganisationId(UUID(int=110))
ELSEWHERE = PlaceId(UUID(int=210))
"""A desk of another structure."""


@pytest.fixture
def stocked(house: House) -> UUID:
    """A grid, a fund, and one laptop on the shelf of the shop."""
    ready(house)
    return in_stock(house)


@pytest.fixture
def elsewhere(house: House) -> PlaceId:
    desk = opened(name="Mairie d’Aspres", commune="05010", organisation=STRANGERS)
    house.record_events(SOMEBODY, (STRANGERS, joined(name="Ailleurs")), (ELSEWHERE, desk))
    return ELSEWHERE


@pytest.fixture
def companion(sign_in: SignIn) -> Person:
    return sign_in(Role.PRESCRIBER, DESK)


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


@pytest.fixture
def till(sign_in: SignIn) -> Person:
    return sign_in(Role.COUNTER, COUNTER)


@pytest.fixture
def coordinator(sign_in: SignIn) -> Person:
    return sign_in(Role.COORDINATOR)
