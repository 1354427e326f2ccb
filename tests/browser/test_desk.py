"""The desk in a real browser: no barrier, and nothing wider than a phone."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from axe import violations
from desk import ASKED, NEW, stocked_at
from live import serving, sign_in
from lives import COUNTER, DESK
from orders import in_stock, ready
from people import PASSWORD
from playwright.sync_api import Page, expect

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings

ASK = "&".join(f"{name}={value}" for name, value in ASKED.items())
PAGES = (
    "/catalogue", "/catalogue/procedures", "/catalogue/office?equipement=light&semaine=1",
    "/catalogue/procedures/portable-leger", "/confiance", "/modes-operatoires",
    "/modes-operatoires/commander", "/tarifs", f"{NEW}?usage=procedures&type=laptop",
    f"{NEW}?{ASK}", f"{NEW}?{ASK}&part=500", f"{NEW}?{ASK.replace('laptop', 'desktop')}",
    "/administration/tarifs", "/administration/tarifs/nouvelle",
)  # fmt: skip
WIDE = {"/catalogue", "/tarifs", "/administration/tarifs"}
"""Pages whose tables and menu are laid out otherwise on a screen; others are only wider there."""


@pytest.fixture(scope="module")
def served(shared_database: str) -> Iterator[tuple[House, str]]:
    """The service with devices near and far, a grid, money."""
    app = create_app(Settings(), shared_database)
    with serving(app) as address:
        ready(app.state.house)
        in_stock(app.state.house)
        stocked_at(app.state.house, COUNTER)
        yield app.state.house, address


@pytest.fixture(scope="module")
def adviser(served: tuple[House, str]) -> UUID:
    """Somebody who may see it all."""
    with served[0].pool.connection() as connection:
        grants = (Grant(Role.PRESCRIBER, DESK), Grant(Role.ADMINISTRATOR))
        return create_account(connection, "conseil", "Camille", PASSWORD, grants)


@pytest.fixture
def address(served: tuple[House, str], adviser: UUID, request: pytest.FixtureRequest) -> str:
    """Where the page of the test is signed in."""
    house, address = served
    used = "phone" if "phone" in request.fixturenames else "desk"
    sign_in(request.getfixturevalue(used).context, house, address, adviser)
    return address


def test_no_page_of_the_desk_raises_a_barrier(desk: Page, address: str) -> None:
    wrong = {}
    for path in PAGES:
        desk.set_viewport_size({"width": 1280, "height": 800})
        desk.goto(address + path)
        found = violations(desk) if path in WIDE else []
        found += too_wide(desk, 1280)
        desk.set_viewport_size({"width": 360, "height": 800})
        found += violations(desk) + too_wide(desk, 360)
        if found or desk.locator("h1").count() != 1:
            wrong[path] = found
    assert wrong == {}


def too_wide(page: Page, width: int) -> list[str]:
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    return [f"{wide} wide"] if wide > width else []


def test_the_page_that_reassures_prints_on_paper(desk: Page, address: str, tmp_path: Path) -> None:
    desk.goto(f"{address}/confiance")
    desk.emulate_media(media="print")
    expect(desk.locator(".nav")).to_be_hidden()
    expect(desk.get_by_text("24 mois à partir de la vente")).to_be_visible()
    assert len(desk.pdf(path=tmp_path / "trust.pdf")) > 1000
