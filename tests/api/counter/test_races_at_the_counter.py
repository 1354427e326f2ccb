"""Two counters at once: one sells; and a day of random sales and refunds balances to the cent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Barrier, Lock
from uuid import UUID

import pytest
from counters import available, device_of, on_the_shelf, paid, sell, sold, till
from lives import ASSOCIATION, COUNTER
from orders import FUND, act, asked, granted, in_stock, ready

from api import ordering, selling
from api.house import House
from api.ordering import NothingSuits
from api.selling import Basket, NotForSale, Paying, Returning
from api.selling.day import totals
from ledger import Ledger, LedgerError
from ledger import device as d
from ledger.fund import Fund
from ledger.till import Accessory, AccessoryLine, Payment, RefundReason, Till
from ledger.values import Means, OrganisationId
from projections import tills

pytestmark = pytest.mark.usefixtures("fresh_house")


def another(house: House) -> House:
    """The same service in another process: what it remembers and its turns are its own."""
    return replace(house, ledger=Ledger(house.pool), ordering=Lock())


@contextmanager
def together(number: int) -> Iterator[tuple[ThreadPoolExecutor, Barrier]]:
    with ThreadPoolExecutor(number) as pool:
        yield pool, Barrier(number)


def test_one_device_is_sold_once_by_two_counters(house: House) -> None:
    ready(house)
    for _ in range(5):
        code = on_the_shelf(house)
        with together(2) as (pool, start):

            def attempt(own: House, code: str = code, start: Barrier = start) -> bool:
                start.wait()
                try:
                    sell(own, code)
                except (LedgerError, NotForSale):
                    return False
                return True

            outcomes = list(pool.map(attempt, [house, another(house)]))
        assert sorted(outcomes) == [False, True]
    numbers = sorted(receipt.number for receipt in till(house).receipts.values())
    assert numbers == [1, 2, 3, 4, 5]


def test_counters_that_sell_at_once_number_their_receipts_without_a_gap(house: House) -> None:
    ready(house)
    codes = [on_the_shelf(house) for _ in range(12)]
    houses = [house, another(house), another(house)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda pair: sell(pair[1], pair[0]), zip(codes, houses * 4, strict=True)))
    assert sorted(r.number for r in till(house).receipts.values()) == list(range(1, 13))
    assert available(house) == 1_000_00 + 12 * 6_00


def test_a_till_and_an_order_race_for_the_last_euros(house: House) -> None:
    ready(house, money_cents=0)
    for _ in range(4):
        gap = 100_00 - house.ledger.subject(Fund, FUND).available_cents
        if gap > 0:
            house.record_events(act(house).author, (FUND, granted(gap)))
        code = on_the_shelf(house)
        in_stock(house)
        with together(2) as (pool, start):

            def at_the_till(code: str = code, start: Barrier = start) -> bool:
                start.wait()
                try:
                    sell(another(house), code, cents=20_00, fund_cents=100_00)
                except (LedgerError, NotForSale):
                    return False
                return True

            def by_an_order(start: Barrier = start) -> bool:
                start.wait()
                try:
                    ordering.submit(act(house), asked())
                except (LedgerError, NothingSuits):
                    return False
                return True

            outcomes = [pool.submit(at_the_till), pool.submit(by_an_order)]
            served = [each.result() for each in outcomes]
        assert any(served)
        assert 0 <= available(house) <= 2_00


class Day:
    """Random sales and refunds at one till, and what they should come to."""

    def __init__(self, house: House, chance: Random) -> None:
        self.house, self.chance = house, chance
        self.sales: list[UUID] = []
        self.drawer_cents = 0
        self.fund_cents = available(house)

    def split(self, total_cents: int) -> Paying:
        fund_cents = self.chance.choice([0, 0, self.chance.randint(1, total_cents)])
        fund_cents = min(fund_cents, 150_00, self.fund_cents)
        third_cents = self.chance.choice([0, 0, self.chance.randint(0, total_cents - fund_cents)])
        cash_cents = self.chance.randint(0, total_cents - fund_cents - third_cents)
        card_cents = total_cents - fund_cents - third_cents - cash_cents
        payments = tuple(
            Payment(means=means, paid_cents=cents)
            for means, cents in ((Means.CASH, cash_cents), (Means.CARD, card_cents))
            if cents
        )
        named: OrganisationId | None = ASSOCIATION if third_cents else None
        self.drawer_cents += cash_cents
        self.fund_cents += (cash_cents + card_cents) * 5 // 100 - fund_cents
        return Paying(payments, fund_cents, named, third_cents)

    def sell(self) -> None:
        codes = tuple(on_the_shelf(self.house) for _ in range(self.chance.randint(0, 3)))
        lines = tuple(
            AccessoryLine(
                accessory=self.chance.choice(list(Accessory)),
                quantity=self.chance.randint(1, 4),
                unit_cents=self.chance.randint(1, 9_99),
            )
            for _ in range(self.chance.randint(0 if codes else 1, 2))
        )
        total = len(codes) * 120_00 + sum(line.quantity * line.unit_cents for line in lines)
        paying = self.split(total)
        self.sales.append(selling.sell(act(self.house), COUNTER, Basket(codes, lines), paying))

    def refund(self) -> None:
        sale = self.chance.choice(self.sales)
        found = sold(self.house, sale)
        left = sorted(found.prices.keys() - found.returned)
        back = frozenset(self.chance.sample(left, self.chance.randint(0, len(left))))
        accessories = self.chance.random() < 0.5 and found.accessories_left_cents > 0
        if not back and not accessories:
            return
        whole = found.worth_cents(back) + (found.accessories_left_cents if accessories else 0)
        part = self.chance.choice([None, self.chance.randint(1, whole)]) if whole else None
        if not whole:
            return
        shares = found.shares(part or whole)
        returning = Returning(
            back, RefundReason.BREAKDOWN, Means.CASH, accessories=accessories, amount_cents=part
        )
        selling.refund(act(self.house), COUNTER, sale, returning)
        self.drawer_cents -= shares.person
        self.fund_cents += shares.fund

    def check(self) -> None:
        """The till's book, the fund's book and the lives of the devices say the same."""
        own: Till = till(self.house)
        assert own.drawer_cents == self.drawer_cents
        assert available(self.house) == self.fund_cents
        with self.house.pool.connection() as connection:
            row = tills.read_at(connection, COUNTER)
            assert row
            assert row.drawer_cents == self.drawer_cents
            now, year = self.house.now(), timedelta(days=365)
            book = totals(tills.read_sales(connection, row.subject, now - year, now + year))
        assert book.net_cents == book.paid_cents + book.fund_cents + book.third_party_cents
        assert book.by_means[Means.CASH] == self.drawer_cents
        self.check_each()

    def check_each(self) -> None:
        for sale in self.sales:
            found = sold(self.house, sale)
            row = found.sale
            back_cents = sum(each.total_cents for each in found.refunds)
            assert sum(each.paid_cents for each in found.refunds) <= row.paid_cents
            assert sum(each.fund_cents for each in found.refunds) <= row.fund_cents
            assert sum(each.third_party_cents for each in found.refunds) <= row.third_party_cents
            assert back_cents <= row.total_cents
            for device, price_cents in found.prices.items():
                events = [record.event for record in self.house.ledger.life(device)]
                [said] = [event for event in events if isinstance(event, d.Sold)]
                assert said.price_cents == price_cents
                taken_back = any(isinstance(event, d.TakenBack) for event in events)
                assert taken_back == (device in found.returned)


@pytest.mark.parametrize("seed", range(6))
def test_a_day_balances_to_the_cent(house: House, seed: int) -> None:
    ready(house, money_cents=300_00)
    day = Day(house, Random(seed))  # noqa: S311 (no secret)
    for _ in range(14):
        day.chance.choice([day.sell, day.sell, day.refund] if day.sales else [day.sell])()
    day.check()
    for sale in day.sales:
        found = sold(house, sale)
        left = frozenset(found.prices.keys() - found.returned)
        rest_cents = found.devices_left_cents - found.worth_cents(left)
        whole = Returning(left, RefundReason.CHANGED_MIND, Means.CASH, accessories=True)
        kept = Returning(
            frozenset(), RefundReason.TILL_MISTAKE, Means.CASH, amount_cents=rest_cents
        )
        something = found.worth_cents(left) + found.accessories_left_cents
        for returning in [*([whole] if something else []), *([kept] if rest_cents else [])]:
            selling.refund(act(house), COUNTER, sale, returning)
            day.drawer_cents -= sold(house, sale).refunds[-1].paid_cents
            day.fund_cents += sold(house, sale).refunds[-1].fund_cents
    day.check()
    for sale in day.sales:
        found = sold(house, sale)
        back = found.refunds
        assert sum(each.paid_cents for each in back) == found.sale.paid_cents
        assert sum(each.fund_cents for each in back) == found.sale.fund_cents
        assert sum(each.third_party_cents for each in back) == found.sale.third_party_cents


def test_a_whole_price_may_be_paid_by_the_fund(house: House) -> None:
    ready(house)
    code = on_the_shelf(house)
    sale = selling.sell(act(house), COUNTER, Basket((code,)), paid(0, fund_cents=120_00))
    returning = Returning(frozenset({device_of(house, code)}), RefundReason.BREAKDOWN, Means.CASH)
    selling.refund(act(house), COUNTER, sale, returning)
    assert available(house) == 1_000_00
    assert sold(house, sale).refunds[0].payments == []
