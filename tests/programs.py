"""Programs in front of the service: stations that send JSON with their token."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from httpx2 import Response
from lives import ASSOCIATION, SHOP, command, joined, lot_opened, opened
from psycopg import Connection

from api.access import Scope, create_token
from api.house import House
from ledger import Event
from ledger.values import LotId, OrganisationId, PlaceId

STRANGERS = OrganisationId(UUID(int=110))
ELSEWHERE = PlaceId(UUID(int=210))
THEIR_LOT = LotId(UUID(int=310))

Json = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """A program with the token of a place."""

    client: TestClient
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **questions: Any) -> Response:
        return self.client.get(f"/api/v1{path}", params=questions, headers=self.headers)

    def read(self, path: str, **questions: Any) -> Any:
        """What a lawful question is answered."""
        response = self.get(path, **questions)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, body: Json) -> Response:
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers)

    def record(self, *entries: tuple[UUID, Event], **more: Any) -> Response:
        """Send a command of a new id, unless ``command`` names one."""
        events = [entry(subject, event) for subject, event in entries]
        return self.post("/commands", {"command": str(uuid4()), "events": events} | more)


def program(
    client: TestClient,
    connection: Connection[Any],
    place: PlaceId = SHOP,
    organisation: OrganisationId = ASSOCIATION,
    may: Iterable[Scope] = tuple(Scope),
) -> Program:
    """A station of that place, with a new token."""
    return Program(client, create_token(connection, "Banc 1", place, organisation, may))


def program_elsewhere(client: TestClient, connection: Connection[Any], house: House) -> Program:
    """A station of another organisation, which has a place and a lot of its own."""
    house.record(
        command(
            (STRANGERS, joined(name="Les Voisins")),
            (ELSEWHERE, opened(name="Atelier de Sisteron", organisation=STRANGERS)),
            (THEIR_LOT, lot_opened(place=ELSEWHERE)),
        )
    )
    return program(client, connection, ELSEWHERE, STRANGERS)


@contextmanager
def nothing_recorded(house: House) -> Iterator[None]:
    """Whatever happens in the block leaves the ledger as it was."""
    before = len(list(house.ledger.since(0, 100_000)))
    yield
    assert len(list(house.ledger.since(0, 100_000))) == before, "refused, yet recorded"


def entry(subject: UUID, event: Event, **more: Any) -> Json:
    state = event.model_dump(mode="json")
    return {"subject": str(subject), "topic": event.TOPIC, "state": state} | more


def pages_of(program: Program, path: str, **questions: Any) -> list[list[Json]]:
    """Every page of a list, each asked by the link of the one before."""
    page = program.read(path, **questions)
    pages = [page["items"]]
    while page["next"]:
        page = program.client.get(page["next"], headers=program.headers).json()
        pages.append(page["items"])
    return pages
