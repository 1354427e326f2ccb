"""What a place keeps for prescription stays on its shelf, however many sell there at once."""

from typing import Any
from uuid import UUID

import pytest
from given import Given
from lives import IN_STOCK, SHOP, at, command, received, reserved, shipped, sold
from shop import Shop
from trade import Entry

from ledger import Ledger
from ledger.device import Device, Stage
from ledger.errors import Forbidden, Rule
from ledger.place import MinimumStockSet
from ledger.values import DeviceKind


@pytest.fixture
def shop(given: Given) -> Shop:
    """It keeps one laptop for prescription, and has one."""
    shop = Shop(given)
    keeps(shop, 1)
    return shop


def keeps(shop: Shop, count: int, kind: DeviceKind = DeviceKind.LAPTOP) -> None:
    shop.write((shop.place, MinimumStockSet(**at(kind=kind, count=count))))


def leaving(shop: Shop, *left: UUID, device: UUID | None = None, **fields: Any) -> Entry:
    return shop.sold(device or shop.device, left=left, **fields)


def test_the_last_ones_that_are_kept_are_not_sold(shop: Shop) -> None:
    shop.forbids(Rule.MINIMUM_KEPT, leaving(shop))
    other = shop.shelve()
    shop.forbids(Rule.MINIMUM_KEPT, leaving(shop))
    shop.write(leaving(shop, other))
    shop.forbids(Rule.MINIMUM_KEPT, leaving(shop, shop.device, device=other))


def test_a_place_sells_all_it_has_of_what_it_does_not_keep(shop: Shop) -> None:
    keeps(shop, 3, DeviceKind.TABLET)
    keeps(shop, 0)
    shop.write(leaving(shop))


def test_what_is_left_is_counted_once_and_is_not_what_is_sold(shop: Shop) -> None:
    other = shop.shelve()
    keeps(shop, 2)
    shop.forbids(Rule.MINIMUM_KEPT, leaving(shop, other, other))
    shop.forbids(Rule.MINIMUM_KEPT, leaving(shop, other, shop.device))
    shop.write(leaving(shop, other, shop.shelve()))


def test_two_sales_of_one_command_do_not_leave_each_other(shop: Shop) -> None:
    other = shop.shelve()
    both = leaving(shop, other), leaving(shop, shop.device, device=other)
    shop.forbids(Rule.MINIMUM_KEPT, *both)


@pytest.mark.parametrize(
    "gone",
    [
        lambda shop: shop.desk.shelve(*IN_STOCK),
        lambda shop: shop.desk.shelve(*IN_STOCK, shipped(destination=shop.place)),
        lambda shop: shop.desk.shelve(
            *IN_STOCK,
            shipped(destination=shop.place),
            received(origin=SHOP, place=shop.place),
            shipped(origin=shop.place, destination=SHOP),
        ),
        lambda shop: shop.desk.shelve(
            *IN_STOCK,
            shipped(destination=shop.place),
            received(origin=SHOP, place=shop.place),
            reserved(),
        ),
    ],
    ids=["elsewhere", "on its way here", "on its way from here", "promised"],
)
def test_what_is_left_stands_there_and_is_free(shop: Shop, gone: Any) -> None:
    shop.forbids(Rule.MINIMUM_KEPT, leaving(shop, gone(shop)))


def test_what_was_promised_elsewhere_meanwhile_does_not_count(given: Given, shop: Shop) -> None:
    other = shop.shelve()
    stale = Ledger(given.pool)
    for each in (other, shop.device, shop.place):
        assert stale.subjects([each]), "another process looks, and remembers"
    shop.write((other, reserved()))
    with pytest.raises(Forbidden) as refusal:
        stale.record(command(leaving(shop, other)))
    assert refusal.value.rule is Rule.MINIMUM_KEPT
    device: Device = given.ledger.subject(Device, shop.device)
    assert device.stage == Stage.STOCKED


def test_a_minimum_that_was_raised_meanwhile_holds(given: Given, shop: Shop) -> None:
    other = shop.shelve()
    stale = Ledger(given.pool)
    assert stale.subjects([other, shop.device, shop.place])
    keeps(shop, 2)
    with pytest.raises(Forbidden) as refusal:
        stale.record(command(leaving(shop, other)))
    assert refusal.value.rule is Rule.MINIMUM_KEPT


def test_a_sale_that_keeps_nothing_is_stored_as_before() -> None:
    assert b"left" not in sold().model_dump_json().encode()
