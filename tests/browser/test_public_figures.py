"""The map of three words, the flows by quarter and the yearly extract, at both widths."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from axe import violations
from handings import S, some_handed
from live import serving, sign_in
from lives import (
    COUNTER,
    IN_STOCK,
    LABELLED,
    ON_THE_BENCH,
    SHOP,
    SOMEBODY,
    collected,
    received,
    retired,
    shipped,
    stocked,
)
from orders import ready
from people import PASSWORD
from playwright.sync_api import Browser
from tables import live

from api import statistics
from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger.device import Destination
from ledger.values import DeviceKind

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")
PUBLIC = ("/disponible?type=laptop", "/chiffres/flux")
SIGNED_IN = "/reemploi?annee=2026"
Served = tuple[House, str, UUID]


@pytest.fixture(scope="module")
def served(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Shelves of which the first closing tells, a quarter that is over, a slip."""
    app = create_app(Settings(var=tmp_path_factory.mktemp("var")), shared_database)
    with psycopg.connect(shared_database, autocommit=True) as connection:
        funder = create_account(
            connection, "financeur", "Dominique", PASSWORD, [Grant(Role.FUNDER, None)]
        )
    with serving(app) as address:
        house: House = app.state.house
        ready(house, money_cents=10_000_00)
        to_briancon = (shipped(), received(origin=SHOP, place=COUNTER), stocked(place=COUNTER))
        live(house, *IN_STOCK, times=7)
        live(house, *LABELLED, *to_briancon, times=3)
        slip = retired(destination=Destination.ECO_ORGANISME, waste_slip="BSD-20260331-A1B2C3D4E")
        live(house, *ON_THE_BENCH, slip)
        then = datetime.now(UTC) - timedelta(days=100)
        live(house, collected(kind=DeviceKind.SCREEN, happened_at=then, mass_g=4_500), times=2)
        some_handed(house, [S.STUDENT] * 11)
        statistics.close(house, SOMEBODY)
        yield house, address, funder


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_of_figures_raises_a_barrier_or_is_wider_than_the_screen(
    browser: Browser, served: Served, width: int, scheme: str
) -> None:
    house, address, funder = served
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        color_scheme="light" if scheme == "light" else "dark",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page = context.new_page()
    for rank, path in enumerate((*PUBLIC, SIGNED_IN)):
        if path == SIGNED_IN:
            sign_in(context, house, address, funder)
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
        assert page.locator("table").count(), path
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"figures-{width}-{rank}.png", full_page=True)
    context.close()
