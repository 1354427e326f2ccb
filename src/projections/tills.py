"""The tills: which place has one, its receipts and refunds, and the count of each day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ledger.till import SaleMade, SaleRefunded, Till, TillCounted, taken
from projections.projection import Rows

projection = Rows[None](
    name="tills",
    of=Till,
    columns="""
        subject       uuid PRIMARY KEY,
        place         uuid NOT NULL,
        seller        uuid NOT NULL,
        drawer_cents  bigint NOT NULL
    """,
    draft=lambda: None,
    rows=lambda _draft, till: [(till.id, till.place, till.seller, till.drawer_cents)],
)


@dataclass(slots=True)
class SalesDraft:
    made: list[SaleMade | SaleRefunded] = field(default_factory=list)


def _sales(draft: SalesDraft, till: Till) -> list[tuple[Any, ...]]:
    return [
        (
            till.id,
            rank,
            event.sale,
            isinstance(event, SaleRefunded),
            event.number if isinstance(event, SaleMade) else None,
            event.happened_at,
            event.total_cents,
            taken(event.payments),
            event.third_party if isinstance(event, SaleMade) else None,
            event.third_party_cents,
            event.fund_cents,
            _devices(event),
            _told(event.payments),
            _told(event.accessories) if isinstance(event, SaleMade) else [],
            event.reason if isinstance(event, SaleRefunded) else None,
            event.accessories_cents,
        )
        for rank, event in enumerate(draft.made)
    ]


def _devices(event: SaleMade | SaleRefunded) -> list[dict[str, Any]]:
    if isinstance(event, SaleMade):
        return _told(event.devices)
    return [{"device": str(device)} for device in event.devices]


def _told(values: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [value.model_dump(mode="json") for value in values]


sales = Rows[SalesDraft](
    name="sales",
    of=Till,
    columns="""
        subject            uuid NOT NULL,
        rank               integer NOT NULL,
        sale               uuid NOT NULL,
        refund             boolean NOT NULL,
        number             integer,
        happened_at        timestamptz NOT NULL,
        total_cents        bigint NOT NULL,
        paid_cents         bigint NOT NULL,
        third_party        uuid,
        third_party_cents  bigint NOT NULL,
        fund_cents         bigint NOT NULL,
        devices            jsonb NOT NULL,
        payments           jsonb NOT NULL,
        accessories        jsonb NOT NULL,
        reason             text,
        accessories_cents  bigint,
        PRIMARY KEY (subject, rank)
    """,
    indexes=("sale", "subject, happened_at"),
    draft=SalesDraft,
    rows=_sales,
)
"""Receipts and refunds, one row each, in the order in which their till made them."""


@sales.on(SaleMade)
def _(draft: SalesDraft, event: SaleMade, _till: Till, _before: str) -> None:
    draft.made.append(event)


@sales.on(SaleRefunded)
def _(draft: SalesDraft, event: SaleRefunded, _till: Till, _before: str) -> None:
    draft.made.append(event)


@dataclass(slots=True)
class CountsDraft:
    counts: list[TillCounted] = field(default_factory=list)


counts = Rows[CountsDraft](
    name="till_counts",
    of=Till,
    columns="""
        subject         uuid NOT NULL,
        rank            integer NOT NULL,
        day             date NOT NULL,
        counted_at      timestamptz NOT NULL,
        expected_cents  bigint NOT NULL,
        counted_cents   bigint NOT NULL,
        kept_cents      bigint NOT NULL,
        PRIMARY KEY (subject, rank)
    """,
    draft=CountsDraft,
    rows=lambda draft, till: [
        (
            till.id,
            rank,
            event.day,
            event.happened_at,
            event.expected_cents,
            event.counted_cents,
            event.kept_cents,
        )
        for rank, event in enumerate(draft.counts)
    ],
)
"""The counts of each drawer, one row each: what should be there, what was, what stays."""


@counts.on(TillCounted)
def _(draft: CountsDraft, event: TillCounted, _till: Till, _before: str) -> None:
    draft.counts.append(event)


@dataclass(frozen=True, slots=True)
class TillRow:
    """``drawer_cents``: cash that should be there."""

    subject: UUID
    place: UUID
    seller: UUID
    drawer_cents: int


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A receipt or a refund. ``devices``, ``payments`` and ``accessories`` as in the event."""

    subject: UUID
    rank: int
    sale: UUID
    refund: bool
    number: int | None
    happened_at: datetime
    total_cents: int
    paid_cents: int
    third_party: UUID | None
    third_party_cents: int
    fund_cents: int
    devices: list[dict[str, Any]]
    payments: list[dict[str, Any]]
    accessories: list[dict[str, Any]]
    reason: str | None
    accessories_cents: int | None
    """What of it is for accessories; None in refunds that do not say."""


@dataclass(frozen=True, slots=True)
class CountRow:
    subject: UUID
    rank: int
    day: date
    counted_at: datetime
    expected_cents: int
    counted_cents: int
    kept_cents: int


def read_at(connection: Connection[Any], place: UUID) -> TillRow | None:
    """The till of a place."""
    cursor = connection.cursor(row_factory=class_row(TillRow))
    return cursor.execute("SELECT * FROM views.tills WHERE place = %s", [place]).fetchone()


def read_sale(connection: Connection[Any], sale: UUID) -> list[SaleRow]:
    """A receipt and what was refunded of it since, oldest first."""
    cursor = connection.cursor(row_factory=class_row(SaleRow))
    return cursor.execute(
        "SELECT * FROM views.sales WHERE sale = %s ORDER BY rank", [sale]
    ).fetchall()


def read_last_sale(connection: Connection[Any], device: UUID) -> SaleRow | None:
    """The newest receipt that names this device."""
    cursor = connection.cursor(row_factory=class_row(SaleRow))
    return cursor.execute(
        "SELECT * FROM views.sales WHERE devices @> %s AND NOT refund"
        " ORDER BY happened_at DESC, rank DESC LIMIT 1",
        [Jsonb([{"device": str(device)}])],
    ).fetchone()


def read_sales(
    connection: Connection[Any], till: UUID, since: datetime, until: datetime
) -> list[SaleRow]:
    """What a till sold and refunded between two moments, oldest first."""
    cursor = connection.cursor(row_factory=class_row(SaleRow))
    return cursor.execute(
        "SELECT * FROM views.sales WHERE subject = %s AND happened_at >= %s AND happened_at < %s"
        " ORDER BY rank",
        [till, since, until],
    ).fetchall()


def read_counts(connection: Connection[Any], till: UUID, limit: int = 60) -> list[CountRow]:
    """The last counts of a drawer, the newest first."""
    cursor = connection.cursor(row_factory=class_row(CountRow))
    return cursor.execute(
        "SELECT * FROM views.till_counts WHERE subject = %s ORDER BY rank DESC LIMIT %s",
        [till, limit],
    ).fetchall()


@dataclass(frozen=True, slots=True)
class Turnover:
    """What all tills sold, and gave back."""

    sold_cents: int
    refunded_cents: int


def turnover(connection: Connection[Any], since: datetime, until: datetime) -> Turnover:
    """Of the sales and refunds between two moments."""
    cursor = connection.cursor(row_factory=class_row(Turnover))
    found = cursor.execute(
        "SELECT coalesce(sum(total_cents) FILTER (WHERE NOT refund), 0)::bigint AS sold_cents,"
        " coalesce(sum(total_cents) FILTER (WHERE refund), 0)::bigint AS refunded_cents"
        " FROM views.sales WHERE happened_at >= %s AND happened_at < %s",
        [since, until],
    ).fetchone()
    return found or Turnover(0, 0)
