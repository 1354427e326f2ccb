"""One row a device, for those who work on it: search by code, serial or lot; lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device, DeviceEvent, Stage
from ledger.device.state import IN_HOUSE
from ledger.values import Facts
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    lot: UUID | None = None
    collected_at: datetime | None = None
    moved_at: datetime | None = None
    facts: Facts | None = None
    grade: str | None = None


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    facts = draft.facts or Facts()
    return [
        (
            device.id,
            device.kind,
            facts.maker,
            facts.model,
            facts.serial,
            None if facts.serial is None else facts.serial.casefold(),
            draft.grade,
            draft.lot,
            device.sticker,
            device.set_id,
            device.stage,
            device.place,
            device.sent_to,
            device.donor == "unknown",
            draft.collected_at,
            draft.moved_at,
        )
    ]


projection = Rows[Draft](
    name="register",
    of=Device,
    columns="""
        subject         uuid PRIMARY KEY,
        kind            text NOT NULL,
        maker           text,
        model           text,
        serial          text,
        serial_key      text,
        grade           text,
        lot             uuid,
        code            text,
        set_id          uuid,
        stage           text NOT NULL,
        place           uuid NOT NULL,
        sent_to         uuid,
        origin_unknown  boolean NOT NULL,
        collected_at    timestamptz NOT NULL,
        moved_at        timestamptz NOT NULL
    """,
    indexes=("serial_key", "lot", "set_id", "place, stage", "code"),
    draft=Draft,
    rows=_rows,
)

_STEPS = (
    d.Received, d.Shipped, d.Reconditioned, d.Labelled, d.LabelRevoked, d.Stocked, d.Reserved,
    d.ReservationReleased, d.Delivered, d.Sold, d.HandedOver, d.ReturnedForRepair, d.GivenBack,
    d.TakenBack, d.Lent, d.LoanReturned, d.Retired, d.TransferRefused, d.TransferRecalled,
)  # fmt: skip
"""Events after which a device waits for something else."""


@projection.on(d.Collected)
def _(draft: Draft, event: d.Collected, _device: Device, _before: str) -> None:
    draft.lot = event.lot
    draft.collected_at = draft.moved_at = event.happened_at


@projection.on(d.Inventoried)
def _(draft: Draft, event: d.Inventoried, _device: Device, _before: str) -> None:
    draft.facts = event.facts
    draft.moved_at = event.happened_at


@projection.on(*_STEPS)
def _(draft: Draft, event: DeviceEvent, _device: Device, _before: str) -> None:
    draft.moved_at = event.happened_at
    if isinstance(event, d.Reconditioned):
        draft.grade = event.grade


@dataclass(frozen=True, slots=True)
class DeviceRow:
    subject: UUID
    kind: str
    maker: str | None
    model: str | None
    serial: str | None
    grade: str | None
    lot: UUID | None
    code: str | None
    set_id: UUID | None
    stage: str
    place: UUID
    sent_to: UUID | None
    origin_unknown: bool
    collected_at: datetime
    moved_at: datetime


_SELECT = (
    "SELECT subject, kind, maker, model, serial, grade, lot, code, set_id, stage, place, sent_to,"
    " origin_unknown, collected_at, moved_at FROM views.register"
)


def read(connection: Connection[Any], device: UUID) -> DeviceRow | None:
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(f"{_SELECT} WHERE subject = %s", [device]).fetchone()


def read_lot(connection: Connection[Any], lot: UUID) -> list[DeviceRow]:
    """The devices of a lot, in the order they were collected."""
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(
        f"{_SELECT} WHERE lot = %s ORDER BY collected_at, subject", [lot]
    ).fetchall()


def count_by_lot(connection: Connection[Any], lots: list[UUID]) -> dict[UUID, int]:
    """How many devices each of these lots has; a lot without any is left out."""
    return dict(
        connection.execute(
            "SELECT lot, count(*) FROM views.register WHERE lot = ANY(%s) GROUP BY lot", [lots]
        ).fetchall()
    )


def read_set(connection: Connection[Any], set_id: UUID) -> list[DeviceRow]:
    """The devices of a set."""
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(f"{_SELECT} WHERE set_id = %s ORDER BY subject", [set_id]).fetchall()


def read_serial(connection: Connection[Any], serial: str) -> list[DeviceRow]:
    """Devices that bear this serial number: several may, and most old ones bear none."""
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(
        f"{_SELECT} WHERE serial_key = %s ORDER BY collected_at DESC, subject LIMIT 50",
        [serial.casefold()],
    ).fetchall()


def read_place(
    connection: Connection[Any], place: UUID, after: UUID | None = None, limit: int = 100
) -> list[DeviceRow]:
    """Devices that stand at a place and are still the filière's, a page at a time by id."""
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(
        f"{_SELECT} WHERE place = %s AND stage NOT IN ('with_owner', 'retired')"
        " AND (%s::uuid IS NULL OR subject > %s) ORDER BY subject LIMIT %s",
        [place, after, after, limit],
    ).fetchall()


_IN_EPCI = "place IN (SELECT subject FROM views.places WHERE epci = %s)"


def read_in(
    connection: Connection[Any], epci: str, stages: Sequence[Stage], limit: int = 200
) -> list[DeviceRow]:
    """Devices that stand in an intercommunalité in one of these stages, the longest first."""
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(
        f"{_SELECT} WHERE {_IN_EPCI} AND stage = ANY(%s) AND sent_to IS NULL"
        " ORDER BY moved_at, subject LIMIT %s",
        [epci, [str(stage) for stage in stages], limit],
    ).fetchall()


def read_page(  # noqa: PLR0913 (each narrows the list)
    connection: Connection[Any],
    places: list[UUID],
    *,
    stage: Stage | None = None,
    among: list[UUID] | None = None,
    serial: str | None = None,
    after: UUID | None = None,
    limit: int = 100,
) -> list[DeviceRow]:
    """Devices that stand at these places or are sent there, a page at a time by id.

    Of all, or ``among`` some; in one stage, or bearing one serial number.
    """
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(
        f"{_SELECT} WHERE (place = ANY(%(places)s) OR sent_to = ANY(%(places)s))"
        " AND (%(stage)s::text IS NULL OR stage = %(stage)s)"
        " AND (%(among)s::uuid[] IS NULL OR subject = ANY(%(among)s))"
        " AND (%(serial)s::text IS NULL OR serial_key = %(serial)s)"
        " AND (%(after)s::uuid IS NULL OR subject > %(after)s) ORDER BY subject LIMIT %(limit)s",
        {
            "places": places,
            "stage": stage,
            "among": among,
            "serial": None if serial is None else serial.casefold(),
            "after": after,
            "limit": limit,
        },
    ).fetchall()


def read_sent_between(connection: Connection[Any], places: list[UUID]) -> list[DeviceRow]:
    """Devices on their way from one of these places to another of them."""
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(
        f"{_SELECT} WHERE place = ANY(%s) AND sent_to = ANY(%s) AND place <> sent_to"
        " ORDER BY moved_at, subject",
        [places, places],
    ).fetchall()


def read_waiting(connection: Connection[Any], places: list[UUID]) -> list[DeviceRow]:
    """Devices that left one of these places or are sent to one, and nobody confirmed.

    What is promised is left out: it moves with its promise. Each half finds its few rows by an
    index, among all that ever left.
    """
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    return cursor.execute(
        f"{_SELECT} WHERE place = ANY(%(places)s) AND stage = ANY(%(stages)s)"  # noqa: S608 (ours)
        f" AND sent_to IS NOT NULL UNION {_SELECT} WHERE stage = ANY(%(stages)s) AND subject IN"
        " (SELECT subject FROM views.worklist WHERE place = ANY(%(places)s) AND task = 'receive')"
        " ORDER BY moved_at, subject",
        {"places": places, "stages": [str(stage) for stage in (*IN_HOUSE, Stage.IN_REPAIR)]},
    ).fetchall()


def read_these(connection: Connection[Any], devices: list[UUID]) -> dict[UUID, DeviceRow]:
    """These devices by id; one that is not there is left out."""
    cursor = connection.cursor(row_factory=class_row(DeviceRow))
    rows = cursor.execute(f"{_SELECT} WHERE subject = ANY(%s)", [devices]).fetchall()
    return {row.subject: row for row in rows}
