"""Devices, and who works on them."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from device_pasts import Make
from lives import command
from people import Person, SignIn

from api.access import Role
from api.house import House
from api.settings import Settings
from ledger import Event


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path)


@pytest.fixture
def make(house: House) -> Make:
    def make(*past: Event) -> UUID:
        device = uuid4()
        house.record(command(*((device, event) for event in past)))
        return device

    return make


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR)
