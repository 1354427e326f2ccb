"""A report, a doubt, a decision, a certificate: by thumb and at a desk, with nothing in the way."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from axe import violations
from disks import HDD, SSD, bench
from erasure_files import SAMPLES
from live import serving, sign_in
from lives import LOT, POINT, SHOP, bound, command, decided, erased, with_reservations
from people import PASSWORD
from playwright.sync_api import Page

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger.codes import new_code
from ledger.values import StorageKind

DEVICE, OTHER = UUID(int=21), UUID(int=22)
PICTURES = os.environ.get("MELEZE_SCREENSHOTS")
ODD = HDD.model_copy(update={"id": "TM85134C000003", "serial": "TM85134C000003", "model": None})
PHONE = SSD.model_copy(update={"id": "eMMC", "serial": None, "kind": StorageKind.EMMC})


@pytest.fixture
def served(peopled_database: str, tmp_path: Path) -> Iterator[tuple[House, str]]:
    app = create_app(Settings(var=tmp_path), peopled_database)
    with serving(app) as address:
        for device, disks in ((DEVICE, (HDD, SSD, ODD)), (OTHER, (PHONE,))):
            past = (*bench(*disks), bound(new_code()))
            app.state.house.record(command(*((device, event) for event in past)))
        yield app.state.house, address


def look(page: Page, name: str, width: str) -> None:
    """Nothing overflows, nothing bars the way, and a thumb hits what is to be hit."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.locator("h1").count() == 1
    assert violations(page) == [], page.url
    small = page.evaluate(
        "[...document.querySelectorAll('main .button, main button:not(.visually-hidden)')]"
        ".filter(e => e.offsetHeight && e.offsetHeight < 48).map(e => e.innerText)"
    )
    assert small == [], page.url
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def work_at(page: Page, address: str, place: str) -> None:
    page.goto(f"{address}/lieu")
    page.get_by_label(place).check()
    with page.expect_navigation():  # or the next address would cut it short
        page.get_by_role("button", name="Travailler ici").click()


def send(page: Page, log: str) -> None:
    page.get_by_label("Fichier du rapport").set_input_files(SAMPLES / log)
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer ce rapport").click()


@pytest.fixture(params=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(request: pytest.FixtureRequest, served: tuple[House, str], width: str) -> Page:
    """A browser in which an operator of the collection point and of the shop signed in."""
    page: Page = request.getfixturevalue(width)
    house, address = served
    grants = [Grant(Role.OPERATOR, POINT), Grant(Role.OPERATOR, SHOP)]
    with house.pool.connection() as connection:
        noe = create_account(connection, "noe", "Noé", PASSWORD, grants)
    sign_in(page.context, house, address, noe)
    return page


def test_from_a_report_to_a_decision(page: Page, served: tuple[House, str], width: str) -> None:
    address = served[1]
    work_at(page, address, "Atelier de Gap")
    page.goto(f"{address}/appareils/{DEVICE}/etapes/device.storage_erased.v1")
    look(page, "declare", width)
    with page.expect_navigation():
        page.get_by_role("link", name="Déposer un rapport d’effacement").click()
    look(page, "report", width)
    send(page, "nwipe-unfinished.log")
    page.get_by_role("alert").get_by_text("s’arrête avant son tableau").wait_for()
    look(page, "refused", width)
    send(page, "nwipe-two-disks.log")
    send(page, "nwipe-doubts.log")
    page.get_by_text("Un effacement laisse un doute").wait_for()
    look(page, "recorded", width)
    page.get_by_role("link", name="Décider d’un effacement douteux").click()
    page.get_by_label("accepter").check()
    page.get_by_label("la zone cachée a été regardée").check()
    look(page, "decide", width)
    page.get_by_role("button", name="Enregistrer ma décision").click()
    page.get_by_text("C’est enregistré.").wait_for()
    page.goto(f"{address}/appareils/{DEVICE}/etapes/device.erasure_certified.v1")
    look(page, "certify", width)
    page.get_by_role("button", name="Faire le certificat").click()
    page.get_by_role("link", name="Le certificat (PDF)").wait_for()
    look(page, "device", width)


def test_from_a_lot_to_its_certificate(page: Page, served: tuple[House, str], width: str) -> None:
    house, address = served
    house.record(command((DEVICE, erased(storage=HDD.id)), (DEVICE, erased(storage=SSD.id))))
    house.record(command((DEVICE, with_reservations(storage=ODD.id))))
    house.record(command((DEVICE, decided(storage=ODD.id))))
    work_at(page, address, "Point de collecte d’Embrun")
    page.goto(f"{address}/lots/{LOT}")
    with page.expect_navigation():
        page.get_by_role("link", name="Effacement et certificat").click()
    look(page, "lot-before", width)
    with page.expect_navigation():
        page.get_by_role("button", name="Faire le certificat").click()
    look(page, "lot-after", width)
    link = page.get_by_role("link", name="Ouvrir le PDF").get_attribute("href")
    pdf = page.request.get(f"{address}{link}").body()
    assert pdf.startswith(b"%PDF")
    if PICTURES:
        (Path(PICTURES) / "certificate.pdf").write_bytes(pdf)
    with page.expect_navigation():
        page.get_by_role("link", name="Sa page publique").click()
    look(page, "public", width)
    page.get_by_text("ce qu’il dit tient toujours").wait_for()
    page.goto(f"{address}/certificats/rien")
    look(page, "no-certificate", width)
