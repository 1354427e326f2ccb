"""Orders, the fund's books, tills and guarantees, as people read them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from given import Given
from lives import (
    ASSOCIATION,
    COUNTER,
    DESK,
    IN_REPAIR,
    IN_STOCK,
    NOON,
    SHOP,
    at,
    corrected,
    given_back,
    lent,
    returned,
    taken_back,
)
from orders import BANDS, GRID, lines, published
from psycopg import Connection
from reader import Reader
from shop import CASH, Shop, paid
from trade import Desk, credited

from ledger import fund as f
from ledger import order as o
from ledger import till as t
from ledger.order import OrderCorrected
from ledger.tariff import TARIFF
from ledger.values import SaleId
from projections import fund_book, funds, guarantees, orders, seldom, stock, tariffs, tills


@pytest.fixture
def desk(given: Given) -> Desk:
    return Desk(given.ledger)


def later(days: int) -> dict[str, Any]:
    return {"happened_at": NOON + timedelta(days)}


def test_an_order_is_told_with_what_it_asks_and_where_it_stands(desk: Desk, read: Reader) -> None:
    desk.write(desk.submitted())
    row = read(orders.read, desk.order)
    assert row
    assert (row.stage, row.place, row.place_name) == (
        "submitted",
        DESK,
        "France Services de Laragne",
    )
    assert (row.price_cents, row.person_cents, row.fund_cents) == (120_00, 20_00, 100_00)
    assert (row.devices, row.origin, row.shortage) == ([], None, None)
    assert read(orders.read_slip, row.slip) == row
    assert read(orders.read, uuid4()) is None
    assert read(orders.read_slip, "00000") is None


def test_an_order_is_told_with_what_serves_it(desk: Desk, read: Reader) -> None:
    desk.write(desk.submitted())
    desk.write(desk.waits())
    row = read(orders.read, desk.order)
    assert row
    assert row.shortage == "stock"
    desk.write(desk.reserved())
    row = read(orders.read, desk.order)
    assert row
    assert (row.devices, row.origin_name, row.seller) == (
        [desk.device],
        "Atelier de Gap",
        ASSOCIATION,
    )
    assert (row.routing, row.road_min, row.shortage) == ("by_road", 35, None)
    desk.write(desk.let_go(), desk.released())
    row = read(orders.read, desk.order)
    assert row
    assert (row.devices, row.origin, row.routing) == ([], None, None)


def test_an_order_keeps_its_turn_whatever_happens_to_it(desk: Desk, read: Reader) -> None:
    desk.write(desk.submitted())
    desk.write(desk.reserved(**later(1)))
    desk.write(desk.let_go(), desk.released(**later(9)))
    row = read(orders.read, desk.order)
    assert row
    assert (row.submitted_at, row.moved_at) == (NOON, NOON + timedelta(9))


def test_the_day_an_order_arrived_is_not_that_of_its_payment_or_its_notice(
    desk: Desk, read: Reader
) -> None:
    desk.at_the_desk()
    desk.write(desk.paid(20_00, **later(2)))
    notice = o.ExpiryAnnounced(**at(expires_on=(NOON + timedelta(20)).date()) | later(3))
    desk.write((desk.order, notice))
    row = read(orders.read, desk.order)
    assert row
    assert (row.arrived_at, row.moved_at, row.person_paid_cents) == (NOON, NOON, 20_00)
    assert row.expires_on == notice.expires_on
    desk.write(desk.handed(), desk.spent(), desk.ends(**later(4)))
    desk.write(desk.paid(100_00, payer=o.Payer.FUND, **later(30)))
    row = read(orders.read, desk.order)
    assert row
    assert (row.handed_over_at, row.fund_paid_cents) == (NOON + timedelta(4), 100_00)
    assert (row.training_done, row.devices) == (True, [desk.device])


def test_orders_are_told_to_who_asked_and_who_serves_the_oldest_first(
    desk: Desk, read: Reader, given: Given
) -> None:
    newer = Desk(given.ledger)
    desk.write(desk.submitted())
    newer.write(newer.submitted(happened_at=NOON + timedelta(hours=1)))
    newer.write(newer.reserved())
    mine = [desk.order, newer.order]

    def told(places: list[UUID] | None, stages: list[str] | None = None) -> list[UUID]:
        rows = read(orders.read_at, places, stages, limit=10_000)
        return [row.subject for row in rows if row.subject in mine]

    assert told([DESK]) == told(None) == mine
    assert told([SHOP]) == [newer.order]
    assert told([COUNTER]) == []
    assert told([DESK], ["reserved"]) == [newer.order]


def test_a_corrected_order_reads_as_it_should(desk: Desk, read: Reader) -> None:
    desk.at_the_desk()
    desk.write(desk.paid(20_00))
    desk.write((desk.order, corrected(desk.now.version, of=OrderCorrected)))
    row = read(orders.read, desk.order)
    assert row
    assert row.person_paid_cents == 0


def test_the_book_of_the_fund_adds_up_to_what_the_fund_is(
    desk: Desk, read: Reader, given: Given
) -> None:
    year = desk.books.year
    desk.at_the_desk()
    desk.write(desk.handed_over())
    shop, other = Shop(given), Desk(given.ledger)
    shop.fund = other.fund = desk.fund
    shop.write(shop.aided())
    shop.write(shop.fund_back(10_00), shop.refund(fund_cents=10_00))
    other.write(other.submitted())
    other.write(other.reserved())
    third = {"third_party": ASSOCIATION, "third_party_cents": 40_00, "fund_cents": 60_00}
    for step in ([], [*other.given_back(40_00), *other.shares(**third)]):
        if step:
            other.write(step)
        balance, books = read(fund_book.balance, year), desk.books
        assert (balance.credited_cents, balance.spent_cents, balance.available_cents) == (
            books.credited_cents, books.spent_cents, books.available_cents,
        )  # fmt: skip
        assert balance.committed_cents == sum(books.committed_cents.values())
    moved = [(row.movement, row.about) for row in read(fund_book.read, year)]
    assert moved == [
        ("credited", None), ("committed", desk.order), ("spent", desk.order),
        ("spent_at_till", shop.sale), ("refunded_at_till", shop.sale),
        ("committed", other.order), ("released", other.order),
    ]  # fmt: skip
    assert read(fund_book.balance, 1066) == fund_book.Balance(0, 0, 0)


def test_a_corrected_credit_moves_the_book(desk: Desk, read: Reader) -> None:
    desk.write((desk.fund, corrected(2, credited(10_00), of=f.FundCorrected)))
    [row] = read(fund_book.read, desk.books.year)
    assert (row.credited_cents, row.source, row.convention) == (10_00, "grant", "2026-041")


def test_a_fund_is_told_with_its_rules_while_it_is_open(desk: Desk, read: Reader) -> None:
    year = desk.books.year
    day = NOON.date().replace(year=year)
    desk.write((desk.fund, f.CeilingsSet(**at(order_ceiling_cents=90_00, sale_share_percent=3))))
    row = read(funds.open_on, day)
    assert row == funds.FundRow(desk.fund, year, True, 90_00, None, 3, None)  # noqa: FBT003 (its column)
    desk.write((desk.fund, f.FundClosed(**at())))
    assert read(funds.open_on, day) is None
    assert (desk.fund, False) in [(each.subject, each.open) for each in read(funds.read_all)]


def test_a_till_is_told_with_its_receipts_refunds_and_counts(given: Given, read: Reader) -> None:
    shop = Shop(given)
    shop.write(shop.aided())
    refund = shop.refund(payments=paid((CASH, 40_00)))
    shop.write(refund)
    count = t.TillCounted(
        **at(day="2026-03-31", expected_cents=60_00, counted_cents=60_00, kept_cents=20_00)
    )
    shop.write((shop.till, count))
    till = read(tills.read_at, shop.place)
    assert till == tills.TillRow(shop.till, shop.place, ASSOCIATION, 20_00)
    receipt, back = read(tills.read_sale, shop.sale)
    assert (receipt.number, receipt.refund, receipt.total_cents) == (1, False, 150_00)
    assert (receipt.paid_cents, receipt.third_party_cents, receipt.fund_cents) == (
        100_00, 20_00, 30_00,
    )  # fmt: skip
    assert receipt.devices == [{"device": str(shop.device), "price_cents": 150_00}]
    assert receipt.payments == [{"means": "cash", "paid_cents": 100_00}]
    assert (back.refund, back.number, back.total_cents, back.reason) == (
        True, None, 40_00, "breakdown",
    )  # fmt: skip
    day = NOON, NOON + timedelta(1)
    assert read(tills.read_sales, shop.till, *day) == [receipt, back]
    assert read(tills.read_sales, shop.till, day[1], day[1]) == []
    [row] = read(tills.read_counts, shop.till)
    assert (row.expected_cents, row.counted_cents, row.kept_cents) == (60_00, 60_00, 20_00)
    assert read(tills.read_sale, SaleId(uuid4())) == []
    assert read(tills.read_at, DESK) is None


def test_a_guarantee_runs_from_the_sale_until_the_device_is_given_up(
    given: Given, read: Reader
) -> None:
    shop = Shop(given)
    assert read(guarantees.read, shop.device) is None
    shop.write(shop.sold(shop.device), shop.receipt(shop.device))
    row = read(guarantees.read, shop.device)
    assert row == guarantees.GuaranteeRow(shop.device, NOON, "sale", shop.place, ASSOCIATION)
    shop.write((shop.device, returned(place=shop.place)))
    assert read(guarantees.read, shop.device) == row
    shop.write((shop.device, given_back(place=shop.place)))
    assert read(guarantees.read, shop.device) == row
    shop.write((shop.device, taken_back(place=shop.place)))
    assert read(guarantees.read, shop.device) is None


def test_a_hand_over_opens_a_guarantee_too(desk: Desk, read: Reader) -> None:
    desk.at_the_desk()
    desk.write(desk.handed_over())
    row = read(guarantees.read, desk.device)
    assert row
    assert (row.channel, row.place) == ("purchase", DESK)


def test_a_loan_opens_no_guarantee_and_its_public_page_says_nothing_of_it(
    given: Given, read: Reader
) -> None:
    past = given(*IN_STOCK)
    before = read(_story, past.subject)
    past = past.when(lent(given(*IN_REPAIR).subject)).stands()
    assert read(guarantees.read, past.subject) is None
    assert read(_story, past.subject) == before
    assert any(row.state == "lent" for row in read(stock.read))


def _story(connection: Connection[Any], device: UUID) -> tuple[str] | None:
    return connection.execute(
        "SELECT story::text FROM views.passport WHERE subject = %s", [device]
    ).fetchone()


def test_the_grids_of_the_ledger_are_told_and_no_others(given: Given, read: Reader) -> None:
    desk = Desk(given.ledger)
    assert desk.tariff != TARIFF
    day = NOON.date()
    assert read(seldom.read).grid_on(day) is None
    desk.write((TARIFF, published(happened_at=NOON, effective_on=day)))
    found = read(seldom.read).grid_on(day)
    assert found
    assert (found.id, found.bands, found.lines) == (GRID, BANDS, lines())
    [row] = read(tariffs.read_all)
    assert row.published_at == NOON
    assert read(seldom.read).grid_on(day - timedelta(1)) is None
