"""The form of one step for a pile: its devices, its exceptions, then one command for the rest.

Three pages, none needs JavaScript: choose; read what will be recorded and what will not; done.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from api import forms
from api.access import Role, SignedIn
from api.house import House
from api.pages.device.choices import label
from api.pages.device.fields import field_name
from api.pages.device.scene import places_for
from api.pages.lot_door import command_of
from api.pages.pile.judging import Judged, judge, open_to, possible
from api.pages.pile.making import ASKED, EVENTS
from api.refusals import sentence
from api.rendering import page
from api.words import located
from ledger import Command, Entry, LedgerError
from ledger.device import DeviceEvent
from ledger.errors import CommandReused, Corrupt
from projections import places
from projections.places import PlaceRow
from projections.register import DeviceRow

MOST = 500
"""Devices that one command carries: what a program may send at once, too."""

_CHOSEN = re.compile(r"([0-9a-f-]{36})(?::(\d{1,9}))?")
MOVED_ON = (
    "Entre-temps, quelque chose a changé\u00a0: rien n’est enregistré. "
    "Relisez la liste, puis confirmez encore."
)


@dataclass(frozen=True)
class Pile:
    """Devices that somebody sees together: a lot, or what is on the road."""

    name: str
    base: str
    """Address of the page that shows them, to come back to."""
    rows: Sequence[DeviceRow]
    elsewhere: int = 0
    """Devices of the pile that another structure has: they are not shown."""


def menu(
    house: House, signed_in: SignedIn, rows: Sequence[DeviceRow], topics: Sequence[str] = ()
) -> list[tuple[str, int]]:
    """The steps that some of these devices may take now, and how many of them."""
    events = {topic: each for topic, each in EVENTS.items() if not topics or topic in topics}
    counts = open_to(house, signed_in, events.values(), rows)
    return [(topic, counts[topic]) for topic in events if counts[topic]]


def event_of(topic: str) -> type[DeviceEvent]:
    """The event of an address; 404 when a pile takes no such step."""
    if topic not in EVENTS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return EVENTS[topic]


@dataclass
class PileForm:
    """One step for a pile, for one person."""

    request: Request
    house: House
    signed_in: SignedIn
    pile: Pile
    event: type[DeviceEvent]
    errors: Mapping[str, str] = field(default_factory=dict)

    def show(self, texts: forms.Texts | None = None, status: int = HTTPStatus.OK) -> Response:
        """The questions, and the devices: those that can, and those that cannot and why."""
        if texts is None:
            place = self.signed_in.place
            texts = {"place": [str(place)]} if place else {}
        judged = possible(self.house, self.signed_in, self.event, self.pile.rows)
        chosen = _chosen(texts)
        context = {
            "values": forms.Filled(texts, self.errors),
            "can": [each for each in judged if not each.why],
            "cannot": [each for each in judged if each.why],
            "chosen": set(chosen) or {each.row.subject for each in judged if not each.why},
            "asked": ASKED.get(self.event, ()),
            "most": MOST,
        }
        return self._page("pile/step.html", context, status)

    def send(self, form: FormData) -> Response:
        """What a posted form asks: to read what would happen, or to make it happen."""
        texts = {
            name: typed
            for name in ("device", "happened_at", *ASKED.get(self.event, ()))
            if (typed := [each for each in form.getlist(name) if isinstance(each, str)])
        }
        if form.get("act") == "change":
            return self.show(texts)
        chosen = _chosen(texts)
        confirmed = command_of(form) if form.get("act") == "confirm" else None
        if confirmed and self.house.ledger.knows(confirmed):
            return self._back(len(chosen))  # sent twice
        rows = [row for row in self.pile.rows if row.subject in chosen]
        if not 1 <= len(rows) <= MOST:
            self.errors = {"device": f"Cochez de 1 à {MOST} appareils."}
            return self.show(texts, HTTPStatus.UNPROCESSABLE_ENTITY)
        now = self.house.now()
        said = {name: typed for name, typed in texts.items() if name != "device"}
        try:
            judged = judge(self.house, self.signed_in, self.event, rows, said, now)
        except forms.Unreadable as unreadable:
            self.errors = unreadable.errors
            return self.show(texts, HTTPStatus.UNPROCESSABLE_ENTITY)
        if confirmed is None:
            return self._preview(judged, said)
        return self._record(confirmed, judged, said, chosen)

    def _record(
        self,
        command: UUID,
        judged: Sequence[Judged],
        said: forms.Texts,
        seen: Mapping[UUID, int | None],
    ) -> Response:
        """All that was announced, or nothing and the list again."""
        if len(judged) != len(seen) or any(each.event is None for each in judged):
            return self._preview(judged, said, MOVED_ON)
        entries = tuple(
            Entry(each.row.subject, each.event, seen[each.row.subject])
            for each in judged
            if each.event
        )
        try:
            self.house.record(Command(command, self.signed_in.author, entries))
        except CommandReused:
            pass  # sent twice: it was recorded once
        except Corrupt:
            raise
        except LedgerError as why:
            return self._preview(judged, said, f"{MOVED_ON} {sentence(why)}")
        return self._back(len(entries))

    def _preview(self, judged: Sequence[Judged], said: forms.Texts, moved_on: str = "") -> Response:
        """What will be recorded, of how many; and each exception with its reason."""
        can = [each for each in judged if each.event]
        context = {
            "can": can,
            "cannot": [each for each in judged if not each.event],
            "told": _alike(can),
            "said": said,
            "moved_on": moved_on,
            "command": uuid4(),
        }
        return self._page(
            "pile/preview.html", context, HTTPStatus.CONFLICT if moved_on else HTTPStatus.OK
        )

    def _page(self, template: str, context: Mapping[str, Any], status: int) -> Response:
        with self.house.pool.connection() as connection:
            rows = places.read_all(connection)
        shared = {
            "pile": self.pile,
            "topic": self.event.TOPIC,
            "places": _options(rows),
            "own_places": _options([row for row in rows if self._works_at(row)]),
            "names": {row.subject: row.name for row in rows},
            "label": label,
            "field_name": field_name,
        }
        return page(self.request, template, {**shared, **context}, status=status)

    def _works_at(self, row: PlaceRow) -> bool:
        everywhere = self.signed_in.has(Role.ADMINISTRATOR)
        return everywhere or row.subject in places_for(self.signed_in, self.event.TOPIC)

    def _back(self, count: int) -> Response:
        path = f"{self.pile.base}?fait={count}&etape={self.event.TOPIC}"
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _options(rows: Sequence[PlaceRow]) -> list[tuple[str, str]]:
    return [(str(row.subject), located(row.name, row.commune_name)) for row in rows]


def _chosen(texts: forms.Texts) -> dict[UUID, int | None]:
    """Devices that were ticked, and the version that was seen of each. Raises 400."""
    chosen: dict[UUID, int | None] = {}
    for text in texts.get("device", ()):
        found = _CHOSEN.fullmatch(text)
        try:
            device = UUID(found[1] if found else text)
        except ValueError:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from None
        chosen[device] = int(found[2]) if found and found[2] else None
    return chosen


def _alike(judged: Sequence[Judged]) -> list[tuple[int, Any]]:
    """Events that say the same, told once with how many they are."""
    found: dict[str, list[Any]] = {}
    for each in judged:
        if each.event:
            said = each.event.model_dump_json(exclude={"happened_at"})
            found.setdefault(said, []).append(each.event)
    return [(len(events), events[0]) for events in found.values()]
