"""Long lives as they stood when last folded, so that a page more does not read them whole again.

Only for lives whose every view follows from where the life stands and from each page alone
(``Projection.goes_on``): the books of a fund have a page an order, tens of thousands a year. It
may be behind, and never wrong: the page it stands at is asked for again, with its hash.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger import log
from ledger.event import EVENTS, Aggregate
from ledger.memory import Known

MOST = 200
"""Lives remembered: there are few that are so long."""

_SINCE = """
    SELECT position, uuid_send(aggregate_id), version, topic, state::text, hash FROM ledger.event
    WHERE aggregate_id = %s AND version >= %s AND position <= %s ORDER BY version
"""


@dataclass(frozen=True, slots=True)
class Going:
    """The pages of a life from one that was folded on: ``subject`` as that one left it."""

    subject: Aggregate | None
    """None when the rows are the whole life."""
    rows: list[log.Row]
    version: int
    hash: bytes
    """Of the newest page."""


class Begun:
    """What was folded last. Safe to share between threads: what it holds is never changed."""

    def __init__(self) -> None:
        self._known: dict[UUID, Known] = {}

    def read(self, connection: Connection[Any], subject: UUID, position: int, upto: int) -> Going:
        """The pages up to ``upto``: those since what is known, when that is before ``position``."""
        known = self._known.get(subject)
        since = known.version if known else 0
        cursor = connection.cursor(binary=True)
        rows = cursor.execute(_SINCE, [subject, since, upto], prepare=True).fetchall()
        pages = [row[:5] for row in rows]
        *_, version, _, _, newest = rows[-1] if rows else (0, "", "", b"")
        if known is None:
            return Going(None, pages, version, newest)
        if rows and rows[0][5] == known.hash and rows[0][0] <= position and _plain(pages):
            return Going(known.subject, pages[1:], version, newest)
        self._known.pop(subject, None)
        return self.read(connection, subject, position, upto)

    def remember(self, subject: UUID, known: Known) -> None:
        self._known[subject] = known
        if len(self._known) > MOST:
            self._known.pop(min(self._known, key=lambda each: self._known[each].version), None)


def _plain(pages: list[log.Row]) -> bool:
    """Whether none of them changes what an earlier one says."""
    return not any(topic in EVENTS and EVENTS[topic].corrects for _, _, _, topic, _ in pages[1:])
