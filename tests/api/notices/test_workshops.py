"""Workshops are planned by places, told to everybody, and devices invited by paper."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar
from lives import COUNTER, DESK, SHOP, SOMEBODY, scheduled
from orders import arrived, in_stock, ready
from people import SignIn

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.workshop import WorkshopCancelled, WorkshopScheduled


def form(house: House, **fields: Any) -> dict[str, Any]:
    starts_at = (house.now() + timedelta(days=10)).strftime("%Y-%m-%dT10:00")
    known = {"theme": "procedures", "starts_at": starts_at, "duration_min": "90", "seats": "6"}
    return known | {"place": str(DESK), "command": str(uuid4())} | fields


def planned(house: House, place: UUID = DESK) -> UUID:
    workshop = uuid4()
    event = scheduled(place=place, starts_at=house.now() + timedelta(days=10))
    house.record_events(SOMEBODY, (workshop, event))
    return workshop


def test_a_place_plans_a_workshop_and_the_agenda_tells_it(
    sign_in: SignIn, house: House, app_client: TestClient, recorded: Callable[[], list[Any]]
) -> None:
    adviser = sign_in(Role.PRESCRIBER, DESK)
    page = adviser.submit("/ateliers/prevoir", **form(house))
    assert "Vos ateliers à venir" in page.text
    [record] = recorded()
    assert isinstance(record.event, WorkshopScheduled)
    assert "Faire ses démarches en ligne" in app_client.get("/ateliers").text


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.COUNTER, Role.OPERATOR])
def test_who_plans_workshops_finds_them_in_the_menu(sign_in: SignIn, role: Role) -> None:
    assert 'href="/ateliers/prevoir"' in sign_in(role, DESK).get("/travail").text
    assert 'href="/ateliers/prevoir"' not in sign_in(Role.FUNDER).get("/travail").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"theme": ""}, "À remplir"),
        ({"seats": "0"}, "seats-wrong"),
        ({"starts_at": "2020-01-01T10:00"}, "se prévoit à l’avance"),
        ({"starts_at": "demain"}, "Écrivez une date et une heure"),
        ({"duration_min": "long"}, "Écrivez un nombre"),
    ],
)
def test_a_workshop_badly_described_is_refused(
    sign_in: SignIn, house: House, recorded: Callable[[], list[Any]],
    fields: dict[str, str], said: str,
) -> None:  # fmt: skip
    answer = sign_in(Role.PRESCRIBER, DESK).submit("/ateliers/prevoir", **form(house, **fields))
    assert answer.status_code == 422
    assert said in answer.text
    assert recorded() == []


def test_nobody_plans_at_a_place_of_another_structure(sign_in: SignIn, house: House) -> None:
    assert sign_in(Role.FUNDER).get("/ateliers/prevoir").status_code == 403
    answer = sign_in(Role.PRESCRIBER, DESK).submit(
        "/ateliers/prevoir", **form(house, place=str(uuid4()))
    )
    assert answer.status_code == 403


def test_a_workshop_is_cancelled_and_leaves_the_agenda(
    sign_in: SignIn, house: House, app_client: TestClient
) -> None:
    workshop = planned(house)
    adviser = sign_in(Role.PRESCRIBER, DESK)
    adviser.submit(f"/ateliers/{workshop}/annuler", command=str(uuid4()))
    assert isinstance(house.ledger.life(workshop)[-1].event, WorkshopCancelled)
    assert "Aucun atelier" in app_client.get("/ateliers").text
    assert adviser.submit(f"/ateliers/{workshop}/annuler", command=str(uuid4())).status_code == 404


def test_a_calendar_tells_the_agenda_without_cookie(house: House, app_client: TestClient) -> None:
    planned(house)
    planned(house, COUNTER)
    answer = app_client.get("/ateliers.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "set-cookie" not in answer.headers
    calendar = Calendar.from_ical(answer.content)
    assert len(calendar.walk("VEVENT")) == 2
    briancon = Calendar.from_ical(app_client.get("/ateliers.ics?territoire=240500439").content)
    [event] = briancon.walk("VEVENT")
    assert "Briançon" in str(event["location"])
    assert app_client.get("/ateliers.ics?territoire=123456789").status_code == 404


def test_devices_of_a_territory_are_invited_together_and_their_slips_printed(
    sign_in: SignIn, house: House
) -> None:
    ready(house)
    device = in_stock(house)
    arrived(house)
    workshop = planned(house)
    adviser = sign_in(Role.PRESCRIBER, DESK)
    assert str(device) in adviser.get(f"/invitations?atelier={workshop}").text
    command = str(uuid4())
    for _ in range(2):
        slips = adviser.submit(
            "/invitations", command=command, atelier=str(workshop), appareil=[str(device)]
        )
    assert "Un atelier vous attend" in slips.text
    invited = [
        record.event
        for record in house.ledger.life(device)
        if isinstance(record.event, d.InvitedToWorkshop)
    ]
    assert [event.workshop for event in invited] == [workshop]


def test_only_devices_at_hand_are_invited(sign_in: SignIn, house: House) -> None:
    ready(house)
    device = in_stock(house)
    workshop = planned(house, SHOP)
    operator = sign_in(Role.OPERATOR, SHOP)
    answer = operator.submit(
        "/invitations", command=str(uuid4()), atelier=str(workshop), appareil=[str(device)]
    )
    assert answer.status_code == 409
    assert operator.submit("/invitations", atelier="hier").status_code == 400
