"""The chain of hashes tells what was changed, removed, moved or slipped in, and where."""

import threading
from collections.abc import Iterator
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from lives import FOUNDATIONS, IN_STOCK, collected, command
from psycopg import Connection

from ledger import Ledger
from ledger.verify import Fault, verify

RECORDS = len(FOUNDATIONS) + len(IN_STOCK)


@pytest.fixture
def tamperer(ledger: Ledger, database: str) -> Iterator[Connection[Any]]:
    """Somebody who may do anything, and does: on a ledger of fifteen records."""
    device = uuid4()
    ledger.record(command(*FOUNDATIONS))
    for event in IN_STOCK:
        ledger.record(command((device, event)))
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
        connection.execute("ALTER TABLE ledger.command DISABLE TRIGGER ALL")
        yield connection


def test_an_untouched_ledger_holds(tamperer: Connection[Any]) -> None:
    verdict = verify(tamperer)
    row = tamperer.execute("SELECT hash FROM ledger.head").fetchone()
    assert row is not None
    assert (verdict.records, verdict.faults) == (RECORDS, ())
    assert verdict.head == bytes(row[0]).hex()


def test_an_empty_ledger_holds(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        assert verify(connection).faults == ()


REWRITINGS: dict[str, tuple[LiteralString, list[Fault]]] = {
    "what was said": (
        "UPDATE ledger.event SET state = state || '{\"mass_g\": 1}' WHERE position = 9",
        [Fault(9, "changed")],
    ),
    "about whom": (
        "UPDATE ledger.event SET aggregate_id = gen_random_uuid() WHERE position = 3",
        [Fault(3, "changed")],
    ),
    "who said it": (
        'UPDATE ledger.event SET metadata = metadata || \'{"actor": "system"}\' WHERE position = 4',
        [Fault(4, "changed")],
    ),
    "what it was": (
        "UPDATE ledger.event SET topic = 'device.sold.v1' WHERE position = 5",
        [Fault(5, "changed")],
    ),
    "when it was written": (
        (
            "UPDATE ledger.event SET recorded_at = recorded_at + interval '1 microsecond'"
            " WHERE position = 1"
        ),
        [Fault(1, "changed")],
    ),
    "which page it was": (
        "UPDATE ledger.event SET version = 77 WHERE position = 12",
        [Fault(12, "changed")],
    ),
    "one with its own hash made again": (
        (
            "UPDATE ledger.event e SET topic = 'x', hash = ledger.link(before.hash, e.position,"
            " e.aggregate_id, e.version, 'x', e.recorded_at, e.state, e.metadata)"
            " FROM ledger.event before WHERE before.position = e.position - 1 AND e.position = 6"
        ),
        [Fault(7, "changed")],
    ),
    "the last with its own hash": (
        "UPDATE ledger.event SET hash = sha256('x') WHERE position = 15",
        [Fault(15, "changed")],
    ),
    "one removed": ("DELETE FROM ledger.event WHERE position = 8", [Fault(8, "removed")]),
    "the first removed": ("DELETE FROM ledger.event WHERE position = 1", [Fault(1, "removed")]),
    "the end removed": ("DELETE FROM ledger.event WHERE position > 13", [Fault(14, "removed")]),
    "all removed": ("DELETE FROM ledger.event", [Fault(1, "removed")]),
    "one slipped in behind": (
        (
            "INSERT INTO ledger.event SELECT 16, aggregate_id, 99, topic, state, metadata,"
            " recorded_at, ledger.link("
            "hash, 16, aggregate_id, 99, topic, recorded_at, state, metadata)"
            " FROM ledger.event WHERE position = 15"
        ),
        [Fault(16, "added")],
    ),
    "the head alone": (
        "UPDATE ledger.head SET hash = sha256('x')",
        [Fault(15, "changed")],
    ),
    "the head set back": (
        (
            "UPDATE ledger.head h SET (position, hash) = (e.position, e.hash)"
            " FROM ledger.event e WHERE e.position = 13"
        ),
        [Fault(14, "added")],
    ),
}


def test_every_rewriting_is_found_where_it_was_done(tamperer: Connection[Any]) -> None:
    keep(tamperer)
    for name, (rewriting, faults) in REWRITINGS.items():
        tamperer.execute(rewriting)
        assert list(verify(tamperer).faults) == faults, name
        restore(tamperer)
        assert verify(tamperer).faults == (), name


def keep(connection: Connection[Any]) -> None:
    for table in (b"event", b"head", b"command"):
        connection.execute(b"CREATE TABLE public.kept_%b AS TABLE ledger.%b" % (table, table))


def restore(connection: Connection[Any]) -> None:
    for table in (b"event", b"head", b"command"):
        connection.execute(b"DELETE FROM ledger.%b" % table)
        connection.execute(b"INSERT INTO ledger.%b TABLE public.kept_%b" % (table, table))


def test_two_records_that_changed_places_are_found(tamperer: Connection[Any]) -> None:
    tamperer.execute(
        "UPDATE ledger.event SET position = CASE position WHEN 10 THEN -11 ELSE -10 END"
        " WHERE position IN (10, 11)"
    )
    tamperer.execute("UPDATE ledger.event SET position = -position WHERE position < 0")
    faults = verify(tamperer).faults
    assert faults[0] == Fault(10, "changed")
    assert {fault.position for fault in faults} == {10, 11, 12}


def test_an_end_cut_off_with_its_head_is_told_by_the_commands(tamperer: Connection[Any]) -> None:
    tamperer.execute("DELETE FROM ledger.event WHERE position > 13")
    tamperer.execute(
        "UPDATE ledger.head h SET (position, hash) = (e.position, e.hash)"
        " FROM ledger.event e WHERE e.position = 13"
    )
    assert verify(tamperer).faults == (Fault(14, "removed"),)


def test_a_head_noted_elsewhere_proves_what_no_chain_can(tamperer: Connection[Any]) -> None:
    noted = verify(tamperer).head
    tamperer.execute("DELETE FROM ledger.event WHERE position > 13")
    tamperer.execute("DELETE FROM ledger.command WHERE last_position > 13")
    tamperer.execute(
        "UPDATE ledger.head h SET (position, hash) = (e.position, e.hash)"
        " FROM ledger.event e WHERE e.position = 13"
    )
    verdict = verify(tamperer)
    assert verdict.faults == ()
    assert verdict.head != noted


def test_a_ledger_is_verified_while_others_record(ledger: Ledger, database: str) -> None:
    ledger.record(command(*FOUNDATIONS))
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            ledger.record(command((uuid4(), collected())))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with psycopg.connect(database, autocommit=True) as connection:
            for _ in range(20):
                assert verify(connection).faults == ()
    finally:
        done.set()
        writer.join()
