"""The ledger in commit order: the only place that knows why no record can be missed.

A position is given under a row lock that is held until the commit (``ledger.append``), so
whoever sees a position sees all lower ones.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection


class Row(NamedTuple):
    """A record as stored; ``state`` is JSON text.

    ``subject`` is the sixteen bytes of an id: as a key they cost a tenth of a ``UUID``.
    """

    position: int
    subject: bytes
    version: int
    topic: str
    state: str


_SELECT = "SELECT position, uuid_send(aggregate_id), version, topic, state::text FROM ledger.event"


def head(connection: Connection[Any]) -> int:
    """The position of the newest record; 0 when the ledger is empty."""
    row = connection.execute("SELECT position FROM ledger.head").fetchone()
    return row[0] if row else 0


def after(connection: Connection[Any], position: int, upto: int, limit: int) -> list[Row]:
    """At most ``limit`` records with ``position`` < theirs <= ``upto``, in order."""
    cursor = connection.cursor(binary=True)
    cursor.execute(
        f"{_SELECT} WHERE position > %s AND position <= %s ORDER BY position LIMIT %s",
        [position, upto, limit],
        prepare=True,
    )
    return list(map(Row._make, cursor.fetchall()))


def lives(connection: Connection[Any], subjects: Iterable[bytes], upto: int) -> list[Row]:
    """Every record of these lives up to a position, each life oldest first."""
    cursor = connection.cursor(binary=True)
    cursor.execute(
        f"{_SELECT} WHERE aggregate_id = ANY(%s) AND position <= %s ORDER BY position",
        [[UUID(bytes=subject) for subject in subjects], upto],
        prepare=True,
    )
    return list(map(Row._make, cursor.fetchall()))
