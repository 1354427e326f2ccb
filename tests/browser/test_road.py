"""Coordination in a real browser, and the road without a network."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from axe import violations
from fastapi import FastAPI
from live import serving, sign_in
from lives import COUNTER, DESK, SHOP, SOMEBODY, shipped
from orders import act, asked, in_stock, order_of, ordered, ready
from people import PASSWORD
from playwright.sync_api import Browser, BrowserContext, Page, expect
from valleys import decided, met, need, planned
from visitors import until

from api import ordering
from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger.order import Shortage
from ledger.place import MinimumStockSet
from ledger.values import DeviceKind, Use

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")
PHONE, DESKTOP = 360, 1280
WIDE = {"overview", "stocks", "rounds"}
"""Pages whose tables and maps are laid out otherwise at a desk; others are only wider there."""


@dataclass(frozen=True)
class Filiere:
    house: House
    address: str
    tour: UUID
    meeting: UUID
    accounts: dict[str, UUID]


def _past(house: House) -> tuple[UUID, UUID]:
    """Needs in the south, spare devices in Gap, orders that wait, are stuck or travel."""
    ready(house, money_cents=200_00)
    need(house, times=7)
    need(house, times=2, use=Use.OFFICE)
    need(house, times=3, use=Use.LEARNING, place=COUNTER)
    for _ in range(6):
        in_stock(house)
    tour = planned(house)
    kept = MinimumStockSet(happened_at=house.now(), kind=DeviceKind.LAPTOP, count=1)
    house.record_events(SOMEBODY, (SHOP, kept), (COUNTER, kept))
    ordering.prepare(act(house), ordered(house))
    sent = ordered(house, person_cents=30_00, fund_cents=90_00)
    ordering.prepare(act(house), sent)
    ordering.send(act(house), order_of(house, sent.id))
    ordering.submit(act(house), asked(), wait=Shortage.MONEY)
    in_stock(house, shipped(destination=COUNTER))
    before, meeting = met(house, -20), met(house, 8, place=DESK)
    decided(house, before, "Porter quatre portables à Laragne", -3)
    decided(house, before, "Relancer la mairie pour les écrans", 12)
    return tour, meeting


@pytest.fixture(scope="module")
def filiere(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filiere]:
    app: FastAPI = create_app(Settings(var=tmp_path_factory.mktemp("var")), shared_database)
    with serving(app) as address:
        house: House = app.state.house
        tour, meeting = _past(house)
        with house.pool.connection() as connection:
            accounts = {
                name: create_account(connection, name, name.capitalize(), PASSWORD, [grant])
                for name, grant in {
                    "claire": Grant(Role.COORDINATOR),
                    "louise": Grant(Role.OPERATOR, SHOP),
                }.items()
            }
        yield Filiere(house, address, tour, meeting, accounts)


def _context(browser: Browser, filiere: Filiere, login: str, width: int) -> BrowserContext:
    """A browser in which this person is signed in."""
    context = browser.new_context(
        base_url=filiere.address,
        viewport={"width": width, "height": 800},
        is_mobile=width == PHONE,
        has_touch=width == PHONE,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme="light" if width == PHONE else "dark",
    )
    sign_in(context, filiere.house, filiere.address, filiere.accounts[login])
    return context


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_coordination_is_read_at_a_desk_and_on_a_phone(
    browser: Browser, filiere: Filiere, width: int
) -> None:
    context = _context(browser, filiere, "claire", width)
    page = context.new_page()
    meeting, tour = f"/coordination/reunions/{filiere.meeting}", f"/tournees/{filiere.tour}"
    for name, path in {
        "overview": "/coordination?epci=200068765",
        "meetings": "/coordination/reunions",
        "meeting": meeting,
        "brief": f"{meeting}/note",
        "stocks": "/coordination/stocks",
        "rounds": "/tournees",
        "round-form": f"{tour}/modifier",
        "road": tour,
        "stop": f"{tour}/{DESK}",
    }.items():
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} points wide"
        assert page.locator("h1").count() == 1, name
        assert page.locator(".first-line").inner_text().strip(), name
        if width == PHONE or name in WIDE:
            assert violations(page) == [], name
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"coord-{width}-{name}.png", full_page=True)
    page.goto("/coordination")
    page.locator(".ledger-list a").first.click()
    page.get_by_role("heading", name="Transfert proposé").wait_for()
    assert violations(page) == []
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"coord-{width}-transfer.png", full_page=True)
    context.close()


def test_the_brief_is_one_sheet_of_paper(browser: Browser, filiere: Filiere) -> None:
    context = _context(browser, filiere, "claire", DESKTOP)
    page = context.new_page()
    page.goto(f"/coordination/reunions/{filiere.meeting}/note")
    paper = page.pdf(format="A4")
    if PICTURES:
        (Path(PICTURES) / "brief.pdf").write_bytes(paper)
    assert paper.count(b"/Type /Page\n") == 1
    context.close()


KEPT = """async () => {
  const copies = await caches.open("meleze-road-1");
  const stops = [...document.querySelectorAll("a[data-keep]")].map((each) => each.href);
  const found = await Promise.all([location.href, ...stops].map((url) => copies.match(url)));
  return found.every(Boolean);
}"""
COPIES = "async () => (await caches.keys()).length"


def _keep(page: Page, path: str) -> None:
    """Open a page, until the phone has kept it and the stops it links to."""
    page.goto(path)
    until(page, KEPT, wanted=True)


def test_the_road_is_read_without_a_network_once_it_was_opened(
    browser: Browser, filiere: Filiere
) -> None:
    context = _context(browser, filiere, "louise", PHONE)
    page = context.new_page()
    _keep(page, f"/tournees/{filiere.tour}")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="Le Buëch")).to_be_visible()
    page.get_by_text("Hors réseau. Copie lue").wait_for()
    assert page.locator("h1").evaluate("e => getComputedStyle(e).fontFamily").startswith('"Iowan')
    assert violations(page) == []
    page.get_by_role("link", name="France Services de Laragne").first.click()
    page.get_by_text("Qui rencontrer").wait_for()
    page.goto("/tournees/" + str(filiere.meeting))
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    context.set_offline(False)
    page.goto(f"/tournees/{filiere.tour}")
    page.get_by_text("Page lue à l’instant").wait_for()
    context.close()


def test_nothing_stays_on_the_phone_once_somebody_signed_out(
    browser: Browser, filiere: Filiere
) -> None:
    context = _context(browser, filiere, "louise", PHONE)
    page = context.new_page()
    _keep(page, f"/tournees/{filiere.tour}")
    page.goto("/stock")
    with page.expect_navigation():
        page.get_by_role("button", name="Se déconnecter").click()
    until(page, COPIES, 0)
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"/tournees/{filiere.tour}")
    context.close()
