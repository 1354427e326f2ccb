"""Reads a batch of records as lives, and folds each life once for all projections."""

import gc
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger import log
from ledger.aggregates import KINDS
from ledger.correction import Pages, effective
from ledger.errors import Corrupt
from ledger.event import EVENTS, UNBORN, Aggregate, Event, apply
from ledger.reading import read_back
from projections.begun import Begun
from projections.projection import Counts, Handler, Lines, Projection


@dataclass(slots=True)
class Life:
    """One subject's records up to the end of a batch; ``known`` of them came before it."""

    subject: UUID
    rows: list[log.Row]
    known: int = 0
    begun: Aggregate | None = None
    """The subject as the known records left it, when only ``rows`` come after them."""
    hash: bytes = b""
    """Of the newest page, when it is worth remembering where it stands."""
    after: Aggregate | None = None
    """The subject as all of it leaves it, once folded."""

    @property
    def kind(self) -> str:
        """The kind of aggregate: topics begin with it."""
        _, _, _, topic, _ = self.rows[0]
        return topic.partition(".")[0]

    def pages(self) -> list[tuple[int, Event]]:
        """The records decoded, all views' worth at once. Raises ``Corrupt``."""
        subject = self.subject
        return [
            (version, read_back(subject, version, topic, state))
            for _, _, version, topic, state in self.rows
        ]


def read(
    connection: Connection[Any],
    rows: Sequence[log.Row],
    position: int,
    begun: Begun,
    going: Collection[str] = (),
) -> list[Life]:
    """The whole lives of everybody these records are about, still as stored.

    ``position`` is where the batch begins: what is older is read again from the ledger, but for
    lives of kinds that are ``going`` on from where they stand.
    """
    lives: dict[bytes, list[log.Row]] = defaultdict(list)
    older: set[bytes] = set()
    long: set[bytes] = set()
    for _, subject, version, topic, _ in rows if position else ():
        if version > 1:
            (long if topic.partition(".")[0] in going else older).add(subject)
    before = log.lives(connection, older, position) if older else []
    for row in before:
        lives[row[1]].append(row)
    known = {subject: len(life) for subject, life in lives.items()}
    for row in rows:
        if row[1] not in long:
            lives[row[1]].append(row)
    whole = [
        Life(UUID(bytes=subject), life, known.get(subject, 0)) for subject, life in lives.items()
    ]
    return whole + [
        _gone_on(begun, connection, UUID(bytes=subject), (position, rows[-1][0]))
        for subject in long
    ]


def _gone_on(
    begun: Begun, connection: Connection[Any], subject: UUID, between: tuple[int, int]
) -> Life:
    position, upto = between
    found = begun.read(connection, subject, position, upto)
    known = sum(row[0] <= position for row in found.rows)
    return Life(subject, found.rows, known, found.subject, found.hash)


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


class Folder:
    """Folds lives of one kind for the projections that follow that kind."""

    def __init__(self, kind: type[Aggregate], projections: Sequence[Projection[Any]]) -> None:
        self.kind = kind
        self.projections = [each for each in projections if each.of is kind]
        self.handlers: dict[type, list[tuple[int, Handler]]] = {
            event: [
                (rank, each.handlers[event])
                for rank, each in enumerate(self.projections)
                if event in each.handlers
            ]
            for event in EVENTS.values()
        }

    def fold(self, aggregate: Aggregate, pages: Pages, drafts: Sequence[Any]) -> Aggregate:
        """Fill the drafts, one a projection, with these pages; move the subject on.

        Raises ``Failed``.
        """
        for version, event in effective(pages):
            before = aggregate.stage
            apply(event, aggregate)
            for rank, handler in self.handlers[type(event)]:
                try:
                    handler(drafts[rank], event, aggregate, before)
                except Exception as error:
                    name = self.projections[rank].name
                    raise Failed(name, aggregate.id, version, error) from error
        return aggregate

    def add(self, life: Life, outcomes: dict[str, Outcome]) -> None:
        """Add what this life comes to; counts lose what it came to before the batch."""
        pages = life.pages()
        if life.begun is None:
            drafts = self._drafts(outcomes)
            aggregate = self.fold(self.kind(life.subject), pages, drafts)
            life.after = aggregate if life.hash else None
            self._note(life, aggregate, drafts, outcomes)
            if life.known:
                self._take_back(self.kind(life.subject), pages[: life.known], outcomes)
            return
        start = copy(life.begun)
        for _, event in pages[: life.known]:  # written already
            apply(event, start)
        drafts = self._drafts(outcomes)
        life.after = self.fold(copy(start), pages[life.known :], drafts)
        self._note(life, life.after, drafts, outcomes)
        self._take_back(start, [], outcomes)

    def _drafts(self, outcomes: dict[str, Outcome]) -> list[Any]:
        return [
            outcomes[each.name].counts if isinstance(each, Counts) else each.draft()
            for each in self.projections
        ]

    def _note(
        self, life: Life, aggregate: Aggregate, drafts: list[Any], outcomes: dict[str, Outcome]
    ) -> None:
        for projection, draft in zip(self.projections, drafts, strict=True):
            if isinstance(projection, Counts):
                _finished(projection, draft, aggregate)
                continue
            outcome = outcomes[projection.name]
            if life.begun and isinstance(projection, Lines):
                pass  # it writes new lines only
            elif life.known or life.begun:
                outcome.touched.append(life.subject)
            if aggregate.stage != UNBORN:  # its first event may have been corrected away
                outcome.rows.extend(_finished(projection, draft, aggregate))

    def _take_back(self, aggregate: Aggregate, known: Pages, outcomes: dict[str, Outcome]) -> None:
        """Take from the counts what this life had come to before the batch."""
        if not any(isinstance(each, Counts) for each in self.projections):
            return
        drafts = [each.draft() for each in self.projections]
        before = self.fold(aggregate, known, drafts)
        for projection, draft in zip(self.projections, drafts, strict=True):
            if isinstance(projection, Counts):
                _finished(projection, draft, before)
                outcomes[projection.name].counts.subtract(draft)


def _finished(projection: Projection[Any], draft: Any, subject: Aggregate) -> Any:
    try:
        return projection.end(draft, subject)
    except Exception as error:
        raise Failed(projection.name, subject.id, subject.version, error) from error


MANY = 1_000
"""Lives from which a batch makes so many objects that looking for cycles costs a tenth of it."""


@contextmanager
def _without_garbage_collection(lives: Sequence[Life]) -> Iterator[None]:
    """What a fold makes has no cycles; reference counts free it."""
    pause = len(lives) >= MANY and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def outcomes_of(
    lives: Sequence[Life], projections: Sequence[Projection[Any]]
) -> dict[str, Outcome]:
    """What a batch comes to for each projection. One that fails says so; others are whole."""
    with _without_garbage_collection(lives):
        return _outcomes_of(lives, projections)


def _outcomes_of(
    lives: Sequence[Life], projections: Sequence[Projection[Any]]
) -> dict[str, Outcome]:
    outcomes = {each.name: Outcome([], Counter(), []) for each in projections}
    by_kind: dict[str, list[Life]] = defaultdict(list)
    for life in lives:
        by_kind[life.kind].append(life)
    for kind in KINDS.values():
        if not (mine := by_kind[kind.KIND]):
            continue
        folder = Folder(kind, projections)
        if not folder.projections:
            continue
        try:
            for life in mine:
                folder.add(life, outcomes)
        except (Failed, Corrupt):
            for alone in folder.projections:
                outcomes[alone.name] = _alone(alone, mine)
    return outcomes


def _alone(projection: Projection[Any], lives: Sequence[Life]) -> Outcome:
    """The outcome of one projection by itself: somebody failed, and the others must not."""
    outcome = Outcome([], Counter(), [])
    folder = Folder(projection.of, [projection])
    try:
        for life in lives:
            folder.add(life, {projection.name: outcome})
    except (Failed, Corrupt) as error:
        outcome.error = error
    return outcome
