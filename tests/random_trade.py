"""What is written on several lives at once: an order with its devices and the fund, a receipt.

Each step is what somebody might do next; whether the law accepts it is judged as for any other.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import lives as make
import orders
from random_counter import Counter, Steps
from random_world import Command, Walk, World

from ledger import device as d
from ledger import fund as f
from ledger import order as o
from ledger import till as t
from ledger.codes import new_slip
from ledger.correction import CorrectionReason
from ledger.fund import Fund
from ledger.fund_settling import CarriedOver
from ledger.order import Order, OrderStage
from ledger.tariff import Tariff
from ledger.values import Channel, DeviceKind, Grade, Means, Use, day_of

YEARS = count()
S = OrderStage


def free_year() -> int:
    """A year that no other fund of this run has: there is one fund a year."""
    return 9999 - next(YEARS) % 5000


class Trade(Counter):
    """A counter, a price grid, and one order at a time."""

    def __init__(self, chance: Random, world: World) -> None:
        super().__init__(chance, world)
        self.tariff, self.order = world.walk(Tariff), world.walk(Order)

    def begin(self) -> Iterator[Command]:
        """What is there before anybody comes."""
        place, here = self.place.id, {"place": self.place.id}
        shelf = (
            make.collected(**here), make.received(**here, origin=place), *make.PROVEN[2:],
            *make.LABELLED[len(make.PROVEN) :], make.stocked(**here),
        )  # fmt: skip
        day = day_of(make.NOON)
        fund = orders.fund_opened(happened_at=make.NOON, year=free_year())
        granted = orders.granted(400_00).model_copy(update={"happened_at": make.NOON})
        published = orders.published(happened_at=make.NOON, effective_on=day)
        opened = t.TillOpened(**make.at(**here, seller=make.ASSOCIATION))
        yield self.world.accept([(self.place, make.opened(takes_money=True))])
        for device in self.devices:
            yield self.world.accept([(device, event) for event in shelf])
        yield self.world.accept([(self.tariff, published), (self.till, opened)])
        yield self.world.accept([(self.fund, fund), (self.fund, granted)])

    def step(self) -> Command:
        """Something that could be next. Raises the ``LedgerError`` that refuses it."""
        stage = self.order.now.stage
        if stage in {S.HANDED_OVER, S.CANCELLED, S.EXPIRED, S.UNMET}:
            self.order, stage = self.world.walk(Order), S.UNBORN
        now = NEXT.get(stage, ())
        made = self.chance.choice((*now, *now, Trade.sell, Trade.refund, Trade.count, Trade.carry))
        return self.world.accept(made(self))

    def _promise(self, **fields: Any) -> dict[str, Any]:
        return self.at(reservation=self.order.id, **fields)

    def submit(self) -> Steps:
        when = self.at()
        grid = self.tariff.now.in_force(day_of(when["happened_at"]))
        lines = grid.offers(Channel.PURCHASE, DeviceKind.LAPTOP, Grade.B) if grid else ()
        price = self.chance.choice([line.price_cents for line in lines] or [120_00])
        person, third = self.chance.choice(((20_00, 0), (0, 50_00), (10_00, 30_00), (120_00, 0)))
        event = o.Submitted(
            **when, place=self.chance.choice((self.place.id, make.DESK)), use=Use.PROCEDURES,
            kind=DeviceKind.LAPTOP, grade=Grade.B, slip=new_slip(),
            declared=f"{self.chance.getrandbits(400):0120x}", tariff=self.tariff.id,
            grid=grid.id if grid else orders.GRID, price_cents=price, person_cents=person,
            third_party=make.ASSOCIATION if third else None, third_party_cents=third,
            fund_cents=max(price - person - third, 0),
        )  # fmt: skip
        return [(self.order, event)]

    def wait(self) -> Steps:
        shortage = self.chance.choice(list(o.Shortage))
        return [(self.order, o.Waitlisted(**self.at(shortage=shortage)))]

    def unmet(self) -> Steps:
        shortage = self.chance.choice(list(o.Shortage))
        return [(self.order, o.Unmet(**self.at(shortage=shortage)))]

    def reserve(self) -> Steps:
        device, order = self.chance.choice(self.devices), self.order.now
        told = o.DevicesReserved(
            **self.at(devices=(device.id,), origin=device.now.place, seller=make.ASSOCIATION),
            fund=self.fund.id if order.fund_cents else None,
            routing=o.Routing.CHOSEN,
        )
        return [
            (device, d.Reserved(**self._promise())),
            *self._money(f.Committed, order.fund_cents),
            (self.order, told),
        ]

    def _money(self, event: type[f.Committed | f.FromCommitment], cents: int) -> Steps:
        about: dict[str, Any] = {"order": self.order.id, "amount_cents": cents}
        return [(self.fund, event(**self.at(**about)))] if cents > 0 else []

    def _mine(self) -> list[Walk]:
        return [each for each in self.devices if each.id in self.order.now.devices]

    def prepare(self) -> Steps:
        return [(self.order, o.Prepared(**self.at()))]

    def send(self) -> Steps:
        order = self.order.now
        shipped: Steps = [
            (each, d.Shipped(**self.at(origin=each.now.place, destination=order.place)))
            for each in self._mine()
        ]
        return [*shipped, (self.order, o.Sent(**self.at(devices=order.devices)))]

    def arrive(self) -> Steps:
        order = self.order.now
        delivered: Steps = [
            (each, d.Delivered(**self.at(origin=each.now.place, place=order.place)))
            for each in self._mine()
            if each.now.sent_to
        ]
        return [*delivered, (self.order, o.Arrived(**self.at(devices=order.devices)))]

    def _give_up(self, event: type[o.OrderEvent], why: Any, **fields: Any) -> Steps:
        order, mine = self.order.now, self._mine()
        freed: Steps = [(each, d.ReservationReleased(**self._promise(reason=why))) for each in mine]
        money = self._money(f.CommitmentReleased, order.fund_cents) if order.held else []
        told = event(**self.at(devices=order.devices, fund=order.fund) | fields)
        return [*freed, *money, (self.order, told)]

    def cancel(self) -> Steps:
        reason = self.chance.choice(list(o.CancelReason))
        return self._give_up(o.Cancelled, d.ReleaseReason.CANCELLED, reason=reason)

    def release(self) -> Steps:
        cause = self.chance.choice(list(o.ReleaseCause))
        return self._give_up(o.Released, d.ReleaseReason.DEFECT_FOUND, cause=cause)

    def announce(self) -> Steps:
        when = self.at(3)
        day = day_of(when["happened_at"]) + timedelta(self.chance.choice((6, 8, 9)))
        return [(self.order, o.ExpiryAnnounced(**when, expires_on=day))]

    def expire(self) -> Steps:
        late = {"happened_at": make.NOON + timedelta(self.chance.choice((5, 30)))}
        return self._give_up(o.Expired, d.ReleaseReason.EXPIRED, **late)

    def change_shares(self) -> Steps:
        order = self.order.now
        third = self.chance.choice((0, 20_00, order.price_cents - order.person_cents))
        fund = order.price_cents - order.person_cents - third
        told = o.SharesChanged(
            **self.at(person_cents=order.person_cents, third_party_cents=third),
            third_party=make.ASSOCIATION if third else None,
            fund_cents=max(fund, 0),
            fund=order.fund or (self.fund.id if order.held and fund > 0 else None),
        )
        more = fund - order.fund_cents if order.held else 0
        return [
            *self._money(f.Committed, more),
            *self._money(f.CommitmentReleased, -more),
            (self.order, told),
        ]

    def pay(self) -> Steps:
        about: dict[str, Any] = {"payer": self.chance.choice(list(o.Payer)), "means": Means.CASH}
        cents = self.chance.choice((1, 10_00, 20_00))
        where: dict[str, Any] = {"place": self.place.id, "received_by": make.ASSOCIATION}
        return [(self.order, o.PaymentReceived(**self.at(paid_cents=cents, **about, **where)))]

    def correct(self) -> Steps:
        """One of its events was wrong."""
        version = self.chance.randrange(len(self.order.written)) + 1
        reason = CorrectionReason.WRONG_STEP
        return [(self.order, o.OrderCorrected(**self.at(version=version, reason=reason)))]

    def carry(self) -> Steps:
        """A year before this one is closed with something left, which comes here."""
        before, cents = self.world.walk(Fund), self.chance.choice((1, 250_00))
        granted = orders.granted(cents).model_copy(update=self.at())
        over = {"source": f.CreditSource.CARRIED_OVER, "carried_from": before.id}
        return [
            (before, orders.fund_opened(**self.at(), year=free_year())),
            (before, granted),
            (before, f.FundClosed(**self.at())),
            (before, CarriedOver(**self.at(to=self.fund.id, amount_cents=cents))),
            (self.fund, f.Credited(**self.at(amount_cents=cents), **over)),
        ]

    def hand_over(self) -> Steps:
        order = self.order.now
        names = ("price_cents", "person_cents", "third_party_cents", "fund_cents")
        shares = {name: getattr(order, name) for name in names}
        handed: Steps = [
            (
                each,
                d.HandedOver(
                    **self._promise(place=each.now.place, seller=order.seller, **shares),
                    training=d.Training.DONE,
                ),
            )
            for each in self._mine()
        ]
        told = self.at(devices=order.devices, fund=order.fund, slip_checked=True)
        spent = self._money(f.Spent, order.fund_cents)
        return [*handed, *spent, (self.order, o.OrderHandedOver(**told))]


NEXT: dict[str, tuple[Callable[[Trade], Steps], ...]] = {
    S.UNBORN: (Trade.submit,) * 4,
    S.SUBMITTED: (
        *(Trade.reserve,) * 3, Trade.wait, Trade.unmet, Trade.cancel, Trade.change_shares,
    ),
    S.WAITING: (*(Trade.reserve,) * 3, Trade.unmet, Trade.cancel),
    S.RESERVED: (
        Trade.prepare, Trade.send, Trade.arrive, Trade.release, Trade.cancel, Trade.pay,
        Trade.change_shares,
    ),
    S.PREPARED: (Trade.send, Trade.arrive, Trade.release),
    S.SHIPPED: (Trade.arrive, Trade.arrive, Trade.cancel),
    S.ARRIVED: (
        Trade.hand_over, Trade.announce, Trade.expire, Trade.expire, Trade.cancel, Trade.pay,
        Trade.correct,
    ),
}  # fmt: skip
"""What may be tried at each stage of an order."""
