"""One row an order: where it stands, what it asks, who pays, since when. No band, no situation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import order as o
from ledger.event import EVENTS
from ledger.order import Order, OrderEvent, OrderStage, Payer
from projections.projection import Rows


class OrderTask(StrEnum):
    """What somebody does next for an order, the most pressing first."""

    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    SEND = "send"
    PREPARE = "prepare"
    WAIT = "wait"


_TASKS = {
    OrderStage.SUBMITTED: OrderTask.WAIT,
    OrderStage.WAITING: OrderTask.WAIT,
    OrderStage.RESERVED: OrderTask.PREPARE,
    OrderStage.PREPARED: OrderTask.SEND,
    OrderStage.SHIPPED: OrderTask.RECEIVE,
    OrderStage.ARRIVED: OrderTask.HAND_OVER,
}


def _task(order: Order) -> tuple[OrderTask | None, UUID | None]:
    """What comes next and at which place: what was there all along is not sent."""
    task = _TASKS.get(OrderStage(order.stage))
    if task is OrderTask.SEND and order.origin == order.place:
        task = OrderTask.RECEIVE
    serves = task in {OrderTask.PREPARE, OrderTask.SEND}
    return task, (order.origin if serves else order.place) if task else None


@dataclass(slots=True)
class Draft:
    moments: dict[str, datetime] = field(default_factory=dict)
    """When it came to each stage, the last time."""
    submitted_at: datetime | None = None
    moved_at: datetime | None = None
    """When it came to the stage where it stands."""
    shortage: str | None = None
    routing: str | None = None
    road_min: int | None = None
    origin: UUID | None = None
    seller: UUID | None = None
    devices: tuple[UUID, ...] = ()
    training_done: bool | None = None
    training_at: datetime | None = None


def _rows(draft: Draft, order: Order) -> list[tuple[Any, ...]]:
    paid = order.paid_cents
    return [
        (
            order.id,
            order.stage,
            *_task(order),
            order.place,
            order.use,
            order.kind,
            order.grade,
            sorted(order.features),
            order.slip,
            order.price_cents,
            order.person_cents,
            order.third_party,
            order.third_party_cents,
            order.fund_cents,
            paid.get(Payer.PERSON, 0),
            paid.get(Payer.THIRD_PARTY, 0),
            paid.get(Payer.FUND, 0),
            list(draft.devices),
            draft.origin,
            draft.seller,
            draft.shortage,
            draft.routing,
            draft.road_min,
            order.expires_on,
            draft.training_done,
            draft.training_at,
            draft.submitted_at,
            draft.moments.get("arrived"),
            draft.moments.get("handed_over"),
            draft.moved_at,
        )
    ]


projection = Rows[Draft](
    name="orders",
    of=Order,
    columns="""
        subject                 uuid PRIMARY KEY,
        stage                   text NOT NULL,
        task                    text,
        task_place              uuid,
        place                   uuid,
        use                     text NOT NULL,
        kind                    text NOT NULL,
        grade                   text NOT NULL,
        features                text[] NOT NULL,
        slip                    text NOT NULL,
        price_cents             integer NOT NULL,
        person_cents            integer NOT NULL,
        third_party             uuid,
        third_party_cents       integer NOT NULL,
        fund_cents              integer NOT NULL,
        person_paid_cents       integer NOT NULL,
        third_party_paid_cents  integer NOT NULL,
        fund_paid_cents         integer NOT NULL,
        devices                 uuid[] NOT NULL,
        origin                  uuid,
        seller                  uuid,
        shortage                text,
        routing                 text,
        road_min                integer,
        expires_on              date,
        training_done           boolean,
        training_at             timestamptz,
        submitted_at            timestamptz,
        arrived_at              timestamptz,
        handed_over_at          timestamptz,
        moved_at                timestamptz NOT NULL
    """,
    indexes=("place, stage", "origin, stage", "stage, submitted_at", "slip", "task_place, task"),
    draft=Draft,
    rows=_rows,
)


@projection.on(*(event for event in EVENTS.values() if issubclass(event, OrderEvent)))
def _(draft: Draft, event: OrderEvent, order: Order, before: str) -> None:
    if order.stage != before:
        draft.moved_at = event.happened_at
        draft.moments[order.stage] = event.happened_at
    match event:
        case o.Submitted():
            draft.submitted_at = event.happened_at
        case o.Waitlisted() | o.Unmet():
            draft.shortage = event.shortage
        case o.DevicesReserved():
            draft.shortage = None
            draft.routing, draft.road_min = event.routing, event.road_min
            draft.origin, draft.seller, draft.devices = event.origin, event.seller, event.devices
        case o.Released():
            draft.routing = draft.road_min = draft.origin = draft.seller = None
            draft.devices = ()
        case o.OrderHandedOver():
            draft.training_done = event.no_training is None
            draft.training_at = event.training_at
        case _:
            pass


@dataclass(frozen=True, slots=True)
class OrderRow:
    """``devices``, ``origin`` and ``seller`` stay after the end: what it was served with."""

    subject: UUID
    stage: str
    task: str | None
    """What comes next (``OrderTask``); None when it ended."""
    task_place: UUID | None
    place: UUID
    place_name: str
    epci: str
    use: str
    kind: str
    grade: str
    features: list[str]
    slip: str
    price_cents: int
    person_cents: int
    third_party: UUID | None
    third_party_cents: int
    fund_cents: int
    person_paid_cents: int
    third_party_paid_cents: int
    fund_paid_cents: int
    devices: list[UUID]
    origin: UUID | None
    origin_name: str | None
    seller: UUID | None
    shortage: str | None
    routing: str | None
    road_min: int | None
    expires_on: date | None
    training_done: bool | None
    training_at: datetime | None
    submitted_at: datetime
    arrived_at: datetime | None
    handed_over_at: datetime | None
    moved_at: datetime


SELECT = (
    "SELECT o.*, p.name AS place_name, p.epci, s.name AS origin_name FROM views.orders o"
    " JOIN views.places p ON p.subject = o.place LEFT JOIN views.places s ON s.subject = o.origin"
)


def read(connection: Connection[Any], order: UUID) -> OrderRow | None:
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    return cursor.execute(f"{SELECT} WHERE o.subject = %s", [order]).fetchone()


def read_slip(connection: Connection[Any], slip: str) -> OrderRow | None:
    """The order of a withdrawal slip."""
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    return cursor.execute(f"{SELECT} WHERE o.slip = %s", [slip]).fetchone()


def read_at(
    connection: Connection[Any],
    places: list[UUID] | None,
    stages: list[str] | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[OrderRow]:
    """Orders of these places or served by them, oldest first; of all places when None."""
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    return cursor.execute(
        f"{SELECT} WHERE (%(places)s::uuid[] IS NULL OR o.place = ANY(%(places)s)"
        " OR o.origin = ANY(%(places)s)) AND (%(stages)s::text[] IS NULL OR"
        " o.stage = ANY(%(stages)s)) ORDER BY o.submitted_at, o.subject"
        " LIMIT %(limit)s OFFSET %(offset)s",
        {"places": places, "stages": stages, "limit": limit, "offset": offset},
    ).fetchall()


def read_moved(
    connection: Connection[Any], places: list[UUID] | None, since: datetime, limit: int = 10
) -> list[OrderRow]:
    """Orders of these places, or served by them, that moved since then; the newest first."""
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    return cursor.execute(
        f"{SELECT} WHERE (%(places)s::uuid[] IS NULL OR o.place = ANY(%(places)s)"
        " OR o.origin = ANY(%(places)s)) AND o.moved_at >= %(since)s"
        " ORDER BY o.moved_at DESC, o.subject LIMIT %(limit)s",
        {"places": places, "since": since, "limit": limit},
    ).fetchall()


def stuck(
    connection: Connection[Any], limits_days: Mapping[str, int], now: datetime
) -> list[OrderRow]:
    """Orders that stand at a stage for longer than that stage may last, the longest first."""
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    stages = list(limits_days)
    before = [now - timedelta(days=limits_days[stage]) for stage in stages]
    return cursor.execute(
        f"{SELECT} JOIN unnest(%s::text[], %s::timestamptz[]) AS l(stage, before)"
        " ON l.stage = o.stage AND o.moved_at < l.before ORDER BY o.moved_at, o.subject",
        [stages, before],
    ).fetchall()


def between(
    connection: Connection[Any], places: Sequence[UUID], stages: Sequence[str]
) -> list[OrderRow]:
    """Orders in these stages that go from one of these places to another of them."""
    cursor = connection.cursor(row_factory=class_row(OrderRow))
    return cursor.execute(
        f"{SELECT} WHERE o.origin = ANY(%(places)s) AND o.place = ANY(%(places)s)"
        " AND o.origin <> o.place AND o.stage = ANY(%(stages)s)"
        " ORDER BY o.submitted_at, o.subject",
        {"places": list(places), "stages": list(stages)},
    ).fetchall()
