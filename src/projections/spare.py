"""What stands on the shelves of each place, by what it serves: what could travel elsewhere."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.values import DeviceKind, Use


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """Devices of one kind at one place that serve the same uses; ``movable`` are in no set."""

    place: UUID
    kind: str
    uses: list[str]
    count: int
    movable: int


def read(connection: Connection[Any]) -> list[ShelfRow]:
    """What stands on each shelf and serves some use, each device counted once."""
    cursor = connection.cursor(row_factory=class_row(ShelfRow))
    return cursor.execute(
        "SELECT place, kind, uses, count(*)::int AS count,"
        " (count(*) FILTER (WHERE set_size = 1))::int AS movable"
        " FROM views.catalogue WHERE uses <> '{}' GROUP BY place, kind, uses"
        " ORDER BY place, kind, uses"
    ).fetchall()


@dataclass(frozen=True, slots=True)
class StandingRow:
    subject: UUID
    code: str | None
    grade: str
    maker: str | None
    model: str | None


def read_shelf(
    connection: Connection[Any], place: UUID, use: Use, kind: DeviceKind, limit: int
) -> list[StandingRow]:
    """Devices of a place that could travel alone for a use, the longest on the shelf first."""
    cursor = connection.cursor(row_factory=class_row(StandingRow))
    return cursor.execute(
        "SELECT subject, code, grade, maker, model FROM views.catalogue"
        " WHERE place = %s AND %s = ANY(uses) AND kind = %s AND set_size = 1"
        " ORDER BY stocked_at, subject LIMIT %s",
        [place, use, kind, limit],
    ).fetchall()
