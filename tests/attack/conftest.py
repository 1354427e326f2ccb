"""The real service on a real database, as somebody who wants to know who got a device sees it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from closed import MONEY_CENTS, Closed, a_period
from databases import Databases
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
    ready(found, money_cents=MONEY_CENTS)
    return found


@dataclass(frozen=True)
class _Kept:
    database: str
    master_key: Path
    orders: list[UUID]


@pytest.fixture(scope="session")
def _closed_once(
    databases: Databases, _peopled_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[_Kept]:
    """Four places, some situations, a counter; closed. Each test has a copy of it."""
    var = tmp_path_factory.mktemp("closed")
    with databases.fresh(_peopled_template) as url:
        app = create_app(Settings(var=var), url)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("api.steward.PERIOD_SECONDS", 3600.0)
            with TestClient(app):
                orders = a_period(app.state.house)
        yield _Kept(urlsplit(url).path.removeprefix("/"), var / "master.key", orders)


@pytest.fixture
def closed(databases: Databases, _closed_once: _Kept, tmp_path: Path) -> Iterator[Closed]:
    shutil.copy(_closed_once.master_key, tmp_path / "master.key")
    with databases.fresh(_closed_once.database) as url:
        app = create_app(Settings(var=tmp_path), url)
        with TestClient(app) as visitor:
            yield Closed(app.state.house, visitor, list(_closed_once.orders))
