"""The counter in a real browser: an aided sale, a refund, the close of the day; a breakdown."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from axe import violations
from counters import a_set, on_the_shelf, sell, till
from live import serving, sign_in
from lives import COUNTER
from orders import ready
from people import PASSWORD
from playwright.sync_api import Browser, Page

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger.codes import written

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")
TARGET = 48
PHONE = 360
WIDE = {"basket", "day", "guarantee"}
"""Pages laid out otherwise at a desk; others are only wider there."""


@pytest.fixture
def served(peopled_database: str, tmp_path: Path) -> Iterator[tuple[House, str, UUID]]:
    """The service, with somebody at the counter of Briançon."""
    app = create_app(Settings(var=tmp_path), peopled_database)
    with psycopg.connect(peopled_database, autocommit=True) as connection:
        nora = create_account(connection, "nora", "Nora", PASSWORD, [Grant(Role.COUNTER, COUNTER)])
    with serving(app) as address:
        yield app.state.house, address, nora


@dataclass
class Eyes:
    """A page, and what must hold of each state of it that is looked at."""

    page: Page
    width: int
    house: House
    seen: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} points wide"
        if self.width == PHONE or name in WIDE:
            assert violations(self.page) == [], name
        assert self.page.locator("h1").count() == 1
        assert self.page.locator(".first-line").inner_text().strip()
        self.seen.append(name)
        if PICTURES:
            path = Path(PICTURES) / f"counter-{self.width}-{len(self.seen):02}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def press(self, name: str) -> None:
        """Press a link or a button that a glove can hit."""
        link = self.page.get_by_role("link", name=name)
        target = link.or_(self.page.get_by_role("button", name=name)).first
        box = target.bounding_box()
        assert box, name
        assert box["height"] >= TARGET, f"{name}: {box['height']} points high"
        with self.page.expect_navigation():
            target.click()

    def scan(self, label: str, code: str) -> None:
        """A scanner types, then presses Enter."""
        self.page.get_by_label(label).fill(written(code))
        with self.page.expect_navigation():
            self.page.get_by_label(label).press("Enter")


ON_A_PHONE = pytest.mark.parametrize("eyes", [(PHONE, True)], indirect=True, ids=["phone"])
AT_A_DESK = pytest.mark.parametrize("eyes", [(1280, False)], indirect=True, ids=["desk"])


@pytest.fixture
def eyes(
    request: pytest.FixtureRequest, browser: Browser, served: tuple[House, str, UUID]
) -> Iterator[Eyes]:
    width, touch = request.param
    house, address, cashier = served
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        is_mobile=touch,
        has_touch=touch,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme="light" if touch else "dark",
    )
    sign_in(context, house, address, cashier)
    page = context.new_page()
    yield Eyes(page, width, house)
    context.close()


@ON_A_PHONE
def test_an_aided_sale_its_refund_and_the_close_of_the_day(eyes: Eyes) -> None:
    house, page = eyes.house, eyes.page
    ready(house)
    laptop, (tower, _) = on_the_shelf(house), a_set(house)
    page.goto("/caisse")
    eyes.look("empty")
    eyes.scan("Code de l’appareil", laptop)
    eyes.scan("Code de l’appareil", tower)
    page.get_by_text("Ajouter un accessoire").click()
    page.get_by_label("Accessoire", exact=True).select_option("bag")
    page.get_by_label("Prix d’un seul, en euros").fill("9,50")
    eyes.press("Ajouter l’accessoire")
    eyes.look("basket")
    page.get_by_label("Espèces", exact=True).check()
    page.get_by_text("Plusieurs moyens, aide du fonds, un tiers").click()
    page.get_by_label("Payé par le Fonds de Solidarité Numérique").fill("200")
    eyes.press("Encaisser")
    eyes.look("too-much")
    page.get_by_label("Payé par le Fonds de Solidarité Numérique").fill("100")
    page.get_by_label("Dont par carte").fill("40")
    eyes.press("Encaisser")
    eyes.look("receipt")
    eyes.press("Pour un ticket de 58 mm")
    eyes.look("ticket")
    page.get_by_text("Rembourser, reprendre, échanger").click()
    page.get_by_label("Ordinateur portable").check()
    page.get_by_label("Panne", exact=True).check()
    eyes.look("refund")
    eyes.press("Rembourser")
    eyes.look("refunded")
    eyes.press("La journée")
    drawer_cents = till(house).drawer_cents
    page.get_by_label("Compté, en euros").fill(f"{drawer_cents // 100}")
    page.get_by_label("Laissé dans la caisse").fill("30")
    eyes.look("day")
    eyes.press("Enregistrer le comptage")
    eyes.look("counted")
    assert till(house).drawer_cents == 30_00


@AT_A_DESK
@pytest.mark.parametrize("paper", ["a5", "80", "58"])
def test_a_receipt_is_one_page_of_its_paper(eyes: Eyes, paper: str) -> None:
    house, page = eyes.house, eyes.page
    ready(house)
    sale = sell(house, on_the_shelf(house), a_set(house)[0], cents=240_00)
    page.goto(f"/caisse/ventes/{sale}?papier={paper}")
    assert page.pdf(prefer_css_page_size=True).count(b"/MediaBox") == 1


@AT_A_DESK
def test_a_breakdown_without_a_ticket(eyes: Eyes) -> None:
    house, page = eyes.house, eyes.page
    ready(house)
    code, spare = on_the_shelf(house), on_the_shelf(house)
    sell(house, code)
    page.goto("/panne")
    eyes.look("scan")
    eyes.scan("Code de l’appareil", code)
    eyes.look("guarantee")
    eyes.press("Ouvrir une réparation")
    eyes.look("in-repair")
    page.get_by_label("Prêter un appareil en attendant").select_option(index=1)
    eyes.press("Prêter cet appareil")
    eyes.look("lent")
    eyes.press("Rendre à son propriétaire")
    page.goto(f"/panne?code={spare}")
    eyes.look("loan")
    eyes.press("Reprendre le prêt")
    eyes.look("loan-back")
