"""Somebody who coordinates."""

import pytest
from people import Person, SignIn

from api.access import Role


@pytest.fixture
def coordinator(sign_in: SignIn) -> Person:
    return sign_in(Role.COORDINATOR)
