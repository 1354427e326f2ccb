"""One row a financial year of the fund: its rules and whether its books are open."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.fund import Fund, FundStage
from projections.projection import Rows

projection = Rows[None](
    name="funds",
    of=Fund,
    columns="""
        subject               uuid PRIMARY KEY,
        year                  integer NOT NULL,
        open                  boolean NOT NULL,
        order_ceiling_cents   bigint NOT NULL,
        period_ceiling_cents  bigint,
        sale_share_percent    integer NOT NULL,
        target_orders         integer
    """,
    draft=lambda: None,
    rows=lambda _draft, fund: [
        (
            fund.id,
            fund.year,
            fund.stage == FundStage.OPEN,
            fund.order_ceiling_cents,
            fund.period_ceiling_cents,
            fund.sale_share_percent,
            fund.target_orders,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class FundRow:
    subject: UUID
    year: int
    open: bool
    order_ceiling_cents: int
    period_ceiling_cents: int | None
    sale_share_percent: int
    target_orders: int | None


def read_all(connection: Connection[Any]) -> list[FundRow]:
    """Every financial year, the newest first."""
    cursor = connection.cursor(row_factory=class_row(FundRow))
    return cursor.execute("SELECT * FROM views.funds ORDER BY year DESC").fetchall()


def open_on(connection: Connection[Any], day: date) -> FundRow | None:
    """The fund that an order of that day draws on: that of its year, while its books are open."""
    cursor = connection.cursor(row_factory=class_row(FundRow))
    return cursor.execute(
        "SELECT * FROM views.funds WHERE open AND year = %s", [day.year]
    ).fetchone()
