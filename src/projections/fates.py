"""One row a device: what became of it, seen from whoever gave it; what it weighs, its slip."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Destination, Device, Stage
from projections.projection import Rows


class Fate(StrEnum):
    """What became of a gift, in the order a donor asks."""

    REUSED = "reused"
    """Somebody has it: sold or handed over, in repair for its owner."""
    READY = "ready"
    """Labelled, and still the filière's: on a shelf, promised, lent."""
    IN_WORKSHOP = "in_workshop"
    STRIPPED = "stripped"
    RECYCLED = "recycled"
    LOST = "lost"
    """Destroyed, lost or stolen."""


BY_STAGE = {
    Stage.WITH_OWNER: Fate.REUSED,
    Stage.IN_REPAIR: Fate.REUSED,
    Stage.LABELLED: Fate.READY,
    Stage.STOCKED: Fate.READY,
    Stage.RESERVED: Fate.READY,
    Stage.DELIVERED: Fate.READY,
    Stage.LENT: Fate.READY,
}
BY_DESTINATION = {
    Destination.PARTS: Fate.STRIPPED,
    Destination.RECYCLING: Fate.RECYCLED,
    Destination.ECO_ORGANISME: Fate.RECYCLED,
}


@dataclass(slots=True)
class Draft:
    lot: UUID | None = None
    mass_g: int | None = None
    year_of_make: int | None = None
    retired: d.Retired | None = None


def fate_of(device: Device, retired: d.Retired | None) -> Fate:
    """What became of it. ``retired`` is how it left for good, if it did."""
    if device.stage == Stage.RETIRED and retired:
        return BY_DESTINATION.get(retired.destination, Fate.LOST)
    return BY_STAGE.get(Stage(device.stage), Fate.IN_WORKSHOP)


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    out = draft.retired if device.stage == Stage.RETIRED else None
    return [
        (
            device.id,
            draft.lot,
            device.kind,
            device.place,
            fate_of(device, out),
            draft.mass_g,
            draft.year_of_make,
            out and out.destination,
            out and out.happened_at,
            out and out.waste_slip,
        )
    ]


projection = Rows[Draft](
    name="fates",
    of=Device,
    columns="""
        subject       uuid PRIMARY KEY,
        lot           uuid,
        kind          text NOT NULL,
        place         uuid NOT NULL,
        fate          text NOT NULL,
        mass_g        integer,
        year_of_make  integer,
        destination   text,
        retired_at    timestamptz,
        waste_slip    text
    """,
    indexes=("lot", "place, retired_at"),
    draft=Draft,
    rows=_rows,
)


@projection.on(d.Collected)
def _(draft: Draft, event: d.Collected, _device: Device, _before: str) -> None:
    draft.lot = event.lot
    draft.mass_g = event.mass_g


@projection.on(d.Inventoried)
def _(draft: Draft, event: d.Inventoried, _device: Device, _before: str) -> None:
    draft.mass_g = event.mass_g or draft.mass_g
    draft.year_of_make = event.facts.year_of_make or draft.year_of_make


@projection.on(d.Retired)
def _(draft: Draft, event: d.Retired, _device: Device, _before: str) -> None:
    draft.mass_g = event.mass_g or draft.mass_g
    draft.retired = event


@dataclass(frozen=True, slots=True)
class FateRow:
    subject: UUID
    lot: UUID | None
    kind: str
    place: UUID
    fate: Fate
    mass_g: int | None
    year_of_make: int | None
    destination: str | None
    retired_at: datetime | None
    waste_slip: str | None


def told(rows: Iterable[tuple[Any, ...]]) -> list[FateRow]:
    """Rows as the projection writes them, read from nowhere: for what a life came to once."""
    return [FateRow(*row) for row in rows]


_SELECT = (
    "SELECT subject, lot, kind, place, fate, mass_g, year_of_make, destination, retired_at,"
    " waste_slip FROM views.fates"
)


def read_lot(connection: Connection[Any], lot: UUID) -> list[FateRow]:
    """What became of each device of a lot."""
    cursor = connection.cursor(row_factory=class_row(FateRow))
    return cursor.execute(f"{_SELECT} WHERE lot = %s ORDER BY subject", [lot]).fetchall()


def read_lots(connection: Connection[Any], lots: Collection[UUID]) -> list[FateRow]:
    """What became of each device of these lots."""
    cursor = connection.cursor(row_factory=class_row(FateRow))
    return cursor.execute(f"{_SELECT} WHERE lot = ANY(%s) ORDER BY subject", [[*lots]]).fetchall()


def without_lot(connection: Connection[Any]) -> int:
    """How many devices were collected one by one: no lot says in which year, or whose they were."""
    row = connection.execute("SELECT count(*) FROM views.fates WHERE lot IS NULL").fetchone()
    return int(row[0]) if row else 0


def read_sources(connection: Connection[Any], place: UUID, limit: int = 50) -> list[FateRow]:
    """Devices that were retired for their parts at a place, the last first."""
    cursor = connection.cursor(row_factory=class_row(FateRow))
    return cursor.execute(
        f"{_SELECT} WHERE place = %s AND destination = 'parts'"
        " ORDER BY retired_at DESC, subject LIMIT %s",
        [place, limit],
    ).fetchall()


@dataclass(frozen=True, slots=True)
class SlipRow:
    """Devices of one kind that left on one day with one slip; ``weighed`` of them have a mass."""

    day: date
    waste_slip: str
    kind: str
    count: int
    weighed: int
    mass_g: int


def places_with_slips(connection: Connection[Any], year: int) -> list[UUID]:
    """Places from which something left with a slip in a year, open or not."""
    rows = connection.execute(
        "SELECT DISTINCT place FROM views.fates WHERE waste_slip IS NOT NULL"
        " AND extract(year FROM retired_at AT TIME ZONE 'Europe/Paris') = %s",
        [year],
    ).fetchall()
    return [place for (place,) in rows]


def read_slips(connection: Connection[Any], places: list[UUID], year: int) -> list[SlipRow]:
    """What left these places with a slip in a year, as a yearly declaration asks for it."""
    cursor = connection.cursor(row_factory=class_row(SlipRow))
    return cursor.execute(
        "SELECT (retired_at AT TIME ZONE 'Europe/Paris')::date AS day, waste_slip, kind,"
        " count(*)::int AS count, count(mass_g)::int AS weighed,"
        " coalesce(sum(mass_g), 0)::int AS mass_g"
        " FROM views.fates WHERE place = ANY(%s) AND waste_slip IS NOT NULL"
        " AND extract(year FROM retired_at AT TIME ZONE 'Europe/Paris') = %s"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        [places, year],
    ).fetchall()
