"""Published figures and a funder's dashboard in a real browser: on a phone and at a desk."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from uuid import UUID

import pytest
from axe import violations
from counters import on_the_shelf, sell
from live import serving, sign_in
from orders import ready
from people import PASSWORD
from periods import published
from playwright.sync_api import Browser

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")
Dashboard = tuple[House, str, UUID]
PAGES = ("/chiffres", "/chiffres/3", "/tableau-de-bord")
LOOKED_AT = {360: "/tableau-de-bord", 1280: "/chiffres"}
"""They are made of the same parts: each width looks for barriers on one of them."""
Scheme = Literal["light", "dark"]
CUT_OFF = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture(scope="module")
def dominique(shared_database: str) -> Iterator[Dashboard]:
    """A funder of a filière that published three periods and sold something."""
    app = create_app(Settings(), shared_database)
    with serving(app) as address:
        house: House = app.state.house
        ready(house)
        sell(house, on_the_shelf(house))
        published(house, 96, 240, 260)
        with house.pool.connection() as connection:
            grants = [Grant(Role.FUNDER)]
            account = create_account(connection, "dominique", "Dominique", PASSWORD, grants)
        yield house, address, account


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_of_figures_raises_a_barrier_or_is_cut_off(
    browser: Browser, dominique: Dashboard, width: int, scheme: Scheme
) -> None:
    house, address, account = dominique
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR"
    )
    sign_in(context, house, address, account)
    page = context.new_page()
    barriers, cut = ["not looked at"], {}
    for path in PAGES:
        page.goto(address + path)
        if path == LOOKED_AT[width]:
            barriers = violations(page)
        cut[path] = page.evaluate(CUT_OFF)
        if PICTURES:
            name = path.strip("/").replace("/", "-")
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    if PICTURES and width > 360:
        page.emulate_media(media="print", color_scheme="light")
        page.pdf(path=Path(PICTURES) / "dashboard.pdf", format="A4")
    context.close()
    assert barriers == []
    assert {path for path, found in cut.items() if found} == set()
