"""An order from the desk back to the desk: devices, money and order move together."""

import pytest
from lives import ASSOCIATION, DESK, SHOP
from orders import FUND, act, arrived, asked, in_stock, order_of, ordered, ready

from api import ordering
from api.house import House
from api.ordering import HandOver, NothingSuits
from ledger.codes import new_slip
from ledger.device import Device, Stage
from ledger.errors import Forbidden, Rule
from ledger.fund import Fund
from ledger.order import CancelReason, OrderStage, Shortage, Submitted
from projections import fund_book, orders


def money(house: House) -> tuple[int, int, int]:
    with house.pool.connection() as connection:
        found = fund_book.balance(connection, house.today().year)
    fund = house.ledger.subject(Fund, FUND)
    assert fund.available_cents == found.available_cents, "the ledger and the book agree"
    return found.available_cents, found.committed_cents, found.spent_cents


def test_an_order_is_promised_a_device_and_the_funds_share_at_once(house: House) -> None:
    ready(house)
    device = in_stock(house)
    order = ordered(house)
    assert order.stage == OrderStage.RESERVED
    assert order.devices == (device,)
    assert (order.origin, order.seller) == (SHOP, ASSOCIATION)
    assert house.ledger.subject(Device, device).reservation == order.id
    assert money(house) == (900_00, 100_00, 0)


def test_from_the_desk_to_the_hand_over(house: House) -> None:
    ready(house)
    device = in_stock(house)
    order = arrived(house)
    assert order.stage == OrderStage.ARRIVED
    ordering.hand_over(act(house), order, HandOver(slip_checked=True))
    assert house.ledger.subject(Device, device).stage == Stage.WITH_OWNER
    assert order_of(house, order.id).stage == OrderStage.HANDED_OVER
    assert money(house) == (900_00, 0, 100_00)
    with house.pool.connection() as connection:
        row = orders.read(connection, order.id)
    assert row is not None
    assert (row.place, row.training_done, row.devices) == (DESK, True, [device])


def test_a_cancelled_order_gives_everything_back_to_the_cent(house: House) -> None:
    ready(house)
    device = in_stock(house)
    order = ordered(house)
    ordering.cancel(act(house), order, CancelReason.PERSON_GAVE_UP)
    assert house.ledger.subject(Device, device).stage == Stage.STOCKED
    assert money(house) == (1_000_00, 0, 0)


def test_with_nothing_in_stock_nothing_is_recorded(house: House) -> None:
    ready(house)
    with pytest.raises(NothingSuits) as refusal:
        ordered(house)
    assert refusal.value.shortage is Shortage.STOCK
    with house.pool.connection() as connection:
        assert orders.read_at(connection, None) == []


def test_without_money_the_device_stays_free(house: House) -> None:
    ready(house, money_cents=50_00)
    device = in_stock(house)
    with pytest.raises(NothingSuits) as refusal:
        ordered(house)
    assert refusal.value.shortage is Shortage.MONEY
    assert house.ledger.subject(Device, device).stage == Stage.STOCKED
    assert money(house) == (50_00, 0, 0)


def test_an_order_may_wait_and_be_served_later(house: House) -> None:
    ready(house)
    placed = ordering.submit(act(house), asked(), wait=Shortage.STOCK)
    waiting = order_of(house, placed.order)
    assert waiting.stage == OrderStage.WAITING
    device = in_stock(house)
    wish = ordering.wish_of(house, asked())
    assert ordering.reserve(act(house), waiting, wish).candidate.devices == (device,)
    assert order_of(house, placed.order).stage == OrderStage.RESERVED


def test_an_order_sent_twice_is_one_order(house: House) -> None:
    ready(house)
    in_stock(house)
    in_stock(house)
    once = act(house)
    first, again = (ordering.submit(once, asked()) for _ in range(2))
    assert first.order == again.order
    assert money(house) == (900_00, 100_00, 0)


def test_a_slip_that_somebody_holds_is_drawn_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["FIRST", "FIRST", "FIRST", "SECOND"])
    slips = {"FIRST": new_slip(), "SECOND": new_slip()}
    monkeypatch.setattr("api.ordering.asking.new_slip", lambda: slips[next(drawn)])
    ready(house)
    in_stock(house)
    in_stock(house)
    first, second = ordered(house), ordered(house)
    told = [house.ledger.life(order.id)[0].event for order in (first, second)]
    assert [event.slip for event in told if isinstance(event, Submitted)] == [*slips.values()]
    assert first.devices != second.devices
    assert money(house) == (800_00, 200_00, 0)


def test_what_was_promised_to_a_released_order_can_be_promised_again(house: House) -> None:
    ready(house)
    device = in_stock(house)
    order = ordered(house)
    ordering.cancel(act(house), order, CancelReason.PERSON_GAVE_UP)
    assert house.ledger.subject(Device, device).stage == Stage.STOCKED
    assert money(house) == (1_000_00, 0, 0)
    assert ordered(house).devices == (device,)


def test_a_price_that_is_not_in_the_grid_is_refused(house: House) -> None:
    ready(house)
    in_stock(house)
    with pytest.raises(Forbidden) as refusal:
        ordered(house, price_cents=80_00, fund_cents=60_00)
    assert refusal.value.rule is Rule.NOT_IN_THE_GRID
