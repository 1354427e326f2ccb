"""Flows: the charts, the tables and the file tell the same numbers, and nobody's hand-over."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from lives import (
    COUNTER,
    IN_STOCK,
    LABELLED,
    ON_THE_BENCH,
    SHOP,
    collected,
    handed_over,
    received,
    reserved,
    retired,
    shipped,
    sold,
    stocked,
)
from people import Person, SignIn
from tables import columns_add_up, live, numbers, rows_of, tables_of

from api.access import Role
from api.house import House
from api.pages.flows import MONTHS_SHOWN, last_months
from ledger import Event
from ledger.values import PARIS, DeviceKind, day_of

GAP = "200067825"


@pytest.fixture
def funder(sign_in: SignIn) -> Person:
    return sign_in(Role.FUNDER)


def on(day: datetime, *events: Event) -> list[Event]:
    return [event.model_copy(update={"happened_at": day}) for event in events]


def months_ago(count: int) -> datetime:
    first = last_months(day_of(datetime.now(UTC)))[-1 - count]
    return datetime(first.year, first.month, 1, tzinfo=PARIS)


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
    by_month, by_kind, by_epci = tables_of(funder.get("/flux"))[:3]
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
    assert [row[0] for row in by_kind[1:-1]] == ["Ordinateur portable", "Écran"]
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
    by_month, by_kind, by_epci = tables_of(page)[:3]
    assert numbers(by_month[-1]) == [0, 3, 3, 3, 1]
    assert len(by_kind) == len(by_epci) == 3
    assert f'href="/flux.csv?type=laptop&amp;epci={GAP}"' in page.text
    rows = rows_of(funder.get(f"/flux.csv?type=laptop&epci={GAP}"))
    assert sum(int(row["Appareils"]) for row in rows) == 10
    assert {(row["Intercommunalité"], row["Type"]) for row in rows} == {
        ("Gap-Tallard-Durance", "ordinateur portable")
    }
    assert "Rien à compter avec ce choix." in funder.get("/flux?type=charger").text


@pytest.fixture
def weighed(house: House) -> House:
    """Three laptops of 1,900 g, one of them recycled at 1,800 g; two screens nobody weighed."""
    live(house, *on(months_ago(1), *IN_STOCK), times=2)
    live(house, *on(months_ago(1), *ON_THE_BENCH, retired()))
    live(house, *on(months_ago(0), collected(kind=DeviceKind.SCREEN)), times=2)
    return house


def test_flows_are_told_in_kilograms_of_the_devices_that_were_weighed(
    weighed: House, funder: Person
) -> None:
    del weighed
    page = funder.get("/flux")
    by_month, by_kind, by_epci = tables_of(page)[3:]
    assert by_month[0] == [
        "Mois",
        "Collectés (kg)",
        "Reconditionnés (kg)",
        "Sortis de la filière (kg)",
    ]
    assert by_month[1][1:] == ["inconnus 0 pesé sur 2", "0", "0"]
    assert by_month[2][1:] == ["5,7", "3,8", "1,8"]
    assert by_kind[1:-1] == [
        ["Ordinateur portable", "5,7", "3,8", "1,8"],
        ["Écran", "inconnus 0 pesé sur 2", "0", "0"],
    ]
    for table in (by_month, by_kind, by_epci):
        assert table[-1] == ["Total", "5,7 3 pesés sur 5", "3,8", "1,8"]
    said = " ".join(html.unescape(page.text).split())
    assert "3 sur 5 collectés, 2 sur 2 reconditionnés, 1 sur 1 sortis de la filière" in said


def test_the_file_of_flows_tells_the_same_kilograms(weighed: House, funder: Person) -> None:
    del weighed
    rows = {(row["Étape"], row["Type"]): row for row in rows_of(funder.get("/flux.csv"))}
    laptops = rows["collectés", "ordinateur portable"]
    assert (laptops["Appareils"], laptops["Appareils pesés"]) == ("3", "3")
    assert laptops["Kilogrammes"] == "5,7"
    screens = rows["collectés", "écran"]
    assert (screens["Appareils pesés"], screens["Kilogrammes"]) == ("0", "0")
    assert rows["sortis de la filière", "ordinateur portable"]["Kilogrammes"] == "1,8"
    labelled = rows["labellisés", "ordinateur portable"]
    assert (labelled["Appareils pesés"], labelled["Kilogrammes"]) == ("", "")


def test_kilograms_follow_the_filters(weighed: House, funder: Person) -> None:
    del weighed
    by_month = tables_of(funder.get("/flux?type=screen"))[3]
    assert by_month[-1] == ["Total", "inconnus 0 pesé sur 2", "0", "0"]


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
