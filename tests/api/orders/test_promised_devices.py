"""A device that an order was promised moves with it: its own page and the API refuse to."""

from typing import Any
from uuid import UUID, uuid4

import lives
import psycopg
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from lives import ASSOCIATION, DESK, SHOP, SOMEBODY
from orders import act, arrived, in_stock, ordered
from people import Person, SignIn

from api import ordering
from api.access import Role, create_token
from api.house import House
from api.ordering import HandOver
from ledger import Event
from ledger import device as d
from ledger.device import Device, Stage
from ledger.values import ReservationId

LEADS = "se fait sur la page de la commande"


@pytest.mark.parametrize("step", [d.Shipped, d.ReservationReleased, d.HandedOver, d.Reserved])
def test_a_step_of_a_promised_device_leads_to_its_order(
    house: House, stocked: UUID, sign_in: SignIn, step: type[Event]
) -> None:
    order = ordered(house).id
    boss = sign_in(Role.ADMINISTRATOR)
    path = f"/appareils/{stocked}/etapes/{step.TOPIC}"
    sent = {"command": str(uuid4()), "seen": "9"}
    for answer in (boss.get(path), boss.submit(path, **sent)):
        assert answer.status_code == 409
        assert LEADS in answer.text
        assert f'href="/commandes/{order}"' in answer.text
    assert house.ledger.subject(Device, stocked).reservation == order


def test_the_device_page_says_promised_and_links_for_who_may(
    house: House, stocked: UUID, operator: Person, sign_in: SignIn
) -> None:
    order = ordered(house).id
    page = operator.get(f"/appareils/{stocked}").text
    assert "Promis à une commande." in page
    assert f'href="/commandes/{order}"' in page
    assert f"/appareils/{stocked}/etapes/{d.Shipped.TOPIC}" not in page
    assert str(order) not in sign_in(Role.FUNDER).get(f"/appareils/{stocked}").text


def test_what_moved_with_an_order_is_not_corrected_alone(
    house: House, stocked: UUID, sign_in: SignIn
) -> None:
    order = arrived(house)
    ordering.hand_over(act(house), order, HandOver(slip_checked=True))
    boss = sign_in(Role.ADMINISTRATOR)
    moved = (d.Reserved, d.Shipped, d.Delivered, d.HandedOver)
    page = boss.get(f"/appareils/{stocked}").text
    for record in house.ledger.life(stocked):
        path = f"/appareils/{stocked}/etapes/{d.DeviceCorrected.TOPIC}"
        offered = f'{path}?version={record.version}"' in page
        assert offered is not isinstance(record.event, moved), record.event
        answer = boss.get(f"{path}?version={record.version}")
        assert (answer.status_code == 409) is isinstance(record.event, moved), record.event
        if isinstance(record.event, moved):
            sent = {"command": str(uuid4()), "seen": "99", "version": str(record.version)}
            void = boss.submit(path, act="void", why="wrong_step", **sent)
            assert void.status_code == 409
            assert LEADS in void.text
    assert house.ledger.subject(Device, stocked).stage == Stage.WITH_OWNER


def test_a_device_promised_for_other_reasons_is_still_moved_alone(
    house: House, operator: Person, stocked: UUID
) -> None:
    house.record_events(SOMEBODY, (stocked, lives.reserved()))
    page = operator.get(f"/appareils/{stocked}").text
    assert "Promis à une commande" not in page
    assert f"/appareils/{stocked}/etapes/{d.Shipped.TOPIC}" in page


@pytest.fixture
def station(app_client: TestClient, connection: psycopg.Connection[Any]) -> dict[str, str]:
    del app_client
    token = create_token(connection, "Banc 1", SHOP, ASSOCIATION)
    return {"Authorization": f"Bearer {token}"}


def told(client: TestClient, station: dict[str, str], device: UUID, event: Event) -> Response:
    entry = {
        "subject": str(device), "topic": event.TOPIC, "state": event.model_dump(mode="json"),
    }  # fmt: skip
    body = {"command": str(uuid4()), "events": [entry]}
    return client.post("/api/v1/commands", json=body, headers=station)


def test_a_program_does_not_move_what_an_order_moves(
    house: House, stocked: UUID, app_client: TestClient, station: dict[str, str]
) -> None:
    order = ordered(house).id
    here = {"reservation": ReservationId(order)}
    free = in_stock(house)
    shipped = house.ledger.life(stocked)[-1].version
    attempts = (
        (stocked, lives.shipped(destination=DESK)),
        (stocked, lives.released(**here)),
        (stocked, lives.handed_over(**here, seller=ASSOCIATION)),
        (stocked, lives.corrected(shipped)),
        (free, lives.reserved(**here)),
    )
    for device, event in attempts:
        answer = told(app_client, station, device, event)
        assert answer.status_code == 409, answer.text
        assert LEADS in answer.json()["detail"]
    assert house.ledger.subject(Device, stocked).stage == Stage.RESERVED
    assert told(app_client, station, free, lives.reserved()).status_code == 201


def test_a_program_still_tests_a_promised_device(
    house: House, stocked: UUID, app_client: TestClient, station: dict[str, str]
) -> None:
    ordered(house)
    answer = told(app_client, station, stocked, lives.invited())
    assert answer.status_code == 201, answer.text
