"""What a view of counts said at a position: the same whatever was recorded or corrected since."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from lives import (
    IN_STOCK,
    NOON,
    ON_THE_BENCH,
    SHOP,
    command,
    corrected,
    handed_over,
    opened,
    reserved,
    retired,
    shipped,
)
from psycopg_pool import ConnectionPool

from ledger import Ledger, log
from ledger.place import PlaceChanged, PlaceClosed
from projections import Views, flows, past, places, stock
from projections.projection import Counts

GAP = "200067825"


@pytest.fixture
def pool(peopled_database: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(peopled_database, kwargs={"autocommit": True}) as pool:
        yield pool


@pytest.fixture
def ledger(pool: ConnectionPool) -> Ledger:
    return Ledger(pool)


@pytest.fixture
def views(pool: ConnectionPool) -> Views:
    views = Views(pool, (stock.projection, flows.projection, places.projection))
    views.prepare()
    return views


def said(pool: ConnectionPool, projection: Counts[Any], position: int) -> object:
    with pool.connection() as connection:
        return past.counts_at(connection, projection, position)


@pytest.mark.parametrize("projection", [stock.projection, flows.projection], ids=lambda x: x.name)
def test_each_past_position_says_what_the_view_said_there(
    ledger: Ledger, pool: ConnectionPool, views: Views, projection: Counts[Any]
) -> None:
    chance = Random(5)  # noqa: S311 (which device goes on)
    then: dict[int, object] = {}
    devices = [(uuid4(), iter((*IN_STOCK, reserved(), handed_over()))) for _ in range(4)]
    for _ in range(40):
        device, life = chance.choice(devices)
        if (event := next(life, None)) is None:
            continue
        receipt = ledger.record(command((device, event)))
        assert views.catch_up()
        then[receipt.last_position] = said(pool, projection, receipt.last_position)
        with pool.connection() as connection:
            _, now = past._now(connection, projection)  # noqa: SLF001 (the table itself)
        assert then[receipt.last_position] == now
    assert {position: said(pool, projection, position) for position in then} == then
    assert said(pool, projection, 0) == {}


def test_a_view_that_is_late_says_the_same(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    device = uuid4()
    for event in IN_STOCK:
        receipt = ledger.record(command((device, event)))
    late = said(pool, stock.projection, receipt.last_position)
    assert views.catch_up()
    assert late == said(pool, stock.projection, receipt.last_position)
    assert late == {(SHOP, "laptop", "available", False): 1}


def on_shelves(pool: ConnectionPool, position: int) -> dict[tuple[str, str], int]:
    with pool.connection() as connection:
        return stock.on_shelves_at(connection, position)


def test_what_moves_is_corrected_or_moved_elsewhere_changes_no_earlier_shelf(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    device = uuid4()
    ledger.record(command(*((device, event) for event in IN_STOCK)))
    away = [(other, event) for other in (uuid4(), uuid4()) for event in (*IN_STOCK, shipped())]
    cut = ledger.record(command(*away)).last_position
    assert views.catch_up()
    shelves = {(GAP, "laptop"): 1}
    assert on_shelves(pool, cut) == shelves, "what is on the road is on no shelf"
    ledger.record(command((device, corrected(len(IN_STOCK)))))
    ledger.record(command((device, retired())))
    moved = PlaceChanged(**opened(commune="05023").model_dump(exclude={"organisation"}))
    ledger.record(command((SHOP, moved)))
    assert views.catch_up()
    assert on_shelves(pool, cut) == shelves


def test_a_place_that_closed_has_no_shelf(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    device = uuid4()
    ledger.record(command(*((device, event) for event in IN_STOCK)))
    closed = ledger.record(command((SHOP, PlaceClosed(happened_at=NOON)))).last_position
    assert views.catch_up()
    assert on_shelves(pool, closed) == {}
    assert on_shelves(pool, closed - 1) == {(GAP, "laptop"): 1}


def test_the_position_at_a_moment_is_the_last_one_written_before_it(
    ledger: Ledger, pool: ConnectionPool
) -> None:
    for _ in range(3):
        ledger.record(command(*((uuid4(), event) for event in ON_THE_BENCH[:1])))
    with pool.connection() as connection:
        rows = connection.execute("SELECT position, recorded_at FROM ledger.event").fetchall()
        written: dict[int, datetime] = dict(rows)
        for position, moment in written.items():
            earlier = [each for each, when in written.items() if when < moment]
            assert log.before(connection, moment) == max(earlier, default=0), position
        assert log.before(connection, datetime.max.replace(tzinfo=UTC)) == max(written)
