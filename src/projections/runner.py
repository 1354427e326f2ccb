"""Brings projections up to date with the ledger: one loop for live, catch-up and rebuild.

A generation is one building of one projection: a table in schema ``views`` and a row in
``views.generation`` whose lock is the claim, the standby and the exactly-once guard. A step:
claim, read a batch, fold, write set-wise, move the position, commit. People read through a
view of the projection's name, which a finished rebuild points to its own table.
"""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

from ledger import log
from ledger.memory import Known
from projections import generations, lives
from projections.begun import Begun
from projections.generations import Generation
from projections.projection import Counts, Projection

BATCH = 250_000
"""Records a step reads at most: lives whole in most steps, and 300 MB in the largest."""

PATIENCE = "SET LOCAL lock_timeout = '5s'"
"""A request waits that long for whoever brings the views up to date, then answers anyway."""

NOT_DURABLE = "SET LOCAL synchronous_commit = off"
"""Nobody waits for the disk: rows and position are lost together or kept together."""

Progress = Callable[[str, int, int], None]
"""Called with a projection's name, the position reached and the one to reach."""


class Views:
    """All read models of the house, in one database. Safe to share between threads."""

    def __init__(self, pool: ConnectionPool, projections: Sequence[Projection[Any]]) -> None:
        """``pool`` must give autocommit connections."""
        self.pool = pool
        self._projections = {each.name: each for each in projections}
        self._begun = Begun()

    def prepare(self, progress: Progress | None = None) -> None:
        """Rebuild what is missing or whose code changed; try again what failed."""
        with self.pool.connection() as connection:
            generations.install(connection)
            known = {each.name: each for each in generations.read(connection) if each.current}
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
        with (
            self.pool.connection() as connection,
            generations.building(connection, projections) as made,
        ):
            target = log.head(connection)
            reached: int | None = 0
            while reached is not None and reached < target:
                with connection.transaction():
                    group = self._claim(connection, [each.id for each in made], wait=True)
                    reached = self._step(connection, group, target)
                for each in made:
                    if progress and reached is not None:
                        progress(each.name, reached, target)
            for projection, each in zip(projections, made, strict=True):
                with connection.transaction():  # one view at a time: readers join several
                    generations.exclude_others(connection)
                    generations.hold(connection, projection.name)
                    self._swap(connection, projection, each)

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
                        connection.execute(PATIENCE)
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
        return generations.read(connection)

    def _claim(
        self, connection: Connection[Any], ids: list[int] | None, *, wait: bool
    ) -> list[Generation]:
        connection.execute(NOT_DURABLE)
        mine = [each.fingerprint for each in self._projections.values()]
        return generations.claim(connection, mine, ids, wait=wait)

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
        reached, *_ = rows[-1]
        projections = [self._projections[each.name] for each in group]
        going = {each.of.KIND for each in projections}
        going -= {each.of.KIND for each in projections if not each.goes_on}
        read = lives.read(connection, rows, position, self._begun, going)
        found = lives.outcomes_of(read, projections)
        work = [
            (generation, projection, found[projection.name])
            for generation, projection in zip(group, projections, strict=True)
        ]
        failed = _write_views(connection, [each for each in work if each[2].error is None])
        failed |= {each.id: outcome.error for each, _, outcome in work if outcome.error}
        generations.move(connection, [each for each in group if each.id not in failed], reached)
        for generation in group:
            if why := failed.get(generation.id):
                generations.stop(connection, generation, why)
        self._remember(read)
        return reached

    def _remember(self, read: Sequence[lives.Life]) -> None:
        for life in read:
            if life.hash and life.after:
                _, _, version, _, _ = life.rows[-1]
                self._begun.remember(life.subject, Known(version, life.hash, life.after))

    def _swap(
        self, connection: Connection[Any], projection: Projection[Any], made: Generation
    ) -> None:
        """Catch up with what was recorded meanwhile, and let people read it."""
        group = self._claim(connection, [made.id], wait=True)
        while group and self._step(connection, group, log.head(connection)) is not None:
            group = self._claim(connection, [made.id], wait=True)
        generations.publish(connection, projection, made)


Work = tuple[Generation, Projection[Any], lives.Outcome]


def _written(connection: Connection[Any], work: Sequence[Work]) -> Exception | None:
    """Write these views together, or none of them: then say why."""
    try:
        with connection.transaction():
            for each in work:
                _write(connection, *each)
    except psycopg.OperationalError:
        raise  # a lock, a disk, a line: the view is not to blame
    except psycopg.DatabaseError as error:
        return error
    return None


def _write_views(connection: Connection[Any], work: Sequence[Work]) -> dict[int, Exception]:
    """Write what each view comes to; return what stopped those that cannot be written.

    All at once: a savepoint for each costs more than its rows. When one fails, each by itself.
    """
    mine = [each for each in work if each[2].to_do]
    if not mine or _written(connection, mine) is None:
        return {}
    alone = {each[0].id: _written(connection, [each]) for each in mine}
    return {generation: why for generation, why in alone.items() if why}


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
    if outcome.rows:
        _copy(connection, table, projection.types, outcome.rows)


def _copy(
    connection: Connection[Any],
    table: sql.Identifier,
    types: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """In binary: nobody writes moments and ids as text, and nobody reads them again.

    So a row holds values of its columns' types: what a ``jsonb`` stands for, never its text.
    """
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(table)
    with connection.cursor().copy(statement) as copy:
        copy.set_types(types)
        try:
            for row in rows:
                copy.write_row(row)
        except psycopg.Error:
            raise
        except Exception as why:  # a value that is not of its column's type: the view is to blame
            raise psycopg.DataError(f"{row[0]}: {why}") from why


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
