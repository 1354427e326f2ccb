"""One running service for many tests, each of which finds it as if nobody had come in before."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger import Ledger

PATIENCE_SECONDS = 10

_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'kept') ORDER BY 1
"""

_SHAPE = """
SELECT count(*), max(xmin::text::bigint) FROM (
    SELECT xmin FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT xmin FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT xmin FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT xmin FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT xmin FROM pg_trigger
) AS made
"""
"""Another answer once a table, a rule, a trigger or a function was made, changed or dropped."""


@dataclass
class Served:
    """The service, on a database of which every row is kept aside."""

    settings: Settings
    database: str
    app: FastAPI
    client: TestClient
    connection: psycopg.Connection[Any]
    house: House
    """The one that started: its threads go on beside those that follow it."""
    shape: Any
    usable: bool
    """False once a test did what cannot be put back, and where nothing can: see ``_keep``."""

    def put_back(self) -> None:
        """Every row and every file as they were, and a house that remembers nothing.

        Backends that are warm save three quarters of what a fresh database costs a test.
        """
        self.usable = False
        with self.house.ordering:  # the follower waits for it
            self._wait_for_all()
            shape = _shape(self.app, self.connection)
            assert shape == self.shape, "it changed tables or routes: ask for fresh_house"
            self.connection.execute("SELECT kept.put_back()")
            self.house.promising.clear()
        shutil.rmtree(self.settings.var)
        shutil.copytree(_kept(self.settings), self.settings.var)
        self.app.state.house = self._forgetful()
        self.usable = True

    def _forgetful(self) -> House:
        """What started goes on; what was remembered of rows, no."""
        house = self.house
        ledger = Ledger(house.pool, territory=house.settings.territory_id)
        return House(
            house.settings, house.pool, ledger, house.views, house.templates, house.vault,
            house.ordering, house.promising, house.to_follow,
        )  # fmt: skip

    def _wait_for_all(self) -> None:
        """Until no thread is at work on the database."""
        end = time.monotonic() + PATIENCE_SECONDS
        while (stats := self.house.pool.get_stats())["pool_available"] < stats["pool_size"]:
            assert time.monotonic() < end, "somebody keeps a connection of the pool"
            time.sleep(0.001)


@contextmanager
def served(settings: Settings, database: str) -> Iterator[Served]:
    """The service as long as the block runs."""
    app = create_app(settings, database)
    with TestClient(app) as client, psycopg.connect(database, autocommit=True) as connection:
        usable = _keep(connection)
        shutil.copytree(settings.var, _kept(settings))
        shape = _shape(app, connection)
        house = app.state.house
        yield Served(settings, database, app, client, connection, house, shape, usable)


def _keep(connection: psycopg.Connection[Any]) -> bool:
    """Copy every row, and make the function that brings all tables back to these.

    Only a superuser may: the ledger forgets for nobody else.
    """
    if connection.info.parameter_status("is_superuser") != "on":
        return False
    connection.execute("CREATE SCHEMA kept")
    steps = []
    for number, (table,) in enumerate(connection.execute(_TABLES).fetchall()):
        copy = f"kept.t{number}"
        steps.append(f"DELETE FROM {table};")  # noqa: S608 (a table of ours)
        if connection.execute(f"CREATE TABLE {copy} AS TABLE {table}").rowcount:
            steps.append(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE {copy};")
    connection.execute(
        "CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql"
        " SET session_replication_role = replica"  # no trigger refuses
        f" AS $$BEGIN {' '.join(steps)} END$$"
    )
    return True


def _kept(settings: Settings) -> Path:
    """Where a copy of every file is."""
    return settings.var.with_name(f"{settings.var.name}-kept")


def _shape(app: FastAPI, connection: psycopg.Connection[Any]) -> Any:
    return len(app.routes), connection.execute(_SHAPE).fetchone()
