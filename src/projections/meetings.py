"""Coordination meetings that are held, and the actions decided there."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.meeting import ActionDecided, ActionSettled, Meeting, MeetingScheduled, MeetingStage
from projections.projection import Rows


@dataclass(slots=True)
class MeetingDraft:
    event: MeetingScheduled | None = None


projection = Rows[MeetingDraft](
    name="meetings",
    of=Meeting,
    columns="""
        subject       uuid PRIMARY KEY,
        starts_at     timestamptz NOT NULL,
        duration_min  integer NOT NULL,
        place         uuid,
        cancelled     boolean NOT NULL
    """,
    indexes=("starts_at",),
    draft=MeetingDraft,
    rows=lambda draft, meeting: (
        [
            (
                meeting.id,
                draft.event.starts_at,
                draft.event.duration_min,
                draft.event.place,
                meeting.stage == MeetingStage.CANCELLED,
            )
        ]
        if draft.event
        else []
    ),
)


@projection.on(MeetingScheduled)
def _(draft: MeetingDraft, event: MeetingScheduled, _meeting: Meeting, _before: str) -> None:
    draft.event = event


@dataclass(slots=True)
class ActionDraft:
    decided: dict[UUID, ActionDecided] = field(default_factory=dict)
    settled: dict[UUID, ActionSettled] = field(default_factory=dict)


def _actions(draft: ActionDraft, meeting: Meeting) -> list[tuple[Any, ...]]:
    return [
        (
            meeting.id,
            action,
            event.what,
            event.organisation,
            event.happened_at,
            event.due_on,
            draft.settled[action].outcome if action in draft.settled else None,
            draft.settled[action].happened_at if action in draft.settled else None,
        )
        for action, event in draft.decided.items()
    ]


actions = Rows[ActionDraft](
    name="actions",
    of=Meeting,
    columns="""
        subject       uuid NOT NULL,
        action        uuid NOT NULL,
        what          text NOT NULL,
        organisation  uuid NOT NULL,
        decided_at    timestamptz NOT NULL,
        due_on        date NOT NULL,
        outcome       text,
        settled_at    timestamptz,
        PRIMARY KEY (subject, action)
    """,
    draft=ActionDraft,
    rows=_actions,
)
"""What was decided at meetings, one row an action, open until it is settled."""


@actions.on(ActionDecided)
def _(draft: ActionDraft, event: ActionDecided, _meeting: Meeting, _before: str) -> None:
    draft.decided[event.action] = event


@actions.on(ActionSettled)
def _(draft: ActionDraft, event: ActionSettled, _meeting: Meeting, _before: str) -> None:
    draft.settled[event.action] = event


@dataclass(frozen=True, slots=True)
class MeetingRow:
    subject: UUID
    starts_at: datetime
    duration_min: int
    place: UUID | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class ActionRow:
    """``subject`` is the meeting that decided it; ``outcome`` is None while it is open."""

    subject: UUID
    action: UUID
    what: str
    organisation: UUID
    decided_at: datetime
    due_on: date
    outcome: str | None
    settled_at: datetime | None


def read(connection: Connection[Any], meeting: UUID) -> MeetingRow | None:
    cursor = connection.cursor(row_factory=class_row(MeetingRow))
    return cursor.execute("SELECT * FROM views.meetings WHERE subject = %s", [meeting]).fetchone()


def read_all(connection: Connection[Any]) -> list[MeetingRow]:
    """Meetings that are held or were, the next to come last."""
    cursor = connection.cursor(row_factory=class_row(MeetingRow))
    return cursor.execute(
        "SELECT * FROM views.meetings WHERE NOT cancelled ORDER BY starts_at, subject"
    ).fetchall()


def read_actions(connection: Connection[Any], *, only_open: bool = False) -> list[ActionRow]:
    """Actions, the most urgent first."""
    cursor = connection.cursor(row_factory=class_row(ActionRow))
    return cursor.execute(
        "SELECT * FROM views.actions WHERE NOT %s OR outcome IS NULL ORDER BY due_on, action",
        [only_open],
    ).fetchall()
