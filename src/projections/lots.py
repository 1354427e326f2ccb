"""One row a lot: whose gift it is and under which law, where it was collected."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.lot import Lot, LotOpened, LotQualified
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    opened_at: datetime | None = None
    place: UUID | None = None
    organisation: UUID | None = None
    legal_status: str = ""


projection = Rows[Draft](
    name="lots",
    of=Lot,
    columns="""
        subject       uuid PRIMARY KEY,
        opened_at     timestamptz NOT NULL,
        place         uuid NOT NULL,
        donor         text NOT NULL,
        public_gift   boolean NOT NULL,
        organisation  uuid,
        legal_status  text NOT NULL,
        open          boolean NOT NULL
    """,
    indexes=("place, opened_at DESC",),
    draft=Draft,
    rows=lambda draft, lot: [
        (
            lot.id,
            draft.opened_at,
            draft.place,
            lot.donor,
            lot.public_gift,
            draft.organisation,
            draft.legal_status,
            lot.stage == "open",
        )
    ],
)


@projection.on(LotOpened)
def _(draft: Draft, event: LotOpened, _lot: Lot, _before: str) -> None:
    draft.opened_at = event.happened_at
    draft.place = event.place
    draft.organisation = event.organisation
    draft.legal_status = event.legal_status


@projection.on(LotQualified)
def _(draft: Draft, event: LotQualified, _lot: Lot, _before: str) -> None:
    draft.organisation = event.organisation
    draft.legal_status = event.legal_status


@dataclass(frozen=True, slots=True)
class LotRow:
    subject: UUID
    opened_at: datetime
    place: UUID
    donor: str
    public_gift: bool
    organisation: UUID | None
    legal_status: str
    open: bool


_SELECT = (
    "SELECT subject, opened_at, place, donor, public_gift, organisation, legal_status, open"
    " FROM views.lots"
)


def read(connection: Connection[Any], lot: UUID) -> LotRow | None:
    cursor = connection.cursor(row_factory=class_row(LotRow))
    return cursor.execute(f"{_SELECT} WHERE subject = %s", [lot]).fetchone()


def read_recent(
    connection: Connection[Any], places: list[UUID] | None, limit: int = 50
) -> list[LotRow]:
    """The newest lots collected at these places; at all places when None."""
    cursor = connection.cursor(row_factory=class_row(LotRow))
    return cursor.execute(
        f"{_SELECT} WHERE %s::uuid[] IS NULL OR place = ANY(%s)"
        " ORDER BY opened_at DESC, subject LIMIT %s",
        [places, places, limit],
    ).fetchall()


def read_given(connection: Connection[Any], year: int) -> list[LotRow]:
    """The lots of a civil year in Paris, the oldest first."""
    cursor = connection.cursor(row_factory=class_row(LotRow))
    return cursor.execute(
        f"{_SELECT} WHERE extract(year FROM opened_at AT TIME ZONE 'Europe/Paris') = %s"
        " ORDER BY opened_at, subject",
        [year],
    ).fetchall()


def opened_by(subject: UUID, event: LotOpened) -> LotRow:
    """The row of a lot as this event will open it: nothing is recorded yet."""
    return LotRow(
        subject=subject,
        opened_at=event.happened_at,
        place=event.place,
        donor=event.donor,
        public_gift=event.free_public_gift,
        organisation=event.organisation,
        legal_status=event.legal_status,
        open=True,
    )
