"""Meetings: a series is scheduled, a brief is made, decisions come back until they are settled."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from lives import ASSOCIATION, DESK
from orders import act, asked, in_stock, ordered, ready
from people import Person
from valleys import decided, met, need

from api import ordering
from api.house import House
from ledger.meeting import ActionDecided, ActionSettled, MeetingCancelled, MeetingScheduled
from ledger.order import Shortage
from projections import meetings

MEETINGS = "/coordination/reunions"
PARIS = ZoneInfo("Europe/Paris")
Connection = psycopg.Connection[Any]
NEXT_YEAR = datetime.now(PARIS).year + 1
SERIES = {
    "starts_at": f"{NEXT_YEAR}-03-01T14:00",
    "duration_min": "90",
    "every_weeks": "4",
    "count": "3",
    "place": str(DESK),
}
ACTION = {
    "what": "Porter quatre portables",
    "organisation": str(ASSOCIATION),
    "due_on": f"{NEXT_YEAR}-04-01",
}


def test_a_series_keeps_its_hour_when_the_clocks_change(
    house: House, coordinator: Person, connection: Connection
) -> None:
    del house
    page = coordinator.submit(MEETINGS, command=str(uuid4()), **SERIES)
    assert page.status_code == 200
    found = [row.starts_at.astimezone(PARIS) for row in meetings.read_all(connection)]
    first = datetime(NEXT_YEAR, 3, 1, 14, tzinfo=PARIS)
    assert found == [first + timedelta(weeks=weeks) for weeks in (0, 4, 8)]
    assert {each.hour for each in found} == {14}
    assert page.text.count("France Services de Laragne") >= 3


def test_a_meeting_may_be_held_at_a_distance(house: House, coordinator: Person) -> None:
    del house
    page = coordinator.submit(MEETINGS, command=str(uuid4()), **SERIES | {"place": ""})
    assert page.text.count("à distance") == 3


def test_a_series_sent_twice_is_scheduled_once(
    coordinator: Person, recorded: Callable[[], list[Any]]
) -> None:
    command = str(uuid4())
    for _ in range(2):
        assert coordinator.submit(MEETINGS, command=command, **SERIES).status_code == 200
    assert [type(each.event) for each in recorded()] == [MeetingScheduled] * 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"starts_at": ""}, "À remplir"),
        ({"starts_at": "demain"}, "Écrivez une date et une heure"),
        ({"starts_at": "2026-01-01T10:00"}, "Cette date est passée"),
        ({"duration_min": "0"}, "Il faut plus que 0"),
        ({"every_weeks": "99"}, "Il faut au plus 26"),
        ({"count": "beaucoup"}, "Écrivez un nombre"),
        ({"place": str(uuid4())}, "Ce lieu n’est pas au registre"),
        ({"place": "x"}, "Choisissez une réponse de la liste"),
    ],
)
def test_a_series_badly_described_is_refused(
    coordinator: Person, recorded: Callable[[], list[Any]], fields: dict[str, str], said: str
) -> None:
    answer = coordinator.submit(MEETINGS, command=str(uuid4()), **SERIES | fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert recorded() == []


def test_a_meeting_is_cancelled_and_the_others_stay(
    house: House, coordinator: Person, connection: Connection
) -> None:
    kept, gone = met(house, 10), met(house, 20)
    page = coordinator.submit(f"{MEETINGS}/{gone}/annuler", command=str(uuid4()))
    assert page.status_code == 200
    assert [row.subject for row in meetings.read_all(connection)] == [kept]
    assert "Cette réunion est annulée" in coordinator.get(f"{MEETINGS}/{gone}").text
    again = coordinator.submit(f"{MEETINGS}/{gone}/annuler", command=str(uuid4()))
    assert again.status_code == 409
    held = met(house, -1)
    late = coordinator.submit(f"{MEETINGS}/{held}/annuler", command=str(uuid4()))
    assert (late.status_code, "a déjà eu lieu" in late.text) == (409, True)


def test_an_action_comes_back_until_it_is_settled(
    house: House, coordinator: Person, recorded: Callable[[], list[Any]]
) -> None:
    before, meeting = met(house, -10), met(house, 10)
    command = str(uuid4())
    for _ in range(2):
        coordinator.submit(f"{MEETINGS}/{before}/actions", command=command, **ACTION)
    [action] = [each.event for each in recorded() if isinstance(each.event, ActionDecided)]
    for path in (MEETINGS, f"{MEETINGS}/{meeting}", f"{MEETINGS}/{meeting}/note"):
        assert ACTION["what"] in coordinator.get(path).text, path
    settle = f"{MEETINGS}/{before}/actions/{action.action}"
    coordinator.submit(settle, command=str(uuid4()), outcome="done")
    assert [type(each.event) for each in recorded()][-1] is ActionSettled
    assert ACTION["what"] not in coordinator.get(f"{MEETINGS}/{meeting}").text
    assert "faite le" in coordinator.get(f"{MEETINGS}/{before}").text
    assert "(faite)" in coordinator.get(f"{MEETINGS}/{meeting}/note").text
    again = coordinator.submit(settle, command=str(uuid4()), outcome="dropped")
    assert (again.status_code, "déjà close" in again.text) == (409, True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": ""}, "À remplir"),
        ({"what": "Appeler Camille au 06 12 34 56 78"}, "numéro de téléphone"),
        ({"what": "camille@example.org"}, "n’écrivez rien qui désigne quelqu’un"),
        ({"organisation": ""}, "À remplir"),
        ({"organisation": str(DESK)}, "Cette structure n’est pas au registre"),
        ({"due_on": "bientôt"}, "Écrivez une date"),
        ({"due_on": "0012-01-01"}, "vérifiez l’année"),
        ({"due_on": ""}, "À remplir"),
    ],
)
def test_an_action_badly_described_is_refused_and_what_was_typed_stays(
    house: House,
    coordinator: Person,
    recorded: Callable[[], list[Any]],
    fields: dict[str, str],
    said: str,
) -> None:
    meeting = met(house, 10)
    form = ACTION | fields
    answer = coordinator.submit(f"{MEETINGS}/{meeting}/actions", command=str(uuid4()), **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{form["due_on"]}"' in answer.text
    assert [each for each in recorded() if isinstance(each.event, ActionDecided)] == []


def test_an_action_is_settled_in_one_of_two_ways(house: House, coordinator: Person) -> None:
    meeting = met(house, 10)
    action = decided(house, meeting, "Relancer", 3)
    path = f"{MEETINGS}/{meeting}/actions/{action}"
    assert coordinator.submit(path, command=str(uuid4()), outcome="maybe").status_code == 422
    assert coordinator.submit(path, command=str(uuid4())).status_code == 422
    lost = f"{MEETINGS}/{meeting}/actions/{uuid4()}"
    assert coordinator.submit(lost, command=str(uuid4()), outcome="done").status_code == 409


def test_the_brief_tells_what_the_ledger_knows(house: House, coordinator: Person) -> None:
    ready(house, money_cents=500_00)
    met(house, -30)
    meeting = met(house, 5)
    decided(house, meeting, "Pas pressé", 20)
    decided(house, meeting, "En retard", -2)
    need(house, times=3)
    need(house, days_ago=45)
    in_stock(house)
    ordered(house)
    in_stock(house)
    ordering.submit(act(house), asked(), wait=Shortage.MONEY)
    page = coordinator.get(f"{MEETINGS}/{meeting}/note").text
    assert page.index("En retard") < page.index("Pas pressé"), "overdue first"
    assert "Commencez par 1 action en retard." in page
    assert "Besoins non couverts (4)" in page, "since the meeting before, and what waits"
    assert "Commandes en attente (1)" in page
    assert "Faute d’argent du fonds\u00a0: 1." in page
    assert "Crédits\u00a0: 500\u00a0€" in page
    assert "engagé\u00a0: 100\u00a0€" in page
    assert "disponible\u00a0: 400\u00a0€" in page
    assert "Commandes reçues\u00a0: 2" in page
    assert "Sisteronais-Buëch, «\u00a0démarches administratives\u00a0»" in page
    assert re.search(r"Ordinateur portable.: 1, d’Atelier de Gap vers", page)


def test_the_brief_of_a_first_meeting_looks_back_a_month(house: House, coordinator: Person) -> None:
    meeting = met(house, 5)
    need(house, days_ago=10)
    need(house, days_ago=45)
    page = coordinator.get(f"{MEETINGS}/{meeting}/note").text
    assert "Besoins non couverts (1)" in page
    assert "Rien n’est bloqué." in page


def test_a_meeting_that_nobody_scheduled_is_not_found(house: House, coordinator: Person) -> None:
    del house
    for path in ("", "/note"):
        answer = coordinator.get(f"{MEETINGS}/{UUID(int=1)}{path}")
        assert answer.status_code == 404
        assert "Cette réunion n’est pas au registre" in answer.text
    assert coordinator.get(f"{MEETINGS}/demain").status_code == 422


def test_a_cancelled_meeting_decides_nothing(
    house: House, coordinator: Person, recorded: Callable[[], list[Any]]
) -> None:
    meeting = met(house, 5)
    coordinator.submit(f"{MEETINGS}/{meeting}/annuler", command=str(uuid4()))
    path = f"{MEETINGS}/{meeting}/actions"
    answer = coordinator.submit(path, command=str(uuid4()), **ACTION)
    assert answer.status_code == 422
    assert "n’est pas possible" in answer.text
    assert isinstance(recorded()[-1].event, MeetingCancelled)
