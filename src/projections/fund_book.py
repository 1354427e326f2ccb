"""The books of the fund: one row a movement, in the order they were written, to the cent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import fund as f
from ledger import fund_settling as s
from ledger.fund import Fund, FundEvent
from projections.projection import Lines

Draft = list[tuple[Any, ...]]

projection = Lines(
    name="fund_book",
    of=Fund,
    columns="""
        subject          uuid NOT NULL,
        rank             integer NOT NULL,
        year             integer NOT NULL,
        happened_at      timestamptz NOT NULL,
        movement         text NOT NULL,
        source           text,
        organisation     uuid,
        convention       text,
        about            uuid,
        credited_cents   bigint NOT NULL,
        committed_cents  bigint NOT NULL,
        spent_cents      bigint NOT NULL,
        paid_cents       bigint NOT NULL,
        month            date,
        PRIMARY KEY (subject, rank)
    """,
    indexes=("year, rank",),
    draft=list,
)


@projection.on(f.Credited)
def _(draft: Draft, event: f.Credited, fund: Fund, _before: str) -> None:
    _note(
        draft,
        (fund, event),
        "credited",
        (event.source, event.organisation, event.convention, event.sale or event.carried_from),
        (event.amount_cents, 0, 0),
    )


@projection.on(f.Committed)
def _(draft: Draft, event: f.Committed, fund: Fund, _before: str) -> None:
    _note(draft, (fund, event), "committed", _about(event.order), (0, event.amount_cents, 0))


@projection.on(f.CommitmentReleased)
def _(draft: Draft, event: f.CommitmentReleased, fund: Fund, _before: str) -> None:
    _note(draft, (fund, event), "released", _about(event.order), (0, -event.amount_cents, 0))


@projection.on(f.Spent)
def _(draft: Draft, event: f.Spent, fund: Fund, _before: str) -> None:
    cents = event.amount_cents
    _note(draft, (fund, event), "spent", _about(event.order), (0, -cents, cents))


@projection.on(f.SpentAtTheTill)
def _(draft: Draft, event: f.SpentAtTheTill, fund: Fund, _before: str) -> None:
    _note(draft, (fund, event), "spent_at_till", _about(event.sale), (0, 0, event.amount_cents))


@projection.on(f.RefundedAtTheTill)
def _(draft: Draft, event: f.RefundedAtTheTill, fund: Fund, _before: str) -> None:
    _note(draft, (fund, event), "refunded_at_till", _about(event.sale), (0, 0, -event.amount_cents))


@projection.on(s.CarriedOver)
def _(draft: Draft, event: s.CarriedOver, fund: Fund, _before: str) -> None:
    _note(draft, (fund, event), "carried_over", _about(event.to), (-event.amount_cents, 0, 0))


@projection.on(s.SellerPaid)
def _(draft: Draft, event: s.SellerPaid, fund: Fund, _before: str) -> None:
    _note(draft, (fund, event), "seller_paid", (None, event.seller, None, None), (0, 0, 0))


def _about(subject: UUID) -> tuple[None, None, None, UUID]:
    return None, None, None, subject


def _note(
    draft: Draft,
    written: tuple[Fund, FundEvent],
    movement: str,
    about: tuple[str | None, UUID | None, str | None, UUID | None],
    cents: tuple[int, int, int],
) -> None:
    """``about`` is a source, an organisation, a convention, an order, a sale or another year."""
    fund, event = written
    paid = (event.amount_cents, event.month) if isinstance(event, s.SellerPaid) else (0, None)
    start = fund.id, fund.version, fund.year, event.happened_at, movement
    draft.append((*start, *about, *cents, *paid))


@dataclass(frozen=True, slots=True)
class MovementRow:
    """What moved; ``about`` is an order, a sale or another year.

    ``paid_cents`` went to a seller for what it was owed for a month: it was spent before.
    """

    subject: UUID
    rank: int
    year: int
    happened_at: datetime
    movement: str
    source: str | None
    organisation: UUID | None
    convention: str | None
    about: UUID | None
    credited_cents: int
    committed_cents: int
    spent_cents: int
    paid_cents: int
    month: date | None


def read(connection: Connection[Any], year: int) -> list[MovementRow]:
    """The movements of a financial year, in the order they were written."""
    cursor = connection.cursor(row_factory=class_row(MovementRow))
    return cursor.execute(
        "SELECT * FROM views.fund_book WHERE year = %s ORDER BY rank", [year]
    ).fetchall()


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one year: what came in, what is promised, what is spent, and what is left."""

    credited_cents: int
    committed_cents: int
    spent_cents: int

    @property
    def available_cents(self) -> int:
        return self.credited_cents - self.committed_cents - self.spent_cents


def balance(connection: Connection[Any], year: int) -> Balance:
    cursor = connection.cursor(row_factory=class_row(Balance))
    found = cursor.execute(
        "SELECT coalesce(sum(credited_cents), 0)::bigint AS credited_cents,"
        " coalesce(sum(committed_cents), 0)::bigint AS committed_cents,"
        " coalesce(sum(spent_cents), 0)::bigint AS spent_cents"
        " FROM views.fund_book WHERE year = %s",
        [year],
    ).fetchone()
    return found or Balance(0, 0, 0)
