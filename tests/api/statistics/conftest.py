"""A filière with a grid, and money for many orders."""

from pathlib import Path

import pytest
from orders import ready

from api.house import House
from api.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path)


@pytest.fixture(autouse=True)
def _money(house: House) -> None:
    ready(house, money_cents=10_000_00)
