"""What nobody should have to think of: the waiting list, and orders that nobody fetches."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import lives as make
from orders import FUND, act, arrived, asked, in_stock, order_of, ready

from api import ordering
from api.house import House
from api.ordering import Declared, HandOver, Placed
from api.steward import STEWARD, tend
from ledger.device import Device, Stage
from ledger.fund import Fund
from ledger.order import OrderStage, Shortage
from ledger.values import DonorKind


def waits(house: House, **fields: Any) -> Placed:
    return ordering.submit(act(house), asked(**fields), wait=Shortage.STOCK)


def ago(house: House, days: int) -> House:
    """The same house, that many days ago."""
    then = house.now() - timedelta(days=days)
    return replace(house, clock=lambda: then)


def test_who_waited_longest_is_served_first_when_stock_arrives(house: House) -> None:
    ready(house)
    first, second = waits(house), waits(house)
    assert tend(house) == 0
    device = in_stock(house)
    assert tend(house) == 1
    assert order_of(house, first.order).devices == (device,)
    assert order_of(house, second.order).stage == OrderStage.WAITING
    assert house.ledger.life(first.order)[-1].metadata.actor_id == STEWARD.id


def test_an_order_that_nothing_suits_does_not_hold_up_the_others(house: House) -> None:
    ready(house)
    tablet = waits(house, kind="tablet")
    laptop = waits(house)
    in_stock(house)
    assert tend(house) == 1
    assert order_of(house, tablet.order).stage == OrderStage.WAITING
    assert order_of(house, laptop.order).stage == OrderStage.RESERVED


def test_without_money_an_order_goes_on_waiting_and_its_device_stays_free(house: House) -> None:
    ready(house, money_cents=10_00)
    order = waits(house)
    device = in_stock(house)
    assert tend(house) == 0
    assert order_of(house, order.order).stage == OrderStage.WAITING
    assert house.ledger.subject(Device, device).stage == Stage.STOCKED


def test_a_public_gift_is_never_promised_to_who_may_not_have_it(house: House) -> None:
    ready(house)
    better_off = waits(house, declared=Declared(band=4), person_cents=90_00, fund_cents=30_00)
    gift = (
        make.collected(lot=None, donor=DonorKind.PUBLIC_BODY, free_public_gift=True),
        *make.IN_STOCK[1:],
    )
    in_stock(house, life=gift)
    assert tend(house) == 0
    precarious = waits(house)
    assert tend(house) == 1
    assert order_of(house, better_off.order).stage == OrderStage.WAITING
    assert order_of(house, precarious.order).stage == OrderStage.RESERVED


def test_an_order_nobody_fetches_is_announced_then_ends_and_gives_all_back(house: House) -> None:
    then = ago(house, 30)
    ready(then)
    device = in_stock(then)
    order = arrived(then)
    assert tend(ago(house, 10)) == 0, "twenty days are not long"
    assert tend(ago(house, 9)) == 1
    assert order_of(house, order.id).expires_on == ago(house, 2).today()
    assert tend(ago(house, 3)) == 0, "it was told a week ahead"
    assert tend(ago(house, 2)) == 1
    assert order_of(house, order.id).stage == OrderStage.EXPIRED
    assert house.ledger.subject(Device, device).stage == Stage.STOCKED
    assert house.ledger.subject(Fund, FUND).available_cents == 1_000_00


def test_what_is_fetched_after_the_announcement_does_not_end(house: House) -> None:
    then = ago(house, 30)
    ready(then)
    in_stock(then)
    order = arrived(then)
    assert tend(ago(house, 9)) == 1
    ordering.hand_over(act(house), order_of(house, order.id), HandOver(slip_checked=True))
    assert tend(house) == 0


def test_the_steward_and_a_cancellation_never_both_win(house: House) -> None:
    ready(house)
    placed = waits(house)
    in_stock(house)
    waiting = order_of(house, placed.order)
    ordering.give_up(act(house), waiting, Shortage.STOCK)
    assert tend(house) == 0
    assert order_of(house, placed.order).stage == OrderStage.UNMET
