"""What comes back of a sale: devices, money, fund and till move together, to the cent."""

from uuid import UUID, uuid4

import lives
import pytest
from counters import (
    available,
    device_of,
    on_the_shelf,
    paid,
    sell,
    sold,
    till,
)
from lives import ASSOCIATION, COUNTER, SHOP
from orders import act, ready

from api import selling
from api.house import House
from api.selling import Basket, NotForSale, Returning
from ledger.device import Device, Stage
from ledger.till import Accessory, AccessoryLine, RefundReason
from ledger.values import Means

CHANGED_MIND = RefundReason.CHANGED_MIND


def stage(house: House, code: str) -> str:
    device: Device = house.ledger.subject(Device, device_of(house, code))
    return device.stage


def refund(house: House, sale: UUID, *codes: str, **more: object) -> None:
    back = frozenset(device_of(house, code) for code in codes)
    terms = {"reason": CHANGED_MIND, "means": Means.CASH} | more
    selling.refund(act(house), COUNTER, sale, Returning(back, **terms))  # type: ignore[arg-type]


def test_a_refund_gives_everything_back_to_each_who_paid(house: House) -> None:
    ready(house)
    code = on_the_shelf(house)
    sale = sell(
        house,
        code,
        cents=20_00,
        fund_cents=70_00,
        third_party=ASSOCIATION,
        third_party_cents=30_00,
    )
    refund(house, sale, code)
    [back] = sold(house, sale).refunds
    assert (back.paid_cents, back.fund_cents, back.third_party_cents) == (20_00, 70_00, 30_00)
    assert available(house) == 1_001_00, "the share of the sale stays"
    assert (stage(house, code), till(house).drawer_cents) == (Stage.RECEIVED, 0)


def test_of_several_devices_one_comes_back(house: House) -> None:
    ready(house)
    kept, back = on_the_shelf(house), on_the_shelf(house)
    sale = sell(house, kept, back, cents=239_99, fund_cents=1)
    refund(house, sale, back)
    assert stage(house, kept) == Stage.WITH_OWNER
    assert sold(house, sale).refunds[0].total_cents == 120_00
    with pytest.raises(NotForSale, match="déjà remboursé"):
        refund(house, sale, back)
    refund(house, sale, kept)
    assert till(house).drawer_cents == 0
    assert available(house) == 1_000_00 + 11_99


def test_a_refund_sent_twice_is_one_refund(house: House) -> None:
    ready(house)
    code = on_the_shelf(house)
    sale, once = sell(house, code), act(house)
    back = Returning(frozenset({device_of(house, code)}), CHANGED_MIND, Means.CASH)
    for _ in range(2):
        selling.refund(once, COUNTER, sale, back)
    assert len(sold(house, sale).refunds) == 1


def test_accessories_are_refunded_without_a_device(house: House) -> None:
    ready(house)
    bag = AccessoryLine(accessory=Accessory.BAG, quantity=1, unit_cents=9_00)
    code = on_the_shelf(house)
    sale = selling.sell(act(house), COUNTER, Basket((code,), (bag,)), paid(129_00))
    refund(house, sale, accessories=True)
    assert sold(house, sale).accessories_left_cents == 0
    assert till(house).drawer_cents == 120_00
    with pytest.raises(NotForSale, match="Choisissez ce qui revient"):
        refund(house, sale, accessories=True)


def test_a_device_in_repair_is_refunded_where_it_stands(house: House) -> None:
    ready(house)
    code = on_the_shelf(house)
    sale = sell(house, code)
    device = device_of(house, code)
    house.record_events(lives.SOMEBODY, (device, lives.returned(happened_at=house.now())))
    refund(house, sale, code, reason=RefundReason.BREAKDOWN)
    assert house.ledger.subject(Device, device).place == SHOP


def test_a_device_of_another_receipt_is_not_refunded(house: House) -> None:
    ready(house)
    code, other = on_the_shelf(house), on_the_shelf(house)
    sale, _ = sell(house, code), sell(house, other)
    with pytest.raises(NotForSale, match="ne porte pas cet appareil"):
        refund(house, sale, other)
    with pytest.raises(NotForSale):
        refund(house, uuid4(), code)
