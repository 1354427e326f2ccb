"""What comes back of a sale: devices, money, fund and till move together, to the cent."""

from dataclasses import replace
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
from projections import guarantees

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


def shared(house: House) -> tuple[str, UUID]:
    """A laptop at 120 €: 20 of the person, 70 of the fund, 30 of an association."""
    ready(house)
    code = on_the_shelf(house)
    more = {"third_party": ASSOCIATION, "third_party_cents": 30_00}
    return code, sell(house, code, cents=20_00, fund_cents=70_00, **more)


def test_a_part_of_the_price_goes_to_each_in_the_proportion_in_which_they_paid(
    house: House,
) -> None:
    code, sale = shared(house)
    refund(house, sale, code, amount_cents=60_00)
    [back] = sold(house, sale).refunds
    assert (back.paid_cents, back.fund_cents, back.third_party_cents) == (10_00, 35_00, 15_00)
    assert stage(house, code) == Stage.RECEIVED
    assert available(house) == 1_000_00 - 35_00 + 1_00
    assert sold(house, sale).kept_cents(back) == 60_00


def test_a_part_given_for_what_stays_leaves_the_device_and_its_guarantee(house: House) -> None:
    code, sale = shared(house)
    refund(house, sale, amount_cents=12_00)
    found = sold(house, sale)
    assert (found.returned, found.devices_left_cents) == (set(), 108_00)
    assert stage(house, code) == Stage.WITH_OWNER
    with house.pool.connection() as connection:
        assert guarantees.read(connection, device_of(house, code))
    refund(house, sale, code)
    assert sum(each.total_cents for each in sold(house, sale).refunds) == 120_00
    assert available(house) == 1_001_00
    assert till(house).drawer_cents == 0


@pytest.mark.parametrize("amounts", [(1,) * 7, (1_01, 33_33, 6_67), (59_99, 60_00), (119_99,)])
def test_parts_add_up_to_the_whole_for_each_who_paid(
    house: House, amounts: tuple[int, ...]
) -> None:
    code, sale = shared(house)
    for cents in amounts:
        refund(house, sale, amount_cents=cents)
    refund(house, sale, code)
    back = sold(house, sale).refunds
    assert [each.total_cents for each in back[:-1]] == list(amounts)
    assert sum(each.paid_cents for each in back) == 20_00
    assert sum(each.fund_cents for each in back) == 70_00
    assert sum(each.third_party_cents for each in back) == 30_00


def test_no_more_is_given_back_than_a_price_or_than_is_left_of_it(house: House) -> None:
    code, sale = shared(house)
    for back in ((code,), ()):
        for cents in (120_01, 0, -5_00):
            with pytest.raises(NotForSale, match="on peut rendre 120"):
                refund(house, sale, *back, amount_cents=cents)
    refund(house, sale, amount_cents=100_00)
    for back in ((code,), ()):
        with pytest.raises(NotForSale, match="on peut rendre 20"):
            refund(house, sale, *back, amount_cents=20_01)
    refund(house, sale, amount_cents=20_00)
    with pytest.raises(NotForSale, match="plus rien"):
        refund(house, sale, amount_cents=1)
    with pytest.raises(NotForSale, match="Choisissez ce qui revient"):
        refund(house, sale, code)


def test_a_part_for_one_device_leaves_the_price_of_the_other_whole(house: House) -> None:
    ready(house)
    one, other = on_the_shelf(house), on_the_shelf(house)
    bag = AccessoryLine(accessory=Accessory.BAG, quantity=1, unit_cents=9_00)
    sale = selling.sell(act(house), COUNTER, Basket((one, other), (bag,)), paid(249_00))
    refund(house, sale, one, amount_cents=80_00)
    refund(house, sale, accessories=True, amount_cents=4_00)
    found = sold(house, sale)
    assert (found.accessories_left_cents, found.devices_left_cents) == (5_00, 160_00)
    refund(house, sale, other, accessories=True)
    assert sold(house, sale).refunds[-1].total_cents == 125_00
    assert till(house).drawer_cents == 40_00


def test_a_refund_that_does_not_say_what_is_for_accessories_reads_as_before(house: House) -> None:
    ready(house)
    bag = AccessoryLine(accessory=Accessory.BAG, quantity=1, unit_cents=9_00)
    code = on_the_shelf(house)
    sale = selling.sell(act(house), COUNTER, Basket((code,), (bag,)), paid(129_00))
    refund(house, sale, accessories=True)
    found = sold(house, sale)
    [row] = found.refunds
    older = replace(found, refunds=(replace(row, accessories_cents=None),))
    assert (older.accessories_left_cents, older.devices_left_cents) == (0, 120_00)


def test_a_device_of_another_receipt_is_not_refunded(house: House) -> None:
    ready(house)
    code, other = on_the_shelf(house), on_the_shelf(house)
    sale, _ = sell(house, code), sell(house, other)
    with pytest.raises(NotForSale, match="ne porte pas cet appareil"):
        refund(house, sale, other)
    with pytest.raises(NotForSale):
        refund(house, uuid4(), code)
