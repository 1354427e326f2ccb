"""One real Chromium for all tests, and a fresh page each, on a phone or at a desk."""

from collections.abc import Iterator

import pytest
from camera import film, seen, stage
from chromium import driving, started
from databases import Databases
from floor_hand import Shop, opened, phone_of
from live import serving
from lives import DEVICE, SHOP, command
from people import PASSWORD
from playwright.sync_api import Browser, Page, Playwright, expect
from scanning import ELSEWHERE, Workshop, signed_in
from scans import CODE, IN_STOCK

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings

PATIENCE_MS = 30_000
"""As long as Playwright waits for anything else: machines are busy."""


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
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


@pytest.fixture(scope="module")
def workshop(shared_database: str) -> Iterator[Workshop]:
    app = create_app(Settings(), shared_database)
    with serving(app) as address:
        house: House = app.state.house
        house.record(command(*((DEVICE, event) for event in IN_STOCK)))
        with house.pool.connection() as connection:
            grants = [Grant(Role.OPERATOR, SHOP)]
            louise = create_account(connection, "louise", "Louise", PASSWORD, grants)
        yield Workshop(house, address, louise)


@pytest.fixture(scope="module")
def filming(driver: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera films the sticker of the device of ``workshop``."""
    film_file = tmp_path_factory.mktemp("camera") / "sticker.y4m"
    film(film_file, [seen(CODE, seed=take) for take in (1, 2)])
    with started(
        driver,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film_file}",
        f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
        whole=True,
    ) as browser:
        yield browser


@pytest.fixture
def staged(browser: Browser, workshop: Workshop) -> Iterator[Page]:
    """The page of the search, with a stage before its camera."""
    context = signed_in(browser, workshop, script=stage())
    page = context.new_page()
    page.goto("/recherche")
    yield page
    context.close()


@pytest.fixture(scope="module")
def shop(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    app = create_app(Settings(var=tmp_path_factory.mktemp("var")), shared_database)
    with serving(app) as address:
        house: House = app.state.house
        with house.pool.connection() as connection:
            accounts = {
                name: create_account(
                    connection, name, name.capitalize(), PASSWORD, [Grant(Role.OPERATOR, SHOP)]
                )
                for name in ("louise", "karim")
            }
        yield Shop(house, address, accounts)


@pytest.fixture
def floor(browser: Browser, shop: Shop) -> Iterator[Page]:
    """The floor, opened by Louise on a phone."""
    context = phone_of(browser, shop, "louise")
    page = opened(context)
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 (it marks what it is given)
    yield page
    assert errors == []
    context.close()
