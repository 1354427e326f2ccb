"""Views follow the ledger: once, together, never in the way of recording."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString
from uuid import uuid4

import pytest
from lives import DEVICE, FOUNDATIONS, IN_STOCK, collected, command, received, reserved
from psycopg_pool import ConnectionPool

from ledger import Ledger
from ledger.device import Device, Received
from projections import ALL, Views, catalogue, flows, register
from projections.projection import Projection, Rows


@pytest.fixture
def pool(database: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(database, kwargs={"autocommit": True}, min_size=2, max_size=12) as pool:
        yield pool


def broken(
    columns: LiteralString = "subject uuid PRIMARY KEY", more: tuple[str, ...] = ()
) -> Rows[list[object]]:
    """A projection that cannot read an arrival."""
    made: Rows[list[object]] = Rows(
        name="broken",
        of=Device,
        columns=columns,
        draft=list,
        rows=lambda _draft, device: [(device.id, *more)],
    )

    @made.on(Received)
    def _(_draft: list[object], _event: Received, _device: Device, _before: str) -> None:
        raise ArithmeticError("cannot read this")

    return made


def standing(views: Views) -> dict[str, tuple[int, str | None]]:
    with views.pool.connection() as connection:
        found = views.generations(connection)
    return {each.name: (each.position, each.error) for each in found if each.current}


def test_a_failing_projection_blocks_nobody_and_says_where(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    views = Views(pool, [register.projection, broken()])
    ledger.record(command(*FOUNDATIONS))
    views.prepare()
    ledger.record(command((DEVICE, collected())))
    views.catch_up()
    receipt = ledger.record(command((DEVICE, received())))
    views.catch_up()
    position, error = standing(views)["broken"]
    assert position == receipt.last_position - 1
    assert error is not None
    assert "cannot read this" in error
    assert f"{DEVICE} v2" in error
    assert standing(views)["register"] == (receipt.last_position, None)
    later = ledger.record(command((uuid4(), collected())))
    views.catch_up()
    assert standing(views)["register"][0] == later.last_position


def test_a_rebuild_that_fails_leaves_what_was_readable(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    views = Views(pool, [broken()])
    ledger.record(command(*FOUNDATIONS, (DEVICE, collected())))
    views.prepare()
    ledger.record(command((DEVICE, received())))
    views.rebuild([broken()])
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM views.broken").fetchone() == (1,)
    assert "cannot read this" in (standing(views)["broken"][1] or "")


def test_a_projection_whose_code_changed_is_rebuilt_at_start(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    ledger.record(command(*FOUNDATIONS, (DEVICE, collected())))
    Views(pool, [broken()]).prepare()
    Views(pool, [broken("subject uuid PRIMARY KEY, more text", ("x",))]).prepare()
    with pool.connection() as connection:
        cursor = connection.execute("SELECT * FROM views.broken")
        assert cursor.description is not None
        assert [column.name for column in cursor.description] == ["subject", "more"]


def test_what_a_killed_process_was_building_is_forgotten(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    views = Views(pool, [register.projection])
    ledger.record(command(*FOUNDATIONS))
    views.prepare()
    with pool.connection() as connection:
        connection.execute("INSERT INTO views.generation (name, fingerprint) VALUES ('gone', 'x')")
    views.prepare()
    assert set(standing(views)) == {"register"}
    with pool.connection() as connection:
        assert [each.name for each in views.generations(connection)] == ["register"]


def test_four_followers_count_once(ledger: Ledger, pool: ConnectionPool) -> None:
    views = Views(pool, [flows.projection])
    views.prepare()
    ledger.record(command(*FOUNDATIONS))
    for _ in range(20):
        ledger.record(command((uuid4(), collected())))
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda _: views.catch_up(), range(4)))
    with pool.connection() as connection:
        assert connection.execute("SELECT sum(count) FROM views.flows").fetchone() == (20,)


def test_readers_see_no_hole_while_a_writer_appends_and_all_is_rebuilt(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    views = Views(pool, ALL)
    views.prepare()
    ledger.record(command(*FOUNDATIONS))
    for _ in range(15):
        device = uuid4()
        ledger.record(command(*((device, event) for event in IN_STOCK)))
    views.catch_up()
    stop = threading.Event()

    def write() -> int:
        written = 0
        while not stop.is_set():
            ledger.record(command((uuid4(), collected())))
            views.catch_up()
            written += 1
        return written

    def read() -> set[int]:
        seen = set()
        while not stop.is_set():
            with pool.connection() as connection:
                seen.add(len(catalogue.read(connection)))
        return seen

    with ThreadPoolExecutor(3) as threads:
        written, seen = threads.submit(write), threads.submit(read)
        try:
            for _ in range(2):
                views.rebuild(ALL)
        finally:
            stop.set()
        assert written.result() > 0
        assert seen.result() == {15}
    assert views.catch_up()
    with pool.connection() as connection:
        found = connection.execute("SELECT count(*) FROM views.register").fetchone()
    assert found == (15 + written.result(),)


def test_a_second_handler_for_an_event_is_refused() -> None:
    projection: Projection[list[object]] = broken()
    with pytest.raises(TypeError, match="two handlers"):
        projection.on(Received)(lambda _draft, _event, _device, _before: None)


def test_what_is_promised_leaves_the_catalogue_in_the_same_request(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    views = Views(pool, ALL)
    views.prepare()
    ledger.record(command(*FOUNDATIONS, *((DEVICE, event) for event in IN_STOCK)))
    views.catch_up()
    with pool.connection() as connection:
        assert len(catalogue.read(connection)) == 1
    receipt = ledger.record(command((DEVICE, reserved())))
    assert views.catch_up(receipt.last_position)
    with pool.connection() as connection:
        assert catalogue.read(connection) == []
