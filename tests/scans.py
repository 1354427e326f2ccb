"""A device with a sticker, and people who scan it."""

from uuid import UUID

import lives
from fastapi.testclient import TestClient
from httpx2 import Response
from lives import DEVICE, command

from api.house import House
from ledger import Event
from ledger.codes import check_character

CODE = "7K2QM9XD" + check_character("7K2QM9XD")
IN_STOCK = (*lives.LABELLED, lives.bound(CODE), lives.stocked())


def record(house: House, *events: Event, subject: UUID = DEVICE) -> None:
    """These happened to the device, or to another subject."""
    house.record(command(*((subject, event) for event in events)))


def page(client: TestClient, code: str = CODE) -> str:
    """What a scan reads."""
    found = client.get(f"/A/{code}")
    assert found.status_code == 200
    return found.text


def headers(answer: Response) -> dict[str, str]:
    """All of an answer's headers but the time it was made."""
    return {name: value for name, value in answer.headers.items() if name != "date"}
