"""One step of an outbox, judged as if the page of its device had sent it when it was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from fastapi import HTTPException
from starlette.datastructures import UploadFile

from api.access import Role, SignedIn
from api.answers import SENTENCES
from api.form_errors import UNKNOWN
from api.forms import Unreadable
from api.house import House
from api.pages.device.answers import Sent
from api.pages.device.fields import field_name
from api.pages.device.form import title
from api.pages.device.possible import refusal
from api.pages.device.scene import ROLES, STEPS, Scene, begin, find, may_record
from api.pages.device.steps import events_of
from api.pages.device.waiting import reason
from api.pages.floor.author import NotTheirs, acting
from api.pages.floor.entry import FloorEntry
from api.pages.floor.filling import fill
from api.pages.floor.told import Outcome, Told, refused
from api.wedge import scanned
from ledger import Command, Entry, Event, LedgerError
from ledger import device as d
from ledger.codes import read_code
from ledger.errors import BadCode, CommandReused, Corrupt
from ledger.store import CLOCK_TOLERANCE
from ledger.values import EARLIEST

FLOOR = {event.TOPIC: event for event in STEPS if Role.OPERATOR in ROLES[event.TOPIC]}
"""The steps that operators take, by topic."""

STICKERS = frozenset({d.StickerBound.TOPIC, d.StickerReplaced.TOPIC})
"""Steps whose scanned code is the new sticker; the device is chosen from the list."""

NO_SUCH_STEP = "Cette étape ne s’enregistre pas ici."
NO_CODE = "Ce code n’est sur aucun appareil. Collez l’étiquette et associez-la d’abord."
NOT_HERE = (
    "Cet appareil n’est pas dans un de vos lieux, ou cette étape n’est pas à vous. Vérifiez où il "
    "se trouve."
)


class NotHere(Exception):
    """No device that this person may work on. ``str()`` is the French sentence."""


@dataclass
class Taking:
    """One entry on its way into the ledger."""

    house: House
    sender: SignedIn
    sent_at: datetime
    entry: FloorEntry
    files: Mapping[str, UploadFile]
    acting: SignedIn | None = None
    device: UUID | None = None

    def told(self) -> Told:
        """Record it, or say why not. Raises only when the ledger itself cannot answer."""
        try:
            return self._taken()
        except Corrupt:
            raise
        except Unreadable as unreadable:
            why = _listed(unreadable.errors)
        except LedgerError as refused_by:
            why = reason(refused_by)
        except HTTPException as closed:
            why = SENTENCES[HTTPStatus(closed.status_code)]
        except (NotTheirs, NotHere) as sentence:
            why = str(sentence)
        return refused(self.house, self.acting, self.entry, why, self.device)

    def _taken(self) -> Told:
        house, entry = self.house, self.entry
        who = acting(house, self.sender, entry.author, entry.place, entry.stamp)
        self.acting = who
        event = FLOOR.get(entry.topic)
        if event is None:
            raise NotHere(NO_SUCH_STEP)
        scene = self._scene(event)
        if before := self._before(scene):
            return before
        if not may_record(who, entry.topic, scene.device):
            raise NotHere(NOT_HERE)
        if why := refusal(house, scene, event):
            raise why
        texts = fill(house, who, scene, event, {n: [*t] for n, t in entry.fields.items()})
        seen = {} if entry.seen is None else {scene.device.id: entry.seen}
        said = Sent(entry.id, seen, texts, self.files)
        made = events_of(house, who, scene, event, said, self._happened_at())
        return self._record(scene, made)

    def _scene(self, event: type[Event]) -> Scene:
        """The device: by its id, else by its code. Raises ``NotHere``."""
        entry = self.entry
        self.device = entry.device
        if event is d.Collected and entry.device:
            return begin(self.house, entry.device)
        if entry.device is None:
            try:
                code = read_code(scanned(entry.code or ""))
            except BadCode:
                raise NotHere(NO_CODE) from None
            self.device = self.house.ledger.holder("sticker", code)
        if self.device is None:
            raise NotHere(NO_CODE)
        return find(self.house, self.device)

    def _before(self, scene: Scene) -> Told | None:
        """The answer that was lost, if this very step was recorded. Raises ``CommandReused``."""
        record = scene.recorded_by(self.entry.id)
        if record is None:
            return None
        told = record.metadata.clock or record.event.happened_at
        same = (
            self.entry.topic == record.event.TOPIC
            and record.metadata.actor_id == self.entry.author
            and abs(told - self._happened_at()) <= CLOCK_TOLERANCE
        )
        if not same:
            raise CommandReused(self.entry.id)
        return self._done(scene, Outcome.REPLAYED, {scene.device.id: record.version})

    def _record(self, scene: Scene, made: Mapping[UUID, Event]) -> Told:
        entry = self.entry
        who = self.acting or self.sender
        entries = [
            Entry(subject, event, entry.seen if subject == scene.device.id else None)
            for subject, event in made.items()
        ]
        if entry.topic == d.Collected.TOPIC and entry.code:
            entries += self._sticker(scene.device.id, entry.code)
        sender = self.sender.account
        receipt = self.house.record(
            Command(
                entry.id,
                who.author,
                tuple(entries),
                sent_at=self.sent_at if self.sent_at >= EARLIEST else None,
                sent_by=None if sender == entry.author else sender,
            )
        )
        outcome = Outcome.REPLAYED if receipt.replayed else Outcome.RECORDED
        written = {each: self.house.ledger.subject_version(each) for each in made}
        return self._done(find(self.house, scene.device.id), outcome, written)

    def _sticker(self, device: UUID, code: str) -> list[Entry]:
        """A device that comes in with a blank sticker is collected and stuck at once."""
        try:
            read = read_code(scanned(code))
        except BadCode:
            raise NotHere(NO_CODE) from None
        return [Entry(device, d.StickerBound(happened_at=self._happened_at(), code=read))]

    def _done(self, scene: Scene, outcome: Outcome, versions: dict[UUID, int]) -> Told:
        return Told(
            id=self.entry.id,
            outcome=outcome,
            device=scene.device.id,
            title=title(scene),
            versions=versions,
        )

    def _happened_at(self) -> datetime:
        """By the phone's clock, which the ledger corrects; by ours when its year makes no sense."""
        told = self.entry.happened_at
        if self.sent_at >= EARLIEST:
            return told
        return told + (self.house.now() - self.sent_at)


def _listed(errors: Mapping[str, str]) -> str:
    """« Aspect : à remplir. », one clause for each field at fault."""
    said = [
        f"{name}\u00a0: {why[:1].lower()}{why[1:]}" if (name := field_name(field)) else why
        for field, why in errors.items()
    ]
    return " ".join(said) or UNKNOWN
