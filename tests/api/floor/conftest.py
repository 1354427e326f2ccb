"""Phones of the workshop floor, and what they send."""

from collections.abc import Callable

import pytest
from lives import SHOP
from people import Person, SignIn
from phones import Phone

from api.access import Role
from api.house import House


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


@pytest.fixture
def phone(operator: Person, house: House) -> Phone:
    """The phone of the operator of the SHOP, who opened the floor on it."""
    return Phone(operator, house)


@pytest.fixture
def phone_of(house: House) -> Callable[[Person], Phone]:
    return lambda person: Phone(person, house)
