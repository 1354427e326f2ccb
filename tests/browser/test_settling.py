"""Forms of the fund, of a receipt and of an order that goes back, on a phone and at a desk."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from axe import violations
from counters import device_of, on_the_shelf, sell
from live import serving, sign_in
from lives import ASSOCIATION, COUNTER, SOMEBODY
from orders import FUND, act, arrived, fund_opened, in_stock, ready
from people import PASSWORD
from playwright.sync_api import Browser

from api import ordering, selling
from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.ordering import HandOver
from api.selling import Returning
from api.settings import Settings
from ledger.fund import FundClosed
from ledger.fund_settling import SellerPaid
from ledger.till import RefundReason
from ledger.values import Means

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")


@pytest.fixture(scope="module")
def served(shared_database: str) -> Iterator[tuple[House, str, UUID, list[str]]]:
    """The service, somebody who does all of it, and the pages that say so."""
    app = create_app(Settings(), shared_database)
    house: House = app.state.house
    grants = [Grant(Role.ADMINISTRATOR), Grant(Role.COUNTER, COUNTER)]
    with serving(app) as address:
        with house.pool.connection() as connection:
            boss = create_account(connection, "alix", "Alix", PASSWORD, grants)
        ready(house)
        pages = [*_orders(house), *_receipt(house), *_fund(house)]
        yield house, address, boss, pages


def _orders(house: House) -> Iterator[str]:
    in_stock(house)
    ordering.hand_over(act(house), arrived(house), HandOver(slip_checked=True))
    in_stock(house)
    yield f"/commandes/{arrived(house).id}"


def _receipt(house: House) -> Iterator[str]:
    code, other = on_the_shelf(house), on_the_shelf(house)
    sale = sell(house, code, other, cents=180_00, fund_cents=60_00)
    for back, cents in ((frozenset[UUID](), 20_50), (frozenset({device_of(house, code)}), 80_00)):
        part = Returning(back, RefundReason.BREAKDOWN, Means.CASH, amount_cents=cents)
        selling.refund(act(house), COUNTER, sale, part)
    yield f"/caisse/ventes/{sale}"


def _fund(house: House) -> Iterator[str]:
    today = house.today()
    paid = SellerPaid.model_validate(
        {
            "happened_at": house.now(),
            "seller": ASSOCIATION,
            "month": today.replace(day=1),
            "amount_cents": 40_50,
        }
    )
    house.record_events(SOMEBODY, (FUND, paid))
    house.record_events(SOMEBODY, (UUID(int=801), fund_opened(year=today.year + 1)))
    house.record_events(SOMEBODY, (FUND, FundClosed(happened_at=house.now())))
    yield "/fonds/vendeurs"
    yield f"/fonds?exercice={today.year}"


@pytest.mark.parametrize(("width", "touch"), [(360, True), (1280, False)])
def test_no_page_of_what_is_settled_puts_a_barrier(
    browser: Browser,
    served: tuple[House, str, UUID, list[str]],
    width: int,
    touch: bool,  # noqa: FBT001 (of the context)
) -> None:
    house, address, boss, pages = served
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        is_mobile=touch,
        has_touch=touch,
        locale="fr-FR",
    )
    sign_in(context, house, address, boss)
    page = context.new_page()
    for number, path in enumerate(pages):
        page.goto(path)
        assert page.url.endswith(path)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1
        if touch:  # at a desk the same pages are only wider
            assert violations(page) == [], path
        if PICTURES:
            file = Path(PICTURES) / f"settling-{width}-{number}.png"
            page.screenshot(path=file, full_page=True)
    context.close()
