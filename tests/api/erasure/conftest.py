"""Devices, and who works on them."""

from pathlib import Path

import pytest
from people import Person, SignIn

from api.access import Role
from api.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path)


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR)
