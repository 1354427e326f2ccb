"""A defect shows once the device left: it goes back, and the order is served again or waits."""

from uuid import UUID

import pytest
from lives import COUNTER, DESK, SHOP, received, shipped
from orders import FUND, act, arrived, in_stock, order_of, ordered, ready

from api import ordering
from api.house import House
from api.ordering import HandOver, Way
from ledger.device import Device, Stage
from ledger.errors import Forbidden, NotAllowed, Rule
from ledger.fund import Fund, FundClosed
from ledger.order import Order, OrderStage
from ledger.place import PlaceClosed


def sent(house: House) -> Order:
    order = ordered(house)
    ordering.send(act(house), order)
    return order_of(house, order.id)


def device_of(house: House, order: Order) -> Device:
    [device] = order.devices
    found: Device = house.ledger.subject(Device, device)
    return found


def stands(house: House, device: Device) -> tuple[str, object, object]:
    now: Device = house.ledger.subject(Device, device.id)
    return now.stage, now.place, now.sent_to


def committed(house: House) -> dict[UUID, int]:
    fund: Fund = house.ledger.subject(Fund, FUND)
    assert fund.available_cents == 1_000_00 - fund.promised_cents
    return dict(fund.committed_cents)


BENCH = Stage.IN_WORKSHOP


@pytest.mark.parametrize(
    ("way", "then"),
    [
        (Way.SENT_BACK, (BENCH, SHOP, SHOP)),
        (Way.BACK_ALREADY, (BENCH, SHOP, None)),
        (Way.STAYS, (BENCH, SHOP, DESK)),
    ],
)
def test_a_defect_on_the_road_frees_the_order_and_the_device_goes_back(
    house: House, way: Way, then: tuple[object, ...]
) -> None:
    ready(house)
    in_stock(house)
    order = sent(house)
    device = device_of(house, order)
    assert ordering.found_defective(act(house, order.version), order, device.id, way) is None
    assert stands(house, device) == then
    assert order_of(house, order.id).stage == OrderStage.WAITING
    assert committed(house) == {}


@pytest.mark.parametrize(
    ("way", "then"), [(Way.SENT_BACK, (BENCH, DESK, SHOP)), (Way.STAYS, (BENCH, DESK, None))]
)
def test_a_defect_found_at_the_desk_leaves_the_date_and_rank_of_the_order(
    house: House, way: Way, then: tuple[object, ...]
) -> None:
    ready(house)
    in_stock(house)
    order = arrived(house)
    device = device_of(house, order)
    ordering.found_defective(act(house), order, device.id, way)
    assert stands(house, device) == then
    again = order_of(house, order.id)
    assert (again.stage, again.devices, again.price_cents) == (OrderStage.WAITING, (), 120_00)
    assert (again.person_cents, again.fund_cents) == (20_00, 100_00)
    assert committed(house) == {}


def test_another_place_serves_it_at_once_with_the_same_share_of_the_fund(house: House) -> None:
    ready(house)
    in_stock(house)
    order = arrived(house)
    spare = in_stock(house, shipped(), received(origin=SHOP, place=COUNTER))
    broken = device_of(house, order)
    route = ordering.found_defective(act(house), order, broken.id, Way.SENT_BACK)
    assert route
    assert route.candidate.devices == (spare,)
    again = order_of(house, order.id)
    assert (again.stage, again.origin) == (OrderStage.RESERVED, COUNTER)
    assert committed(house) == {order.id: 100_00}
    last = house.ledger.life(order.id)[-2:]
    assert len({record.metadata.command for record in last}) == 1
    ordering.send(act(house), again)
    ordering.arrive(act(house), order_of(house, order.id))
    ordering.hand_over(act(house), order_of(house, order.id), HandOver(slip_checked=True))
    fund: Fund = house.ledger.subject(Fund, FUND)
    assert (fund.spent_cents, fund.promised_cents) == (100_00, 0)


def test_what_was_there_all_along_goes_nowhere(house: House) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house, place=SHOP)
    ordering.arrive(act(house), order)
    here = order_of(house, order.id)
    device = device_of(house, here)
    ordering.found_defective(act(house), here, device.id, Way.SENT_BACK)
    assert stands(house, device) == (BENCH, SHOP, None)


def test_once_the_year_is_closed_its_share_is_released_and_the_order_waits_for_money(
    house: House,
) -> None:
    ready(house)
    in_stock(house)
    order = arrived(house)
    in_stock(house)
    house.record_events(act(house).author, (FUND, FundClosed(happened_at=house.now())))
    assert ordering.found_defective(act(house), order, order.devices[0]) is None
    assert committed(house) == {}
    assert order_of(house, order.id).stage == OrderStage.WAITING


def test_nothing_is_sent_to_a_place_that_closed_and_nothing_is_recorded(house: House) -> None:
    ready(house)
    in_stock(house)
    order = arrived(house)
    house.record_events(act(house).author, (SHOP, PlaceClosed(happened_at=house.now())))
    with pytest.raises(Forbidden) as refusal:
        ordering.found_defective(act(house), order, order.devices[0], Way.SENT_BACK)
    assert refusal.value.rule is Rule.PLACE_CLOSED
    assert order_of(house, order.id) == order


def test_what_was_handed_over_is_not_released_any_more(house: House) -> None:
    ready(house)
    in_stock(house)
    order = arrived(house)
    ordering.hand_over(act(house), order, HandOver(slip_checked=True))
    with pytest.raises(NotAllowed):
        ordering.found_defective(act(house), order, order.devices[0])
