"""How long orders have been waiting, and what changed since a day: for who coordinates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

AGES = (7, 14, 30)
"""Days: a waiting order is younger than the first, than the second…, or older than all."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """How many orders wait for the same thing; ``age`` is a rank in ``AGES``, or its length."""

    shortage: str
    age: int
    count: int


def waiting_by_age(connection: Connection[Any], now: datetime) -> list[WaitingRow]:
    """Orders on the waiting list, by what they wait for and since when they were made."""
    cursor = connection.cursor(row_factory=class_row(WaitingRow))
    return cursor.execute(
        "SELECT coalesce(shortage, 'stock') AS shortage,"
        " width_bucket(extract(epoch FROM %s - submitted_at) / 86400, %s::float8[]) AS age,"
        " count(*)::int AS count FROM views.orders WHERE stage = 'waiting'"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        [now, [float(days) for days in AGES]],
    ).fetchall()


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened in the whole filière since a moment."""

    collected: int
    stocked: int
    told: int
    submitted: int
    handed_over: int
    unmet: int
    cancelled: int


def changes(connection: Connection[Any], since: datetime) -> Changes:
    """``stocked`` counts what came on a shelf and still stands there."""
    cursor = connection.cursor(row_factory=class_row(Changes))
    found = cursor.execute(
        "SELECT (SELECT count(*) FROM views.register WHERE collected_at >= %(since)s)::int"
        " AS collected,"
        " (SELECT count(*) FROM views.catalogue WHERE stocked_at >= %(since)s)::int AS stocked,"
        " (SELECT count(*) FROM views.needs WHERE noted_at >= %(since)s)::int AS told,"
        " count(*) FILTER (WHERE submitted_at >= %(since)s)::int AS submitted,"
        " count(*) FILTER (WHERE handed_over_at >= %(since)s)::int AS handed_over,"
        " count(*) FILTER (WHERE stage = 'unmet' AND moved_at >= %(since)s)::int AS unmet,"
        " count(*) FILTER (WHERE stage IN ('cancelled', 'expired') AND moved_at >= %(since)s)::int"
        " AS cancelled FROM views.orders",
        {"since": since},
    ).fetchone()
    return found or Changes(0, 0, 0, 0, 0, 0, 0)
