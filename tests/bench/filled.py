"""A ledger of many devices, made by the database from a few lives: for measuring only.

The rows are those the door would write, byte for byte but for ids and times; the hash chain
is left out (a constant), for no bench here walks it.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from lives import (
    DISK,
    FOUNDATIONS,
    SHOP,
    bound,
    collected,
    command,
    erased,
    facts,
    inventoried,
    labelled,
    locks_checked,
    received,
    reconditioned,
    stocked,
    tested,
)
from psycopg_pool import ConnectionPool

from bench.run import scratch
from ledger import Command, Event, Ledger
from ledger.codes import ALPHABET, check_character
from ledger.database import database_url
from ledger.migrate import migrate
from ledger.values import DeviceKind

ROOT = Path(__file__).parent.parent.parent
MIGRATIONS = {"ledger": ROOT / "src/ledger/migrations", "access": ROOT / "src/api/migrations"}

PLACEHOLDER = "000000000"


def life(kind: DeviceKind, model: str) -> list[Event]:
    """Eight events, from collection to the label, as a workshop records them."""
    return [
        collected(kind=kind),
        received(),
        inventoried(facts=facts(model=model, storages=(DISK,))),
        erased(),
        locks_checked(),
        tested(kind),
        reconditioned(),
        labelled(),
    ]


def shelf_life(kind: DeviceKind, model: str) -> list[Event]:
    """The same with its sticker, and on a shelf: what a public page is made of."""
    first, *rest = life(kind, model)
    return [first, bound(PLACEHOLDER), *rest, stocked(place=SHOP)]


def lives(make: Callable[[DeviceKind, str], list[Event]]) -> list[list[Event]]:
    """A life of each of four kinds."""
    kinds = (DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.ALL_IN_ONE, DeviceKind.TABLET)
    return [make(kind, f"Modèle {rank}") for rank, kind in enumerate(kinds)]


def code_of(rank: int) -> str:
    """A sticker code that differs for each device and looks random."""
    number = int.from_bytes(hashlib.sha256(str(rank).encode()).digest()[:5], "big")
    body = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(8))
    return body + check_character(body)


@contextmanager
def database() -> Iterator[tuple[str, ConnectionPool]]:
    """A durable server of its own, migrated, with places and a lot."""
    with scratch() as folder, database_url(Path(folder)) as url:
        migrate(url, MIGRATIONS)
        with ConnectionPool(url, kwargs={"autocommit": True}, min_size=1, max_size=20) as pool:
            pool.wait()  # or whoever comes before the first makes it two
            Ledger(pool).record(command(*FOUNDATIONS))
            yield url, pool


def fill(url: str, templates: list[list[Event]], devices: int, *, codes: bool = False) -> None:
    """Give ``devices`` devices a life each, all lives running side by side."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TEMP TABLE page"
            " (template int, version int, topic text, state jsonb, metadata jsonb)"
        )
        connection.execute("CREATE TEMP TABLE device (rank int, id uuid, template int, code text)")
        with connection.cursor().copy("COPY page FROM STDIN") as copy:
            for template, events in enumerate(templates):
                for version, (topic, state, metadata) in enumerate(_stored(url, events), 1):
                    copy.write_row((template, version, topic, state, metadata))
        with connection.cursor().copy("COPY device FROM STDIN") as copy:
            for rank in range(devices):
                copy.write_row((rank, uuid4(), rank % len(templates), code_of(rank)))
        connection.execute("SELECT setseed(0.5)")
        connection.execute(
            """
            INSERT INTO ledger.event
            SELECT (SELECT position FROM ledger.head)
                       + row_number() OVER (ORDER BY p.version + random()),
                   d.id, p.version, p.topic,
                   p.state || jsonb_build_object('happened_at',
                       to_char('2025-06-01'::timestamp + d.rank % 500 * interval '1 day',
                               'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                     || CASE WHEN p.state ? 'code' THEN jsonb_build_object('code', d.code)
                        ELSE '{}' END,
                   p.metadata, now(), sha256('')
            FROM device d JOIN page p USING (template)
            """
        )
        if codes:
            connection.execute("INSERT INTO ledger.claim SELECT 'sticker', code, id FROM device")
        connection.execute(
            "UPDATE ledger.head SET position = (SELECT max(position) FROM ledger.event)"
        )
        connection.execute("VACUUM ANALYZE ledger.event, ledger.claim")


def _stored(url: str, events: list[Event]) -> list[tuple[str, str, str]]:
    """What the door writes for these events, read back from it."""
    device = uuid4()
    with ConnectionPool(url, kwargs={"autocommit": True}, min_size=1) as pool:
        ledger = Ledger(pool)
        ledger.record(_for(device, events))
        with pool.connection() as connection:
            return connection.execute(
                "SELECT topic, state::text, metadata::text FROM ledger.event"
                " WHERE aggregate_id = %s ORDER BY version",
                [device],
            ).fetchall()


def _for(device: UUID, events: list[Event]) -> Command:
    own = [
        event.model_copy(update={"code": code_of(device.int)}) if hasattr(event, "code") else event
        for event in events
    ]
    return command(*((device, event) for event in own))
