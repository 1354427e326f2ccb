"""Since when a device is under guarantee, for professionals: opened by a sale or a hand-over."""

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
    sold_at: datetime | None = None
    channel: str = ""
    place: UUID | None = None
    seller: UUID | None = None


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    if draft.sold_at is None or device.stage not in {Stage.WITH_OWNER, Stage.IN_REPAIR}:
        return []
    return [(device.id, draft.sold_at, draft.channel, draft.place, draft.seller)]


projection = Rows[Draft](
    name="guarantees",
    of=Device,
    columns="""
        subject  uuid PRIMARY KEY,
        sold_at  timestamptz NOT NULL,
        channel  text NOT NULL,
        place    uuid NOT NULL,
        seller   uuid NOT NULL
    """,
    draft=Draft,
    rows=_rows,
)


@projection.on(d.Sold)
def _(draft: Draft, event: d.Sold, _device: Device, _before: str) -> None:
    draft.sold_at, draft.channel = event.happened_at, "sale"
    draft.place, draft.seller = event.place, event.seller


@projection.on(d.HandedOver)
def _(draft: Draft, event: d.HandedOver, _device: Device, _before: str) -> None:
    draft.sold_at, draft.channel = event.happened_at, "purchase"
    draft.place, draft.seller = event.place, event.seller


@projection.on(d.TakenBack)
def _(draft: Draft, _event: d.TakenBack, _device: Device, _before: str) -> None:
    draft.sold_at = None


@dataclass(frozen=True, slots=True)
class GuaranteeRow:
    subject: UUID
    sold_at: datetime
    channel: str
    place: UUID
    seller: UUID


def read(connection: Connection[Any], device: UUID) -> GuaranteeRow | None:
    """The sale that opened its guarantee, while somebody owns it."""
    cursor = connection.cursor(row_factory=class_row(GuaranteeRow))
    return cursor.execute("SELECT * FROM views.guarantees WHERE subject = %s", [device]).fetchone()
