"""A receipt says what was sold and paid then; a refund gives back no more than was paid."""

from typing import Any
from uuid import uuid4

import pytest
from given import Given
from lives import (
    ASSOCIATION,
    COUNTER,
    DESK,
    IN_STOCK,
    SHOP,
    at,
    corrected,
    joined,
    received,
    returned,
    shipped,
    sold,
)
from shop import CARD, CASH, Shop, paid
from trade import Entry, credited, fund_opened

from ledger import fund as f
from ledger import till as t
from ledger.device import DeviceCorrected
from ledger.errors import ClaimTaken, NotAllowed, Rule
from ledger.till import TillCorrected
from ledger.values import OrganisationId


@pytest.fixture
def shop(given: Given) -> Shop:
    return Shop(given)


def test_a_till_stands_where_money_may_be_taken_and_there_is_one(given: Given, shop: Shop) -> None:
    given().when(shop.opened(place=DESK)).is_forbidden(Rule.NO_MONEY_HERE)
    assert given().when(shop.opened()).is_refused(ClaimTaken).kind == "till"


def test_a_till_opened_by_mistake_leaves_its_place_to_another(given: Given, shop: Shop) -> None:
    shop.write((shop.till, corrected(1, of=TillCorrected)))
    given(shop.opened())


def test_a_receipt_sells_its_devices_in_the_same_command(shop: Shop) -> None:
    shop.forbids(Rule.NOT_SOLD, shop.receipt(shop.device))
    shop.write(shop.sold(shop.device), shop.receipt(shop.device))
    assert (shop.now.next_number, shop.now.drawer_cents) == (2, 0)


def test_a_receipt_names_nothing_that_was_sold_before(shop: Shop) -> None:
    shop.write(shop.sold(shop.device))
    shop.forbids(Rule.NOT_SOLD, shop.receipt(shop.device))


def test_a_receipt_says_the_price_the_place_and_the_seller_of_the_sale(
    shop: Shop, given: Given
) -> None:
    seller = OrganisationId(given(joined()).subject)
    for other in ({"price_cents": 140_00}, {"seller": seller}):
        shop.forbids(Rule.NOT_SOLD, shop.sold(shop.device, **other), shop.receipt(shop.device))
    away = shop.desk.shelve(*IN_STOCK, shipped(), received(origin=SHOP, place=COUNTER))
    shop.forbids(Rule.NOT_SOLD, (away, sold()), shop.receipt(away))


def test_a_device_reserved_for_prescription_is_not_sold(shop: Shop) -> None:
    desk = shop.desk
    desk.device = shop.device
    desk.write(desk.submitted())
    desk.write(desk.promised(), desk.committed(), desk.holds(origin=shop.place))
    told = shop.sold(shop.device), shop.receipt(shop.device)
    assert desk.refuses(NotAllowed, *told).stage == "reserved"


def test_receipts_are_numbered_without_a_gap(shop: Shop) -> None:
    for number in (2, 3):
        shop.forbids(Rule.RECEIPT_NUMBER, shop.bag(number=number))
    shop.write(shop.bag())
    shop.forbids(Rule.RECEIPT_NUMBER, shop.bag(number=1))
    _, again = shop.bag()
    shop.write((shop.till, again))
    twice = again.model_copy(update={"number": 3})
    shop.forbids(Rule.RECEIPT_NUMBER, (shop.till, twice))


@pytest.mark.parametrize(
    "broken",
    [
        {"accessories": (), "payments": ()},
        {"payments": paid((CASH, 4_99))},
        {"payments": paid((CASH, 4_00)), "third_party_cents": 1_00},
        {"third_party": ASSOCIATION},
    ],
)
def test_what_is_paid_is_the_price_and_each_payer_has_a_name(
    shop: Shop, broken: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"sells something|not the price|third party"):
        shop.bag(**broken)


def test_a_device_stands_on_a_receipt_once(shop: Shop) -> None:
    with pytest.raises(ValueError, match="sold once"):
        shop.receipt(shop.device, shop.device, payments=paid((CARD, 300_00)))


def test_what_the_fund_pays_of_a_sale_is_in_its_books(shop: Shop) -> None:
    gone, spent, receipt = shop.aided()
    shop.forbids(Rule.NOT_COMMITTED, gone, receipt)
    less = f.SpentAtTheTill(**at(sale=shop.sale, amount_cents=29_99))
    shop.forbids(Rule.NOT_COMMITTED, gone, (shop.fund, less), receipt)
    shop.forbids(Rule.NO_SUCH_SALE, spent)
    shop.forbids(Rule.PAID_TWICE, gone, spent, spent, receipt)
    shop.write(gone, spent, receipt)
    assert shop.desk.books.available_cents == 970_00
    assert shop.now.drawer_cents == 100_00


def test_a_sale_is_refunded_payer_by_payer(shop: Shop) -> None:
    shop.write(shop.aided())
    back, whole = shop.back(shop.device), {"payments": paid((CASH, 100_00))}
    shop.forbids(Rule.REFUNDED_TOO_MUCH, back, shop.refund(shop.device))
    too_much: tuple[dict[str, Any], ...] = (
        {"payments": paid((CASH, 100_01))},
        {"third_party_cents": 20_01},
    )
    for more in too_much:
        shop.forbids(Rule.REFUNDED_TOO_MUCH, back, shop.refund(shop.device, **more))
    fund = {"fund_cents": 30_00}
    shop.forbids(Rule.NOT_COMMITTED, back, shop.refund(shop.device, **fund))
    shop.forbids(Rule.NO_SUCH_SALE, shop.fund_back(30_00))
    refund = shop.refund(shop.device, **whole, **fund, third_party_cents=20_00)
    shop.write(back, shop.fund_back(30_00), refund)
    assert shop.desk.books.available_cents == 1_000_00
    assert shop.now.drawer_cents == 0


def test_several_refunds_give_back_no_more_than_each_payer_paid(shop: Shop) -> None:
    shop.write(shop.aided())
    shop.write(shop.refund(payments=paid((CASH, 60_00))))
    shop.forbids(Rule.REFUNDED_TOO_MUCH, shop.refund(payments=paid((CASH, 40_01))))
    shop.write(shop.refund(third_party_cents=20_00))
    shop.forbids(Rule.REFUNDED_TOO_MUCH, shop.refund(third_party_cents=1))
    shop.write(shop.fund_back(30_00), shop.refund(fund_cents=30_00))
    again = shop.fund_back(1), shop.refund(fund_cents=1)
    shop.forbids(Rule.NOT_COMMITTED, *again)


def test_what_is_for_accessories_is_no_more_than_the_whole(shop: Shop) -> None:
    shop.write(shop.aided())
    some = {"payments": paid((CASH, 4_00))}
    shop.forbids(Rule.REFUNDED_TOO_MUCH, shop.refund(**some, accessories_cents=4_01))
    shop.write(shop.refund(**some, accessories_cents=4_00))


def test_a_device_is_refunded_once_it_is_back_and_once_only(shop: Shop) -> None:
    shop.write(shop.sold(shop.device), shop.receipt(shop.device))
    some = {"payments": paid((CARD, 50_00))}
    shop.forbids(Rule.NOT_TAKEN_BACK, shop.refund(shop.device, **some))
    shop.write((shop.device, returned(place=shop.place)))
    shop.forbids(Rule.NOT_TAKEN_BACK, shop.refund(shop.device, **some))
    shop.write(shop.back(shop.device), shop.refund(shop.device, **some))
    shop.forbids(Rule.NO_SUCH_SALE, shop.refund(shop.device, **some))


def test_a_refund_names_a_sale_of_this_till_and_a_device_of_that_sale(shop: Shop) -> None:
    some = {"payments": paid((CASH, 1_00))}
    shop.forbids(Rule.NO_SUCH_SALE, shop.refund(**some))
    shop.write(shop.sold(shop.device), shop.receipt(shop.device))
    shop.forbids(Rule.NO_SUCH_SALE, shop.refund(shop.shelve(), **some))


def counted(shop: Shop, expected: int, counted: int, kept: int = 0) -> Entry:
    drawer = {"expected_cents": expected, "counted_cents": counted, "kept_cents": kept}
    return shop.till, t.TillCounted(**at(day="2026-03-31", **drawer))


def test_a_drawer_is_counted_against_what_should_be_in_it(shop: Shop) -> None:
    shop.write(shop.bag(5_00))
    shop.forbids(Rule.DRAWER_MOVED, counted(shop, 4_00, 4_00))
    shop.forbids(Rule.KEPT_TOO_MUCH, counted(shop, 5_00, 4_00, kept=4_01))
    shop.write(counted(shop, 5_00, 4_90, kept=2_00))
    assert shop.now.drawer_cents == 2_00


def test_a_receipt_stands_and_a_count_is_corrected(shop: Shop) -> None:
    shop.write(shop.aided())
    shop.write(counted(shop, 100_00, 100_00))
    _, right = counted(shop, 100_00, 90_00, kept=10_00)
    shop.forbids(Rule.RECEIPT_STANDS, (shop.till, corrected(2, of=TillCorrected)))
    _, receipt = shop.bag(number=2)
    brought_in = corrected(3, receipt, of=TillCorrected)
    shop.forbids(Rule.RECEIPT_STANDS, (shop.till, brought_in))
    shop.write((shop.till, corrected(3, right, of=TillCorrected)))
    assert shop.now.drawer_cents == 10_00


def test_a_sale_on_a_receipt_is_not_corrected_on_its_device_alone(shop: Shop) -> None:
    shop.write(shop.aided())
    version = len(shop.desk.ledger.life(shop.device))
    for by in (None, sold(place=shop.place, price_cents=1_00)):
        told = corrected(version, by, of=DeviceCorrected)
        shop.forbids(Rule.TIED_TO_ANOTHER, (shop.device, told))
    spent = len(shop.desk.ledger.life(shop.fund))
    shop.forbids(Rule.TIED_TO_ANOTHER, (shop.fund, corrected(spent, of=f.FundCorrected)))


def test_a_sale_without_a_receipt_is_corrected_as_before(given: Given) -> None:
    there = (*IN_STOCK, shipped(), received(origin=SHOP, place=COUNTER), sold())
    given(*there).when(corrected(len(there))).stands()


def test_an_older_fund_gets_back_what_it_had_paid(shop: Shop) -> None:
    shop.write(shop.aided())
    shop.write((shop.fund, f.FundClosed(**at())))
    newer = uuid4()
    shop.write((newer, fund_opened()), (newer, credited()))
    told = f.RefundedAtTheTill(**at(sale=shop.sale, amount_cents=30_00))
    shop.forbids(Rule.NOT_COMMITTED, (newer, told), shop.refund(fund_cents=30_00))
    shop.write(shop.fund_back(30_00), shop.refund(fund_cents=30_00))
