"""A counter with a till, and what is written with a sale: its devices, the fund. For law tests."""

from typing import Any
from uuid import UUID, uuid4

from given import Given
from lives import ASSOCIATION, IN_STOCK, SHOP, at, opened, received, shipped, sold, taken_back
from trade import Desk, Entry

from ledger import fund as f
from ledger import till as t
from ledger.till import Till
from ledger.values import Means, PlaceId, SaleId

CASH, CARD = Means.CASH, Means.CARD


def paid(*each: tuple[Means, int]) -> tuple[t.Payment, ...]:
    return tuple(t.Payment(means=means, paid_cents=cents) for means, cents in each)


class Shop:
    """A counter of its own, with a till, a fund and a device at 150 €."""

    def __init__(self, given: Given) -> None:
        self.desk = Desk(given.ledger)
        self.write, self.forbids, self.fund = self.desk.write, self.desk.forbids, self.desk.fund
        self.place, self.till, self.sale = PlaceId(uuid4()), uuid4(), SaleId(uuid4())
        self.write((self.place, opened(takes_money=True)), (self.till, self.opened()))
        self.device = self.shelve()

    def opened(self, **fields: Any) -> t.TillOpened:
        return t.TillOpened(**at(place=self.place, seller=ASSOCIATION) | fields)

    def shelve(self) -> UUID:
        there = shipped(destination=self.place), received(origin=SHOP, place=self.place)
        return self.desk.shelve(*IN_STOCK, *there)

    @property
    def now(self) -> Till:
        till: Till = self.desk.ledger.subject(Till, self.till)
        return till

    def receipt(self, *devices: UUID, **fields: Any) -> Entry:
        lines = tuple(t.DeviceLine(device=each, price_cents=150_00) for each in devices)
        known = {"sale": self.sale, "number": self.now.next_number, "devices": lines}
        return self.till, t.SaleMade(**at(**known, payments=paid((CARD, 150_00))) | fields)

    def sold(self, device: UUID, **fields: Any) -> Entry:
        return device, sold(**{"place": self.place} | fields)

    def bag(self, cents: int = 5_00, **fields: Any) -> Entry:
        """A sale of something that is not traced, paid in cash."""
        bag = t.AccessoryLine(accessory=t.Accessory.BAG, quantity=1, unit_cents=cents)
        known = {"sale": SaleId(uuid4()), "accessories": (bag,), "payments": paid((CASH, cents))}
        return self.receipt(**known | fields)

    def aided(self) -> list[Entry]:
        """A sale of which the person pays 100 €, the fund 30 € and somebody else 20 €."""
        spent = f.SpentAtTheTill(**at(sale=self.sale, amount_cents=30_00))
        others = {"third_party": ASSOCIATION, "third_party_cents": 20_00, "fund_cents": 30_00}
        receipt = self.receipt(self.device, payments=paid((CASH, 100_00)), **others)
        return [self.sold(self.device), (self.fund, spent), receipt]

    def refund(self, *devices: UUID, **fields: Any) -> Entry:
        reason = {"reason": t.RefundReason.BREAKDOWN, "devices": devices, "sale": self.sale}
        return self.till, t.SaleRefunded(**at(**reason) | fields)

    def back(self, device: UUID) -> Entry:
        return device, taken_back(place=self.place)

    def fund_back(self, cents: int) -> Entry:
        return self.fund, f.RefundedAtTheTill(**at(sale=self.sale, amount_cents=cents))
