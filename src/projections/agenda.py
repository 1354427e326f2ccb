"""Workshops to come: what every device page of a territory shows, the same to everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.workshop import Workshop, WorkshopScheduled
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    event: WorkshopScheduled | None = None


def _rows(draft: Draft, workshop: Workshop) -> list[tuple[Any, ...]]:
    event = draft.event
    if event is None or workshop.stage != "scheduled":
        return []
    return [
        (
            workshop.id,
            event.place,
            event.theme,
            event.starts_at,
            event.duration_min,
            event.seats,
            event.reachable_without_car,
        )
    ]


projection = Rows[Draft](
    name="agenda",
    of=Workshop,
    columns="""
        subject                uuid PRIMARY KEY,
        place                  uuid NOT NULL,
        theme                  text NOT NULL,
        starts_at              timestamptz NOT NULL,
        duration_min           integer NOT NULL,
        seats                  integer NOT NULL,
        reachable_without_car  boolean NOT NULL
    """,
    indexes=("starts_at",),
    draft=Draft,
    rows=_rows,
)


@projection.on(WorkshopScheduled)
def _(draft: Draft, event: WorkshopScheduled, _workshop: Workshop, _before: str) -> None:
    draft.event = event


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    subject: UUID
    place: UUID
    place_name: str
    commune_name: str
    epci: str
    theme: str
    starts_at: datetime
    duration_min: int
    seats: int
    reachable_without_car: bool


_SELECT = (
    "SELECT a.subject, a.place, p.name AS place_name, p.commune_name, p.epci, a.theme,"
    " a.starts_at, a.duration_min, a.seats, a.reachable_without_car"
    " FROM views.agenda a JOIN views.places p ON p.subject = a.place"
)


def read(connection: Connection[Any], workshop: UUID) -> WorkshopRow | None:
    """A workshop that is held or was; None when it was cancelled."""
    cursor = connection.cursor(row_factory=class_row(WorkshopRow))
    return cursor.execute(f"{_SELECT} WHERE a.subject = %s", [workshop]).fetchone()


def read_next(
    connection: Connection[Any], now: datetime, epci: str | None = None, limit: int = 50
) -> list[WorkshopRow]:
    """Workshops that begin after ``now``, soonest first, of one intercommunalité or of all."""
    cursor = connection.cursor(row_factory=class_row(WorkshopRow))
    return cursor.execute(
        f"{_SELECT} WHERE a.starts_at > %s AND (%s::text IS NULL OR p.epci = %s)"
        " ORDER BY a.starts_at, a.subject LIMIT %s",
        [now, epci, epci, limit],
    ).fetchall()
