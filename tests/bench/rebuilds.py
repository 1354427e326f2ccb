"""How fast all views are rebuilt, against reading the same rows and against the library."""

import statistics
import time
from typing import Any
from uuid import UUID

import orjson
import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.domain import event as recorded_as
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bench.filled import database, fill, life, lives
from bench.run import Result
from projections import ALL, Views

DEVICES = 25_000
EVENTS = DEVICES * 8
ROUNDS = 3
LIBRARY_DEVICES = 250


def measure() -> list[Result]:
    """Both rates, in events per second."""
    with database() as (url, pool):
        fill(url, lives(life), DEVICES)
        views = Views(pool, ALL)
        views.prepare()
        rates, floors = [], []
        for _ in range(ROUNDS):
            floors.append(EVENTS / _seconds(lambda: _read_and_decode(url)))
            rates.append(EVENTS / _seconds(lambda: views.rebuild(ALL)))
        library = [_library(url, rank) for rank in range(ROUNDS)]
    rate, floor, theirs = map(statistics.median, (rates, floors, library))
    return [
        Result("rebuild", rate, "events/s", floor, rate / floor, ">= 0.15"),
        Result("rebuild_vs_library", rate, "events/s", theirs, rate / theirs, ">= 60"),
    ]


def _seconds(action: Any) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _read_and_decode(url: str) -> None:
    with psycopg.connect(url) as connection:
        rows = connection.cursor(binary=True).execute(
            "SELECT position, aggregate_id, version, topic, state::text FROM ledger.event"
            " ORDER BY position"
        )
        for row in rows:
            orjson.loads(row[4])


class Item(Aggregate):
    """The same eight steps under the library's own aggregate, with states of the same size."""

    @recorded_as("Registered")
    def __init__(self, kind: str, place: str, code: str) -> None:
        self.kind, self.place, self.stage, self.code = kind, place, "registered", code

    @recorded_as("Moved")
    def moved(self, stage: str, note: str) -> None:
        self.stage, self.note = stage, note


class Items(Application[UUID]):
    """The library's application on its own PostgreSQL recorder."""


class RegisterView(PostgresTrackingRecorder):
    """One row a device, as our register: written as the library's documentation shows."""

    def __init__(self, datastore: Any, **options: Any) -> None:
        super().__init__(datastore, **options)
        self.table = sql.Identifier(datastore.schema, f"{self.tracking_table_name}_register")
        self.sql_create_statements.append(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {} (id uuid PRIMARY KEY, kind text,"
                " place text, stage text, version bigint)"
            ).format(self.table)
        )
        self.upsert = sql.SQL(
            "INSERT INTO {} VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id)"
            " DO UPDATE SET stage = EXCLUDED.stage, version = EXCLUDED.version"
        ).format(self.table)

    def write(self, row: tuple[Any, ...], tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(self.upsert, row, prepare=True)


class Register(Projection[RegisterView]):
    """Follows with the library's runner, one event a transaction: it offers nothing else."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        stage = getattr(domain_event, "stage", "registered")
        kind, place = getattr(domain_event, "kind", ""), getattr(domain_event, "place", "")
        version = domain_event.originator_version
        row = (domain_event.originator_id, kind, place, stage, version)
        self.view.write(row, tracking)


def _library(url: str, rank: int) -> float:
    """Events per second of the library's runner over its own log."""
    parts = conninfo_to_dict(url)
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port", 5432)),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
        "POSTGRES_SCHEMA": f"library_{rank}",
    }
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA library_{rank}")
    items = Items(environment)
    for number in range(LIBRARY_DEVICES):
        item = Item("laptop", "Atelier de Gap", f"{number:09}")
        for step in range(7):
            item.moved(f"stage-{step}", "x" * 200)
        items.save(item)
    last = items.recorder.max_notification_id()
    started = time.perf_counter()
    with ProjectionRunner(
        application_class=Items,
        projection_class=Register,
        view_class=RegisterView,
        env=environment,
    ) as runner:
        runner.wait(last, timeout=120)
        elapsed = time.perf_counter() - started
    items.close()
    return LIBRARY_DEVICES * 8 / elapsed
