"""Folds each life once for all projections, and gathers what a batch comes to for each."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from ledger.aggregates import KINDS
from ledger.correction import Pages, effective
from ledger.errors import Corrupt
from ledger.event import EVENTS, UNBORN, Aggregate, Event, apply
from projections.lives import Life, Lives
from projections.projection import Counts, Handler, Lines, Projection


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
        return bool(self.rows or self.touched or self.counts)


Handlers = Mapping[type[Event], Sequence[tuple[int, Handler]]]
"""Who listens to an event: rank of the projection, and its handler."""


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
        ranks = range(len(self.projections))
        self._counting = [n for n in ranks if isinstance(self.projections[n], Counts)]
        self._listing = [n for n in ranks if n not in self._counting]
        self._drafts = [each.draft for each in self.projections]
        for rank in self._counting:
            self._drafts[rank] = partial(getattr, self._outcomes[rank], "counts")
        self._all = self._handlers(ranks)
        self._counts = self._handlers(self._counting)

    def _handlers(self, ranks: Sequence[int]) -> Handlers:
        return {
            event: [
                (rank, self.projections[rank].handlers[event])
                for rank in ranks
                if event in self.projections[rank].handlers
            ]
            for event in EVENTS.values()
        }

    def add(self, life: Life) -> None:
        """Add what this life comes to; counts lose what it came to before the batch.

        Raises ``Corrupt`` or ``Failed``.
        """
        pages = life.pages()
        drafts = [draft() for draft in self._drafts]
        if life.begun is None:
            aggregate = self._fold(self.kind(life.subject), pages, drafts, self._all)
            life.after = aggregate if life.hash else None
            self._note(life, aggregate, drafts)
            if life.known:
                self._take_back(self.kind(life.subject), pages[: life.known])
            return
        start = copy(life.begun)
        for _, event in pages[: life.known]:  # written already
            apply(event, start)
        life.after = self._fold(copy(start), pages[life.known :], drafts, self._all)
        self._note(life, life.after, drafts)
        self._take_back(start, [])

    def _fold(
        self, aggregate: Aggregate, pages: Pages, drafts: Sequence[Any], handlers: Handlers
    ) -> Aggregate:
        """Fill the drafts, one a projection, with these pages; move the subject on."""
        for version, event in effective(pages):
            before = aggregate.stage
            apply(event, aggregate)
            for rank, handler in handlers[type(event)]:
                try:
                    handler(drafts[rank], event, aggregate, before)
                except Exception as error:
                    name = self.projections[rank].name
                    raise Failed(name, aggregate.id, version, error) from error
        return aggregate

    def _note(self, life: Life, aggregate: Aggregate, drafts: Sequence[Any]) -> None:
        self._end_counts(aggregate, drafts)
        begun = life.begun is not None
        for rank in self._listing:
            outcome = self._outcomes[rank]
            if begun and isinstance(self.projections[rank], Lines):
                pass  # it writes new lines only
            elif life.known or begun:
                outcome.touched.append(life.subject)
            if aggregate.stage != UNBORN:  # its first event may have been corrected away
                try:
                    outcome.rows.extend(self._ends[rank](drafts[rank], aggregate))
                except Exception as error:
                    raise self._failed(rank, aggregate, error) from error

    def _end_counts(self, aggregate: Aggregate, drafts: Sequence[Any]) -> None:
        for rank in self._counting:
            try:
                self._ends[rank](drafts[rank], aggregate)
            except Exception as error:
                raise self._failed(rank, aggregate, error) from error

    def _take_back(self, aggregate: Aggregate, known: Pages) -> None:
        """Take from the counts what this life had come to before the batch."""
        if not self._counting:
            return
        drafts = [Counter[Any]() for _ in self.projections]
        self._end_counts(self._fold(aggregate, known, drafts, self._counts), drafts)
        for rank in self._counting:
            self._outcomes[rank].counts.subtract(drafts[rank])

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
    folders = {name: Folder(kind, projections, outcomes) for name, kind in KINDS.items()}
    for life in lives():
        folder = folders.get(life.kind)
        if folder is None or not folder.projections:
            continue
        try:
            folder.add(life)
        except (Failed, Corrupt):
            del folders[life.kind]
    for kind in KINDS.keys() - folders.keys():
        for alone in projections:
            if kind == alone.of.KIND:
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
    return outcome
