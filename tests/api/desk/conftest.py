"""Who sits at the desk."""

import pytest
from lives import DESK
from people import Person, SignIn

from api.access import Role


@pytest.fixture
def adviser(sign_in: SignIn) -> Person:
    """A prescriber of France Services in Laragne."""
    return sign_in(Role.PRESCRIBER, DESK)
