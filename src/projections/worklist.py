"""What each place has to do next: one row a device that waits for somebody there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import class_row

from ledger.device import Device, DeviceEvent, ErasureCertified, Stage
from ledger.errors import Lack
from ledger.event import EVENTS
from projections.projection import Rows


class Task(StrEnum):
    """What somebody does next, in the order a workshop clears its bench."""

    RECEIVE = "receive"
    HAND_OVER = "hand_over"
    DELIVER = "deliver"
    REPAIR = "repair"
    GIVE_BACK = "give_back"
    LOAN_BACK = "loan_back"
    STOCK = "stock"
    LABEL = "label"
    SIGN_OFF = "sign_off"
    RECONDITION = "recondition"
    INVENTORY = "inventory"
    SEND_TO_SHOP = "send_to_shop"


@dataclass(slots=True)
class Draft:
    since: datetime | None = None


WAITS_FOR = {
    Stage.COLLECTED: Task.SEND_TO_SHOP,
    Stage.RECEIVED: Task.INVENTORY,
    Stage.LABELLED: Task.STOCK,
    Stage.RESERVED: Task.DELIVER,
    Stage.DELIVERED: Task.HAND_OVER,
    Stage.LENT: Task.LOAN_BACK,
}


def _task(device: Device) -> Task | None:
    if device.sent_to is not None:
        return Task.RECEIVE
    if device.stage in {Stage.IN_WORKSHOP, Stage.RECONDITIONED}:
        lacks = {missing.lack for missing in device.missing()}
        if lacks - {Lack.SIGN_OFF}:
            return Task.RECONDITION
        return Task.SIGN_OFF if lacks else Task.LABEL
    if device.stage == Stage.IN_REPAIR:
        return Task.REPAIR if device.retest else Task.GIVE_BACK
    return WAITS_FOR.get(Stage(device.stage))


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    task = _task(device)
    if task is None:
        return []
    missing = device.missing() if task is Task.RECONDITION else ()
    return [
        (
            device.id,
            device.sent_to or device.place,
            task,
            draft.since,
            device.reservation,
            orjson.dumps([[item.lack, item.what, item.ask] for item in missing]).decode(),
        )
    ]


projection = Rows[Draft](
    name="worklist",
    of=Device,
    columns="""
        subject      uuid PRIMARY KEY,
        place        uuid NOT NULL,
        task         text NOT NULL,
        since        timestamptz NOT NULL,
        reservation  uuid,
        missing      text NOT NULL
    """,  # JSON, read by the database only when somebody asks
    indexes=("place, task, since",),
    draft=Draft,
    rows=_rows,
)


_PAPER = frozenset({ErasureCertified})
"""Events of paper alone: the device waits as long as before."""


@projection.on(*(e for e in EVENTS.values() if issubclass(e, DeviceEvent) and e not in _PAPER))
def _(draft: Draft, event: DeviceEvent, _device: Device, _before: str) -> None:
    draft.since = event.happened_at


@dataclass(frozen=True, slots=True)
class WorkRow:
    subject: UUID
    task: str
    since: datetime
    missing: list[list[str]]
    """Each ``[lack, what, ask]``, as in ``ledger.errors.Missing``."""
    kind: str
    maker: str | None
    model: str | None
    code: str | None
    lot: UUID | None
    origin_unknown: bool


_SELECT = (
    "SELECT w.subject, w.task, w.since, w.missing::jsonb AS missing, r.kind, r.maker, r.model,"
    " r.code, r.lot, r.origin_unknown"
)
_HERE = """
    FROM views.worklist w WHERE w.place = ANY(%(places)s)
        AND NOT EXISTS (SELECT FROM views.orders o WHERE o.subject = w.reservation)
"""
"""What is promised to an order moves with it: it waits as an order, not as a device."""


def read(
    connection: Connection[Any],
    places: list[UUID],
    task: Task | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[WorkRow]:
    """What waits at these places, the oldest first; of one task or of all. Orders come apart."""
    cursor = connection.cursor(row_factory=class_row(WorkRow))
    return cursor.execute(
        f"{_SELECT} FROM (SELECT w.* {_HERE}) w JOIN views.register r USING (subject)"
        " WHERE %(task)s::text IS NULL OR w.task = %(task)s"
        " ORDER BY w.since, w.subject LIMIT %(limit)s OFFSET %(offset)s",
        {"places": places, "task": task, "limit": limit, "offset": offset},
    ).fetchall()


def read_lot(connection: Connection[Any], lot: UUID) -> dict[UUID, Task]:
    """What the devices of a lot wait for; one that waits for nothing is left out."""
    rows = connection.execute(
        "SELECT w.subject, w.task FROM views.worklist w JOIN views.register r USING (subject)"
        " WHERE r.lot = %s",
        [lot],
    ).fetchall()
    return {subject: Task(task) for subject, task in rows}


def count(connection: Connection[Any], places: list[UUID]) -> dict[Task, int]:
    """How much waits at these places, by task, in the order of ``Task``."""
    rows = connection.execute(
        f"SELECT w.task, count(*) {_HERE} GROUP BY w.task", {"places": places}
    ).fetchall()
    found = dict(rows)
    return {task: found[task] for task in Task if task in found}
