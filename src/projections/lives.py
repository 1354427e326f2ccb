"""Reads a batch of records as lives."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger import log
from ledger.event import Aggregate, Event
from ledger.reading import read_back
from projections.begun import Begun


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


Lives = Callable[[], Iterable[Life]]
"""Gives lives, and gives them again when asked again."""


def whole(connection: Connection[Any], upto: int) -> Lives:
    """Every life up to a position, each folded while the database looks for the next."""

    def handed_over() -> Iterator[Life]:
        for subject, rows in groupby(log.by_life(connection, upto), key=itemgetter(1)):
            yield Life(UUID(bytes=subject), list(rows))

    return handed_over


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
    found = [
        Life(UUID(bytes=subject), life, known.get(subject, 0)) for subject, life in lives.items()
    ]
    return found + [
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
