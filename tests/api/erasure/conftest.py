"""Devices, and who works on them."""

import pytest
from people import Person, SignIn

from api.access import Role


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR)
