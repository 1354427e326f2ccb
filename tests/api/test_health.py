"""What a monitor learns of the service, and what it must not."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from fastapi.testclient import TestClient
from lives import command, opened
from people import SignIn
from psycopg.sql import SQL, Identifier

from api.access import Role
from api.data.health import FAR_BEHIND, read_health
from api.house import House
from ledger import Ledger
from projections import ALL

pytestmark = pytest.mark.usefixtures("fresh_house")

Connection = psycopg.Connection[Any]


def test_all_is_well(app_client: TestClient, ledger: Ledger, house: House) -> None:
    answer = app_client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "well"}
    assert answer.headers["cache-control"] == "no-store"
    ledger.record(command((uuid4(), opened())))
    house.views.catch_up()
    assert app_client.get("/healthz").content == answer.content, "what is recorded moves nothing"


def test_an_administrator_is_told_where_the_ledger_and_its_views_stand(
    sign_in: SignIn, ledger: Ledger, house: House
) -> None:
    head = ledger.record(command((uuid4(), opened()))).last_position
    house.views.catch_up()
    positions = {"ledger": head, "views": {each.name: head for each in ALL}}
    assert sign_in(Role.ADMINISTRATOR).get("/healthz").json() == {"status": "well"} | positions


def test_nobody_else_who_signed_in_is_told_a_position(sign_in: SignIn) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert sign_in(role).get("/healthz").json() == {"status": "well"}, role


def test_a_view_that_fails_is_named_and_the_others_go_on(
    app_client: TestClient, ledger: Ledger, house: House, connection: Connection
) -> None:
    [(places,)] = connection.execute(
        "SELECT id FROM views.generation WHERE name = 'places'"
    ).fetchall()
    table = Identifier("views", f"places_{places}")
    connection.execute(SQL("ALTER TABLE {} ADD CHECK (name <> 'Atelier')").format(table))
    before = read_health(house).ledger
    head = ledger.record(command((uuid4(), opened(name="Atelier")))).last_position
    house.views.catch_up()
    stand = read_health(house)
    assert stand.ledger == head
    assert stand.views == {each.name: head for each in ALL} | {"places": before}
    answer = app_client.get("/healthz")
    assert answer.status_code == 503
    body = answer.json()
    assert body["status"] == "failed"
    assert list(body["failed"]) == ["places"]
    assert "violates check constraint" in body["failed"]["places"]


def test_the_reason_tells_no_value_of_a_record(
    app_client: TestClient, connection: Connection
) -> None:
    reason = (
        "register: 6f1c2b9e-0000-4000-8000-0000000000aa v3: KeyError: 'PF0SECRET'"
        ' near "Atelier secret" 0123456789\nDETAIL:  Key (serial)=(PF0SECRET) exists'
    )
    connection.execute("UPDATE views.generation SET error = %s WHERE name = 'register'", [reason])
    answer = app_client.get("/healthz")
    assert answer.json()["failed"] == {"register": "register: … … KeyError: … near … …"}
    assert "SECRET" not in answer.text


def test_a_view_that_was_never_built_is_told(
    app_client: TestClient, connection: Connection
) -> None:
    connection.execute("DELETE FROM views.generation WHERE name = 'stock'")
    answer = app_client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failed"] == {"stock": "never built"}


def test_a_view_far_behind_is_visible_and_no_alarm(
    app_client: TestClient, connection: Connection
) -> None:
    # so that nobody brings it up to date meanwhile, it belongs to another version of the code
    connection.execute(
        "UPDATE views.generation SET fingerprint = 'another',"
        " position = position - %s WHERE name = 'flows'",
        [FAR_BEHIND + 1],
    )
    answer = app_client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["late"] == ["flows"]


def test_a_lost_database_is_told_quickly(
    app_client: TestClient, server: str, database: str
) -> None:
    assert app_client.get("/healthz").status_code == 200
    name = database.rpartition("/")[2].partition("?")[0]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(name))
        )
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    answer = app_client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})


@pytest.mark.parametrize("failed", [False, True])
def test_the_administrator_reads_the_whole_reason(
    sign_in: SignIn,
    connection: Connection,
    failed: bool,  # noqa: FBT001 (a parameter of pytest)
) -> None:
    if failed:
        connection.execute(
            "UPDATE views.generation SET error = 'KeyError: PF0SECRET' WHERE name = 'stock'"
        )
    page = sign_in(Role.ADMINISTRATOR).get("/administration").text
    assert ("KeyError: PF0SECRET" in page) is failed
    assert ("Tout va bien" in page) is not failed
