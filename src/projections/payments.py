"""What came in for orders: one row a payment, and who received it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.order import Order, PaymentReceived
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    events: list[PaymentReceived] = field(default_factory=list)


projection = Rows[Draft](
    name="payments",
    of=Order,
    columns="""
        subject      uuid NOT NULL,
        rank         integer NOT NULL,
        payer        text NOT NULL,
        paid_cents   integer NOT NULL,
        means        text NOT NULL,
        place        uuid NOT NULL,
        received_by  uuid NOT NULL,
        paid_at      timestamptz NOT NULL,
        PRIMARY KEY (subject, rank)
    """,
    indexes=("paid_at",),
    draft=Draft,
    rows=lambda draft, order: [
        (
            order.id,
            rank,
            event.payer,
            event.paid_cents,
            event.means,
            event.place,
            event.received_by,
            event.happened_at,
        )
        for rank, event in enumerate(draft.events)
    ],
)


@projection.on(PaymentReceived)
def _(draft: Draft, event: PaymentReceived, _order: Order, _before: str) -> None:
    draft.events.append(event)


@dataclass(frozen=True, slots=True)
class Due:
    """What one structure owes another for a month. ``debtor`` is None for the fund.

    ``due_cents`` counts the hand-overs, sales and refunds of the month, a refund below zero;
    ``paid_cents`` what of that came in since, whenever it did.
    """

    why: str
    debtor: UUID | None
    creditor: UUID
    count: int
    due_cents: int
    paid_cents: int

    @property
    def left_cents(self) -> int:
        return self.due_cents - self.paid_cents


def statement(
    connection: Connection[Any], since: datetime, until: datetime, month: date | None = None
) -> list[Due]:
    """Who owes what to whom for what was handed over, sold and refunded between two moments.

    ``third_party``: who pledged a part owes it to the seller. ``fund``: so does the fund.
    ``received``: a place of another structure took the person's share, and owes it to the seller.
    ``…_back``: what each had paid of a refunded sale comes off the month of the refund.
    ``month`` is the one whose payments to sellers count: those that the fund said it made for it.
    """
    cursor = connection.cursor(row_factory=class_row(Due))
    return cursor.execute(
        """
        WITH handed AS (
            SELECT * FROM views.orders
            WHERE handed_over_at >= %(since)s AND handed_over_at < %(until)s
        ), moved AS (
            SELECT *, CASE WHEN refund THEN -1 ELSE 1 END AS sign FROM views.sales
            WHERE happened_at >= %(since)s AND happened_at < %(until)s
        ), owed (why, debtor, creditor, count, due_cents, paid_cents) AS (
            SELECT 'third_party', third_party, seller, 1, third_party_cents, third_party_paid_cents
            FROM handed WHERE third_party_cents > 0
            UNION ALL
            SELECT 'fund', NULL, seller, 1, fund_cents, fund_paid_cents
            FROM handed WHERE fund_cents > 0
            UNION ALL
            SELECT 'received', p.received_by, h.seller, 1, p.paid_cents, 0
            FROM handed h JOIN views.payments p USING (subject)
            WHERE p.payer = 'person' AND p.received_by <> h.seller
            UNION ALL
            SELECT CASE WHEN b.refund THEN 'third_party_back' ELSE 'third_party' END,
                s.third_party, t.seller, 1, b.sign * b.third_party_cents, 0
            FROM moved b JOIN views.sales s USING (subject, sale) JOIN views.tills t USING (subject)
            WHERE b.third_party_cents > 0 AND NOT s.refund
            UNION ALL
            SELECT CASE WHEN b.refund THEN 'fund_back' ELSE 'fund' END,
                NULL, t.seller, 1, b.sign * b.fund_cents, 0
            FROM moved b JOIN views.tills t USING (subject)
            WHERE b.fund_cents > 0
            UNION ALL
            SELECT 'fund', NULL, organisation, 0, 0, paid_cents
            FROM views.fund_book WHERE movement = 'seller_paid' AND month = %(month)s
        )
        SELECT why, debtor, creditor, sum(count)::integer AS count,
            sum(due_cents)::bigint AS due_cents, sum(paid_cents)::bigint AS paid_cents
        FROM owed GROUP BY why, debtor, creditor ORDER BY creditor, why, debtor
        """,
        {"since": since, "until": until, "month": month},
    ).fetchall()
