"""The ledger in commit order: the only place that knows why no record can be missed.

A position is given under a row lock that is held until the commit (``ledger.append``), so
whoever sees a position sees all lower ones.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor

Row = tuple[int, bytes, int, str, str]
"""A record as stored: position, subject, version, topic, state as JSON text.

As they come from the database, for a rebuild reads hundreds of thousands; the subject is the
sixteen bytes of an id, which as a key cost a tenth of a ``UUID``.
"""

AT_ONCE = 250
"""Records a stream hands over together: no more than a socket holds, so that the database looks
for the next while these are read."""

_SELECT = "SELECT position, uuid_send(aggregate_id), version, topic, state::text FROM ledger.event"


def head(connection: Connection[Any]) -> int:
    """The position of the newest record; 0 when the ledger is empty."""
    row = connection.execute("SELECT position FROM ledger.head").fetchone()
    return row[0] if row else 0


def before(connection: Connection[Any], moment: datetime) -> int:
    """The last position that was written before a moment; 0 when there is none.

    No position is missing, and none was written before a lower one: it is found by halves.
    """
    low, high = 0, head(connection)
    while low < high:
        middle = (low + high + 1) // 2
        row = connection.execute(
            "SELECT recorded_at < %s FROM ledger.event WHERE position = %s", [moment, middle]
        ).fetchone()
        low, high = (middle, high) if row and row[0] else (low, middle - 1)
    return low


def after(connection: Connection[Any], position: int, upto: int) -> list[Row]:
    """Records with ``position`` < theirs <= ``upto``, in order."""
    cursor: Cursor[Row] = connection.cursor(binary=True)
    cursor.execute(
        f"{_SELECT} WHERE position > %s AND position <= %s ORDER BY position",
        [position, upto],
        prepare=True,
    )
    return cursor.fetchall()


def of_topics(
    connection: Connection[Any], topics: Iterable[str], position: int, upto: int
) -> list[Row]:
    """Records of these topics with ``position`` < theirs <= ``upto``, in order."""
    cursor: Cursor[Row] = connection.cursor(binary=True)
    cursor.execute(
        f"{_SELECT} WHERE position > %s AND position <= %s AND topic = ANY(%s) ORDER BY position",
        [position, upto, list(topics)],
    )
    return cursor.fetchall()


def first_pages(connection: Connection[Any], subjects: Iterable[bytes]) -> list[Row]:
    """How each of these lives began, in the order they were written."""
    cursor: Cursor[Row] = connection.cursor(binary=True)
    cursor.execute(
        f"{_SELECT} WHERE aggregate_id = ANY(%s) AND version = 1 ORDER BY position",
        [[UUID(bytes=subject) for subject in subjects]],
    )
    return cursor.fetchall()


def by_life(connection: Connection[Any], upto: int) -> Iterator[Row]:
    """Every record up to a position, life after life, each oldest first, as they are found.

    Along the index of lives: sorted, nothing would come before the last had been read. Within a
    transaction, in which the connection does nothing else until the last row.
    """
    connection.execute("SET LOCAL enable_sort = off")
    cursor: Cursor[Row] = connection.cursor(binary=True)
    return cursor.stream(
        f"{_SELECT} WHERE position <= %s ORDER BY aggregate_id, version", [upto], size=AT_ONCE
    )


def lives(connection: Connection[Any], subjects: Iterable[bytes], upto: int) -> list[Row]:
    """Every record of these lives up to a position, each life oldest first."""
    cursor: Cursor[Row] = connection.cursor(binary=True)
    cursor.execute(
        f"{_SELECT} WHERE aggregate_id = ANY(%s) AND position <= %s ORDER BY position",
        [[UUID(bytes=subject) for subject in subjects], upto],
        prepare=True,
    )
    return cursor.fetchall()
