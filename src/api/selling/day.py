"""What a till took and gave back between two moments, by means of payment, to the cent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.values import Means
from projections.tills import SaleRow


@dataclass(frozen=True, slots=True)
class Totals:
    """Sales less refunds, in cents."""

    sold_cents: int
    refunded_cents: int
    by_means: dict[Means, int]
    fund_cents: int
    third_party_cents: int

    @property
    def net_cents(self) -> int:
        return self.sold_cents - self.refunded_cents

    @property
    def paid_cents(self) -> int:
        """What buyers paid, less what they got back."""
        return sum(self.by_means.values())


def totals(rows: Sequence[SaleRow]) -> Totals:
    by_means = Counter[Means](dict.fromkeys(Means, 0))
    for row in rows:
        for payment in row.payments:
            by_means[Means(payment["means"])] += sign(row) * payment["paid_cents"]
    return Totals(
        sold_cents=sum(row.total_cents for row in rows if not row.refund),
        refunded_cents=sum(row.total_cents for row in rows if row.refund),
        by_means=dict(by_means),
        fund_cents=sum(sign(row) * row.fund_cents for row in rows),
        third_party_cents=sum(sign(row) * row.third_party_cents for row in rows),
    )


def sign(row: SaleRow) -> int:
    """A refund takes away what a sale adds."""
    return -1 if row.refund else 1
