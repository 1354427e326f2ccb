"""Stock: the map, the tables and the file tell the same numbers; who reads it and the flows."""

import html
import re
from uuid import uuid4

import pytest
from httpx2 import Response
from lives import (
    COUNTER,
    IN_STOCK,
    LABELLED,
    ON_THE_BENCH,
    SHOP,
    collected,
    command,
    opened,
    received,
    reserved,
    retired,
    shipped,
    stocked,
)
from people import Person, SignIn
from tables import columns_add_up, live, numbers, rows_of, tables_of

from api.access import Role
from api.house import House
from ledger.values import DeviceKind, PlaceId, ReservationId

BRIANCON = "240500439"
STATES = [
    "Disponibles",
    "À reconditionner",
    "Labellisés",
    "Promis",
    "En réparation",
    "Prêtés",
    "Total",
]


def circles(answer: Response) -> dict[str, int]:
    """What the map says of each intercommunalité, by its name."""
    found = re.findall(r'<a class="stock" href="[^"]*" aria-label="([^"]*)"', answer.text)
    pairs = (html.unescape(text).split("\u00a0: ") for text in found)
    return {name: int(count.split(" ")[0].replace("\u202f", "")) for name, count in pairs}


@pytest.fixture
def peopled(house: House) -> House:
    """Devices in every state, in three intercommunalités."""
    promised = ReservationId(uuid4())
    live(house, collected(kind=DeviceKind.SCREEN), times=3)  # at Embrun
    live(house, *ON_THE_BENCH, times=2)  # at Gap
    live(house, *LABELLED)
    live(house, *IN_STOCK, times=4)
    live(house, *LABELLED, shipped(), received(origin=SHOP, place=COUNTER), stocked(place=COUNTER))
    live(house, *IN_STOCK, reserved(reservation=promised))
    live(house, *IN_STOCK, shipped(), times=1)  # on the road: counts at Gap
    live(house, *IN_STOCK, retired())
    return house


@pytest.fixture
def funder(sign_in: SignIn) -> Person:
    return sign_in(Role.FUNDER)


def test_the_table_counts_each_device_once_and_its_totals_are_the_sums(
    peopled: House, funder: Person
) -> None:
    del peopled
    by_epci, by_place = tables_of(funder.get("/stock"))
    assert by_epci[0] == ["Intercommunalité", *STATES]
    assert len(by_epci) == 1 + 9 + 1, "nine intercommunalités, even those that hold nothing"
    found = {row[0]: numbers(row) for row in by_epci[1:]}
    assert found["Gap-Tallard-Durance"] == [5, 2, 1, 1, 0, 0, 9]
    assert found["Serre-Ponçon"] == [0, 3, 0, 0, 0, 0, 3]
    assert found["Briançonnais"] == [1, 0, 0, 0, 0, 0, 1]
    assert found["Total"] == [6, 5, 1, 1, 0, 0, 13]
    for table in (by_epci, by_place):
        assert columns_add_up(table)
        assert all(sum(numbers(row)[:-1]) == numbers(row)[-1] for row in table[1:])
    assert by_place[-1] == by_epci[-1]
    assert [row[0] for row in by_place[1:-1]] == [
        "Atelier de Gap Gap",
        "Point de collecte d’Embrun Embrun",
        "Ressourcerie de Briançon Briançon",
    ]


def test_the_map_shows_what_the_table_says_is_available(peopled: House, funder: Person) -> None:
    del peopled
    page = funder.get("/stock")
    by_epci, _ = tables_of(page)
    available = by_epci[0].index("Disponibles") - 1
    assert circles(page) == {row[0]: numbers(row)[available] for row in by_epci[1:-1]}
    assert "6 appareils sont disponibles." in page.text


def test_a_kind_and_an_intercommunality_narrow_everything(peopled: House, funder: Person) -> None:
    del peopled
    page = funder.get("/stock?type=screen")
    by_epci, by_place = tables_of(page)
    assert numbers(by_epci[-1]) == numbers(by_place[-1]) == [0, 3, 0, 0, 0, 0, 3]
    assert set(circles(page).values()) == {0}
    assert 'value="screen" selected' in page.text
    page = funder.get(f"/stock?epci={BRIANCON}")
    by_epci, by_place = tables_of(page)
    assert numbers(by_epci[-1])[-1] == 13, "the whole territory stays beside it"
    assert [row[0] for row in by_place[1:-1]] == ["Ressourcerie de Briançon Briançon"]
    assert '<details id="lieux" open>' in page.text
    empty = funder.get("/stock?epci=200068096")
    assert "Aucun lieu n’a d’appareil" in empty.text


def test_the_file_has_the_rows_of_the_page(peopled: House, funder: Person) -> None:
    del peopled
    rows = rows_of(funder.get("/stock.csv"))
    assert sum(int(row["Appareils"]) for row in rows) == 13
    assert {row["État"] for row in rows} == {
        "à reconditionner",
        "labellisés",
        "disponibles",
        "promis",
    }
    narrowed = rows_of(funder.get(f"/stock.csv?type=laptop&epci={BRIANCON}"))
    assert narrowed == [
        {
            "Lieu": "Ressourcerie de Briançon",
            "Commune": "Briançon",
            "Intercommunalité": "Briançonnais",
            "SIREN": BRIANCON,
            "Type": "ordinateur portable",
            "État": "disponibles",
            "Appareils": "1",
        }
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_name_that_is_a_formula_is_text_in_a_spreadsheet(
    house: House, funder: Person, start: str
) -> None:
    place = PlaceId(uuid4())
    name = f'{start}HYPERLINK("http://mechant.example";"Cliquez")'
    house.record(command((place, opened(name=name))))
    live(house, collected(place=place, lot=None))
    [row] = rows_of(funder.get("/stock.csv"))
    assert row["Lieu"] == f"'{name}"
    assert row["Appareils"] == "1"


def test_an_empty_stock_says_so(funder: Person) -> None:
    page = funder.get("/stock")
    assert "Aucun appareil n’est disponible pour l’instant." in page.text
    [by_epci] = tables_of(page)
    assert columns_add_up(by_epci)
    assert rows_of(funder.get("/stock.csv")) == []


@pytest.mark.parametrize("path", ["/stock", "/stock.csv", "/flux", "/flux.csv"])
@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("epci=200000000", "Cette intercommunalité n’est pas dans le territoire."),
        ("epci=abc", "Cette intercommunalité n’est pas dans le territoire."),
        ("epci=%00", "Cette intercommunalité n’est pas dans le territoire."),
        ("type=piano", "Ce type d’appareil n’existe pas."),
    ],
)
def test_an_unknown_filter_is_refused_in_french(
    funder: Person, path: str, query: str, why: str
) -> None:
    answer = funder.get(f"{path}?{query}")
    assert answer.status_code == 404
    assert why in answer.text


@pytest.mark.parametrize("role", list(Role))
def test_all_who_work_in_the_filiere_read_stock_and_flows(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    for path in ("/stock", "/stock.csv", "/flux", "/flux.csv"):
        assert person.get(path).status_code == 200, path


def test_nobody_else_does(house: House, app_client: Person) -> None:
    del house
    for path in ("/stock", "/stock.csv", "/flux", "/flux.csv"):
        answer = app_client.get(path, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/connexion?")
