"""Which device is lent against which repair, until it is taken back. Nothing says to whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device, Stage
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    instead_of: UUID | None = None
    lent_at: datetime | None = None


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    if device.stage != Stage.LENT:
        return []
    return [(device.id, draft.instead_of, device.place, draft.lent_at)]


projection = Rows[Draft](
    name="loans",
    of=Device,
    columns="""
        subject     uuid PRIMARY KEY,
        instead_of  uuid NOT NULL,
        place       uuid NOT NULL,
        lent_at     timestamptz NOT NULL
    """,
    indexes=("instead_of",),
    draft=Draft,
    rows=_rows,
)


@projection.on(d.Lent)
def _(draft: Draft, event: d.Lent, _device: Device, _before: str) -> None:
    draft.instead_of, draft.lent_at = event.instead_of, event.happened_at


@dataclass(frozen=True, slots=True)
class LoanRow:
    """``subject`` is the device that is lent."""

    subject: UUID
    instead_of: UUID
    place: UUID
    lent_at: datetime


def read(connection: Connection[Any], device: UUID) -> list[LoanRow]:
    """The loans that this device is part of: the one lent, or the one repaired."""
    cursor = connection.cursor(row_factory=class_row(LoanRow))
    return cursor.execute(
        "SELECT * FROM views.loans WHERE subject = %s OR instead_of = %s ORDER BY lent_at",
        [device, device],
    ).fetchall()
