"""Batches of blank stickers, as people make them and as they stand."""

from uuid import UUID, uuid4

from httpx2 import Response
from lives import SHOP, batch_printed, command
from people import Person

from api.house import House
from ledger.batch import Batch

PREFIX = "HTTPS://R05.FR/A/"


def make(person: Person, **more: str) -> Response:
    asked = {"nombre": "50", "papier": "L7160", "lieu": str(SHOP)} | more
    return person.submit("/etiquettes/series", **{"command": str(uuid4())} | asked)


def made(house: House, *codes: str, **fields: object) -> str:
    """The address of a batch of these codes."""
    batch = uuid4()
    house.record(command((batch, batch_printed(*codes, **fields))))
    return f"/etiquettes/series/{batch}"


def batch_at(house: House, address: str) -> Batch:
    found: Batch = house.ledger.subject(Batch, UUID(address.rpartition("/")[2]))
    return found
