"""Orders by what is done next, and where: the worklist of a place, and of the whole filière."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from projections.orders import SELECT, OrderRow, OrderTask

ELSEWHERE = "elsewhere"
"""Another place acts next."""
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which orders somebody lists. ``places`` None: all of them."""

    places: list[UUID] | None
    serves: bool = True
    """Whether orders that these places serve count, beside those made there."""
    epci: str | None = None
    stage: str | None = None


_FROM = " FROM views.orders o JOIN views.places p ON p.subject = o.place"
_WHERE = """
    WHERE (%(places)s::uuid[] IS NULL OR o.place = ANY(%(places)s)
            OR (%(serves)s AND o.origin = ANY(%(places)s)))
        AND (%(epci)s::text IS NULL OR p.epci = %(epci)s)
        AND (%(stage)s::text IS NULL OR o.stage = %(stage)s)
"""
_GROUP = f"""
    CASE WHEN o.task IS NULL THEN '{ENDED}'
        WHEN NOT o.task_place = ANY(%(places)s) THEN '{ELSEWHERE}' ELSE o.task END
"""


def _asked(scope: Scope) -> dict[str, Any]:
    return {
        "places": scope.places,
        "serves": scope.serves,
        "epci": scope.epci,
        "stage": scope.stage,
    }


def count(connection: Connection[Any], scope: Scope) -> dict[str, int]:
    """How many orders wait for each task here, for another place, and how many ended."""
    rows = connection.execute(
        f"SELECT {_GROUP} AS task, count(*){_FROM}{_WHERE} GROUP BY 1", _asked(scope)
    ).fetchall()
    found = dict(rows)
    return {task: found[task] for task in (*OrderTask, ELSEWHERE, ENDED) if task in found}


def read(
    connection: Connection[Any],
    scope: Scope,
    task: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[OrderRow]:
    """Orders of one of these groups or of all, the oldest first; the last ended first."""
    newest = "o.moved_at DESC, " if task == ENDED else ""
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    return cursor.execute(
        f"{SELECT}{_WHERE} AND (%(task)s::text IS NULL OR {_GROUP} = %(task)s)"
        f" ORDER BY {newest}o.submitted_at, o.subject LIMIT %(limit)s OFFSET %(offset)s",
        _asked(scope) | {"task": task, "limit": limit, "offset": offset},
    ).fetchall()


def find(  # noqa: PLR0913, PLR0917 (what a lost slip is found by)
    connection: Connection[Any],
    places: list[UUID] | None,
    start: datetime,
    end: datetime,
    kind: str | None = None,
    limit: int = 50,
) -> list[OrderRow]:
    """Orders made at these places between two moments, of one kind or of all."""
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    return cursor.execute(
        f"{SELECT} WHERE (%(places)s::uuid[] IS NULL OR o.place = ANY(%(places)s))"
        " AND o.submitted_at >= %(start)s AND o.submitted_at < %(end)s"
        " AND (%(kind)s::text IS NULL OR o.kind = %(kind)s)"
        " ORDER BY o.submitted_at, o.subject LIMIT %(limit)s",
        {"places": places, "start": start, "end": end, "kind": kind, "limit": limit},
    ).fetchall()
