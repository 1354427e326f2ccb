"""A receipt with what came back of it since: who gets how much when more comes back."""

from collections.abc import Collection, Sequence
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
        """What of the price of its accessories was not given back."""
        sold_cents = self.sale.total_cents - sum(self.prices.values())
        return sold_cents - sum(map(self.for_accessories_cents, self.refunds))

    @property
    def devices_left_cents(self) -> int:
        """What of the price of its devices was not given back, whether they came back or not."""
        refunded_cents = sum(refund.total_cents for refund in self.refunds)
        return self.sale.total_cents - refunded_cents - self.accessories_left_cents

    def for_accessories_cents(self, refund: SaleRow) -> int:
        """What of that refund is for accessories; one that does not say gave whole prices back."""
        if refund.accessories_cents is not None:
            return refund.accessories_cents
        devices_cents = sum(self.prices[UUID(line["device"])] for line in refund.devices)
        return max(refund.total_cents - devices_cents, 0)

    def kept_cents(self, refund: SaleRow) -> int:
        """What of the price of its devices that refund did not give back."""
        devices_cents = sum(self.prices[UUID(line["device"])] for line in refund.devices)
        return devices_cents - (refund.total_cents - self.for_accessories_cents(refund))

    def worth_cents(self, devices: Collection[UUID]) -> int:
        """What is given back for these, whole: their price, unless a part of it was before."""
        return min(sum(self.prices[each] for each in devices), self.devices_left_cents)

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
