"""The catalogue by use: what suits, how near it is, what a person pays; nothing of a unit."""

import re
from uuid import uuid4

import pytest
from desk import stocked_at, text_of
from lives import (
    COUNTER,
    DESK,
    LABELLED,
    SHOP,
    SOMEBODY,
    collected,
    command,
    facts,
    inventoried,
    labelled,
    received,
    reconditioned,
    set_formed,
    stocked,
    tested,
)
from orders import in_stock, lines, published, ready
from people import Person, SignIn
from valleys import planned

from api.access import Role
from api.house import House
from api.pages.catalogue.families import FAMILIES, USES, families
from api.pages.catalogue.gestures import GESTURES
from ledger import Event
from ledger.device import FUNCTIONS
from ledger.tariff import TARIFF
from ledger.values import DeviceKind, Facts, Use

BRIANCON = "240500439"


def titles(page: str) -> list[str]:
    return re.findall(r"<h3>([^<]+)</h3>", page)


KEYBOARD = (
    collected(kind=DeviceKind.KEYBOARD),
    received(),
    inventoried(facts=Facts()),
    tested(DeviceKind.KEYBOARD),
    reconditioned(),
    labelled(),
)


def with_(*changes: Event) -> tuple[Event, ...]:
    """A labelled device; ``changes`` take the place of steps of its usual life."""
    life = list(LABELLED)
    for change in changes:
        life = [change if type(step) is type(change) else step for step in life]
    return tuple(life)


def test_it_opens_on_three_uses_told_in_two_sentences(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house)
    stocked_at(house, COUNTER)
    said = text_of(adviser.get("/catalogue"))
    for told in USES.values():
        assert told.lets.replace("\u00a0", " ") in said
        assert told.does_not.replace("\u00a0", " ") in said
    assert said.count("2 disponibles, dont 1 ici sous une semaine") == 3


def test_every_use_has_families_and_each_has_its_own_address() -> None:
    for use in Use:
        assert families(use)
    addresses = [(each.use, each.slug) for each in FAMILIES]
    assert len(set(addresses)) == len(addresses)


def test_what_is_near_comes_first(house: House, adviser: Person) -> None:
    ready(house)
    tablet = with_(
        collected(kind=DeviceKind.TABLET),
        inventoried(facts=facts(screen_inches=10.1, memory_mb=4096)),
        tested(DeviceKind.TABLET),
    )
    in_stock(house)
    stocked_at(house, COUNTER)
    stocked_at(house, DESK, life=tablet)
    page = adviser.get("/catalogue/procedures")
    assert titles(page.text)[:2] == ["Une tablette", "Un portable léger pour les démarches"]
    said = text_of(page)
    assert "Le plus proche : France Services de Laragne, il est déjà ici." in said
    assert "2 disponibles, dont 1 ici sous une semaine. Aspect : B." in said
    assert "La personne paie de 1 € à 90 € selon ses ressources." in said


@pytest.mark.parametrize(
    ("query", "families_served"),
    [
        ("", 2),
        ("?type=laptop", 2),
        ("?type=tablet", 0),
        ("?equipement=light", 2),
        ("?equipement=large_screen", 0),
        ("?semaine=1", 0),
        (f"?epci={BRIANCON}", 2),
        ("?epci=200067825", 0),
    ],
)
def test_filters_keep_what_suits(
    house: House, adviser: Person, query: str, families_served: int
) -> None:
    ready(house)
    stocked_at(house, COUNTER)
    page = adviser.get(f"/catalogue/procedures{query}")
    assert text_of(page).count("1 disponible,") == families_served


@pytest.mark.parametrize(
    "path", ["/catalogue/games", "/catalogue/office/fusee", "/catalogue/office?type=rocket"]
)
def test_what_no_list_holds_is_refused(adviser: Person, path: str) -> None:
    answer = adviser.get(path)
    assert answer.status_code in {404, 422}
    assert "refusal" in answer.text


def test_a_set_is_counted_once_with_all_that_its_devices_have(
    house: House, adviser: Person
) -> None:
    ready(house)
    lives = {
        uuid4(): with_(collected(kind=DeviceKind.DESKTOP), tested(DeviceKind.DESKTOP)),
        uuid4(): KEYBOARD,
    }
    for device, life in lives.items():
        house.record(command(*((device, event) for event in life)))
    house.record(command(*((each, set_formed(*lives)) for each in lives)))
    house.record(command(*((each, stocked()) for each in lives)))
    page = adviser.get("/catalogue/office?type=desktop")
    assert text_of(page).count("1 disponible") == 2, "as a whole, and as its tower"


def test_technical_facts_are_one_click_away_and_name_no_unit(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house, life=(*with_(inventoried(facts=facts(memory_mb=16384))), stocked()))
    in_stock(house)
    page = adviser.get("/catalogue/procedures")
    assert "Lenovo" not in page.text
    [path] = set(re.findall(r'href="(/catalogue/procedures/portable)"', page.text))
    answer = adviser.get(path)
    assert "de 8 Go à 16 Go" in text_of(answer)
    assert "Lenovo" in answer.text
    assert "PF0SECRET" not in answer.text
    assert "T460" not in answer.text


def test_who_coordinates_reads_it_without_a_place(house: House, sign_in: SignIn) -> None:
    ready(house)
    in_stock(house)
    coordinator = sign_in(Role.COORDINATOR)
    page = coordinator.get("/catalogue/office")
    assert "Par exemple : Atelier de Gap." in text_of(page)
    assert "Ici sous une semaine" not in page.text
    assert "/commandes/nouvelle" not in page.text
    assert "Noter ce besoin" not in page.text


def test_an_empty_shelf_and_no_grid_say_what_to_do(adviser: Person) -> None:
    page = adviser.get("/catalogue/office")
    assert "notez le besoin" in page.text
    assert "Aucune grille tarifaire ne s’applique encore" in page.text
    assert "/commandes/nouvelle" not in page.text


@pytest.mark.parametrize("path", ["/catalogue", "/catalogue/office", "/catalogue/office/portable"])
def test_there_is_no_public_shop(app_client: Person, sign_in: SignIn, path: str) -> None:
    assert app_client.get(path, follow_redirects=False).status_code == 303
    for role, code in {Role.OPERATOR: 403, Role.FUNDER: 403, Role.COUNTER: 200}.items():
        assert sign_in(role).get(path).status_code == code


def test_the_page_that_reassures_reads_the_law(adviser: Person, sign_in: SignIn) -> None:
    said = text_of(adviser.get("/confiance"))
    assert len(FUNCTIONS[DeviceKind.LAPTOP].required) > 5
    assert "L’allumage, l’écran, le clavier" in said
    assert "24 mois à partir de la vente, même pour 1 €." in said
    assert sign_in(Role.OPERATOR).get("/confiance").status_code == 200


@pytest.mark.parametrize("slug", GESTURES)
def test_each_gesture_is_a_short_page(adviser: Person, slug: str) -> None:
    assert f"/modes-operatoires/{slug}" in adviser.get("/modes-operatoires").text
    answer = adviser.get(f"/modes-operatoires/{slug}")
    assert answer.status_code == 200
    assert GESTURES[slug] in answer.text
    assert len(text_of(answer).split()) < 330


@pytest.mark.parametrize("role", Role)
def test_a_gesture_leads_nobody_where_they_may_not_go(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    for slug in GESTURES:
        page = person.get(f"/modes-operatoires/{slug}").text.split("<main")[1].split("</main>")[0]
        for address in re.findall(r'href="([^"]+)"', page):
            assert person.get(address).status_code == 200, (slug, address)


def test_a_gesture_that_nobody_wrote_is_not_found(adviser: Person) -> None:
    answer = adviser.get("/modes-operatoires/../base")
    assert answer.status_code == 404
    assert "n’existe pas" in adviser.get("/modes-operatoires/voler").text


def test_what_was_made_of_a_use_is_made_again_once_something_moved(
    house: House, sign_in: SignIn
) -> None:
    house.record_events(SOMEBODY, (TARIFF, published(house.now())))
    here, there = sign_in(Role.PRESCRIBER, DESK), sign_in(Role.PRESCRIBER, SHOP)
    use = "/catalogue/procedures"
    assert "1 disponible" not in text_of(here.get(use))
    in_stock(house)
    assert "1 disponible, ici sous une semaine" in text_of(here.get(use))
    assert "il est déjà ici" in text_of(there.get(use))
    planned(house)
    assert "une tournée peut l’apporter" in text_of(here.get(use))
    assert "La personne paie de 1 € à 90 €" in text_of(here.get(use))
    cheaper = [line for line in lines() if line.person_cents <= 20_00]
    house.record_events(
        SOMEBODY, (TARIFF, published(house.now(), grid=uuid4(), lines=tuple(cheaper)))
    )
    assert "La personne paie de 1 € à 20 €" in text_of(here.get(use))
