"""A real Chromium: one for all tests, and a fresh page each, on a phone or at a desk."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import playwright
import pytest
from databases import Databases
from floor_hand import Shop, opened, phone_of
from live import serving
from lives import SHOP
from people import PASSWORD
from playwright.sync_api import Browser, Page, sync_playwright

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings

UNPACKED = Path(__file__).parent / ".unpacked"

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> Path:
    """The browser `./run test` found; the same search for whoever calls pytest."""
    wanted = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    for name in (*filter(None, wanted), str(UNPACKED / "chromium")):
        if path := shutil.which(name):
            return Path(path)
    pytest.fail("no Chromium here: ./run test installs one, CHROMIUM names another")


def node() -> str:
    """The node that Playwright brings, unless this machine lacks a library it needs."""
    own = Path(playwright.__file__).parent / "driver" / "node"
    works = subprocess.run([own, "--version"], check=False, capture_output=True).returncode == 0
    other = None if works else shutil.which("node")
    return other or str(own)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    flags: list[str] = [*FLAGS]
    environment: dict[str, str | float | bool] = {**os.environ}
    brought_by_npm = path.parent == UNPACKED
    if brought_by_npm:
        environment["LD_LIBRARY_PATH"] = str(UNPACKED / "al2023" / "lib")
        environment["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
        environment["HOME"] = str(UNPACKED)
    if brought_by_npm or os.geteuid() == 0:
        flags.append("--no-sandbox")  # neither has one
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", node())
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=path, args=flags, env=environment)
            yield browser
            browser.close()


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
