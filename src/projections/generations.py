"""One building of a projection: its table, its row, and who is at work on it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection, sql
from psycopg.rows import class_row

from projections.projection import Projection

_INSTALLING = 0x4D454C45
"""Two processes starting at once would both create the same tables (reproduced upstream)."""

_BUILDING = 0x4D45
"""First half of the advisory lock of a generation that is being built; its id is the other."""

_COLUMNS: LiteralString = "id, name, fingerprint, position, current, error"

_CLAIM: LiteralString = (
    f"SELECT {_COLUMNS} FROM views.generation"  # noqa: S608 (a constant above)
    " WHERE CASE WHEN %s::int[] IS NULL THEN current ELSE id = ANY(%s) END"
    " AND error IS NULL AND fingerprint = ANY(%s) ORDER BY id FOR UPDATE"
)


@dataclass(frozen=True, slots=True)
class Generation:
    """``current``: people read it. ``error``: what stopped it; it stays where it stands."""

    id: int
    name: str
    fingerprint: str
    position: int
    current: bool
    error: str | None

    @property
    def table_name(self) -> str:
        """In schema ``views``."""
        return f"{self.name}_{self.id}"

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier("views", self.table_name)


def install(connection: Connection[Any]) -> None:
    """Create the schema of the views, and forget what a killed process was building."""
    with connection.transaction():
        exclude_others(connection)
        connection.execute("CREATE SCHEMA IF NOT EXISTS views")
        connection.execute(
            """
            CREATE TABLE IF NOT EXISTS views.generation (
                id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name         text NOT NULL,
                fingerprint  text NOT NULL,
                position     bigint NOT NULL DEFAULT 0,
                current      boolean NOT NULL DEFAULT false,
                error        text,
                changed      bigint NOT NULL DEFAULT 0
            )
            """
        )
        connection.execute(
            "ALTER TABLE views.generation"
            " ADD COLUMN IF NOT EXISTS changed bigint NOT NULL DEFAULT 0"
        )
        for each in read(connection):
            if not each.current and _nobody_builds(connection, each):
                drop(connection, each)


def exclude_others(connection: Connection[Any]) -> None:
    """Until the end of this transaction nobody else installs or swaps."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_INSTALLING])


def hold(connection: Connection[Any], name: str) -> None:
    """Until the end of this transaction nobody else moves this view.

    Its rows are locked before its tables, as by ``claim``: two who lock in two orders wait for
    each other for ever.
    """
    connection.execute(
        "SELECT 1 FROM views.generation WHERE name = %s ORDER BY id FOR UPDATE", [name]
    )


_READ = f"SELECT {_COLUMNS} FROM views.generation ORDER BY name, id"  # noqa: S608 (a constant)


def read(connection: Connection[Any]) -> list[Generation]:
    """Where every generation stands, and what stopped the ones that failed."""
    cursor = connection.cursor(row_factory=class_row(Generation))
    return cursor.execute(_READ).fetchall()


def claim(
    connection: Connection[Any], fingerprints: Sequence[str], ids: list[int] | None, *, wait: bool
) -> list[Generation]:
    """Lock the generations to move: these, or every current one with these fingerprints.

    Those that failed are left alone. With ``wait``, those that others hold are waited for.
    """
    cursor = connection.cursor(row_factory=class_row(Generation))
    statement = _CLAIM if wait else f"{_CLAIM} SKIP LOCKED"
    return cursor.execute(statement, [ids, ids, list(fingerprints)], prepare=True).fetchall()


@contextmanager
def building(
    connection: Connection[Any], projections: Sequence[Projection[Any]]
) -> Iterator[list[Generation]]:
    """New empty generations, held against ``install`` of other processes while we live."""
    made: list[Generation] = []
    try:
        with connection.transaction():
            for projection in projections:
                made.append(_create(connection, projection))  # noqa: PERF401 (each must be released)
        yield made
    finally:
        for each in made:
            connection.execute("SELECT pg_advisory_unlock(%s, %s)", [_BUILDING, each.id])


def _create(connection: Connection[Any], projection: Projection[Any]) -> Generation:
    cursor = connection.cursor(row_factory=class_row(Generation))
    cursor.execute(
        "INSERT INTO views.generation (name, fingerprint)"  # noqa: S608 (a constant)
        f" VALUES (%s, %s) RETURNING {_COLUMNS}",
        [projection.name, projection.fingerprint],
    )
    [generation] = cursor.fetchall()
    # before the row can be seen, so that nobody takes it for an orphan
    connection.execute("SELECT pg_advisory_lock(%s, %s)", [_BUILDING, generation.id])
    create = sql.SQL("CREATE TABLE {} (" + projection.columns + ")")
    connection.execute(create.format(generation.table))
    return generation


def _nobody_builds(connection: Connection[Any], generation: Generation) -> bool:
    row = connection.execute(
        "SELECT pg_try_advisory_xact_lock(%s, %s)", [_BUILDING, generation.id]
    ).fetchone()
    return bool(row and row[0])


def publish(connection: Connection[Any], projection: Projection[Any], made: Generation) -> None:
    """Let people read the new table from now on, and drop what it replaces.

    One that failed replaces nothing: what there was stays readable as it stands, and bears
    the reason.
    """
    named = [each for each in read(connection) if each.name == made.name]
    old = [each for each in named if each.current]
    [error] = [each.error for each in named if each.id == made.id]
    if error is not None and old:
        connection.execute(
            "UPDATE views.generation SET error = %s WHERE id = %s", [error, old[0].id]
        )
        drop(connection, made)
        return
    for columns in projection.indexes:  # after the rows: many times faster
        index = sql.SQL("CREATE INDEX ON {} (" + columns + ")")
        connection.execute(index.format(made.table))
    view = sql.Identifier("views", made.name)
    connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(view))
    select = sql.SQL("CREATE VIEW {} AS SELECT * FROM {}")
    connection.execute(select.format(view, made.table))
    for each in old:
        drop(connection, each)
    connection.execute("UPDATE views.generation SET current = true WHERE id = %s", [made.id])


def drop(connection: Connection[Any], generation: Generation) -> None:
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(generation.table))
    connection.execute("DELETE FROM views.generation WHERE id = %s", [generation.id])


def move(
    connection: Connection[Any], moved: Sequence[int], changed: Sequence[int], position: int
) -> None:
    """Note how far these generations came, and in which of them a row changed on the way."""
    connection.execute(
        "UPDATE views.generation SET position = %s,"
        " changed = CASE WHEN id = ANY(%s) THEN %s ELSE changed END WHERE id = ANY(%s)",
        [position, list(changed), position, list(moved)],
    )


def stop(connection: Connection[Any], generation: Generation, why: Exception) -> None:
    """Note what stopped it where it stands."""
    connection.execute(
        "UPDATE views.generation SET error = %s WHERE id = %s", [str(why)[:2000], generation.id]
    )
