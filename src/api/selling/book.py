"""A receipt with what came back of it since: who gets how much when more comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from projections.tills import SaleRow


class Shares(NamedTuple):
    """Of a refund, in cents."""

    person: int
    third_party: int
    fund: int


@dataclass(frozen=True, slots=True)
class Sold:
    """One sale and its refunds, oldest first."""

    sale: SaleRow
    refunds: tuple[SaleRow, ...] = ()

    @property
    def prices(self) -> dict[UUID, int]:
        """What each device of it was sold for; of a set, its first device bears the price."""
        return {UUID(line["device"]): line["price_cents"] for line in self.sale.devices}

    @property
    def returned(self) -> set[UUID]:
        """The devices that were refunded."""
        return {UUID(line["device"]) for refund in self.refunds for line in refund.devices}

    @property
    def accessories_left_cents(self) -> int:
        """What its accessories cost, unless they were refunded."""
        prices = self.prices
        refunded_cents = sum(refund.total_cents for refund in self.refunds)
        sold_cents = self.sale.total_cents - sum(prices.values())
        return sold_cents - (refunded_cents - sum(prices[device] for device in self.returned))

    def shares(self, cents: int) -> Shares:
        """Who gets how much of so many cents: in the proportion in which each had paid.

        Rounded on what came back in all, so that the last refund gives back the last cent.
        """
        sale, before = self.sale, self.refunds
        back_cents = sum(refund.total_cents for refund in before) + cents
        others_cents = sale.paid_cents + sale.third_party_cents
        person = sale.paid_cents * back_cents // sale.total_cents
        fund = back_cents - others_cents * back_cents // sale.total_cents
        person -= sum(refund.paid_cents for refund in before)
        fund -= sum(refund.fund_cents for refund in before)
        third_party = cents - person - fund
        return Shares(person + min(third_party, 0), max(third_party, 0), fund)


def sold(rows: Sequence[SaleRow]) -> Sold | None:
    """The sale that these rows of the till tell; None without any."""
    made = [row for row in rows if not row.refund]
    return Sold(made[0], tuple(row for row in rows if row.refund)) if made else None
