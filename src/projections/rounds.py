"""The delivery rounds that run."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.delivery_round import Round, RoundChanged, RoundPlanned, RoundStage
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    event: RoundPlanned | RoundChanged | None = None


def _rows(draft: Draft, subject: Round) -> list[tuple[Any, ...]]:
    event = draft.event
    if event is None or subject.stage != RoundStage.RUNNING:
        return []
    return [
        (
            subject.id,
            event.name,
            event.organisation,
            list(event.stops),
            event.first_on,
            event.every_days,
        )
    ]


projection = Rows[Draft](
    name="rounds",
    of=Round,
    columns="""
        subject       uuid PRIMARY KEY,
        name          text NOT NULL,
        organisation  uuid NOT NULL,
        stops         uuid[] NOT NULL,
        first_on      date NOT NULL,
        every_days    integer NOT NULL
    """,
    draft=Draft,
    rows=_rows,
)


def _describe(draft: Draft, event: RoundPlanned | RoundChanged, _r: Round, _before: str) -> None:
    draft.event = event


projection.on(RoundPlanned)(_describe)
projection.on(RoundChanged)(_describe)


@dataclass(frozen=True, slots=True)
class RoundRow:
    subject: UUID
    name: str
    organisation: UUID
    stops: list[UUID]
    first_on: date
    every_days: int


def read(connection: Connection[Any], subject: UUID) -> RoundRow | None:
    cursor = connection.cursor(row_factory=class_row(RoundRow))
    return cursor.execute("SELECT * FROM views.rounds WHERE subject = %s", [subject]).fetchone()


def read_all(connection: Connection[Any]) -> list[RoundRow]:
    cursor = connection.cursor(row_factory=class_row(RoundRow))
    return cursor.execute("SELECT * FROM views.rounds ORDER BY name, subject").fetchall()
