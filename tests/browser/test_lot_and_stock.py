"""Lots, stickers, search, stock and flows in a real browser: on a phone, and at a desk."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from axe import violations
from databases import Databases
from hands import broken_codes, low_targets, menu
from live import serving, sign_in
from lives import (
    COUNTER,
    IN_STOCK,
    LABELLED,
    LOT,
    ON_THE_BENCH,
    POINT,
    SHOP,
    collected,
    command,
    lot_opened,
    received,
    retired,
    shipped,
    stocked,
)
from people import PASSWORD
from playwright.sync_api import Browser, Page, expect
from psycopg_pool import ConnectionPool

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger import Event, Ledger
from ledger.codes import new_code, written
from ledger.values import DeviceKind, DonorKind
from projections import ALL, Views

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")
PHONE = 360
WIDE = {
    "lots",
    "forty",
    "pile-read",
    "bordereaux",
    "envois",
    "stickers-to-print",
    "several",
    "stock",
    "flows",
}
"""Pages whose tables and maps are laid out otherwise at a desk; others are only wider there."""
UNKNOWN_LOT = UUID("c0ffee00-0000-4000-8000-000000000000")
TABLE = (
    "Type matériel;Constructeur;Model;N° Serie;RAM\n"
    "portable;Dell;Latitude 5490;9ZK4R2M;8 Go\n"
    "portable;HP;ProBook 650 G1;;beaucoup\n"
    "soucoupe volante;;;;\n"
    "portable;Dell;Latitude 5490;9ZK4R2M;8 Go\n"
)


def _past(ledger: Ledger) -> None:
    """Eighteen months of a small filière, in three places."""
    ledger.record(command((UNKNOWN_LOT, lot_opened(donor=DonorKind.UNKNOWN))))
    to_briancon = (shipped(), received(origin=SHOP, place=COUNTER), stocked(place=COUNTER))
    lives: list[tuple[Event, ...]] = [
        *[(collected(kind=DeviceKind.SCREEN),)] * 3,
        *[ON_THE_BENCH] * 4,
        *[(*ON_THE_BENCH, retired())] * 2,
        *[IN_STOCK] * 6,
        *[(*LABELLED, *to_briancon)] * 3,
    ]
    now = datetime.now(UTC)
    for month in range(17, -1, -1):
        day = now - timedelta(days=30 * month + 1)
        for events in lives[: 4 + (month * 7) % 15]:
            device = uuid4()
            moved = [event.model_copy(update={"happened_at": day}) for event in events]
            ledger.record(command(*((device, event) for event in moved)))


@pytest.fixture(scope="module")
def _past_template(databases: Databases, _peopled_template: str) -> Iterator[str]:
    with databases.fresh(_peopled_template) as url:
        with ConnectionPool(url, kwargs={"autocommit": True}) as pool:
            _past(Ledger(pool))
            assert Views(pool, ALL).catch_up()
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture
def database(databases: Databases, _past_template: str) -> Iterator[str]:
    with databases.fresh(_past_template) as url:
        yield url


@pytest.fixture
def served(database: str, tmp_path: Path) -> Iterator[tuple[House, str, UUID]]:
    """The service, with an operator of two places."""
    grants = [Grant(Role.OPERATOR, POINT), Grant(Role.OPERATOR, SHOP)]
    with psycopg.connect(database, autocommit=True) as connection:
        louise = create_account(connection, "louise", "Louise", PASSWORD, grants)
    app = create_app(Settings(var=tmp_path, public_url="https://r05.fr"), database)
    with serving(app) as address:
        yield app.state.house, address, louise


@dataclass
class Eyes:
    """A page, and what must hold of each state of it that is looked at."""

    page: Page
    width: int
    seen: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} points wide"
        assert broken_codes(self.page) == [], name
        assert self.width > PHONE or low_targets(self.page) == [], name
        height, cut = menu(self.page, self.width)
        assert 0 < height <= 96, f"{name}: the menu takes {height} points"
        assert cut == [], name
        if self.width == PHONE or name in WIDE:
            assert violations(self.page) == [], name
        assert self.page.locator("h1").count() == 1
        assert self.page.locator(".first-line").inner_text().strip()
        self.seen.append(name)
        if PICTURES:
            path = Path(PICTURES) / f"lot-{self.width}-{len(self.seen):02}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def press(self, name: str) -> None:
        """Press a link or a button that a glove can hit."""
        target = self.page.get_by_role("link", name=name, exact=True).or_(
            self.page.get_by_role("button", name=name, exact=True)
        )
        box = target.first.bounding_box()
        assert box, name
        assert box["height"] >= 48, f"{name}: {box['height']} points high"
        with self.page.expect_navigation():
            target.first.click()


@pytest.fixture(params=[(PHONE, True), (1280, False)], ids=["phone", "desk"])
def eyes(
    request: pytest.FixtureRequest, browser: Browser, served: tuple[House, str, UUID]
) -> Iterator[Eyes]:
    house, address, louise = served
    width, touch = request.param
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        is_mobile=touch,
        has_touch=touch,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme="light" if touch else "dark",
    )
    sign_in(context, house, address, louise)
    page = context.new_page()
    page.goto("/lieu")
    page.get_by_text("Atelier de Gap").first.click()
    with page.expect_navigation():
        page.locator("main button").first.click()
    yield Eyes(page, width)
    context.close()


def test_a_lot_from_its_opening_to_its_stickers(eyes: Eyes, tmp_path: Path) -> None:
    page = eyes.page
    page.goto("/lots")
    eyes.look("lots")
    eyes.press("Ouvrir un lot")
    eyes.look("new")
    page.get_by_label("Une entreprise").check()
    page.get_by_label("C’est un don gratuit").check()
    eyes.press("Ouvrir le lot")
    eyes.look("new-refused")
    page.get_by_label("C’est un don gratuit").uncheck()
    eyes.press("Ouvrir le lot")
    eyes.look("empty-lot")

    for row, (kind, count) in enumerate({"Ordinateur portable": "25", "Écran": "mille"}.items()):
        page.locator(f"#kind-{row}").select_option(label=kind)
        page.locator(f"#count-{row}").fill(count)
    page.get_by_label("Ils sont déjà à l’atelier").check()
    eyes.press("Collecter ces appareils")
    eyes.look("count-refused")
    page.locator("#count-1").fill("15")
    eyes.press("Collecter ces appareils")
    expect(page.get_by_text("40 appareils n’ont pas encore d’étiquette")).to_be_visible()
    eyes.look("forty")
    lot = page.url

    page.get_by_text("Importer un inventaire").click()
    file = tmp_path / "inventaire-emmaus.csv"
    file.write_text(TABLE, encoding="utf-8")
    page.get_by_label("Fichier").set_input_files(file)
    eyes.press("Importer ce fichier")
    eyes.look("import")

    page.goto(lot)
    eyes.press("Préparer les 42 étiquettes manquantes")
    eyes.look("stickers-to-prepare")
    eyes.press("Donner un code à ces 42 appareils")
    eyes.look("stickers-to-print")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le PDF").click()
    assert download.value.suggested_filename == "etiquettes.pdf"
    page.goto(lot)
    eyes.look("lot-done")
    eyes.press("Clore le lot")
    eyes.look("closed")


def test_an_origin_to_qualify(eyes: Eyes) -> None:
    eyes.page.goto(f"/lots/{UNKNOWN_LOT}")
    eyes.look("unknown-origin")
    eyes.page.locator("#origine").get_by_label("Un particulier").check()
    eyes.press("Voir ce que cela change")
    eyes.look("origin-read")
    eyes.press("Confirmer cette origine")
    expect(eyes.page.get_by_text("À préciser")).to_be_hidden()


def test_a_step_for_all_of_a_lot(eyes: Eyes) -> None:
    page = eyes.page
    page.goto(f"/lots/{LOT}")
    eyes.look("many")
    page.goto(f"/lots/{LOT}/etapes/device.retired.v1")
    eyes.look("pile")
    page.get_by_label("éco-organisme", exact=True).check()
    eyes.press("Voir ce qui sera enregistré")
    eyes.look("pile-refused")
    eyes.press("Changer les réponses")
    page.get_by_label("Numéro du bordereau").fill("BSD-20261125-A1B2C3D4E")
    eyes.press("Voir ce qui sera enregistré")
    eyes.look("pile-read")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer pour les").click()
    page.get_by_text("C’est enregistré").wait_for()
    eyes.look("pile-done")
    for name in ("bordereaux", "envois"):
        page.goto(f"/{name}")
        eyes.look(name)


def test_stickers_and_search(eyes: Eyes) -> None:
    page = eyes.page
    page.goto("/recherche")
    eyes.look("search")
    page.get_by_label("Code, numéro de série ou lot").fill("PF0SECRET")
    eyes.press("Chercher")
    eyes.look("several")
    code = new_code()
    page.goto(f"/recherche?q={code}")
    eyes.look("blank-found")
    page.locator("main input[type=radio]").first.check()
    eyes.press(f"Associer l’étiquette {written(code)}")
    expect(page).to_have_url(re.compile("/appareils/"))
    page.goto("/recherche?q=introuvable")
    eyes.look("nothing")
    page.goto(f"/recherche?q={LOT}")
    assert page.url.endswith(f"/lots/{LOT}")
    eyes.look("old-lot")


def test_stock_and_flows(eyes: Eyes) -> None:
    page = eyes.page
    page.goto("/stock")
    eyes.look("stock")
    page.locator("svg a.stock").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("epci="))
    expect(page.locator("#lieux[open]")).to_have_count(1)
    eyes.look("stock-of-one")
    page.goto("/flux")
    eyes.look("flows")
    page.get_by_label("Type d’appareil").select_option(label="Chargeur")
    eyes.press("Filtrer")
    eyes.look("flows-empty")
