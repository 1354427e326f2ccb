"""Reports of tools in a real browser: deposited, read, and the rest tested in three taps."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from axe import violations
from live import serving, sign_in
from lives import SHOP, collected, command, received
from playwright.sync_api import FilePayload, Page, expect
from psycopg_pool import ConnectionPool
from reports import LAPTOP_LSHW, dump, glpi, smartctl

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger import Ledger
from ledger.device import FUNCTIONS, Device
from ledger.values import DeviceKind

FILES: list[FilePayload] = [
    {"name": name, "mimeType": "application/json", "buffer": data}
    for name, data in {
        "dmidecode.txt": dump(),
        "lshw.json": LAPTOP_LSHW,
        "glpi.json": glpi(batteries=[{"capacity": 23_000, "real_capacity": 18_000}]),
        "smartctl.json": smartctl(),
    }.items()
]


class Bench:
    """The service, a device that waits for its inventory, and who has it in hand."""

    def __init__(self, address: str, house: House, account: UUID, device: UUID) -> None:
        self.address, self.house, self.account = address, house, account
        self.path = f"{address}/appareils/{device}"
        self.device = device

    def open(self, page: Page, path: str = "") -> Page:
        if not page.context.cookies():
            sign_in(page.context, self.house, self.address, self.account)
        page.goto(f"{self.path}{path}")
        return page

    def tested(self) -> int:
        known: Device = self.house.ledger.subject(Device, self.device)
        return len(known.outcomes)


@pytest.fixture
def bench(peopled_database: str, tmp_path: Path) -> Iterator[Bench]:
    device = uuid4()
    with ConnectionPool(peopled_database, kwargs={"autocommit": True}) as pool:
        Ledger(pool).record(command((device, collected()), (device, received())))
    with psycopg.connect(peopled_database, autocommit=True) as connection:
        grants = [Grant(Role.OPERATOR, SHOP)]
        account = create_account(connection, "camille", "Camille", "melezin-des-alpes", grants)
    app = create_app(Settings(var=tmp_path), peopled_database)
    with serving(app) as address:
        yield Bench(address, app.state.house, account, device)


def looked_at(page: Page) -> None:
    """No barrier, nothing wider than the screen, nothing too small for a thumb."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main label.choice, main .segments label,"
        " main summary, main a.button')].filter(e => e.offsetParent"
        " && !e.classList.contains('visually-hidden') && e.getBoundingClientRect().height < 48)"
        ".map(e => e.textContent)"
    )
    assert small == []


def deposit(bench: Bench, page: Page) -> None:
    bench.open(page, "/releve").set_input_files("#files", FILES)
    page.get_by_role("button", name="Enregistrer ce relevé").click()
    page.wait_for_url("**?fait=*")


def test_on_a_phone_the_rest_takes_three_taps(bench: Bench, phone: Page) -> None:
    looked_at(bench.open(phone, "/releve"))
    deposit(bench, phone)
    looked_at(phone)
    expect(phone.get_by_text("se dit en bonne santé")).to_be_visible()
    expect(phone.get_by_text("selon le relevé lshw")).to_be_visible()
    phone.get_by_role("link", name="Tester").tap()
    phone.wait_for_url("**/etapes/*")
    looked_at(phone)
    phone.get_by_label("la sortie vidéo").tap()
    phone.get_by_role("button", name="J’ai essayé le reste").tap()
    phone.wait_for_url("**?fait=*")
    expect(phone.get_by_text("C’est enregistré.")).to_be_visible()
    assert bench.tested() == len(FUNCTIONS[DeviceKind.LAPTOP].all)


def test_at_a_desk_the_pages_stand_too(bench: Bench, desk: Page) -> None:
    deposit(bench, desk)
    looked_at(desk)
    looked_at(bench.open(desk, "/etapes/device.tested.v1"))
