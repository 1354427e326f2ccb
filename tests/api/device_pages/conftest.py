"""Devices and people for the tests of their pages."""

from pathlib import Path

import pytest
from lives import COUNTER, DESK, POINT, SHOP
from page_forms import go
from people import Person, SignIn

from api.access import Grant, Role
from api.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path)


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
