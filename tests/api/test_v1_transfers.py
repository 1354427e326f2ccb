"""Stations answer for their own end of a move, and for it alone."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from lives import DEVICE, IN_STOCK, SHOP, command, shipped, transfer_recalled, transfer_refused
from programs import ELSEWHERE, Program, nothing_recorded, program, program_elsewhere
from psycopg import Connection

from api.house import House
from ledger.device import Device


@pytest.fixture
def sender(app_client: TestClient, connection: Connection[Any]) -> Program:
    return program(app_client, connection)


@pytest.fixture
def receiver(app_client: TestClient, connection: Connection[Any], house: House) -> Program:
    receiver = program_elsewhere(app_client, connection, house)
    sent = (*IN_STOCK, shipped(destination=ELSEWHERE))
    house.record(command(*((DEVICE, event) for event in sent)))
    return receiver


def test_who_was_to_receive_refuses_and_who_sent_takes_back(
    house: House, sender: Program, receiver: Program
) -> None:
    assert receiver.record((DEVICE, transfer_refused(place=ELSEWHERE))).status_code == 201
    assert house.ledger.subject(Device, DEVICE).sent_to == SHOP
    assert sender.record((DEVICE, transfer_recalled())).status_code == 201
    assert house.ledger.subject(Device, DEVICE).sent_to is None


def test_nobody_answers_for_the_other_end(house: House, sender: Program, receiver: Program) -> None:
    with nothing_recorded(house):
        assert sender.record((DEVICE, transfer_refused(place=ELSEWHERE))).status_code == 403
        assert receiver.record((DEVICE, transfer_recalled())).status_code == 403
