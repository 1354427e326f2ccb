"""Sales at the counters of the demonstration, receipt by receipt, and the count of each evening."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from api.demo.life import Happening, Life
from api.demo.orders import day_of, fund_of
from api.demo.places import COUNTERS, Place, named
from api.demo.prices import Prices
from ledger import Event
from ledger import device as d
from ledger.fund import Credited, CreditSource
from ledger.tariff import TARIFF
from ledger.till import (
    Accessory,
    AccessoryLine,
    DeviceLine,
    Payment,
    RefundReason,
    SaleMade,
    SaleRefunded,
    TillCounted,
    TillOpened,
)
from ledger.values import Channel, Means, OrganisationId, SaleId

SHARE_PERCENT = 5
"""Of each sale, for the fund."""
COUNTED_EVERY = timedelta(days=30)
"""Enough for a demonstration: a shop counts each evening."""
FLOAT_CENTS = 50_00


def till_of(counter: Place) -> UUID:
    return uuid5(counter.id, "till")


def openings(since: datetime) -> Iterator[tuple[UUID, Event]]:
    for counter in COUNTERS:
        seller = OrganisationId(named(counter.organisation))
        yield till_of(counter), TillOpened(happened_at=since, place=counter.id, seller=seller)


def sales(lives: Iterable[Life], prices: Prices, until: datetime) -> Iterator[Happening]:
    """Receipts in the order of time, for a till numbers them without a gap."""
    bought: dict[Place, list[tuple[datetime, Life]]] = defaultdict(list)
    for life in lives:
        if life.offered and life.offered[0] <= until:
            moment, counter = life.offered
            bought[counter].append((moment, life))
    for counter, rows in bought.items():
        yield from _at(counter, sorted(rows, key=lambda row: (row[0], row[1].id)), prices)


def _at(counter: Place, rows: list[tuple[datetime, Life]], prices: Prices) -> Iterator[Happening]:
    drawer_cents, counted_at, number = 0, rows[0][0], 0
    for moment, life in rows:
        if moment - counted_at > COUNTED_EVERY:
            evening = moment - timedelta(minutes=1)
            count = TillCounted(
                happened_at=evening,
                day=day_of(evening),
                expected_cents=drawer_cents,
                counted_cents=drawer_cents,
                kept_cents=min(drawer_cents, FLOAT_CENTS),
            )
            yield evening, counter.id, till_of(counter), count
            drawer_cents, counted_at = count.kept_cents, moment
        made = _sale(life, moment, number + 1, prices)
        if made is None:
            continue
        number += 1
        drawer_cents += sum(p.paid_cents for p in made.payments if p.means is Means.CASH)
        yield from _recorded(counter, life, moment, made)
        if life.brought_back_at:
            yield from _refunded(counter, life, life.brought_back_at, made)


def _refunded(counter: Place, life: Life, moment: datetime, made: SaleMade) -> Iterator[Happening]:
    """The device comes back, and its price is given back as it was paid."""
    [line], means = made.devices, made.payments[0].means
    back = d.TakenBack(happened_at=moment, place=counter.id, reason=d.ReturnReason.NO_LONGER_NEEDED)
    refunded = SaleRefunded(
        happened_at=moment,
        sale=made.sale,
        devices=(line.device,),
        payments=(Payment(means=means, paid_cents=line.price_cents),),
        reason=RefundReason.CHANGED_MIND,
    )
    yield moment, counter.id, life.id, back
    yield moment, counter.id, till_of(counter), refunded


def _sale(life: Life, moment: datetime, number: int, prices: Prices) -> SaleMade | None:
    day = day_of(moment)
    line = prices.line(day, Channel.SALE, life.model.kind, life.grade)
    if line is None:
        return None
    chance = Random(number)
    bag = AccessoryLine(accessory=Accessory.BAG, quantity=1, unit_cents=5_00)
    accessories = (bag,) if chance.random() < 0.2 else ()  # noqa: PLR2004 (one in five)
    total_cents = line.price_cents + sum(each.unit_cents for each in accessories)
    means = chance.choice([Means.CARD, Means.CARD, Means.CASH, Means.CHEQUE])
    return SaleMade(
        happened_at=moment,
        sale=SaleId(uuid5(life.id, "sale")),
        number=number,
        tariff=TARIFF,
        grid=prices.grid_on(day),
        devices=(DeviceLine(device=life.device, price_cents=line.price_cents),),
        accessories=accessories,
        payments=(Payment(means=means, paid_cents=total_cents),),
    )


def _recorded(counter: Place, life: Life, moment: datetime, made: SaleMade) -> Iterator[Happening]:
    """The device is sold, the fund gets its share, the till gives a receipt: one command."""
    price_cents = made.devices[0].price_cents
    sold = d.Sold(
        happened_at=moment,
        place=counter.id,
        seller=OrganisationId(named(counter.organisation)),
        price_cents=price_cents,
    )
    share_cents = made.total_cents * SHARE_PERCENT // 100
    credit = Credited(
        happened_at=moment,
        source=CreditSource.SALE_SHARE,
        amount_cents=share_cents,
        sale=made.sale,
    )
    yield moment, counter.id, life.id, sold
    yield moment, counter.id, fund_of(day_of(moment).year), credit
    yield moment, counter.id, till_of(counter), made
