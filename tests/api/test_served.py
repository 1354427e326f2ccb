"""What lets tests share a service: each finds it as if nobody had come in before."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from lives import IN_STOCK, SOMEBODY, opened
from people import PASSWORD
from served import Served, served

from api.access import create_account
from api.house import House
from api.settings import Settings


@pytest.fixture
def service(peopled_database: str, tmp_path: Path) -> Iterator[Served]:
    with served(Settings(var=tmp_path), peopled_database) as service:
        if not service.usable:
            pytest.skip("no superuser of this server: tests share nothing")
        yield service


def rows(service: Served) -> dict[str, list[str]]:
    """What each table holds."""
    tables = service.connection.execute(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname IN ('access', 'ledger', 'public', 'vault', 'views')"
    ).fetchall()
    return {
        name: sorted(
            text
            for (text,) in service.connection.execute(
                f"SELECT t::text FROM {name} AS t"  # noqa: S608 (a table of ours)
            )
        )
        for (name,) in tables
    }


def test_rows_files_and_memories_are_put_back(service: Served) -> None:
    before, house, device = rows(service), service.house, uuid4()
    places = house.seldom().places
    house.record_events(SOMEBODY, (uuid4(), opened()), *((device, each) for each in IN_STOCK))
    create_account(service.connection, "camille", "Camille", PASSWORD, [])
    house.vault.seal(device, "band", b"2")
    house.promising.add(device)
    evidence, key = (house.settings.var / name for name in ("evidence", "master.key"))
    evidence.mkdir()
    key_before = key.read_bytes()
    key.write_bytes(bytes(32))
    assert house.seldom().places != places
    changed = {name for name, held in rows(service).items() if held != before[name]}
    assert {"ledger.event", "access.account", "vault.key", "views.generation"} < changed

    service.put_back()
    assert rows(service) == before
    assert not evidence.exists()
    assert key.read_bytes() == key_before
    after: House = service.app.state.house
    assert after is not house
    assert after.seldom().places == places
    assert not after.promising
    assert after.ledger is not house.ledger
    assert service.usable


def test_what_follows_is_recorded_and_shown_as_the_first_time(service: Served) -> None:
    device = uuid4()
    for _ in range(2):
        house: House = service.app.state.house
        house.record_events(SOMEBODY, *((device, each) for each in IN_STOCK))
        with house.pool.connection() as connection:
            row = connection.execute(
                "SELECT stage FROM views.register WHERE subject = %s", [device]
            ).fetchone()
        assert row == ("stocked",)
        service.put_back()


def test_the_past_is_still_append_only(service: Served) -> None:
    service.put_back()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        service.connection.execute("DELETE FROM ledger.event")


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE ledger.event DISABLE TRIGGER append_only",
        "ALTER TABLE ledger.head ADD CHECK (position < 1000)",
        "DROP TABLE access.throttle",
        "CREATE TABLE access.more (id integer)",
    ],
)
def test_a_changed_table_is_told_and_nobody_else_finds_it(service: Served, change: str) -> None:
    service.connection.execute(change)
    refuses(service)


def test_another_route_is_told_too(service: Served) -> None:
    service.app.add_api_route("/test/more", lambda: None)
    refuses(service)


def refuses(service: Served) -> None:
    with pytest.raises(AssertionError, match="ask for fresh_house"):
        service.put_back()
    assert not service.usable
