"""The real service on a real database, as somebody who wants to know who got a device sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from orders import ready

from api.app import create_app
from api.house import House
from api.settings import Settings


@pytest.fixture(autouse=True)
def _no_steward_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.steward.PERIOD_SECONDS", 3600.0)


@pytest.fixture
def app(tmp_path: Path, peopled_database: str) -> FastAPI:
    return create_app(Settings(var=tmp_path), peopled_database)


@pytest.fixture
def attacker(app: FastAPI) -> Iterator[TestClient]:
    """Anybody, without an account."""
    with TestClient(app) as client:
        yield client


@pytest.fixture
def house(app: FastAPI, attacker: TestClient) -> House:
    del attacker
    found: House = app.state.house
    ready(found, money_cents=10_000_00)
    return found
