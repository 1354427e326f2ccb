"""One whole life by thumb: a phone 360 points wide, no JavaScript needed, nothing out of reach."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe import violations
from live import serving, sign_in
from lives import ON_THE_BENCH, PROVEN, SHOP, command, reconditioned
from people import PASSWORD
from playwright.sync_api import Page, expect

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger.codes import new_code, written

SIGNED, BENCH = UUID(int=11), UUID(int=12)
PICTURES = os.environ.get("MELEZE_SCREENSHOTS")


@pytest.fixture
def served(peopled_database: str, tmp_path: Path) -> Iterator[tuple[House, str]]:
    """The service, with two devices."""
    app = create_app(Settings(var=tmp_path), peopled_database)
    with serving(app) as address:
        for device, past in ((SIGNED, (*PROVEN, reconditioned())), (BENCH, ON_THE_BENCH)):
            app.state.house.record(command(*((device, event) for event in past)))
        yield app.state.house, address


@pytest.fixture
def address(served: tuple[House, str]) -> str:
    return served[1]


@pytest.fixture
def louise(served: tuple[House, str]) -> UUID:
    """Somebody who does everything at the SHOP."""
    grants = [Grant(role, SHOP) for role in (Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER)]
    with served[0].pool.connection() as connection:
        return create_account(connection, "louise", "Louise", PASSWORD, grants)


@dataclass
class Hand:
    """A thumb on a page, and eyes that look at each page it opens."""

    page: Page
    looked: set[str] = field(default_factory=set)
    shots: int = 0

    def look(self) -> None:
        """See that nothing overflows, and once a page that nothing bars the way."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            self.page.url
        )
        assert self.page.locator("script, [style]").count() == 0, self.page.url
        page = self.page.url.partition("?")[0]
        if page not in self.looked:
            self.looked.add(page)
            assert violations(self.page) == [], self.page.url
        if PICTURES:
            self.shots += 1
            path = Path(PICTURES) / f"{self.shots:02}.png"
            self.page.screenshot(path=path, full_page=True)

    def press(self, name: str) -> None:
        """Press a link or a button that a glove can hit."""
        target = self.page.get_by_role("link", name=name, exact=True).or_(
            self.page.locator("button:not(.visually-hidden)", has_text=name)
        )
        box = target.first.bounding_box()
        assert box, name
        assert box["height"] >= 48, f"{name}: {box['height']} points high"
        with self.page.expect_navigation():
            target.first.click()
        self.look()

    def step(self, name: str, button: str, typed: dict[str, str] | None = None) -> None:
        """Open a step from the page of the device, answer, send."""
        if not self.page.get_by_role("link", name=name, exact=True).first.is_visible():
            self.page.get_by_text("Autres étapes possibles").click()
        self.press(name)
        for label, value in (typed or {}).items():
            self.answer(label, value)
        self.press(button)
        expect(self.page.get_by_text("C’est enregistré.")).to_be_visible()

    def answer(self, label: str, value: str) -> None:
        control = self.page.get_by_label(label, exact=True).first
        if not control.is_visible():
            self.page.locator("form summary").first.click()
        kind: Any = control.evaluate("each => each.type")
        if kind == "select-one":
            control.select_option(label=value)
        elif kind in {"radio", "checkbox"}:
            control.check()
        else:
            control.fill(value)


@pytest.fixture(params=["phone", "desk"])
def hand(request: pytest.FixtureRequest, served: tuple[House, str], louise: UUID) -> Hand:
    page: Page = request.getfixturevalue(request.param)
    house, address = served
    sign_in(page.context, house, address, louise)
    page.goto(f"{address}/travail")
    return Hand(page)


@pytest.mark.usefixtures("louise")
def test_one_whole_life_by_thumb(phone: Page, address: str) -> None:
    phone.goto(f"{address}/connexion")
    phone.get_by_label("Identifiant").fill("louise")
    phone.get_by_label("Mot de passe").fill(PASSWORD)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Se connecter").click()
    hand = Hand(phone)
    hand.look()
    hand.press("Un appareil seul")
    hand.answer("Quel appareil ?", "ordinateur portable")
    hand.answer("une association", "")
    hand.press("Enregistrer")
    hand.step("Confirmer l’arrivée", "Il est arrivé")
    code = new_code()
    hand.step(
        "Associer une étiquette", "Enregistrer", {"Code de l’étiquette": written(code).lower()}
    )
    hand.step(
        "Faire l’inventaire",
        "Enregistrer",
        {
            "Marque": "Lenovo",
            "Modèle": "ThinkPad T460",
            "Mémoire, en Go": "8",
            "Type": "SSD",
            "Taille, en Go": "240",
        },
    )
    hand.step(
        "Effacer un disque",
        "Enregistrer",
        {
            "effacé": "",
            "Comment ?": "effacement sécurisé du disque (ATA)",
            "Outil": "hdparm",
            "Version de l’outil": "9.65",
            "Sinon, pourquoi n’y en a-t-il pas ?": "l’outil n’écrit pas de journal",
        },
    )
    hand.step("Vérifier les verrous", "Aucun verrou")
    hand.step("Tester", "J’ai tout testé : tout marche")
    hand.step(
        "Signer le reconditionnement",
        "Signer le reconditionnement",
        {
            "B, traces d’usage": "",
            "nettoyage complet": "",
            "Système installé": "Linux Mint 22",
        },
    )
    hand.step("Labelliser", "Donner le label")
    hand.step("Mettre en stock", "Il est en rayon")
    hand.step("Réserver", "Réserver")
    hand.step(
        "Remettre l’appareil",
        "L’appareil est remis",
        {
            "Prix de l’appareil, en euros": "80",
            "Payé par le Fonds de Solidarité Numérique, en euros": "30,50",
            "faite sur place": "",
        },
    )
    hand.step("Reprendre pour réparation", "Reprendre pour réparation", {"panne": ""})
    hand.step("Changer une pièce", "Enregistrer", {"Quelle pièce ?": "batterie", "neuve": ""})
    hand.step("Tester", "J’ai tout testé : tout marche")
    hand.step("Rendre après réparation", "Il est rendu")
    hand.step("Inviter à un atelier", "Inviter", {"Premiers pas": ""})
    hand.step("Reprendre définitivement", "Reprendre définitivement", {"ne sert plus": ""})
    hand.step("Sortir de la filière", "Sortir de la filière", {"recyclage, sans éco-organisme": ""})
    expect(hand.page.get_by_text("Rien à faire ici pour vous.")).to_be_visible()
    expect(hand.page.locator(".life > li")).to_have_count(19)
    hand.looked.clear()
    hand.look()


def test_a_mistake_is_seen_mended_and_corrected(hand: Hand, address: str) -> None:
    page = hand.page
    hand.look()
    with page.expect_navigation():
        page.get_by_role("link", name="Lenovo ThinkPad T460").first.click()
    page.goto(f"{address}/appareils/{BENCH}/etapes/device.storage_erased.v1")
    hand.press("Enregistrer")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text(["Résultat", "Méthode"])
    page.goto(f"{address}/appareils/{BENCH}/etapes/device.labelled.v1")
    hand.look()
    expect(page.get_by_role("alert")).to_contain_text("Il manque encore")
    page.goto(f"{address}/appareils/{BENCH}/etapes/device.tested.v1")
    page.get_by_text("je n’ai pas tout testé").click()
    page.get_by_role("group", name="Le son").get_by_label("ne marche pas").check()
    hand.look()
    hand.press("Enregistrer ce que j’ai coché")
    expect(page.get_by_role("status")).to_contain_text("1\u00a0ne marche pas (le son)")
    page.goto(f"{address}/appareils/{SIGNED}")
    page.get_by_role("link", name="Corriger cette étape 7").click()
    page.get_by_label("une valeur était fausse").check()
    page.get_by_label("A, très peu de traces").check()
    hand.press("Enregistrer la correction")
    expect(page.locator("#etape-7 del")).to_be_visible()
    expect(page.locator("#etape-7 ins")).to_contain_text("aspect A")
