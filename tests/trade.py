"""An order and all that is written with it: its device, the fund, the price grid. For law tests.

Each maker gives the entries of one command as a lawful author would write them; a test changes
what matters to it.
"""

from collections.abc import Iterable
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

import lives as make
import orders
import pytest

from ledger import Event, Ledger, LedgerError
from ledger import device as d
from ledger import fund as f
from ledger import order as o
from ledger.codes import new_slip
from ledger.errors import Forbidden, Rule
from ledger.fund import Fund
from ledger.order import Order
from ledger.values import DeviceKind, FundId, Grade, Means, OrderId, TariffId, Use, day_of

E = TypeVar("E", bound=LedgerError)
Entry = tuple[UUID, Event]
at = make.at

YEARS = count()
"""There is one fund a year, and tests share a ledger: each has a year of its own."""

SHARES = {"price_cents": 120_00, "person_cents": 20_00, "fund_cents": 100_00}


def fund_opened(**fields: Any) -> f.FundOpened:
    return f.FundOpened(**at(year=2000 + next(YEARS), order_ceiling_cents=150_00) | fields)


def credited(cents: int = 1_000_00, **fields: Any) -> f.Credited:
    funder = {"organisation": make.ASSOCIATION, "convention": "2026-041"}
    grant = {"source": f.CreditSource.GRANT, "amount_cents": cents}
    return f.Credited(**at(**grant, **funder) | fields)


class Desk:
    """A grid, a fund with money, a device on the shelf of the shop in Gap; and an order."""

    def __init__(self, ledger: Ledger, *, money_cents: int = 1_000_00) -> None:
        self.ledger = ledger
        self.tariff, self.fund = TariffId(uuid4()), FundId(uuid4())
        self.order = OrderId(uuid4())
        grid = orders.published(happened_at=make.NOON, effective_on=day_of(make.NOON))
        self.write((self.tariff, grid), (self.fund, fund_opened()))
        if money_cents:
            self.write((self.fund, credited(money_cents)))
        self.device = self.shelve()

    def shelve(self, *life: Event) -> UUID:
        """One more device in stock."""
        device = uuid4()
        self.write(*((device, event) for event in life or make.IN_STOCK))
        return device

    def write(self, *entries: Entry | Iterable[Entry]) -> None:
        flat = [e for each in entries for e in (each if _several(each) else (each,))]
        self.ledger.record(make.command(*flat))  # type: ignore[arg-type]

    def refuses(self, why: type[E], *entries: Entry | Iterable[Entry]) -> E:
        """Nothing of it is recorded, for that reason."""
        before = self.ledger.life(self.order), self.ledger.life(self.fund)
        with pytest.raises(why) as refusal:
            self.write(*entries)
        assert (self.ledger.life(self.order), self.ledger.life(self.fund)) == before
        return refusal.value

    def forbids(self, rule: Rule, *entries: Entry | Iterable[Entry]) -> None:
        assert self.refuses(Forbidden, *entries).rule is rule

    @property
    def now(self) -> Order:
        order: Order = self.ledger.subject(Order, self.order)
        return order

    @property
    def books(self) -> Fund:
        fund: Fund = self.ledger.subject(Fund, self.fund)
        return fund

    def submitted(self, **fields: Any) -> list[Entry]:
        asked = {"place": make.DESK, "use": Use.PROCEDURES, "kind": DeviceKind.LAPTOP}
        grid = {"tariff": self.tariff, "grid": orders.GRID, "grade": Grade.B, **SHARES}
        paper = {"slip": new_slip(), "declared": "x" * 40}
        return [(self.order, o.Submitted(**at(**asked, **grid, **paper) | fields))]

    def waits(self, **fields: Any) -> list[Entry]:
        return [(self.order, o.Waitlisted(**at(shortage=o.Shortage.STOCK) | fields))]

    def promised(self, device: UUID | None = None) -> list[Entry]:
        reserved = d.Reserved(**at(reservation=self.order))
        return [(device or self.device, reserved)]

    def committed(self, cents: int = 100_00) -> list[Entry]:
        return [(self.fund, f.Committed(**at(order=self.order, amount_cents=cents)))]

    def holds(self, **fields: Any) -> list[Entry]:
        about = {"devices": (self.device,), "origin": make.SHOP, "seller": make.ASSOCIATION}
        why = {"fund": self.fund, "routing": o.Routing.BY_ROAD, "road_min": 35}
        return [(self.order, o.DevicesReserved(**at(**about, **why) | fields))]

    def reserved(self, **fields: Any) -> list[Entry]:
        return [*self.promised(), *self.committed(), *self.holds(**fields)]

    def freed(self, device: UUID | None = None) -> list[Entry]:
        reason = d.ReleaseReason.CANCELLED
        told = d.ReservationReleased(**at(reservation=self.order, reason=reason))
        return [(device or self.device, told)]

    def given_back(self, cents: int = 100_00) -> list[Entry]:
        return [(self.fund, f.CommitmentReleased(**at(order=self.order, amount_cents=cents)))]

    def cancelled(self, **fields: Any) -> list[Entry]:
        about = {"devices": (self.device,), "fund": self.fund}
        reason = {"reason": o.CancelReason.PERSON_GAVE_UP}
        return [(self.order, o.Cancelled(**at(**about, **reason) | fields))]

    def released(self, **fields: Any) -> list[Entry]:
        about = {"devices": (self.device,), "fund": self.fund}
        cause = {"cause": o.ReleaseCause.REROUTED}
        return [(self.order, o.Released(**at(**about, **cause) | fields))]

    def let_go(self) -> list[Entry]:
        return [*self.freed(), *self.given_back()]

    def sent(self) -> list[Entry]:
        shipped = d.Shipped(**at(origin=make.SHOP, destination=make.DESK))
        return [(self.device, shipped), (self.order, o.Sent(**at(devices=(self.device,))))]

    def arrived(self) -> list[Entry]:
        delivered = d.Delivered(**at(origin=make.SHOP, place=make.DESK))
        return [(self.device, delivered), (self.order, o.Arrived(**at(devices=(self.device,))))]

    def spent(self, cents: int = 100_00) -> list[Entry]:
        return [(self.fund, f.Spent(**at(order=self.order, amount_cents=cents)))]

    def handed(self, **fields: Any) -> list[Entry]:
        """The device to the person, with what is paid for it."""
        about = {"place": make.DESK, "seller": make.ASSOCIATION, "reservation": self.order}
        done = {"training": d.Training.DONE}
        return [(self.device, d.HandedOver(**at(**about, **SHARES, **done) | fields))]

    def ends(self, **fields: Any) -> list[Entry]:
        about = {"devices": (self.device,), "fund": self.fund, "slip_checked": True}
        return [(self.order, o.OrderHandedOver(**at(**about) | fields))]

    def handed_over(self) -> list[Entry]:
        return [*self.handed(), *self.spent(), *self.ends()]

    def paid(self, cents: int, **fields: Any) -> list[Entry]:
        about = {"payer": o.Payer.PERSON, "paid_cents": cents, "means": Means.CARD}
        where = {"place": make.COUNTER, "received_by": make.ASSOCIATION}
        return [(self.order, o.PaymentReceived(**at(**about, **where) | fields))]

    def shares(self, **fields: Any) -> list[Entry]:
        known = {"person_cents": 20_00, "fund_cents": 100_00, "fund": self.fund}
        return [(self.order, o.SharesChanged(**at(**known) | fields))]

    def at_the_desk(self) -> None:
        """Ordered, promised, sent and arrived."""
        for step in (self.submitted(), self.reserved(), self.sent(), self.arrived()):
            self.write(step)


def _several(entries: Entry | Iterable[Entry]) -> bool:
    return isinstance(entries, list)
