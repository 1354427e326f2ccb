"""Devices and people for the tests of their pages."""

import pytest
from lives import COUNTER, DESK, POINT, SHOP
from page_forms import go
from people import Person, SignIn

from api.access import Grant, Role


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


@pytest.fixture
def everybody(sign_in: SignIn) -> Person:
    """Somebody who holds every role of a place in every place, and works at the SHOP today."""
    roles = (Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER)
    places = (POINT, SHOP, COUNTER, DESK)
    person = sign_in(grants=tuple(Grant(role, place) for role in roles for place in places))
    go(person, SHOP)
    return person
