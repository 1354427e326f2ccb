"""Brings projections up to date with the ledger: one loop for live, catch-up and rebuild.

A generation is one building of one projection: a table in schema ``views`` and a row in
``views.generation`` whose lock is the claim, the standby and the exactly-once guard. A step:
claim, read a batch, fold, write set-wise, move the position, commit. People read through a
view of the projection's name, which a finished rebuild points to its own table.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ledger import log
from ledger.memory import Known
from projections import folding, generations, lives
from projections.begun import Begun
from projections.generations import Generation
from projections.projection import Projection
from projections.writing import write

BATCH = 250_000
"""Positions a step moves at most: lives whole in most steps, and 300 MB in the largest."""

FIRST_BATCH = 2_000_000
"""The same from the start of the ledger, where lives pass one by one and rows alone are kept."""

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
        self._fingerprints = [each.fingerprint for each in projections]
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
                        with connection.pipeline():
                            connection.execute(PATIENCE)
                            group = self._claim(connection, None, wait=wait)
                        if all(each.position >= target for each in group):
                            return bool(group) or not self._projections
                        lowest = min(each.position for each in group)
                        ahead = [each.position for each in group if each.position > lowest]
                        here = [each for each in group if each.position == lowest]
                        upto = min([*ahead, target])
                        if self._step(connection, here, upto) == target:
                            return True
                except psycopg.errors.LockNotAvailable:
                    return False

    def generations(self, connection: Connection[Any]) -> list[Generation]:
        """Where every generation stands, and what stopped the ones that failed."""
        return generations.read(connection)

    def _claim(
        self, connection: Connection[Any], ids: list[int] | None, *, wait: bool
    ) -> list[Generation]:
        connection.execute(NOT_DURABLE)
        return generations.claim(connection, self._fingerprints, ids, wait=wait)

    def _step(
        self, connection: Connection[Any], group: Sequence[Generation], upto: int
    ) -> int | None:
        """Move generations that stand at one position by one batch; return where to.

        None when there was nothing to read, or when none of them could be moved.
        """
        if not group:
            return None
        position = group[0].position
        reached = min(upto, position + BATCH if position else FIRST_BATCH)
        if reached <= position:
            return None
        projections = [self._projections[each.name] for each in group]
        with folding.without_garbage_collection(reached - position):
            read = self._lives(connection, projections, position, reached)
            found = folding.outcomes_of(read, projections)
            work = [
                (generation, projection, found[projection.name])
                for generation, projection in zip(group, projections, strict=True)
            ]
            failed = write(connection, [each for each in work if each[2].error is None], reached)
        failed |= {each.id: outcome.error for each, _, outcome in work if outcome.error}
        for generation in group:
            if why := failed.get(generation.id):
                generations.stop(connection, generation, why)
        if position:
            self._remember(read())
        return reached if len(failed) < len(group) else None

    def _lives(
        self,
        connection: Connection[Any],
        projections: Sequence[Projection[Any]],
        position: int,
        upto: int,
    ) -> lives.Lives:
        """The lives that moved between two positions."""
        if not position:
            return lives.whole(connection, upto)
        going = {each.of.KIND for each in projections}
        going -= {each.of.KIND for each in projections if not each.goes_on}
        rows = log.after(connection, position, upto)
        read = lives.read(connection, rows, position, self._begun, going)
        return lambda: read

    def _remember(self, read: Iterable[lives.Life]) -> None:
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
