"""What a counter writes on several lives at once: a receipt, its devices and the fund."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import lives as make
from random_world import Walk, World

from ledger import Event
from ledger import device as d
from ledger import fund as f
from ledger import till as t
from ledger.device import Device
from ledger.fund import Fund
from ledger.place import Place
from ledger.till import Till
from ledger.values import Means, SaleId, day_of

Steps = list[tuple[Walk, Event]]


class Counter:
    """A place that takes money, with two devices on its shelf, a till and a fund beside it."""

    def __init__(self, chance: Random, world: World) -> None:
        self.chance, self.world = chance, world
        self.place = world.walk(Place)
        self.devices = [world.walk(Device) for _ in range(2)]
        self.fund, self.till = world.walk(Fund), world.walk(Till)

    def at(self, days: int = 40, **fields: Any) -> dict[str, Any]:
        later: datetime = make.NOON + timedelta(self.chance.randrange(days))
        return {"happened_at": later} | fields

    def sell(self) -> Steps:
        sale, till = SaleId(UUID(int=self.chance.getrandbits(128))), self.till.now
        about = {"place": till.place, "seller": till.seller, "price_cents": 120_00}
        here = [each for each in self.devices if each.now.stage == d.Stage.STOCKED]
        sold = here[: self.chance.randrange(2)]
        fund = self.chance.choice((0, 0, 20_00)) if sold else 0
        cash = 120_00 * len(sold) + 5_00 - fund
        receipt = t.SaleMade(
            **self.at(sale=sale, number=till.next_number, fund_cents=fund),
            devices=tuple(t.DeviceLine(device=each.id, price_cents=120_00) for each in sold),
            accessories=(t.AccessoryLine(accessory="bag", quantity=1, unit_cents=5_00),),
            payments=(t.Payment(means=Means.CASH, paid_cents=cash),),
        )
        paid: Steps = [
            (self.fund, f.SpentAtTheTill(**self.at(sale=sale, amount_cents=fund)))
        ] if fund else []  # fmt: skip
        return [
            *((each, d.Sold(**self.at(**about))) for each in sold),
            *paid,
            (self.till, receipt),
        ]

    def refund(self) -> Steps:
        sales = list(self.till.now.receipts.items())
        if not sales:
            return self.sell()
        sale, receipt = self.chance.choice(sales)
        gone = [
            each for each in self.devices if each.id in {line.device for line in receipt.devices}
        ]
        back = [each for each in gone if each.now.stage == d.Stage.WITH_OWNER]
        fund, cash = receipt.fund_cents, self.chance.choice((1_00, receipt.paid_cents))
        told = t.SaleRefunded(
            **self.at(sale=sale, devices=tuple(each.id for each in gone), fund_cents=fund),
            payments=(t.Payment(means=Means.CASH, paid_cents=cash),) if cash else (),
            reason=t.RefundReason.BREAKDOWN,
        )
        here = self.at(place=self.place.id, reason=d.ReturnReason.BREAKDOWN)
        returned: Steps = [
            (self.fund, f.RefundedAtTheTill(**self.at(sale=sale, amount_cents=fund)))
        ] if fund else []  # fmt: skip
        taken: Steps = [(each, d.TakenBack(**here)) for each in back]
        return [*taken, *returned, (self.till, told)]

    def count(self) -> Steps:
        cents = self.till.now.drawer_cents
        counted = max(cents + self.chance.choice((0, -50, 100)), 0)
        when = self.at(expected_cents=cents, counted_cents=counted, kept_cents=counted // 2)
        return [(self.till, t.TillCounted(**when, day=day_of(when["happened_at"])))]
