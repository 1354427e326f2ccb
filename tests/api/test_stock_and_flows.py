"""Stock and flows: the map, the tables, the charts and the files tell the same numbers."""

import csv
import html
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from io import StringIO
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
    handed_over,
    opened,
    received,
    reserved,
    retired,
    shipped,
    sold,
    stocked,
)
from people import Person, SignIn

from api.access import Role
from api.house import House
from api.pages.flows import MONTHS_SHOWN, last_months
from ledger import Event
from ledger.values import DeviceKind, PlaceId, ReservationId

GAP, BRIANCON = "200067825", "240500439"
STATES = ["À reconditionner", "Labellisés", "Disponibles", "Promis", "En réparation", "Total"]


class Tables(HTMLParser):
    """The tables of a page, each a list of rows, each a list of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        del attrs
        match tag:
            case "table":
                self.tables.append([])
            case "tr":
                self.tables[-1].append([])
            case "td" | "th":
                self.tables[-1][-1].append("")
                self._cell = True
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.tables[-1][-1][-1] = " ".join([*self.tables[-1][-1][-1].split(), *data.split()])


def tables_of(answer: Response) -> list[list[list[str]]]:
    assert answer.status_code == 200
    return Tables(answer.text).tables


def numbers(row: Sequence[str]) -> list[int]:
    return [int(cell.replace("\u202f", "").replace(" ", "")) for cell in row[1:]]


def columns_add_up(table: list[list[str]]) -> bool:
    *parts, total = [numbers(row) for row in table[1:]]
    return [sum(column) for column in zip(*parts, strict=True)] == total


def circles(answer: Response) -> dict[str, int]:
    """What the map says of each intercommunalité, by its name."""
    found = re.findall(r'<a class="stock" href="[^"]*" aria-label="([^"]*)"', answer.text)
    pairs = (html.unescape(text).split("\u00a0: ") for text in found)
    return {name: int(count.split(" ")[0].replace("\u202f", "")) for name, count in pairs}


def rows_of(answer: Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def live(house: House, *events: Event, times: int = 1) -> None:
    for _ in range(times):
        device = uuid4()
        house.record(command(*((device, event) for event in events)))


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
    assert found["Gap-Tallard-Durance"] == [2, 1, 5, 1, 0, 9]
    assert found["Serre-Ponçon"] == [3, 0, 0, 0, 0, 3]
    assert found["Briançonnais"] == [0, 0, 1, 0, 0, 1]
    assert found["Total"] == [5, 1, 6, 1, 0, 13]
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
    assert numbers(by_epci[-1]) == numbers(by_place[-1]) == [3, 0, 0, 0, 0, 3]
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


def on(day: datetime, *events: Event) -> list[Event]:
    return [event.model_copy(update={"happened_at": day}) for event in events]


def months_ago(count: int) -> datetime:
    first = last_months(datetime.now(UTC).date())[-1 - count]
    return datetime(first.year, first.month, 1, 12, tzinfo=UTC)


@pytest.fixture
def moving(house: House) -> House:
    """Devices of three months, one of them too long ago."""
    live(house, *on(months_ago(0), collected(kind=DeviceKind.SCREEN)), times=2)
    live(house, *on(months_ago(2), *IN_STOCK), times=3)
    live(house, *on(months_ago(17), *ON_THE_BENCH, retired()))
    too_old = datetime(2020, 1, 15, tzinfo=UTC)
    live(house, *on(too_old, collected()), times=7)
    return house


def test_the_months_are_the_last_eighteen_the_current_one_included() -> None:
    months = last_months(date(2026, 3, 1))
    assert len(months) == MONTHS_SHOWN
    assert (months[0], months[-1]) == (date(2024, 10, 1), date(2026, 3, 1))
    assert last_months(date(2026, 12, 1))[-1] == date(2026, 12, 1)


def test_flows_are_counted_by_month_kind_and_intercommunality(
    moving: House, funder: Person
) -> None:
    del moving
    by_month, by_kind, by_epci = tables_of(funder.get("/flux"))
    assert by_month[0] == [
        "Mois",
        "Collectés",
        "Reconditionnés",
        "Labellisés",
        "Mis en stock",
        "Sortis de la filière",
    ]
    assert len(by_month) == 1 + 18 + 1
    assert numbers(by_month[1]) == [2, 0, 0, 0, 0], "the current month comes first"
    assert numbers(by_month[3]) == [3, 3, 3, 3, 0]
    assert numbers(by_month[18]) == [1, 0, 0, 0, 1]
    assert numbers(by_month[-1]) == [6, 3, 3, 3, 1]
    for table in (by_month, by_kind, by_epci):
        assert columns_add_up(table)
        assert table[-1] == by_month[-1]
    assert [row[0] for row in by_kind[1:-1]] == ["ordinateur portable", "écran"]
    assert [row[0] for row in by_epci[1:-1]] == ["Gap-Tallard-Durance", "Serre-Ponçon"]


def test_charts_tell_the_numbers_of_the_table(moving: House, funder: Person) -> None:
    del moving
    page = funder.get("/flux")
    by_month = tables_of(page)[0]
    said = re.findall(r"<rect[^>]*><title>([^,]*), ([^\u00a0]*)\u00a0: (\d+)</title>", page.text)
    bars = {(html.unescape(month), step.capitalize()): int(count) for month, step, count in said}
    table = {
        (row[0], step): count
        for row in by_month[1:-1]
        for step, count in zip(by_month[0][1:], numbers(row), strict=True)
        if count
    }
    assert bars == table


def test_filters_narrow_charts_tables_and_file(moving: House, funder: Person) -> None:
    del moving
    page = funder.get(f"/flux?type=laptop&epci={GAP}")
    by_month, by_kind, by_epci = tables_of(page)
    assert numbers(by_month[-1]) == [0, 3, 3, 3, 1]
    assert len(by_kind) == len(by_epci) == 3
    assert f'href="/flux.csv?type=laptop&amp;epci={GAP}"' in page.text
    rows = rows_of(funder.get(f"/flux.csv?type=laptop&epci={GAP}"))
    assert sum(int(row["Appareils"]) for row in rows) == 10
    assert {(row["Intercommunalité"], row["Type"]) for row in rows} == {
        ("Gap-Tallard-Durance", "ordinateur portable")
    }
    assert "Rien à compter avec ce choix." in funder.get("/flux?type=charger").text


def test_who_a_device_left_to_cannot_be_guessed_from_flows(house: House, funder: Person) -> None:
    """A hand-over and a sale, by month, kind and place, may tell whose they were."""
    live(house, *on(months_ago(1), *IN_STOCK, reserved(), handed_over()))
    live(
        house,
        *on(
            months_ago(1),
            *LABELLED,
            shipped(),
            received(origin=SHOP, place=COUNTER),
            stocked(place=COUNTER),
            sold(),
        ),
    )
    for path in ("/flux", "/flux.csv"):
        said = html.unescape(funder.get(path).text)
        assert "remis sur prescription" not in said.lower()
        assert "vendus au public" not in said.lower()
    rows = rows_of(funder.get("/flux.csv"))
    assert {row["Étape"] for row in rows} == {
        "collectés",
        "reconditionnés",
        "labellisés",
        "mis en stock",
    }
