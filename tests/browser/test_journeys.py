"""Five journeys of people, on a phone and at a desk, with JavaScript switched off."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from counters import available, device_of, on_the_shelf, sell, till
from live import serving
from lives import ASSOCIATION, COUNTER, DESK, SHOP
from orders import act, in_stock, order_of, ordered, ready
from people import PASSWORD
from playwright.sync_api import Browser
from valleys import met, need, planned
from visitors import Visitor

from api import ordering, steward
from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger.codes import written
from ledger.device import Device, GivenBack, ReturnedForRepair, Sold, Stage
from ledger.order import OrderStage

PEOPLE = {
    "camille": Grant(Role.PRESCRIBER, DESK),
    "louise": Grant(Role.OPERATOR, SHOP),
    "nora": Grant(Role.COUNTER, COUNTER),
    "claire": Grant(Role.COORDINATOR),
}


Enter = Callable[[str], Visitor]


@pytest.fixture(params=[360, 1280])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def served(peopled_database: str, tmp_path: Path) -> Iterator[tuple[House, str]]:
    app = create_app(Settings(var=tmp_path), peopled_database)
    with psycopg.connect(peopled_database, autocommit=True) as connection:
        for login, grant in PEOPLE.items():
            create_account(connection, login, login.capitalize(), PASSWORD, [grant])
    with serving(app) as address:
        yield app.state.house, address


@pytest.fixture
def house(served: tuple[House, str]) -> House:
    return served[0]


@pytest.fixture
def enter(browser: Browser, served: tuple[House, str], width: int) -> Iterator[Enter]:
    """``enter("camille")`` signs somebody in on a screen of their own."""
    contexts = []

    def enter(login: str) -> Visitor:
        context = browser.new_context(
            base_url=served[1],
            viewport={"width": width, "height": 800},
            is_mobile=width < 600,
            has_touch=width < 600,
            java_script_enabled=False,
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), width)
        visitor.page.goto("/connexion")
        visitor.page.get_by_label("Identifiant").fill(login)
        visitor.page.get_by_label("Mot de passe").fill(PASSWORD)
        visitor.press("Se connecter")
        return visitor

    yield enter
    for context in contexts:
        context.close()


def ask(camille: Visitor, way: str = "Commander") -> None:
    """From the home page to the price of a laptop for procedures."""
    camille.menu("Catalogue")
    camille.press("Démarches administratives")
    camille.press(f"{way} : Un portable léger pour les démarches")
    camille.page.get_by_text("Il reste peu de chose").check()
    camille.press("Voir le prix")


def find(visitor: Visitor, order: str) -> None:
    """From the home page to an order that waits for them."""
    visitor.menu("Travail")
    with visitor.page.expect_navigation():
        visitor.page.locator(f"main a[href$='/commandes/{order}']").first.click()
    visitor.looks()


def order_on(visitor: Visitor) -> str:
    """The order whose ticket is on the screen."""
    assert visitor.page.url.endswith("/ticket")
    return visitor.page.url.split("/")[-2]


def test_an_order_from_the_desk_to_the_hand_over(enter: Enter, house: House) -> None:
    ready(house)
    in_stock(house)
    camille, louise = enter("camille"), enter("louise")
    ask(camille)
    camille.reads("La personne paie 20 €")
    camille.press("Commander")
    order = order_on(camille)
    assert len(camille.screens) <= 6, camille.screens
    slip = camille.page.locator(".big-code").inner_text()
    find(louise, order)
    louise.press("Préparer la commande")
    louise.press("Envoyer la commande")
    find(camille, order)
    camille.press("Confirmer l’arrivée")
    camille.page.get_by_label("Code du ticket de retrait").fill(slip)
    camille.page.get_by_label("Faite ici, maintenant").check()
    camille.press("Remettre l’appareil")
    camille.press("Imprimer le reçu et la garantie")
    camille.reads("ouvre la garantie jusqu’au", "20 €", "100 €")
    assert order_of(house, UUID(order)).stage == OrderStage.HANDED_OVER
    assert available(house) == 900_00


def test_without_stock_nor_money_an_order_waits_and_gives_all_back(
    enter: Enter, house: House
) -> None:
    ready(house, money_cents=40_00)
    camille = enter("camille")
    ask(camille, "Mettre sur la liste d’attente")
    camille.reads("Rien ne convient aujourd’hui.")
    camille.press("Mettre sur la liste d’attente")
    order = order_on(camille)
    in_stock(house)
    steward.tend(house)
    camille.opens(f"/commandes/{order}")
    camille.reads("à engager")
    assert available(house) == 40_00, "it cannot pay its part, and commits nothing"
    camille.page.locator("summary", has_text="Changer qui paie quoi").click()
    camille.page.get_by_label("Une structure paie une part").select_option(str(ASSOCIATION))
    camille.page.get_by_label("Part de cette structure").fill("30")
    camille.page.get_by_label("Part du Fonds de Solidarité Numérique").fill("40")
    camille.press("Changer qui paie quoi")
    camille.reads("C’est enregistré")
    steward.tend(house)
    camille.opens(f"/commandes/{order}")
    camille.reads("engagé")
    assert available(house) == 0
    camille.page.locator("summary", has_text="Annuler la commande").click()
    camille.page.get_by_label("la personne ne le souhaite plus").check()
    camille.press("Annuler la commande")
    assert order_of(house, UUID(order)).stage == OrderStage.CANCELLED
    assert available(house) == 40_00


def test_a_public_sale_an_aided_one_a_refund_and_the_close_of_the_day(
    enter: Enter, house: House
) -> None:
    ready(house)
    nora = enter("nora")
    for fund_cents, rest in ((0, 120_00), (100_00, 20_00)):
        before = available(house)
        nora.menu("Caisse")
        nora.page.get_by_label("Code de l’appareil").fill(written(on_the_shelf(house)))
        nora.press("Ajouter")
        nora.page.get_by_label("Espèces", exact=True).check()
        if fund_cents:
            nora.page.get_by_text("Plusieurs moyens, aide du fonds, un tiers").click()
            nora.page.get_by_label("Payé par le Fonds de Solidarité Numérique").fill("100")
        nora.press("Encaisser")
        nora.reads("120 €")
        assert available(house) == before - fund_cents + rest * 5 // 100, "5 % of it go to the fund"
    nora.page.get_by_text("Rembourser, reprendre, échanger").click()
    nora.page.get_by_label("Ordinateur portable").check()
    nora.page.get_by_label("Panne", exact=True).check()
    nora.press("Rembourser")
    assert till(house).drawer_cents == 120_00
    nora.press("La journée")
    nora.page.get_by_label("Compté, en euros").fill("120")
    nora.page.get_by_label("Laissé dans la caisse").fill("30")
    nora.press("Enregistrer le comptage")
    assert till(house).drawer_cents == 30_00


def test_a_breakdown_in_month_five_without_a_ticket(enter: Enter, house: House) -> None:
    now = house.now()
    earlier = replace(house, clock=lambda: now - timedelta(days=150))
    ready(earlier)
    code, spare = on_the_shelf(house), on_the_shelf(house)
    sell(earlier, code)
    nora = enter("nora")
    nora.menu("Panne")
    nora.page.get_by_label("Code de l’appareil").fill(written(code))
    nora.page.keyboard.press("Enter")
    nora.page.wait_for_url("**code=**")
    nora.looks()
    nora.reads("Sous garantie jusqu’au", "Les Ordis du Mélézin")
    nora.press("Ouvrir une réparation")
    nora.page.get_by_label("Prêter un appareil en attendant").select_option(index=1)
    nora.press("Prêter cet appareil")
    nora.press("Rendre à son propriétaire")
    nora.opens(f"/panne?code={spare}")
    nora.press("Reprendre le prêt")
    owned: Device = house.ledger.subject(Device, device_of(house, code))
    assert owned.stage == Stage.WITH_OWNER
    life = [type(record.event) for record in house.ledger.life(owned.id)]
    assert life[-3:] == [Sold, ReturnedForRepair, GivenBack], "its data were not touched"


def test_the_round_and_the_brief_of_the_coordinator(enter: Enter, house: House) -> None:
    ready(house)
    in_stock(house)
    need(house, times=3)
    planned(house)
    met(house, 8, place=DESK)
    sent = ordered(house)
    ordering.prepare(act(house), sent)
    claire = enter("claire")
    claire.menu("Tournées")
    claire.press("Le Buëch")
    claire.press("Atelier de Gap")
    claire.reads("Ordinateur portable")
    claire.press("Arrêt suivant")
    claire.reads("Qui rencontrer")
    claire.menu("Coordination")
    claire.press("Réunions et actions")
    claire.press("Note de la prochaine réunion")
    claire.reads("Besoins non couverts (3)", "disponible : 900 €")
    claire.press("Revenir à la réunion")
    claire.page.get_by_label("Ce qu’il faut faire").fill("Porter trois portables à Laragne")
    claire.page.get_by_label("Structure qui en répond").select_option(str(ASSOCIATION))
    due_on = (house.today() + timedelta(days=20)).isoformat()
    claire.page.get_by_label("Pour quand").fill(due_on)
    claire.press("Noter cette action")
    claire.press("Note de la réunion")
    claire.reads("Actions à faire (1)", "Porter trois portables à Laragne")
