"""Folds each life once for all projections, and gathers what a batch comes to for each."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from uuid import UUID

from ledger.aggregates import KINDS
from ledger.correction import Pages, effective
from ledger.errors import Corrupt
from ledger.event import EVENTS, UNBORN, Aggregate, Event, apply
from projections.lives import Life, Lives
from projections.projection import Counts, Handler, Lines, Projection, Tally


class Failed(Exception):
    """A handler raised; ``version`` is the page it could not read."""

    def __init__(self, name: str, subject: UUID, version: int, why: Exception) -> None:
        super().__init__(f"{name}: {subject} v{version}: {type(why).__name__}: {why}")


@dataclass(slots=True)
class Outcome:
    """What a batch comes to for one projection: rows to replace, or counts to add."""

    rows: list[tuple[Any, ...]]
    counts: Counter[tuple[Any, ...]]
    touched: list[UUID]
    error: Exception | None = None

    @property
    def to_do(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.rows or self.touched or any(self.counts.values()))


Handlers = Mapping[type[Event], Sequence[tuple[int, Handler]]]
"""Who listens to an event: rank of the projection, and its handler."""

Rows = list[tuple[Any, ...]]


class Folder:
    """Folds lives of one kind for the projections that follow that kind.

    What is asked of every life is looked up here once: a rebuild folds tens of thousands.
    """

    def __init__(
        self,
        kind: type[Aggregate],
        projections: Sequence[Projection[Any]],
        outcomes: Mapping[str, Outcome],
    ) -> None:
        self.kind = kind
        self.projections = [each for each in projections if each.of is kind]
        self._outcomes = [outcomes[each.name] for each in self.projections]
        self._ends = [each.end for each in self.projections]
        self._drafts = [each.draft for each in self.projections]
        ranks = range(len(self.projections))
        summing = [n for n in ranks if isinstance(self.projections[n], Counts)]
        self._tallying = [n for n in summing if isinstance(self.projections[n], Tally)]
        self._counting = [n for n in summing if n not in self._tallying]
        self._listing = [n for n in ranks if n not in summing]
        self._written = [(n, self._ends[n], self._outcomes[n].rows) for n in self._listing]
        self._lines = [n for n in ranks if isinstance(self.projections[n], Lines)]
        self._sums: dict[int, dict[tuple[Any, ...], list[int]]] = {n: {} for n in self._tallying}
        self._into_counts = [*self._drafts]
        for rank in self._counting:
            self._into_counts[rank] = partial(getattr, self._outcomes[rank], "counts")
        self._handlers: Handlers = {
            event: [
                (rank, self.projections[rank].handlers[event])
                for rank in ranks
                if event in self.projections[rank].handlers
            ]
            for event in EVENTS.values()
            if event.OF is kind
        }

    def add(self, life: Life) -> None:
        """Add what this life comes to, and take away what it came to before the batch.

        Raises ``Corrupt`` or ``Failed``.
        """
        pages = life.pages()
        drafts = [draft() for draft in self._into_counts]
        if life.begun is not None:
            self._add_more(life, life.begun, pages, drafts)
            return
        aggregate = self._fold(self.kind(life.subject), pages, drafts)
        life.after = aggregate if life.hash else None
        was = None
        if life.known:
            before = [draft() for draft in self._drafts]
            known = self._fold(self.kind(life.subject), pages[: life.known], before)
            was = self._was(known, before)
        self._note(aggregate, drafts, was)

    def _add_more(self, life: Life, begun: Aggregate, pages: Pages, drafts: Sequence[Any]) -> None:
        """The same for a life that goes on from where it stood."""
        start = copy(begun)
        for _, event in pages[: life.known]:  # written already
            apply(event, start)
        was = self._was(start, [draft() for draft in self._drafts])
        life.after = self._fold(copy(start), pages[life.known :], drafts)
        for rank in self._lines:  # what it adds is new lines, and nothing else
            was[rank] = []
        self._note(life.after, drafts, was)

    def _fold(self, aggregate: Aggregate, pages: Pages, drafts: Sequence[Any]) -> Aggregate:
        """Fill the drafts, one a projection, with these pages; move the subject on."""
        for version, event in effective(pages):
            before = aggregate.stage
            apply(event, aggregate)
            for rank, handler in self._handlers[type(event)]:
                try:
                    handler(drafts[rank], event, aggregate, before)
                except Exception as error:
                    name = self.projections[rank].name
                    raise Failed(name, aggregate.id, version, error) from error
        return aggregate

    def _note(
        self, aggregate: Aggregate, drafts: Sequence[Any], was: Mapping[int, Rows] | None
    ) -> None:
        """Rows that say what they said before are left where they are."""
        self._end_counts(aggregate, drafts)
        self._end_tallies(aggregate, drafts, 1)
        if was is None:
            self._note_first(aggregate, drafts)
            return
        for rank in self._listing:
            rows, outcome = self._rows(rank, aggregate, drafts[rank]), self._outcomes[rank]
            if rows != was[rank]:
                outcome.rows.extend(rows)
                if was[rank]:
                    outcome.touched.append(aggregate.id)

    def _note_first(self, aggregate: Aggregate, drafts: Sequence[Any]) -> None:
        """The same for a life that had no rows: almost all that a rebuild does."""
        if aggregate.stage == UNBORN:
            return
        rank = 0
        try:
            for rank, end, rows in self._written:
                rows.extend(end(drafts[rank], aggregate))
        except Exception as error:
            raise self._failed(rank, aggregate, error) from error

    def _was(self, known: Aggregate, drafts: Sequence[Any]) -> dict[int, Rows]:
        """The rows it had; what it counted is taken from the counts."""
        self._end_counts(known, drafts)
        for rank in self._counting:
            self._outcomes[rank].counts.subtract(drafts[rank])
        self._end_tallies(known, drafts, -1)
        return {rank: self._rows(rank, known, drafts[rank]) for rank in self._listing}

    def _rows(self, rank: int, aggregate: Aggregate, draft: Any) -> Rows:
        if aggregate.stage == UNBORN:  # its first event may have been corrected away
            return []
        try:
            return list(self._ends[rank](draft, aggregate))
        except Exception as error:
            raise self._failed(rank, aggregate, error) from error

    def _end_counts(self, aggregate: Aggregate, drafts: Sequence[Any]) -> None:
        for rank in self._counting:
            try:
                self._ends[rank](drafts[rank], aggregate)
            except Exception as error:
                raise self._failed(rank, aggregate, error) from error

    def _end_tallies(self, aggregate: Aggregate, drafts: Sequence[Any], sign: int) -> None:
        for rank in self._tallying:
            sums = self._sums[rank]
            try:
                for key, amounts in self._ends[rank](drafts[rank], aggregate):
                    if (held := sums.get(key)) is None:
                        sums[key] = [sign * amount for amount in amounts]
                        continue
                    for unit, amount in enumerate(amounts):
                        held[unit] += sign * amount
            except Exception as error:
                raise self._failed(rank, aggregate, error) from error

    def close(self) -> None:
        """Turn what was summed over these lives into counts."""
        for rank, sums in self._sums.items():
            counts, tally = self._outcomes[rank].counts, cast("Tally[Any]", self.projections[rank])
            for key, amounts in sums.items():
                for unit, amount in zip(tally.units, amounts, strict=True):
                    counts[*key, unit] = amount

    def _failed(self, rank: int, subject: Aggregate, error: Exception) -> Failed:
        return Failed(self.projections[rank].name, subject.id, subject.version, error)


MANY = 1_000
"""Records of which a batch makes so many objects that looking for cycles costs a tenth of it."""


@contextmanager
def without_garbage_collection(records: int) -> Iterator[None]:
    """What a fold makes has no cycles; reference counts free it."""
    pause = records >= MANY and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def outcomes_of(lives: Lives, projections: Sequence[Projection[Any]]) -> dict[str, Outcome]:
    """What a batch comes to for each projection. One that fails says so; others are whole."""
    outcomes = {each.name: Outcome([], Counter(), []) for each in projections}
    followed = {each.of.KIND for each in projections}
    folders: dict[str, Folder] = {}
    broken: set[str] = set()
    for life in lives():
        kind = life.kind
        if kind not in followed or kind in broken:
            continue
        if (folder := folders.get(kind)) is None:
            folder = folders[kind] = Folder(KINDS[kind], projections, outcomes)
        try:
            folder.add(life)
        except (Failed, Corrupt):
            broken.add(kind)
    for folder in folders.values():
        folder.close()
    for alone in projections:
        if alone.of.KIND in broken:
            outcomes[alone.name] = _alone(alone, lives())
    return outcomes


def _alone(projection: Projection[Any], lives: Iterable[Life]) -> Outcome:
    """The outcome of one projection by itself: somebody failed, and the others must not."""
    outcome = Outcome([], Counter(), [])
    folder = Folder(projection.of, [projection], {projection.name: outcome})
    for life in lives:
        if outcome.error is None and life.kind == projection.of.KIND:
            try:
                folder.add(life)
            except (Failed, Corrupt) as error:
                outcome.error = error
    folder.close()
    return outcome
