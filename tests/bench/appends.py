"""How fast the ledger's own door appends, against raw psycopg writing the same rows.

The devices have eight events of history, recorded step by step through the same door by the
same service, as in a workshop; beside them lie as many that nobody has touched since the start.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
from lives import SHOP, command, stocked
from psycopg_pool import ConnectionPool

from bench.filled import database, fill, life, lives
from bench.run import Result
from ledger import Command, Ledger

OTHERS = 4_000
ROUNDS = 5
SINGLES = 200
LOTS = 6
LOT = 100

RAW = """
    CREATE TABLE raw_event (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, aggregate_id uuid NOT NULL,
        version integer NOT NULL, topic text NOT NULL, state jsonb NOT NULL,
        metadata jsonb NOT NULL, recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (aggregate_id, version)
    )
"""
AS_MANY = """
    INSERT INTO raw_event (aggregate_id, version, topic, state, metadata)
    SELECT aggregate_id, version, topic, state, metadata FROM ledger.event ORDER BY position
"""
INSERT = (
    "INSERT INTO raw_event (aggregate_id, version, topic, state, metadata)"
    " VALUES (%s, %s, %s, %s, %s)"
)


def single() -> list[Result]:
    """Events per second, one event a command, one thread; devices of eight events."""
    with database() as (url, pool):
        ledger, devices = _ready(url, pool, ROUNDS * SINGLES)
        ours, raw = [], []
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(ROUNDS):
                commands = [_command([next(devices)]) for _ in range(SINGLES)]
                ours.append(SINGLES / _seconds(lambda: _record(ledger, commands)))  # noqa: B023
                rows = _rows(url, commands)
                raw.append(SINGLES / _seconds(lambda: _commit_each(connection, rows)))  # noqa: B023
    value, floor = statistics.median(ours), statistics.median(raw)
    return [Result("append_single", value, "events/s", floor, value / floor, ">= 0.35")]


def lots() -> list[Result]:
    """Events per second, one event on each of a hundred devices in one command."""
    with database() as (url, pool):
        ledger, devices = _ready(url, pool, ROUNDS * LOTS * LOT)
        ours, raw = [], []
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(ROUNDS):
                commands = [_command([next(devices) for _ in range(LOT)]) for _ in range(LOTS)]
                ours.append(LOTS * LOT / _seconds(lambda: _record(ledger, commands)))  # noqa: B023
                rows = _rows(url, commands)
                raw.append(LOTS * LOT / _seconds(lambda: _commit_lots(connection, rows)))  # noqa: B023
    value, floor = statistics.median(ours), statistics.median(raw)
    return [Result("append_lots", value, "events/s", floor, value / floor, ">= 0.25")]


def _ready(url: str, pool: ConnectionPool, devices: int) -> tuple[Ledger, Iterator[UUID]]:
    """A ledger that has recorded the lives of that many devices, lot by lot."""
    templates = lives(life)
    fill(url, templates, OTHERS)
    ledger = Ledger(pool)
    ours = [uuid4() for _ in range(devices)]
    for start in range(0, devices, LOT):
        lot = ours[start : start + LOT]
        for step in zip(*templates, strict=True):
            pairs = [(device, step[rank % len(step)]) for rank, device in enumerate(lot)]
            ledger.record(command(*pairs, id=uuid4()))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(RAW)
        connection.execute(AS_MANY)  # both tables are as large and their indexes as deep
        connection.execute("CHECKPOINT")
    return ledger, iter(ours)


def _command(devices: list[UUID]) -> Command:
    """What a workshop does to labelled devices: put them on the shelf of the shop."""
    return command(*((device, stocked(place=SHOP)) for device in devices), id=uuid4())


def _record(ledger: Ledger, commands: list[Command]) -> None:
    for each in commands:
        ledger.record(each)


def _rows(url: str, commands: list[Command]) -> list[tuple[Any, ...]]:
    """The very rows the door wrote for these commands."""
    ids = [str(each.id) for each in commands]
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT aggregate_id, version, topic, state::text, metadata::text FROM ledger.event"
            " WHERE metadata->>'command' = ANY(%s) ORDER BY position",
            [ids],
        ).fetchall()


def _commit_each(connection: psycopg.Connection[Any], rows: list[tuple[Any, ...]]) -> None:
    for row in rows:
        connection.execute(INSERT, row, prepare=True)


def _commit_lots(connection: psycopg.Connection[Any], rows: list[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), LOT):
        with connection.transaction():
            connection.cursor().executemany(INSERT, rows[start : start + LOT])


def _seconds(action: Any) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
