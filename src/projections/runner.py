"""Brings projections up to date with the ledger: one loop for live, catch-up and rebuild.

A generation is one building of one projection: a table in schema ``views`` and a row in
``views.generation`` whose lock is the claim, the standby and the exactly-once guard. A step:
claim, read a batch, fold, write set-wise, move the position, commit. People read through a
view of the projection's name, which a finished rebuild points to its own table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from ledger import log
from projections import lives
from projections.projection import Counts, Projection

BATCH = 250_000
"""Records a step reads at most: lives whole in most steps, and 300 MB in the largest."""

LOCK_TIMEOUT_MS = 5_000
"""How long a request waits for whoever brings the views up to date before answering anyway."""

_INSTALL_LOCK = 0x4D454C45
"""Two processes starting at once would both create the same tables (reproduced upstream)."""

_CLAIM = sql.SQL(
    "SELECT id, name, fingerprint, position, current, error FROM views.generation"
    " WHERE CASE WHEN %s::int[] IS NULL THEN current ELSE id = ANY(%s) END"
    " AND error IS NULL AND fingerprint = ANY(%s) ORDER BY id FOR UPDATE {}"
)

Progress = Callable[[str, int, int], None]
"""Called with a projection's name, the position reached and the one to reach."""


@dataclass(frozen=True, slots=True)
class Generation:
    id: int
    name: str
    fingerprint: str
    position: int
    current: bool
    error: str | None

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier("views", f"{self.name}_{self.id}")


class Views:
    """All read models of the house, in one database. Safe to share between threads."""

    def __init__(self, pool: ConnectionPool, projections: Sequence[Projection[Any]]) -> None:
        """``pool`` must give autocommit connections."""
        self.pool = pool
        self._projections = {each.name: each for each in projections}

    def prepare(self, progress: Progress | None = None) -> None:
        """Rebuild what is missing or whose code changed; try again what failed."""
        with self.pool.connection() as connection:
            self._install(connection)
            known = {each.name: each for each in self.generations(connection) if each.current}
        stale = [
            projection
            for name, projection in self._projections.items()
            if name not in known
            or known[name].fingerprint != projection.fingerprint
            or known[name].error is not None
        ]
        self.rebuild(stale, progress)
        self.catch_up()

    def rebuild(
        self, projections: Sequence[Projection[Any]], progress: Progress | None = None
    ) -> None:
        """Build beside, read once for all, then swap. Readers never wait."""
        if not projections:
            return
        with self.pool.connection() as connection:
            made = [self._new_generation(connection, each) for each in projections]
            target = log.head(connection)
            reached = 0
            while reached < target:
                with connection.transaction():
                    connection.execute("SET LOCAL synchronous_commit = off")
                    group = self._claim(connection, [each.id for each in made], wait=True)
                    moved = self._step(connection, group, target)
                if moved is None:
                    break
                reached = moved
                for each in made:
                    if progress:
                        progress(each.name, reached, target)
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [_INSTALL_LOCK])
                for each in made:
                    self._swap(connection, each)

    def catch_up(self, upto: int | None = None, *, wait: bool = True) -> bool:
        """Apply what is new to every healthy view.

        With ``wait``, a step somebody else runs is waited for: afterwards what stands at
        ``upto`` can be read. Returns whether every healthy view got there.
        """
        with self.pool.connection() as connection:
            target = log.head(connection) if upto is None else upto
            while True:
                try:
                    with connection.transaction():
                        connection.execute("SET LOCAL synchronous_commit = off")
                        group = self._claim(connection, None, wait=wait)
                        if all(each.position >= target for each in group):
                            return bool(group) or not self._projections
                        lowest = min(each.position for each in group)
                        ahead = [each.position for each in group if each.position > lowest]
                        here = [each for each in group if each.position == lowest]
                        self._step(connection, here, min([*ahead, target]))
                except psycopg.errors.LockNotAvailable:
                    return False

    def generations(self, connection: Connection[Any]) -> list[Generation]:
        """Where every generation stands, and what stopped the ones that failed."""
        cursor = connection.cursor(row_factory=class_row(Generation))
        return cursor.execute(
            "SELECT id, name, fingerprint, position, current, error"
            " FROM views.generation ORDER BY name, id"
        ).fetchall()

    def _install(self, connection: Connection[Any]) -> None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_INSTALL_LOCK])
            connection.execute("CREATE SCHEMA IF NOT EXISTS views")
            connection.execute(
                """
                CREATE TABLE IF NOT EXISTS views.generation (
                    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    name         text NOT NULL,
                    fingerprint  text NOT NULL,
                    position     bigint NOT NULL DEFAULT 0,
                    current      boolean NOT NULL DEFAULT false,
                    error        text
                )
                """
            )

    def _new_generation(
        self, connection: Connection[Any], projection: Projection[Any]
    ) -> Generation:
        with connection.transaction():
            cursor = connection.cursor(row_factory=class_row(Generation))
            cursor.execute(
                "INSERT INTO views.generation (name, fingerprint) VALUES (%s, %s)"
                " RETURNING id, name, fingerprint, position, current, error",
                [projection.name, projection.fingerprint],
            )
            [generation] = cursor.fetchall()
            create = sql.SQL("CREATE TABLE {} (" + projection.columns + ")")
            connection.execute(create.format(generation.table))
        return generation

    def _claim(
        self, connection: Connection[Any], ids: list[int] | None, *, wait: bool
    ) -> list[Generation]:
        """Lock the generations to move: these, or every current one this code can write."""
        connection.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        cursor = connection.cursor(row_factory=class_row(Generation))
        mine = [each.fingerprint for each in self._projections.values()]
        return cursor.execute(
            _CLAIM.format(sql.SQL("" if wait else "SKIP LOCKED")), [ids, ids, mine]
        ).fetchall()

    def _step(
        self, connection: Connection[Any], group: Sequence[Generation], upto: int
    ) -> int | None:
        """Move generations that stand at one position by one batch; return where to."""
        if not group:
            return None
        position = group[0].position
        rows = log.after(connection, position, upto, BATCH)
        if not rows:
            return None
        reached = rows[-1].position
        projections = [self._projections[each.name] for each in group]
        found = lives.outcomes_of(lives.read(connection, rows, position), projections)
        for generation, projection in zip(group, projections, strict=True):
            outcome = found[projection.name]
            if outcome.error is None:
                try:
                    with connection.transaction():
                        _write(connection, generation, projection, outcome)
                except psycopg.DatabaseError as error:
                    outcome.error = error
            connection.execute(
                "UPDATE views.generation SET position = %s, error = %s WHERE id = %s",
                [reached, None, generation.id]
                if outcome.error is None
                else [position, str(outcome.error)[:2000], generation.id],
            )
        return reached

    def _swap(self, connection: Connection[Any], made: Generation) -> None:
        """Let people read the new table from now on, and drop what it replaces."""
        group = self._claim(connection, [made.id], wait=True)
        while group and self._step(connection, group, log.head(connection)) is not None:
            group = self._claim(connection, [made.id], wait=True)
        for columns in self._projections[made.name].indexes:  # after the rows: many times faster
            index = sql.SQL("CREATE INDEX ON {} (" + columns + ")")
            connection.execute(index.format(made.table))
        view = sql.Identifier("views", made.name)
        old = [each for each in self.generations(connection) if each.name == made.name]
        connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(view))
        select = sql.SQL("CREATE VIEW {} AS SELECT * FROM {}")
        connection.execute(select.format(view, made.table))
        for each in old:
            if each.id != made.id:
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(each.table))
                connection.execute("DELETE FROM views.generation WHERE id = %s", [each.id])
        connection.execute("UPDATE views.generation SET current = true WHERE id = %s", [made.id])


def _write(
    connection: Connection[Any],
    generation: Generation,
    projection: Projection[Any],
    outcome: lives.Outcome,
) -> None:
    table = generation.table
    if isinstance(projection, Counts):
        _add_counts(connection, table, projection, outcome)
        return
    if outcome.touched:
        delete = sql.SQL("DELETE FROM {} WHERE subject = ANY(%s)").format(table)
        connection.execute(delete, [outcome.touched])
    _copy(connection, table, outcome.rows)


def _copy(
    connection: Connection[Any], table: sql.Identifier, rows: Sequence[tuple[Any, ...]]
) -> None:
    if not rows:
        return
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
        for row in rows:
            copy.write_row(row)


def _add_counts(
    connection: Connection[Any], table: sql.Identifier, projection: Counts, outcome: lives.Outcome
) -> None:
    """Counts that come to nothing leave the table, so that a rebuild writes the same rows."""
    changed = [(*key, count) for key, count in sorted(outcome.counts.items()) if count]
    if not changed:
        return
    keys = sql.SQL(", ").join(map(sql.Identifier, projection.keys))
    values = sql.SQL(", ").join([sql.Placeholder()] * (len(projection.keys) + 1))
    connection.cursor().executemany(
        sql.SQL(
            "INSERT INTO {table} AS t ({keys}, count) VALUES ({values})"
            " ON CONFLICT ({keys}) DO UPDATE SET count = t.count + EXCLUDED.count"
        ).format(table=table, keys=keys, values=values),
        changed,
    )
    connection.execute(sql.SQL("DELETE FROM {} WHERE count = 0").format(table))
