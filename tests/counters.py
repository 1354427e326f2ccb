"""What counters lean on: devices with stickers on the shelf at Briançon; sales made there."""

import html
from typing import Any
from uuid import UUID, uuid4

import lives as make
from httpx2 import Response
from lives import COUNTER, SHOP
from orders import FUND, act

from api import selling
from api.house import House
from api.selling import Basket, Paying
from ledger import Event
from ledger.codes import new_code
from ledger.fund import Fund
from ledger.place import MinimumStockSet
from ledger.till import Payment, Till
from ledger.values import DeviceKind, Means
from projections import fund_book, tills

ON_THE_COUNTER = (
    *make.LABELLED,
    make.shipped(),
    make.received(origin=SHOP, place=COUNTER),
    make.stocked(place=COUNTER),
)
"""The past of a device that may be sold at Briançon."""


def on_the_shelf(house: House, *more: Event, life: tuple[Event, ...] = ON_THE_COUNTER) -> str:
    """The code of one more device on the shelf at Briançon; ``more`` happens to it after."""
    device, code = uuid4(), new_code()
    first, *rest = life
    house.record_events(
        make.SOMEBODY, *((device, event) for event in (first, make.bound(code), *rest, *more))
    )
    return code


def device_of(house: House, code: str) -> UUID:
    found = house.ledger.holder("sticker", code)
    assert found
    return found


def a_set(house: House) -> tuple[str, str]:
    """A tower and its screen, on the shelf at Briançon: the codes of both."""
    codes = new_code(), new_code()
    tower, screen = uuid4(), uuid4()
    kinds = (DeviceKind.DESKTOP, DeviceKind.SCREEN)
    for device, code, kind in zip((tower, screen), codes, kinds, strict=True):
        facts = make.facts(storages=(make.DISK,) if kind is DeviceKind.DESKTOP else None)
        proven: list[Event] = [make.inventoried(facts=facts)]
        if kind is DeviceKind.DESKTOP:
            proven += [make.erased(), make.locks_checked()]
        house.record_events(
            make.SOMEBODY,
            *(
                (device, event)
                for event in (
                    make.collected(kind=kind),
                    make.bound(code),
                    make.received(place=COUNTER),
                    *proven,
                    make.tested(kind),
                    make.reconditioned(),
                    make.labelled(),
                    make.stocked(place=COUNTER),
                )
            ),
        )
    formed = make.set_formed(tower, screen, set_id=uuid4())
    house.record_events(make.SOMEBODY, (tower, formed), (screen, formed))
    return codes


def keeps(house: House, count: int, kind: DeviceKind = DeviceKind.LAPTOP) -> None:
    """Briançon keeps so many of a kind for prescription."""
    kept = MinimumStockSet(happened_at=make.NOON, kind=kind, count=count)
    house.record_events(make.SOMEBODY, (COUNTER, kept))


def paid(cents: int, means: Means = Means.CASH, **more: Any) -> Paying:
    payments = (Payment(means=means, paid_cents=cents),) if cents else ()
    return Paying(payments, **more)


def sell(house: House, *codes: str, cents: int = 120_00, **more: Any) -> UUID:
    """A sale at Briançon; a laptop of grade B costs 120 €."""
    return selling.sell(act(house), COUNTER, Basket(codes), paid(cents, **more))


def till(house: House) -> Till:
    found: Till = house.ledger.subject(Till, selling.till_of(COUNTER))
    return found


def sold(house: House, sale: UUID) -> selling.Sold:
    with house.pool.connection() as connection:
        found = selling.sold(tills.read_sale(connection, sale))
    assert found
    return found


def available(house: House) -> int:
    """What the fund may still give; its book and the ledger agree on it."""
    with house.pool.connection() as connection:
        book = fund_book.balance(connection, house.today().year).available_cents
    fund: Fund = house.ledger.subject(Fund, FUND)
    assert fund.available_cents == book
    return book


def text_of(answer: Response) -> str:
    """The page as a person reads it."""
    return html.unescape(answer.text).replace("\u00a0", " ")
