"""What the outbox of a phone sends, without its browser."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx2 import Response
from people import Person

from api.house import House
from ledger import Event

Entry = dict[str, Any]
Told = dict[str, Any]


@dataclass
class Phone:
    """In the hand of somebody who opened the floor on it. ``wrong`` is by how much its clock is."""

    person: Person
    house: House
    wrong: timedelta = timedelta()
    me: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        answer = self.person.get("/atelier/moi")
        assert answer.status_code == 200, answer.status_code
        self.me = answer.json()

    @property
    def now(self) -> datetime:
        return self.house.now() + self.wrong

    def entry(self, event: type[Event], device: UUID | None = None, **more: Any) -> Entry:
        """One step just taken; ``fields`` of its form as lists or texts."""
        fields = {
            name: typed if isinstance(typed, list) else [str(typed)]
            for name, typed in more.pop("fields", {}).items()
        }
        return {
            "id": str(uuid4()),
            "author": self.me["account"],
            "place": self.me["place"],
            "stamp": self.me["stamp"],
            "topic": event.TOPIC,
            "code": None,
            "device": str(device) if device else None,
            "happened_at": self.now.isoformat(),
            "seen": None,
            "fields": fields,
        } | more

    def post(self, *entries: Entry, files: Any = None, **more: Any) -> Response:
        body = json.dumps({"sent_at": self.now.isoformat(), "entries": entries} | more)
        return self.person.post(
            "/atelier/envois",
            data={"entries": body},
            files=files,
            headers={"X-CSRF-Token": self.person.csrf},
        )

    def send(self, *entries: Entry, files: Any = None) -> list[Told]:
        """Send, and return what was told of each."""
        answer = self.post(*entries, files=files)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        told: list[Told] = answer.json()["answers"]
        assert [each["id"] for each in told] == [each["id"] for each in entries]
        return told

    def take(self, event: type[Event], device: UUID | None = None, **more: Any) -> Told:
        """Take one step and send it at once."""
        [told] = self.send(self.entry(event, device, **more))
        return told
