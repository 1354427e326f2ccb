"""One row for each part that came from a device that was stripped: what, into which, when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device
from projections.projection import Rows

Draft = list[d.PartReplaced]


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    return [
        (
            device.id,
            rank,
            event.source,
            event.part,
            event.fitted_storage.serial if event.fitted_storage else None,
            event.happened_at,
        )
        for rank, event in enumerate(draft)
    ]


projection = Rows[Draft](
    name="parts",
    of=Device,
    columns="""
        subject    uuid NOT NULL,
        rank       integer NOT NULL,
        source     uuid NOT NULL,
        part       text NOT NULL,
        serial     text,
        fitted_at  timestamptz NOT NULL,
        PRIMARY KEY (subject, rank)
    """,
    indexes=("source",),
    draft=list,
    rows=_rows,
)


@projection.on(d.PartReplaced)
def _(draft: Draft, event: d.PartReplaced, _device: Device, _before: str) -> None:
    if event.source is not None:
        draft.append(event)


@dataclass(frozen=True, slots=True)
class PartRow:
    """``subject`` is the device that the part went into; ``source`` the one it was taken from."""

    subject: UUID
    source: UUID
    part: str
    serial: str | None
    fitted_at: datetime


def read(connection: Connection[Any], device: UUID) -> list[PartRow]:
    """Parts that were taken from this device, or put into it, the oldest first."""
    cursor = connection.cursor(row_factory=class_row(PartRow))
    return cursor.execute(
        "SELECT subject, source, part, serial, fitted_at FROM views.parts"
        " WHERE subject = %s OR source = %s ORDER BY fitted_at, subject, rank",
        [device, device],
    ).fetchall()
