"""What goes wrong in one view stays there, is kept with its reason, and mends at the next start."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from lives import FOUNDATIONS, NOON, POINT, collected, command, scheduled
from psycopg.sql import SQL, Identifier
from psycopg_pool import ConnectionPool

from ledger import Ledger
from ledger.device import Collected, Device
from ledger.recorder import LedgerRecorder, StoredEvent
from projections import ALL, Views, agenda, catalogue, places, register, worklist
from projections.projection import Rows

FAILING = UUID(int=1)


@pytest.fixture
def pool(database: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(database, kwargs={"autocommit": True}, max_size=8) as pool:
        yield pool


@pytest.fixture
def views(ledger: Ledger, pool: ConnectionPool) -> Views:
    ledger.record(command(*FOUNDATIONS))
    views = Views(pool, [places.projection, register.projection, fragile(FAILING)])
    views.prepare()
    return views


def fragile(fails_on: UUID | None, *, name: str = "fragile") -> Rows[list[Any]]:
    """A row a device, whose place is told; except for one, which the table refuses."""
    projection: Rows[list[Any]] = Rows(
        name=name,
        of=Device,
        columns="subject uuid PRIMARY KEY, place uuid NOT NULL",
        draft=list,
        rows=lambda _draft, device: [(device.id, None if device.id == fails_on else device.place)],
    )
    return projection


def standing(pool: ConnectionPool) -> dict[str, tuple[int, str]]:
    """Position and error of every view that people read."""
    with pool.connection() as connection:
        rows = connection.execute(
            "SELECT name, position, coalesce(error, '') FROM views.generation WHERE current"
        ).fetchall()
    return {name: (position, error) for name, position, error in rows}


def count(pool: ConnectionPool, view: str) -> int:
    with pool.connection() as connection:
        counted = SQL("SELECT count(*) FROM {}").format(Identifier("views", view))
        row = connection.execute(counted).fetchone()
    return row[0] if row else 0


def test_a_row_that_its_table_refuses_stops_that_view_alone(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    ledger.record(command((uuid4(), collected())))
    assert views.catch_up()
    before = ledger.record(command((FAILING, collected()))).last_position - 1
    views.catch_up()
    last = ledger.record(command((uuid4(), collected()))).last_position
    assert views.catch_up(), "every healthy view got there"
    position, error = standing(pool)["fragile"]
    assert position == before
    assert "null value in column" in error
    assert standing(pool)["register"] == (last, "")
    assert (count(pool, "fragile"), count(pool, "register")) == (1, 3)


def test_a_view_that_failed_is_whole_again_once_its_code_is_mended(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    ledger.record(command((FAILING, collected())))
    views.catch_up()
    mended = Views(pool, [places.projection, register.projection, fragile(None)])
    mended.prepare()
    last = ledger.record(command((uuid4(), collected()))).last_position
    assert mended.catch_up()
    assert standing(pool)["fragile"] == (last, "")
    assert count(pool, "fragile") == 2


def test_a_record_that_does_not_read_back_stops_the_views_of_its_kind_alone(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    views = Views(pool, [places.projection, register.projection, agenda.projection])
    ledger.record(command(*FOUNDATIONS))
    views.prepare()
    device = uuid4()
    LedgerRecorder(pool).insert_events([StoredEvent(device, 1, "device.vanished.v1", b"{}")])
    ledger.record(command((uuid4(), scheduled())))
    views.catch_up()
    stopped, agenda_stands = standing(pool)["register"], standing(pool)["agenda"]
    assert f"{device} v1" in stopped[1]
    assert agenda_stands == (len(FOUNDATIONS) + 2, "")
    assert count(pool, "agenda") == 1


def test_views_are_prepared_once_by_four_processes_that_start_at_once(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    ledger.record(command(*FOUNDATIONS, (uuid4(), collected())))
    starting = threading.Barrier(4)

    def start(_: int) -> None:
        starting.wait()
        Views(pool, ALL).prepare()

    with ThreadPoolExecutor(4) as processes:
        list(processes.map(start, range(4)))
    with pool.connection() as connection:
        rows = connection.execute("SELECT name, current FROM views.generation").fetchall()
    assert sorted(rows) == sorted((each.name, True) for each in ALL)
    assert count(pool, "register") == 1


def test_a_start_that_changes_nothing_rebuilds_nothing(pool: ConnectionPool, views: Views) -> None:
    with pool.connection() as connection:
        before = connection.execute("SELECT id FROM views.generation ORDER BY id").fetchall()
        views.prepare()
        after = connection.execute("SELECT id FROM views.generation ORDER BY id").fetchall()
    assert before == after


def test_a_rebuild_says_how_far_it_is(ledger: Ledger, pool: ConnectionPool, views: Views) -> None:
    ledger.record(command(*((uuid4(), collected()) for _ in range(5))))
    said: list[tuple[str, int, int]] = []
    views.rebuild([places.projection], lambda *progress: said.append(progress))
    head = len(FOUNDATIONS) + 5
    assert said[-1] == ("places", head, head)
    assert count(pool, "places") == 4


def test_a_view_of_another_release_is_left_to_it(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    """While two releases run, neither writes what it does not know how to."""
    with pool.connection() as connection:
        connection.execute("UPDATE views.generation SET fingerprint = 'x' WHERE name = 'register'")
    before = standing(pool)["register"]
    last = ledger.record(command((uuid4(), collected()))).last_position
    views.catch_up()
    assert standing(pool)["register"] == before
    assert standing(pool)["places"] == (last, "")


def test_the_fingerprint_follows_the_columns_and_the_code() -> None:
    same, renamed = fragile(None), fragile(None)
    assert same.fingerprint == renamed.fingerprint
    wider = Rows[list[Any]](
        name="fragile", of=Device, columns="subject uuid PRIMARY KEY", draft=list, rows=same.rows
    )
    assert wider.fingerprint != same.fingerprint

    elsewhere = fragile(None)
    elsewhere.on(Collected)(register.projection.handlers[Collected])
    assert elsewhere.fingerprint != same.fingerprint, "the file of every handler counts"


def test_views_of_any_age_are_rebuilt_while_others_follow_and_read_several(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    """Nobody waits for somebody who waits for him: not who follows, not who joins two views."""
    ledger.record(command(*FOUNDATIONS))
    views = Views(pool, ALL)
    views.prepare()
    done = threading.Event()

    def follow() -> None:
        mine = Views(pool, ALL)
        while not done.is_set():
            ledger.record(command((uuid4(), collected())))
            mine.catch_up()

    def read() -> None:
        while not done.is_set():
            with pool.connection() as connection:
                worklist.read(connection, [POINT])
                agenda.read_next(connection, NOON)
                catalogue.read(connection)

    with ThreadPoolExecutor(4) as people:
        busy = [people.submit(each) for each in (follow, follow, read, read)]
        try:
            for rank in range(3):
                views.rebuild(ALL[: 1 + rank % 3])
                views.rebuild(ALL)
        finally:
            done.set()
        for each in busy:
            each.result()
    assert views.catch_up()


def test_a_view_that_somebody_else_holds_is_late_and_not_to_blame(
    ledger: Ledger, pool: ConnectionPool, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.runner.PATIENCE", "SET LOCAL lock_timeout = '200ms'")
    before = standing(pool)["register"]
    last = ledger.record(command((uuid4(), collected()))).last_position
    with pool.connection() as other, other.transaction():
        other.execute("LOCK TABLE views.register IN EXCLUSIVE MODE")
        assert not views.catch_up()
        assert standing(pool)["register"] == before
    assert views.catch_up()
    assert standing(pool)["register"] == (last, "")
