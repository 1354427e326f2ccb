"""The desk in a real browser: no barrier, and nothing wider than a phone."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from axe import violations
from desk import ASKED, NEW, stocked_at
from live import serving
from lives import COUNTER, DESK, FOUNDATIONS, command
from orders import in_stock, ready
from people import PASSWORD
from playwright.sync_api import Page

from api.access import Grant, Role, create_account
from api.app import create_app
from api.settings import Settings
from ledger import Ledger

ASK = "&".join(f"{name}={value}" for name, value in ASKED.items())
PAGES = (
    "/catalogue", "/catalogue/procedures", "/catalogue/office?equipement=light&semaine=1",
    "/catalogue/procedures/portable-leger", "/confiance", "/modes-operatoires",
    "/modes-operatoires/commander", "/tarifs", f"{NEW}?usage=procedures&type=laptop",
    f"{NEW}?{ASK}", f"{NEW}?{ASK}&part=500", f"{NEW}?{ASK.replace('laptop', 'desktop')}",
    "/administration/tarifs", "/administration/tarifs/nouvelle",
)  # fmt: skip


@pytest.fixture
def address(database: str, ledger: Ledger) -> Iterator[str]:
    """The service with devices near and far, a grid, money, and somebody who may see it all."""
    ledger.record(command(*FOUNDATIONS))
    app = create_app(Settings(), database)
    with psycopg.connect(database, autocommit=True) as connection:
        grants = (Grant(Role.PRESCRIBER, DESK), Grant(Role.ADMINISTRATOR))
        create_account(connection, "conseil", "Camille", PASSWORD, grants)
    with serving(app) as address:
        ready(app.state.house)
        in_stock(app.state.house)
        stocked_at(app.state.house, COUNTER)
        yield address


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/connexion")
    page.get_by_label("Identifiant").fill("conseil")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/travail")


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_desk_raises_a_barrier(desk: Page, address: str, width: int) -> None:
    sign_in(desk, address)
    desk.set_viewport_size({"width": width, "height": 800})
    wrong = {}
    for path in PAGES:
        desk.goto(address + path)
        wide = int(desk.evaluate("document.documentElement.scrollWidth"))
        found = violations(desk) + ([f"{wide} wide"] if wide > width else [])
        if found or desk.locator("h1").count() != 1:
            wrong[path] = found
    assert wrong == {}


def test_the_page_that_reassures_prints_on_paper(desk: Page, address: str, tmp_path: Path) -> None:
    sign_in(desk, address)
    desk.goto(f"{address}/confiance")
    desk.emulate_media(media="print")
    assert not desk.locator(".nav").is_visible()
    assert desk.get_by_text("24 mois à partir de la vente").is_visible()
    assert len(desk.pdf(path=tmp_path / "trust.pdf")) > 1000
