"""What lives came to when they were last heard of, so that they are not read again from the start.

It may be outrun and never wrong. Whoever judges by it names the newest page known of each life by
its hash, and nothing is appended unless that page is still the newest; whoever reads asks for the
pages since that one. A ledger restored from a backup under a running service is noticed too.
"""

import copy
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger import reading
from ledger.correction import fold
from ledger.event import Aggregate, apply

MOST = 20_000
"""Lives remembered, about 2 kB each: more than a territory has in hand at one time."""

_SINCE = """
    SELECT uuid_send(e.aggregate_id), e.version, e.hash,
        CASE WHEN e.version > w.version THEN e.topic END,
        CASE WHEN e.version > w.version THEN e.state::text END
    FROM unnest(%s::uuid[], %s::integer[]) AS w (id, version)
    JOIN ledger.event e ON e.aggregate_id = w.id AND e.version >= w.version
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A subject as its life left it at a version, and the hash of that page. Never changed."""

    version: int
    hash: bytes
    subject: Aggregate


class Memory:
    """Subjects of one ledger, folded. Safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[UUID, Known] = {}
        self._lock = threading.Lock()

    def recall(self, wanted: Collection[UUID]) -> dict[UUID, Known] | None:
        """What these came to when last heard of, or None when one is not remembered.

        It may be outrun: ``ledger.append`` refuses what was judged by an older page.
        """
        known = {subject: self._known.get(subject) for subject in wanted}
        return {s: each for s, each in known.items() if each} if all(known.values()) else None

    def read(self, connection: Connection[Any], wanted: Collection[UUID]) -> dict[UUID, Known]:
        """These subjects as their lives leave them now; without those that have no life yet.

        Raises ``Corrupt``.
        """
        known = {subject: self._known.get(subject) for subject in wanted}
        found: dict[UUID, Known] = {}
        for key, rows in groupby(_since(connection, known), key=itemgetter(0)):
            subject = UUID(bytes=key)
            if now := _brought_up(subject, known[subject], list(rows)):
                self.remember(subject, now)
                found[subject] = now
        if changed := [each for each, was in known.items() if was and each not in found]:
            self._forget(changed)
            found |= self.read(connection, changed)
        return found

    def remember(self, subject: UUID, known: Known) -> None:
        """Whatever was used last is forgotten last."""
        with self._lock:
            self._known.pop(subject, None)
            self._known[subject] = known
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]

    def _forget(self, subjects: Iterable[UUID]) -> None:
        with self._lock:
            for subject in subjects:
                self._known.pop(subject, None)


def _since(connection: Connection[Any], known: dict[UUID, Known | None]) -> list[tuple[Any, ...]]:
    """The newest page known of each life, its text left out, and the pages after it."""
    ids = ",".join(map(str, known))
    versions = ",".join(str(each.version if each else 0) for each in known.values())
    cursor = connection.cursor(binary=True)
    cursor.execute(_SINCE, [f"{{{ids}}}", f"{{{versions}}}"], prepare=True)
    rows = cursor.fetchall()
    rows.sort(key=itemgetter(0, 1))
    return rows


def _brought_up(
    subject: UUID, known: Known | None, rows: Sequence[tuple[Any, ...]]
) -> Known | None:
    """What is known with these rows, or None when the life must be read from its start."""
    if known:
        _, version, page, *_ = rows[0]
        if (version, page) != (known.version, known.hash):
            return None
        rows = rows[1:]
    if not rows:
        return known
    _, version, page, *_ = rows[-1]
    pages = [
        (version, reading.read_back(subject, version, topic, state))
        for _, version, _, topic, state in rows
    ]
    if known is None:
        return Known(version, page, fold(pages[0][1].OF, subject, pages))
    if any(event.corrects for _, event in pages):
        return None
    now = copy.copy(known.subject)
    for _, event in pages:
        apply(event, now)
    now.version = version
    return Known(version, page, now)
