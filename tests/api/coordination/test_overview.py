"""Needs against stock: what the map and the tables tell, what waits, is stuck or could move."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from lives import ASSOCIATION, COUNTER, DESK, SHOP, SOMEBODY
from orders import act, asked, in_stock, order_of, ordered, ready
from people import Person
from tables import tables_of
from valleys import need, planned

from api import ordering
from api.house import House
from ledger.order import CancelReason, Payer, PaymentReceived, Shortage
from ledger.place import MinimumStockSet
from ledger.territory import intercommunalities
from ledger.values import DeviceKind, Means, Use
from projections import orders

BUECH = "200068765"
Later = Callable[[int], None]


@pytest.fixture
def later(app: FastAPI, house: House) -> Later:
    """So many days pass for whoever reads pages."""

    def pass_days(days: int) -> None:
        moved = replace(house, clock=lambda: datetime.now(UTC) + timedelta(days=days))
        app.state.house = moved

    return pass_days


def circles(answer: Response) -> dict[str, int]:
    found = re.findall(r'<a class="stock" href="[^"]*" aria-label="([^"]*)"', answer.text)
    pairs = (html.unescape(text).split("\u00a0: ") for text in found)
    return {name: int(count.split(" ")[0]) for name, count in pairs}


def rows(answer: Response, table: int = 0) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in tables_of(answer)[table]}


def by_age(ages: dict[str, list[str]]) -> list[list[str]]:
    """The counts alone: on a phone each stands after its span."""
    return [[cell.rpartition(": ")[2] for cell in line[:4]] for line in [*ages.values()][1:]]


def text(answer: Response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def test_needs_stand_beside_stock_in_each_intercommunality_and_part(
    house: House, coordinator: Person
) -> None:
    need(house, times=3)
    need(house, place=COUNTER, use=Use.OFFICE)
    in_stock(house)
    in_stock(house)
    page = coordinator.get("/coordination")
    found = rows(page)
    assert found["Sisteronais-Buëch"][:6] == ["3", "0", "0", "3", "0", "3"]
    assert found["Gap-Tallard-Durance"][:6] == ["0", "0", "0", "0", "2", "0"]
    assert found["Sud"][:6] == found["Sisteronais-Buëch"][:6]
    assert found["Nord"][:6] == ["1", "0", "0", "1", "0", "1"]
    assert found["Total"][:6] == ["4", "0", "0", "4", "2", "4"]
    assert len(found) == 1 + 3 + 9 + 1
    assert circles(page)["Sisteronais-Buëch"] == 3
    assert sum(circles(page).values()) == 4


def test_a_rate_names_the_inhabitants_it_divides_by(house: House, coordinator: Person) -> None:
    need(house, times=12)
    page = coordinator.get("/coordination")
    [territory] = [row for row in intercommunalities() if row.siren == BUECH]
    rate = f"{12_000 / territory.population:.1f}".replace(".", ",")
    assert rows(page)["Sisteronais-Buëch"][6] == rate
    whole = f"{sum(row.population for row in intercommunalities()):,}".replace(",", "\u202f")
    assert f"soit {whole} habitants en tout" in page.text
    assert "communes hors du département comprises" in page.text


def test_a_use_and_a_period_narrow_everything(house: House, coordinator: Person) -> None:
    need(house, times=2)
    need(house, use=Use.OFFICE)
    need(house, use=Use.OFFICE, days_ago=60)
    assert rows(coordinator.get("/coordination?usage=office"))["Total"][0] == "2"
    assert rows(coordinator.get("/coordination?usage=office&periode=30"))["Total"][0] == "1"
    by_use = rows(coordinator.get("/coordination"), 2)
    assert by_use["Sud"] == ["2", "0", "2", "0", "0", "0"]


def test_the_places_of_one_intercommunality_are_told(house: House, coordinator: Person) -> None:
    need(house, times=2)
    in_stock(house)
    page = coordinator.get(f"/coordination?epci={BUECH}")
    assert list(rows(page, 1))[1:] == ["France Services de Laragne Laragne-Montéglin"]
    empty = coordinator.get("/coordination?epci=200068096")
    assert "Aucun besoin et aucun stock" in empty.text


def test_a_transfer_is_suggested_with_its_road_and_its_round(
    house: House, coordinator: Person, recorded: Callable[[], list[Any]]
) -> None:
    need(house, times=2)
    for _ in range(3):
        in_stock(house)
    planned(house)
    before = len(recorded())
    page = coordinator.get("/coordination")
    assert "D’Atelier de Gap vers France Services de Laragne" in text(page)
    assert "54\u00a0min de route" in page.text
    assert "une tournée les prend le" in page.text
    [link] = re.findall(r'href="(/coordination/transfert[^"]*)"', page.text)
    listed = coordinator.get(html.unescape(link))
    assert listed.text.count("Lenovo ThinkPad T460") == 2
    assert len(recorded()) == before, "nothing moves by itself"


def test_what_a_place_keeps_is_not_suggested(house: House, coordinator: Person) -> None:
    need(house)
    in_stock(house)
    kept = MinimumStockSet(happened_at=house.now(), kind=DeviceKind.LAPTOP, count=1)
    house.record_events(SOMEBODY, (SHOP, kept))
    assert "Rien à déplacer" in coordinator.get("/coordination").text


def test_waiting_orders_are_counted_by_age(house: House, coordinator: Person, later: Later) -> None:
    ready(house)
    ordering.submit(act(house), asked(), wait=Shortage.STOCK)
    ordering.submit(act(house), asked(), wait=Shortage.MONEY)
    page = coordinator.get("/coordination")
    assert "2 commandes attendent leur tour." in page.text
    ages = rows(page, -1)
    assert by_age(ages) == [["1", "0", "0", "0"]] * 2
    later(10)
    ages = rows(coordinator.get("/coordination"), -1)
    assert by_age(ages) == [["0", "1", "0", "0"]] * 2
    later(31)
    ages = rows(coordinator.get("/coordination"), -1)
    assert [line[3] for line in by_age(ages)] == ["1", "1"]


def test_an_order_is_stuck_when_it_stays_longer_than_said(
    house: House, coordinator: Person, later: Later
) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house)
    assert "Rien n’est bloqué" in coordinator.get("/coordination").text
    later(6)
    page = coordinator.get("/coordination")
    assert "Débloquez d’abord 1 commande." in page.text
    assert f"/commandes/{order.id}" in page.text
    assert "Réservée depuis 6 jours" in page.text
    ordering.prepare(act(house), order)
    assert "Rien n’est bloqué" in coordinator.get("/coordination").text, "it moved on"


def test_a_payment_moves_nothing(house: House) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house)
    with house.pool.connection() as connection:
        before = orders.read(connection, order.id)
        paid = PaymentReceived(
            happened_at=house.now(),
            payer=Payer.PERSON,
            paid_cents=20_00,
            means=Means.CASH,
            place=COUNTER,
            received_by=ASSOCIATION,
        )
        house.record_events(SOMEBODY, (order.id, paid))
        after = orders.read(connection, order.id)
    assert before
    assert after
    assert after.moved_at == before.moved_at


def test_an_order_that_ended_is_stuck_no_more(
    house: House, coordinator: Person, later: Later
) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house)
    ordering.cancel(act(house), order_of(house, order.id), CancelReason.PERSON_GAVE_UP)
    later(40)
    assert "Rien n’est bloqué" in coordinator.get("/coordination").text


def test_an_order_that_waits_counts_as_a_need_of_its_place(
    house: House, coordinator: Person
) -> None:
    ready(house)
    ordering.submit(act(house), asked(), wait=Shortage.STOCK)
    gone = ordering.submit(act(house), asked(), wait=Shortage.STOCK)
    ordering.give_up(act(house), order_of(house, gone.order), Shortage.STOCK)
    found = rows(coordinator.get("/coordination"))
    assert found["Sisteronais-Buëch"][:4] == ["0", "1", "1", "2"]


def test_an_empty_filiere_says_what_to_do(house: House, coordinator: Person) -> None:
    del house
    page = coordinator.get("/coordination")
    assert "Préparez la prochaine réunion" in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("usage=piano", 404),
        ("periode=2", 404),
        ("epci=1", 404),
        ("usage=%00", 404),
    ],
)
def test_an_unknown_filter_is_refused_in_french(
    house: House, coordinator: Person, query: str, status: int
) -> None:
    del house
    answer = coordinator.get(f"/coordination?{query}")
    assert answer.status_code == status
    assert "n’" in answer.text


def test_a_transfer_between_places_that_do_not_exist_is_refused(
    house: House, coordinator: Person
) -> None:
    del house
    known = f"usage=office&type=laptop&nombre=2&vers={DESK}"
    lost = coordinator.get(f"/coordination/transfert?de={BUECH.zfill(32)}&{known}")
    assert lost.status_code == 404
    assert coordinator.get(f"/coordination/transfert?de=x&{known}").status_code == 422
    nothing = coordinator.get(f"/coordination/transfert?de={SHOP}&{known}")
    assert "plus d’appareil" in nothing.text
