"""What tests of the door lean on: the service on a peopled database, and people who sign in."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from databases import Databases
from device_pasts import Make
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lives import SHOP, command
from people import PASSWORD, Person, SignIn
from programs import Program, program, program_elsewhere
from served import Served, served

from api.access import PLACED, Grant, Role, create_account
from api.access.cookie import cookie_name
from api.access.sessions import open_session
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger import Event, Recorded


@pytest.fixture
def fresh_house() -> None:
    """For a test that changes tables, settings, the service or its threads: it has its own.

    All others share one service a process, and find in it the places and the lot of ``lives``.
    """


@pytest.fixture(autouse=True)
def _no_steward_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a test outlives its period: it would serve whom the test is about."""
    monkeypatch.setattr("api.steward.PERIOD_SECONDS", 3600.0)


@pytest.fixture(scope="session")
def _served(
    databases: Databases, _peopled_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    settings = Settings(var=tmp_path_factory.mktemp("house"))
    with databases.fresh(_peopled_template) as url, served(settings, url) as service:
        yield service


@pytest.fixture
def shared(request: pytest.FixtureRequest, _no_steward_by_chance: None) -> Iterator[Served | None]:
    """The service that tests share, put back afterwards as it was; None for who has its own."""
    own = "fresh_house" in request.fixturenames
    service: Served | None = None if own else request.getfixturevalue("_served")
    if service and service.usable:
        yield service
        service.put_back()
    else:
        yield None


@pytest.fixture
def database(request: pytest.FixtureRequest, shared: Served | None) -> str:
    """With its views built and its places opened, or each test would wait for them."""
    return shared.database if shared else str(request.getfixturevalue("peopled_database"))


@pytest.fixture
def settings(shared: Served | None) -> Settings:
    return shared.settings if shared else Settings()


@pytest.fixture
def app(shared: Served | None, settings: Settings, database: str) -> FastAPI:
    """The service on a database in which nothing but the places and the lot of ``lives`` exist."""
    if shared is None:
        return create_app(settings, database)
    assert (settings, database) == (shared.settings, shared.database), "ask for fresh_house"
    return shared.app


@pytest.fixture
def app_client(shared: Served | None, app: FastAPI) -> Iterator[TestClient]:
    """A browser of somebody who has no account, and the service running for it."""
    if shared is None:
        with TestClient(app) as client:
            yield client
        return
    client = TestClient(app)
    client.portal = shared.client.portal
    yield client


@pytest.fixture
def house(app: FastAPI, app_client: TestClient) -> House:
    """What the pages work with, open as long as the service runs."""
    del app_client
    found: House = app.state.house
    return found


@pytest.fixture
def make(house: House) -> Make:
    """``make(events…)`` records a past and returns the device."""

    def make(*past: Event) -> UUID:
        device = uuid4()
        house.record(command(*((device, event) for event in past)))
        return device

    return make


@pytest.fixture
def connection(shared: Served | None, database: str) -> Iterator[psycopg.Connection[Any]]:
    """To look behind the pages, and to move time."""
    if shared:
        yield shared.connection
        return
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def sign_in(app: FastAPI, app_client: TestClient, connection: psycopg.Connection[Any]) -> SignIn:
    """``sign_in(role, place)``: a new account with this role, as the form of the sign-in leaves it.

    Roles of a place are held at the SHOP unless another is named. ``grants=…`` gives several.
    """
    number = 0
    settings: Settings = app.state.house.settings

    def sign_in(
        role: Role = Role.OPERATOR,
        place: UUID | None = None,
        *,
        grants: tuple[Grant, ...] = (),
    ) -> Person:
        nonlocal number
        number += 1
        place = place or (SHOP if role in PLACED else None)
        held = grants or (Grant(role, place),)
        person = Person(app, base_url=str(app_client.base_url))
        person.portal = app_client.portal  # in the loop of the service, not one a request
        person.login = f"{role}-{number}"
        person.account = create_account(
            connection, person.login, f"Personne {number}", PASSWORD, held
        )
        secret = open_session(connection, person.account, settings.session_lifetime)
        person.cookies.set(cookie_name(settings), secret, domain="testserver.local")
        return person

    return sign_in


@pytest.fixture
def camille(connection: psycopg.Connection[Any]) -> UUID:
    """An account that works at the shop, and did not sign in."""
    grants = [Grant(Role.OPERATOR, SHOP)]
    return create_account(connection, "camille", "Camille", PASSWORD, grants)


@pytest.fixture
def boss(sign_in: SignIn) -> Person:
    return sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def recorded(house: House) -> Callable[[], list[Recorded]]:
    """What was recorded since the foundations, in order."""
    start = len(list(house.ledger.since(0)))
    return lambda: list(house.ledger.since(start))


@pytest.fixture
def bench(app_client: TestClient, connection: psycopg.Connection[Any]) -> Program:
    """A station of the SHOP."""
    return program(app_client, connection)


@pytest.fixture
def strangers(app_client: TestClient, connection: psycopg.Connection[Any], house: House) -> Program:
    """A station of another organisation."""
    return program_elsewhere(app_client, connection, house)
