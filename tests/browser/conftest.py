"""One real Chromium for all tests, and a fresh page each, on a phone or at a desk."""

from collections.abc import Iterator

import pytest
from chromium import driving, started
from databases import Databases
from playwright.sync_api import Browser, Page, Playwright


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    with driving() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    with started(driver) as browser:
        yield browser


@pytest.fixture(scope="module")
def shared_database(databases: Databases, _peopled_template: str) -> Iterator[str]:
    """URL of a database for all tests of a module, in which the places of ``lives`` exist."""
    with databases.fresh(_peopled_template) as url:
        yield url


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on an old phone, 360 points wide, under a thumb."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page on the screen of an office."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="fr-FR", timezone_id="Europe/Paris"
    )
    yield context.new_page()
    context.close()
