"""Stickers and the sheet of a device in a real browser: no barrier, by a scanner, on paper."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pypdfium2
import pytest
import zxingcpp
from axe import violations
from live import serving, sign_in
from lives import (
    LABELLED,
    SHOP,
    batch_printed,
    batch_voided,
    bound,
    collected,
    command,
    facts,
    inventoried,
    received,
    stocked,
)
from people import PASSWORD
from playwright.sync_api import Page, expect

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger.codes import new_code, written
from ledger.values import Facts

SERIALS = ("5CG7291ABC", "PF0TWICE1", "PF0TWICE1")
SMALLEST_PT = """() => Math.min(...[...document.querySelectorAll("main *")]
    .filter((each) => each.offsetParent && [...each.childNodes].some(
        (child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim()))
    .map((each) => parseFloat(getComputedStyle(each).fontSize) * 0.75))"""


class Served:
    """The service at an address, with a batch of stickers and devices without any."""

    def __init__(self, house: House, address: str) -> None:
        self.house, self.address = house, address
        self.codes = [new_code() for _ in range(6)]
        self.batch, self.device = uuid4(), uuid4()
        printed = batch_printed(*self.codes)
        house.record(command((self.batch, printed), (self.batch, batch_voided(self.codes[0]))))
        life = (*LABELLED[:2], inventoried(facts=self.most()), *LABELLED[3:])
        said = (*life, bound(self.codes[1]), stocked())
        house.record(command(*((self.device, event) for event in said)))
        for serial in SERIALS:
            bench = (collected(), received(), inventoried(facts=facts(serial=serial)))
            device = uuid4()
            house.record(command(*((device, event) for event in bench)))
        with house.pool.connection() as connection:
            grants = [Grant(Role.OPERATOR, SHOP)]
            self.account = create_account(connection, "atelier", "Camille", PASSWORD, grants)

    @staticmethod
    def most() -> Facts:
        """All that can be known of a device, at its longest."""
        return facts(maker="Hewlett-Packard", model="EliteBook x360 1040 G6", serial="LONGEST01",
                     battery_health_percent=100)  # fmt: skip


@pytest.fixture(scope="module")
def served(shared_database: str) -> Iterator[Served]:
    app = create_app(Settings(), shared_database)
    with serving(app) as address:
        yield Served(app.state.house, address)


@pytest.fixture
def operator(desk: Page, served: Served) -> Page:
    sign_in(desk.context, served.house, served.address, served.account)
    return desk


def barriers(page: Page) -> list[str]:
    found = violations(page)
    width = page.viewport_size and page.viewport_size["width"]
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    found += [f"{wide} wide"] if width and wide > width else []
    return found + ([] if page.locator("h1").count() == 1 else ["not one h1"])


def test_no_page_of_stickers_raises_a_barrier(operator: Page, served: Served) -> None:
    blank, voided = served.codes[2], served.codes[0]
    wrong = {}
    for path in (
        "/etiquettes", f"/etiquettes/series/{served.batch}", "/etiquettes/essai",
        "/etiquettes/essai.pdf?droite=99", "/etiquettes/associer",
        f"/etiquettes/associer?etiquette={blank}", f"/etiquettes/associer?etiquette={voided}",
        f"/etiquettes/associer?fait={served.device}", f"/recherche?q={voided}",
        f"/appareils/{served.device}/fiche", f"/A/{blank}", f"/A/{voided}",
    ):  # fmt: skip
        operator.goto(served.address + path)
        operator.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in (360, 1280):
            operator.set_viewport_size({"width": width, "height": 800})
            if found := barriers(operator):
                wrong[path, width] = found
    assert wrong == {}


def test_a_pile_is_bound_with_a_scanner_alone(operator: Page, served: Served) -> None:
    """It types what it reads, then Enter; the field that waits has the focus."""
    operator.goto(f"{served.address}/etiquettes/associer")

    def scan(text: str) -> None:
        operator.locator("input:focus").wait_for()  # a page may be there before its field is
        operator.keyboard.type(text)
        with operator.expect_navigation():
            operator.keyboard.press("Enter")

    scan(f"{served.address}/A/{served.codes[0]}")
    expect(operator.get_by_text("Cette étiquette est annulée")).to_be_visible()
    scan(f"HTTPS://R05.FR/A/{served.codes[3]}")
    scan("UNKNOWN01")
    expect(operator.get_by_text("Aucun appareil ne porte le numéro de série")).to_be_visible()
    scan(SERIALS[0])
    expect(operator.get_by_text("C’est fait.")).to_be_visible()
    scan(written(served.codes[4]))
    scan(SERIALS[1])
    expect(operator.get_by_text("Plusieurs appareils portent ce numéro")).to_be_visible()
    assert barriers(operator) == []
    operator.locator("main input[type=radio]").first.check()
    operator.get_by_role("button", name="Associer").click()
    operator.get_by_text("C’est fait.").wait_for()
    assert {served.house.ledger.holder("sticker", code) for code in served.codes[3:5]} - {None}


def test_a_batch_is_made_and_printed(operator: Page, served: Served) -> None:
    operator.goto(f"{served.address}/etiquettes")
    operator.get_by_label("Combien d’étiquettes").fill("3")
    operator.get_by_label("Papier").select_option("57x32")
    operator.get_by_role("button", name="Créer cette série").click()
    operator.get_by_text("Imprimez ces 3 étiquettes").wait_for()
    for button, name in (("Télécharger le PDF", "etiquettes.pdf"), ("ZPL", "etiquettes.zpl")):
        with operator.expect_download() as download:
            operator.get_by_role("button", name=button).click()
        assert download.value.suggested_filename == name


def test_the_fiche_is_one_sheet_in_large_type(
    operator: Page, served: Served, tmp_path: Path
) -> None:
    operator.goto(f"{served.address}/appareils/{served.device}/fiche")
    file = tmp_path / "fiche.pdf"
    operator.pdf(path=file, prefer_css_page_size=True)
    pdf = pypdfium2.PdfDocument(file)
    assert len(pdf) == 1
    width, height = (points / 72 * 25.4 for points in pdf[0].get_size())
    assert (round(width), round(height)) == (210, 297)
    seen = zxingcpp.read_barcodes(pdf[0].render(scale=150 / 72).to_pil().convert("L"))
    assert [code.text.rpartition("/")[2] for code in seen] == [served.codes[1]]
    operator.emulate_media(media="print")
    assert operator.evaluate(SMALLEST_PT) >= 16
    for hidden in (".top", ".bottom", ".first-line", ".actions"):
        assert not operator.locator(hidden).first.is_visible(), hidden
