"""The pages that everybody may read: where to go, what the label says, what we keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import lives
import pytest
from fastapi.testclient import TestClient
from lives import COUNTER, DESK, SHOP
from people import SignIn
from scans import CODE, IN_STOCK, record

from api.house import House
from api.words import FUNCTION, KIND
from ledger.codes import written
from ledger.place import PlaceClosed
from ledger.territory import intercommunalities
from ledger.workshop import Theme, WorkshopCancelled

PAGES = (
    "/", "/lieux", "/ateliers", "/label", "/vie-privee", "/accessibilite", "/aide", "/methode",
    "/disponible", "/donnees",
)  # fmt: skip
BANNED = ("comme neuf", "état neuf", "à neuf", "réfractaire")
SOON = datetime.now(UTC) + timedelta(days=2)

Scanned = tuple[str, ...]


@pytest.fixture
def scanned(house: House) -> Scanned:
    """Every public page, with a device behind the last ones: stocked, on the bench, unknown."""
    record(house, *IN_STOCK)
    bench = "3" * 8 + "0"
    return (*PAGES, f"/A/{CODE}", f"/A/{bench}", "/connexion")


def text_of(page: str) -> str:
    """What a reader sees, on one line, words of the page's head left out."""
    body = re.sub(r"<(style|title|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.split(r"[ \n\t]+", unescape(re.sub(r"<[^>]+>", " ", body))))


def test_each_page_has_one_title_one_language_and_a_first_line(
    app_client: TestClient, scanned: Scanned
) -> None:
    for path in scanned:
        page = app_client.get(path).text
        assert len(re.findall(r"<h1\b", page)) == 1, path
        assert '<html lang="fr">' in page, path
        assert re.search(r"<title>[^<]+</title>", page), path
        assert re.search(r'</h1>\s*<p class="first', page), path


def test_each_field_has_its_label(app_client: TestClient, scanned: Scanned) -> None:
    for path in scanned:
        page = app_client.get(path).text
        for field in re.findall(r"<(?:input|select)\b[^>]*>", page):
            if 'type="hidden"' in field or 'type="checkbox"' in field:
                continue
            [name] = re.findall(r' id="([^"]+)"', field)
            assert f'<label for="{name}">' in page, (path, field)


def test_each_page_keeps_to_the_strict_policy(app_client: TestClient, scanned: Scanned) -> None:
    for path in scanned:
        answer = app_client.get(path)
        assert "<script" not in answer.text, path
        assert " style=" not in answer.text, path
        assert "'unsafe" not in answer.headers["content-security-policy"], path
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert "set-cookie" not in answer.headers, path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text), path


def test_each_page_is_in_plain_lawful_french(app_client: TestClient, scanned: Scanned) -> None:
    for path in scanned:
        text = text_of(app_client.get(path).text)
        for banned in BANNED:
            assert banned not in text.casefold(), (path, banned)
        badly_spaced = re.findall(r".{12} [:;?!»].{0,8}|« .{8}|\w[:;?!]\s.{8}|\w'\w+", text)
        assert badly_spaced == [], path


def test_each_link_leads_to_a_page(app_client: TestClient, scanned: Scanned) -> None:
    addresses = {
        link
        for path in scanned
        for link in re.findall(r'href="(/[^"#]*)', app_client.get(path).text)
    }
    assert "/lieux" in addresses
    for address in addresses:
        assert app_client.get(unescape(address)).status_code == 200, address


def test_each_anchor_has_its_target(app_client: TestClient, scanned: Scanned) -> None:
    for path in scanned:
        for link, target in re.findall(r'href="([^"#]*)#([^"]+)"', app_client.get(path).text):
            assert f'id="{target}"' in app_client.get(link or path).text, (path, link, target)


def test_home_names_who_sells_and_nobody_else(app_client: TestClient, house: House) -> None:
    shop = lives.opened(name="Ressourcerie sans caisse", roles=frozenset({"ressourcerie"}))
    desk = lives.opened(name="Point de caisse", roles=frozenset(), takes_money=True)
    record(house, shop, subject=uuid4())
    record(house, desk, subject=uuid4())
    home = app_client.get("/").text
    assert "Ressourcerie de Briançon" in home
    assert "Ressourcerie sans caisse" not in home
    assert "Point de caisse" not in home


def test_a_closed_place_is_no_longer_named(app_client: TestClient, house: House) -> None:
    assert "Ressourcerie de Briançon" in app_client.get("/lieux").text
    record(house, PlaceClosed(happened_at=lives.NOON), subject=COUNTER)
    for path in ("/", "/lieux", "/aide"):
        assert "Ressourcerie de Briançon" not in app_client.get(path).text


def test_every_territory_is_listed_even_without_a_place(app_client: TestClient) -> None:
    page = app_client.get("/lieux").text
    for territory in intercommunalities():
        assert f'<h2 id="t{territory.siren}">{territory.display_name}</h2>' in page
    assert page.count("Pas encore de lieu ici") == len(intercommunalities()) - 4


@pytest.fixture
def agenda(house: House) -> None:
    """One workshop in Gap, one in Laragne that needs no car, one cancelled, one of the past."""
    gap, laragne, cancelled, past = (uuid4() for _ in range(4))
    at_shop, at_desk = {"place": SHOP, "starts_at": SOON}, {"place": DESK, "starts_at": SOON}
    record(house, lives.scheduled(theme=Theme.MAIL, **at_shop), subject=gap)
    by_train = lives.scheduled(theme=Theme.PHOTOS, reachable_without_car=True, **at_desk)
    record(house, by_train, subject=laragne)
    record(house, lives.scheduled(theme=Theme.OFFICE, **at_shop), subject=cancelled)
    record(house, WorkshopCancelled(happened_at=lives.NOON), subject=cancelled)
    record(house, lives.scheduled(theme=Theme.CARE, place=SHOP), subject=past)


@pytest.mark.usefixtures("agenda")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, {"mail", "photos"}),
        ({"territoire": "200067825"}, {"mail"}),
        ({"sans_voiture": "oui"}, {"photos"}),
        ({"territoire": "200067825", "sans_voiture": "oui"}, set()),
        ({"territoire": ""}, {"mail", "photos"}),
    ],
)
def test_workshops_to_come_are_found_by_territory_and_without_a_car(
    app_client: TestClient, asked: dict[str, str], shown: set[str]
) -> None:
    page = app_client.get("/ateliers", params=asked).text
    themes = {
        "mail": "Écrire et recevoir des courriels",
        "photos": "Ranger ses photos",
        "office": "Écrire une lettre",
        "care": "Prendre soin de son appareil",
    }
    assert {name for name, words in themes.items() if words in page} == shown
    assert ("Rien n’est prévu" in page) == (not shown)


def test_an_unknown_territory_is_said_to_be_so(app_client: TestClient) -> None:
    answer = app_client.get("/ateliers", params={"territoire": "123456789"})
    assert answer.status_code == 404
    assert "Cette intercommunalité n’est pas du territoire." in answer.text
    assert "Rien n’a été enregistré" not in answer.text


def test_the_label_page_names_every_kind_and_every_function(app_client: TestClient) -> None:
    text = text_of(app_client.get("/label").text)
    for words in (*KIND.values(), *FUNCTION.values()):
        assert words.casefold() in text.casefold(), words
    assert "version 1" in text


@dataclass
class Demonstration:
    accounts: tuple[tuple[str, str, str], ...]
    codes: tuple[str, ...]


@pytest.fixture
def demonstration(house: House, app_client: TestClient) -> Iterator[Demonstration]:
    record(house, *IN_STOCK)
    shown = Demonstration((("atelier", "un mot de passe", "opératrice à Gap"),), (CODE,))
    app_client.app.state.demo = shown  # type: ignore[attr-defined]
    yield shown
    app_client.app.state.demo = None  # type: ignore[attr-defined]


def test_the_demonstration_shows_its_accounts_and_its_devices(
    app_client: TestClient, demonstration: Demonstration
) -> None:
    home = app_client.get("/").text
    for told in (*demonstration.accounts[0][:2], "Opératrice à Gap", f"/A/{written(CODE)}"):
        assert told in home


def test_without_demonstration_no_account_is_shown(app_client: TestClient) -> None:
    assert "démonstration" not in app_client.get("/").text


def test_a_head_request_finds_the_home_page(app_client: TestClient) -> None:
    assert app_client.head("/").status_code == 200


def test_who_works_sees_the_menu_of_their_role_and_their_place(sign_in: SignIn) -> None:
    page = sign_in().get("/travail").text
    assert 'aria-current="page">Travail</a>' in page
    assert 'href="/lots"' in page
    assert 'href="/administration"' not in page
    assert "Atelier de Gap" in page
    assert 'action="/deconnexion"' in page


def test_what_does_not_exist_is_refused_in_a_sentence(app_client: TestClient) -> None:
    answer = app_client.get("/rien")
    assert answer.status_code == 404
    assert "Cette page n’existe pas." in answer.text
    assert 'role="alert"' in answer.text
