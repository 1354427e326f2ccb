"""Rounds: planned by who coordinates, read by those they stop at, told stop by stop."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from lives import ASSOCIATION, COUNTER, DESK, POINT, SHOP, bound, shipped
from orders import act, asked, in_stock, order_of, ordered, ready
from people import Person
from valleys import planned

from api import ordering
from api.house import House
from ledger.codes import new_code, written
from ledger.delivery_round import RoundChanged, RoundEnded, RoundPlanned
from ledger.order import Shortage
from projections import rounds

Connection = psycopg.Connection[Any]
ROUND = {
    "name": "Le haut pays",
    "organisation": str(ASSOCIATION),
    "stops": [str(SHOP), "", str(COUNTER), ""],
    "first_on": "2026-12-01",
    "every_days": "14",
}


def text(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def stop_text(coordinator: Person, tour: UUID, place: UUID, asked: str = "") -> str:
    return text(coordinator.get(f"/tournees/{tour}/{place}{asked}").text)


def test_a_round_is_planned_changed_and_ended(
    coordinator: Person, connection: Connection, recorded: Callable[[], list[Any]]
) -> None:
    command = str(uuid4())
    for _ in range(2):
        page = coordinator.submit("/tournees/nouvelle", command=command, **ROUND)
        assert page.status_code == 200
    [row] = rounds.read_all(connection)
    assert (row.name, row.stops, row.first_on, row.every_days) == (
        "Le haut pays",
        [SHOP, COUNTER],
        date(2026, 12, 1),
        14,
    )
    form = coordinator.get(f"/tournees/{row.subject}/modifier").text
    assert 'value="Le haut pays"' in form
    assert form.count("<select") == 1 + 12
    assert form.count(" selected>") == 1 + 2
    [seen] = re.findall(r'name="seen" value="(\d+)"', form)
    changed = ROUND | {"stops": [str(COUNTER), str(DESK), str(SHOP)], "seen": seen}
    path = f"/tournees/{row.subject}/modifier"
    coordinator.submit(path, command=str(uuid4()), **changed)
    [row] = rounds.read_all(connection)
    assert row.stops == [COUNTER, DESK, SHOP], "in the order of the road"
    outrun = coordinator.submit(path, command=str(uuid4()), **changed)
    assert (outrun.status_code, "Quelqu’un vient" in outrun.text) == (422, True)
    for _ in range(2):
        end = coordinator.submit(f"/tournees/{row.subject}/arreter", command=command)
        assert end.status_code == 200
    assert rounds.read_all(connection) == []
    assert coordinator.get(f"/tournees/{row.subject}").status_code == 404
    kinds = [type(each.event) for each in recorded()]
    assert kinds == [RoundPlanned, RoundChanged, RoundEnded]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "À remplir"),
        ({"name": "Camille 06 12 34 56 78"}, "numéro de téléphone"),
        ({"organisation": ""}, "À remplir"),
        ({"organisation": str(SHOP)}, "Cette structure n’est pas au registre"),
        ({"stops": [str(SHOP)]}, "Il manque une réponse"),
        ({"stops": []}, "À remplir"),
        ({"stops": [str(SHOP), str(DESK), str(SHOP)]}, "Le même lieu est cité deux fois"),
        ({"stops": [str(SHOP), str(ASSOCIATION)]}, "Ce lieu n’est pas au registre"),
        ({"first_on": "hier"}, "Écrivez une date"),
        ({"first_on": "1999-01-01"}, "vérifiez l’année"),
        ({"every_days": "0"}, "Il faut au moins 1"),
        ({"every_days": "365"}, "Il faut au plus 90"),
    ],
)
def test_a_round_badly_described_is_refused_and_what_was_typed_stays(
    coordinator: Person, recorded: Callable[[], list[Any]], fields: dict[str, Any], said: str
) -> None:
    form = ROUND | fields
    answer = coordinator.submit("/tournees/nouvelle", command=str(uuid4()), **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{form["every_days"]}"' in answer.text
    assert recorded() == []


def test_each_stop_tells_what_to_load_and_unload(house: House, coordinator: Person) -> None:
    ready(house)
    code = new_code()
    in_stock(house, bound(code))
    tour = planned(house)
    order = ordered(house)
    assert "Rien à charger" in coordinator.get(f"/tournees/{tour}").text, "not packed yet"
    ordering.prepare(act(house), order)
    page = text(coordinator.get(f"/tournees/{tour}").text)
    assert "Chargez 1 envoi." in page
    there = f"Ordinateur portable {written(code)} , pour France Services de Laragne"
    assert there in stop_text(coordinator, tour, SHOP)
    back = stop_text(coordinator, tour, DESK)
    assert f"À déposer (1) Ordinateur portable {written(code)} , d’Atelier de Gap" in back
    assert "À déposer (0)" in stop_text(coordinator, tour, COUNTER)
    ordering.send(act(house), order_of(house, order.id))
    assert "départ déjà enregistré" in stop_text(coordinator, tour, SHOP)
    ordering.arrive(act(house), order_of(house, order.id))
    assert "Rien à charger" in coordinator.get(f"/tournees/{tour}").text


def test_a_round_carries_only_what_goes_its_way(house: House, coordinator: Person) -> None:
    in_stock(house, shipped(destination=COUNTER))
    with_it = planned(house)
    against = planned(house, stops=(COUNTER, SHOP))
    elsewhere = planned(house, stops=(POINT, COUNTER))
    assert "À charger (1)" in stop_text(coordinator, with_it, SHOP)
    for tour in (against, elsewhere):
        assert "À déposer (0)" in stop_text(coordinator, tour, COUNTER)


def test_a_stop_tells_what_waits_and_whom_to_meet(house: House, coordinator: Person) -> None:
    ready(house)
    ordering.submit(act(house), asked(), wait=Shortage.STOCK)
    tour = planned(house)
    page = stop_text(coordinator, tour, DESK)
    assert "Commandes qui attendent ici (1)" in page
    assert "Qui rencontrer France Services de Laragne Les Ordis du Mélézin" in page
    assert "Depuis l’arrêt d’avant 54 min" in page
    assert "Commandes qui attendent ici (0)" in stop_text(coordinator, tour, SHOP)


def test_the_road_of_a_day_knows_which_passes_are_shut(house: House, coordinator: Person) -> None:
    tour = planned(house, stops=(COUNTER, SHOP), first_on=date(2026, 1, 15), every_days=1)
    winter = coordinator.get(f"/tournees/{tour}?jour=2027-01-15").text
    summer = coordinator.get(f"/tournees/{tour}?jour=2027-07-15").text
    assert "Cols fermés à cette saison" in winter
    assert "col d’Izoard" in winter
    assert "Cols fermés" not in summer


def test_a_day_that_is_over_sends_nobody_on_the_road(house: House, coordinator: Person) -> None:
    in_stock(house, shipped(destination=COUNTER))
    tour = planned(house, first_on=house.today() - timedelta(days=14), every_days=7)
    last = house.today() - timedelta(days=7)
    over = coordinator.get(f"/tournees/{tour}?jour={last}").text
    assert ("Ce jour est passé" in over, "À charger" in over) == (True, False)
    stop = stop_text(coordinator, tour, SHOP, f"?jour={last}")
    assert ("Ce jour est passé" in stop, "À charger" in stop) == (True, False)
    today = coordinator.get(f"/tournees/{tour}").text
    assert "Chargez 1 envoi." in today
    assert f"jour={last}" not in today


def test_a_day_without_a_run_says_so(house: House, coordinator: Person) -> None:
    tour = planned(house)
    first = house.today() + timedelta(days=2)
    usual = coordinator.get(f"/tournees/{tour}").text
    assert f"?jour={first + timedelta(days=7)}" in usual
    assert "ne passe pas ce jour-là" not in usual
    other = coordinator.get(f"/tournees/{tour}?jour={first + timedelta(days=1)}").text
    assert "ne passe pas ce jour-là" in other
    for wrong in ("demain", "0001-01-01", "9999-12-31", "2026-02-30"):
        answer = coordinator.get(f"/tournees/{tour}?jour={wrong}")
        assert (answer.status_code, "pas lisible" in answer.text) == (422, True), wrong


def test_a_place_that_is_no_stop_is_not_found(house: House, coordinator: Person) -> None:
    tour = planned(house)
    answer = coordinator.get(f"/tournees/{tour}/{POINT}")
    assert (answer.status_code, "ne s’arrête pas là" in answer.text) == (404, True)
    lost = coordinator.get(f"/tournees/{uuid4()}")
    assert (lost.status_code, "Cette tournée n’est pas au registre" in lost.text) == (404, True)


def test_pages_of_the_road_let_one_program_keep_them_and_no_other(
    house: House, coordinator: Person
) -> None:
    tour = planned(house)
    for path in (f"/tournees/{tour}", f"/tournees/{tour}/{SHOP}"):
        answer = coordinator.get(path)
        assert "worker-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert '<script type="module" src="/static/road.js"></script>' in answer.text
    worker = coordinator.get("/tournees/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert "worker-src" not in coordinator.get("/coordination").headers["content-security-policy"]


def test_signing_out_leads_to_what_wipes_the_phone(coordinator: Person) -> None:
    answer = coordinator.post(
        "/deconnexion", data={"csrf": coordinator.csrf}, follow_redirects=False
    )
    assert answer.headers["clear-site-data"] == '"cache"', "the outbox stays"
    page = coordinator.get(answer.headers["location"])
    assert '<script type="module" src="/static/signed_out.js"></script>' in page.text
