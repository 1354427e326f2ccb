"""Somebody at the counter of Briançon."""

import pytest
from lives import COUNTER
from people import Person, SignIn

from api.access import Role


@pytest.fixture
def cashier(sign_in: SignIn) -> Person:
    return sign_in(Role.COUNTER, COUNTER)
