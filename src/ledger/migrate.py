"""Brings a database to the shape the code expects: numbered SQL files, forward only."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import class_row

LOCK_NUMBER = 0x4D_E1_E2_E0
"""Names our advisory lock. Never changed: programs of two versions must exclude each other."""

LOCK_TIMEOUT = "5s"
"""Who waits for a table makes everybody behind wait: better to fail, and try again later."""

FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)\.sql")

RECORD = """
    CREATE TABLE public.migration (
        area       text,
        number     integer,
        name       text NOT NULL,
        sha256     text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (area, number)
    )
"""


class MigrationRefused(Exception):
    """The database stays as it was. ``str()`` is a French sentence that says why."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file, or the record of one. ``number`` counts from 1 within its area."""

    area: str
    number: int
    name: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.area}/{self.number:04}_{self.name}"


def migrate(url: str, folders: Mapping[str, Path]) -> list[str]:
    """Apply the files that this database has not had yet, each in a transaction of its own.

    Args:
        url: the database.
        folders: area → folder of ``NNNN_name.sql`` files, applied in this order.

    Returns:
        what was applied, as ``area/NNNN_name``; empty when nothing was missing.

    Raises:
        MigrationRefused: an applied file was edited, the database is ahead of the code, the
            numbers of an area have a hole, or a file failed; those before it stay applied.

    """
    files = {area: _read(area, folder) for area, folder in folders.items()}
    with psycopg.connect(url, autocommit=True) as connection:
        # held until the connection closes: one program migrates, the others wait, then find
        # nothing left to do
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        _make_record(connection)
        pending = [
            migration
            for area, migrations in files.items()
            for migration in _pending(list(migrations), _applied(connection, area))
        ]
        for migration in pending:
            _apply(connection, migration, files[migration.area][migration])
    return [str(migration) for migration in pending]


def _read(area: str, folder: Path) -> dict[Migration, bytes]:
    """The SQL of each file, in the order of their numbers."""
    files = {}
    for expected, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        parts = FILE_NAME.fullmatch(path.name)
        if parts is None or int(parts["number"]) != expected:
            raise MigrationRefused(
                f"{path} devrait porter le numéro {expected:04} "
                "(NNNN_nom.sql, sans trou ni doublon)."
            )
        sql = path.read_bytes()
        sha256 = hashlib.sha256(sql).hexdigest()
        files[Migration(area, expected, parts["name"], sha256)] = sql
    if not files:
        raise MigrationRefused(f"{folder} ne contient aucune migration.")
    return files


def _make_record(connection: psycopg.Connection) -> None:
    """Asked for first: an account that may only read and write starts on a finished database."""
    if connection.execute("SELECT to_regclass('public.migration')").fetchone() != (None,):
        return
    try:
        connection.execute(RECORD)
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationRefused(
            f"Ce compte ne peut pas créer de table dans la base {connection.info.dbname} : "
            "il doit en être propriétaire."
        ) from error


def _applied(connection: psycopg.Connection, area: str) -> list[Migration]:
    with connection.cursor(row_factory=class_row(Migration)) as cursor:
        return cursor.execute(
            "SELECT area, number, name, sha256 FROM public.migration"
            " WHERE area = %s ORDER BY number",
            [area],
        ).fetchall()


def _pending(files: list[Migration], applied: list[Migration]) -> list[Migration]:
    """The files that follow those applied, once these were found unchanged."""
    if len(applied) > len(files):
        raise MigrationRefused(
            f"La base a déjà reçu {applied[-1]}, que cette version de Mélèze ne connaît pas : "
            "lancez la version la plus récente."
        )
    for file, record in zip(files, applied, strict=False):
        if file != record:
            raise MigrationRefused(
                f"La migration {record} est déjà appliquée et son fichier a changé depuis : "
                "rétablissez-le, et mettez la suite dans un nouveau fichier."
            )
    return files[len(applied) :]


def _apply(connection: psycopg.Connection, migration: Migration, sql: bytes) -> None:
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
            connection.execute(sql)
            if connection.info.transaction_status != TransactionStatus.INTRANS:
                raise MigrationRefused(
                    f"La migration {migration} ferme elle-même sa transaction : "
                    "ôtez-en COMMIT et ROLLBACK."
                )
            connection.execute(
                "INSERT INTO public.migration (area, number, name, sha256) VALUES (%s, %s, %s, %s)",
                [migration.area, migration.number, migration.name, migration.sha256],
            )
    except psycopg.Error as error:
        raise MigrationRefused(
            f"La migration {migration} a échoué, rien n’en est resté : "
            f"{error.diag.message_primary or error}"
        ) from error
