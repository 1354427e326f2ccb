"""What can be reserved, by use. One row a device on a shelf, promised to nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device, Stage
from ledger.uses import uses
from ledger.values import Facts, Use
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    stocked_at: datetime | None = None
    grade: str = ""


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    if device.stage != Stage.STOCKED or device.sent_to is not None:
        return []
    facts = device.inventory or Facts()
    return [
        (
            device.id,
            device.sticker,
            device.kind,
            sorted(uses(device.kind, facts)),
            draft.grade,
            device.place,
            device.set_id,
            device.public_gift,
            facts.maker,
            facts.model,
            facts.processor,
            facts.memory_mb,
            facts.screen_inches,
            draft.stocked_at,
        )
    ]


projection = Rows[Draft](
    name="catalogue",
    of=Device,
    columns="""
        subject        uuid PRIMARY KEY,
        code           text,
        kind           text NOT NULL,
        uses           text[] NOT NULL,
        grade          text NOT NULL,
        place          uuid NOT NULL,
        set_id         uuid,
        public_gift    boolean NOT NULL,
        maker          text,
        model          text,
        processor      text,
        memory_mb      integer,
        screen_inches  real,
        stocked_at     timestamptz NOT NULL
    """,
    indexes=("place, kind",),
    draft=Draft,
    rows=_rows,
)


@projection.on(d.Stocked)
def _(draft: Draft, event: d.Stocked, _device: Device, _before: str) -> None:
    draft.stocked_at = event.happened_at


@projection.on(d.Reconditioned)
def _(draft: Draft, event: d.Reconditioned, _device: Device, _before: str) -> None:
    draft.grade = event.grade


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    subject: UUID
    code: str | None
    kind: str
    uses: list[str]
    grade: str
    place: UUID
    place_name: str
    commune_name: str
    epci: str
    set_id: UUID | None
    public_gift: bool
    maker: str | None
    model: str | None
    processor: str | None
    memory_mb: int | None
    screen_inches: float | None
    stocked_at: datetime


def read(
    connection: Connection[Any],
    *,
    use: Use | None = None,
    epci: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[CatalogueRow]:
    """Devices that can be reserved, the longest on the shelf first."""
    cursor = connection.cursor(row_factory=class_row(CatalogueRow))
    return cursor.execute(
        "SELECT c.subject, c.code, c.kind, c.uses, c.grade, c.place, p.name AS place_name,"
        " p.commune_name, p.epci, c.set_id, c.public_gift, c.maker, c.model, c.processor,"
        " c.memory_mb, c.screen_inches, c.stocked_at"
        " FROM views.catalogue c JOIN views.places p ON p.subject = c.place"
        " WHERE (%(use)s::text IS NULL OR %(use)s = ANY(c.uses))"
        " AND (%(epci)s::text IS NULL OR p.epci = %(epci)s)"
        " ORDER BY c.stocked_at, c.subject LIMIT %(limit)s OFFSET %(offset)s",
        {"use": use, "epci": epci, "limit": limit, "offset": offset},
    ).fetchall()


@dataclass(frozen=True, slots=True)
class UseRow:
    use: str
    kind: str
    epci: str
    count: int


def count_by_use(connection: Connection[Any]) -> list[UseRow]:
    """How many devices serve a use, by kind and intercommunalité. One may serve several uses."""
    cursor = connection.cursor(row_factory=class_row(UseRow))
    return cursor.execute(
        "SELECT u.use, c.kind, p.epci, count(*)::integer AS count FROM views.catalogue c"
        " CROSS JOIN LATERAL unnest(c.uses) AS u(use)"
        " JOIN views.places p ON p.subject = c.place"
        " GROUP BY u.use, c.kind, p.epci ORDER BY u.use, c.kind, p.epci"
    ).fetchall()
