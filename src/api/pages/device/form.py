"""One form of a device page: shown, sent, shown again with what is wrong, or recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api import refusals
from api.access import SignedIn
from api.forms import Filled, Unreadable
from api.house import House
from api.pages.device.answers import Sent
from api.pages.device.choices import Choices, label, offered
from api.pages.device.fields import field_name
from api.pages.device.promise import Promise, promised_to
from api.pages.device.scene import Scene, find, names
from api.pages.device.timeline import Line, lines
from api.pages.device.waiting import reason
from api.rendering import page
from api.words import KIND
from ledger import Command, Entry, Event, LedgerError, Recorded
from ledger.errors import CommandReused, CorrectionBreaksLife, Corrupt, Forbidden, Rule

Events = Mapping[UUID, Event]
"""The event of each device concerned."""


@dataclass
class Form:
    """The form of one step of one device, for one person."""

    request: Request
    house: House
    signed_in: SignedIn
    scene: Scene
    event: type[Event]
    sent: Sent
    correcting: Recorded | None = None
    """The record that this form corrects."""

    @property
    def past(self) -> Scene:
        """The device that the answers are about: today, or when the corrected step was taken."""
        return self.scene.before(self.correcting.version) if self.correcting else self.scene

    def send(self, make: Callable[[Scene], Events]) -> Response:
        """Record what ``make`` makes of the answers, and lead back to the device.

        ``make`` may raise ``Unreadable`` or a ``LedgerError``: the form is shown again with
        the reason, all that was typed, and what others recorded meanwhile.
        """
        if before := self.scene.recorded_by(self.sent.command):
            return self._again(before, make)
        try:
            self._record(make(self.scene))
        except Unreadable as unreadable:
            return self.show(unreadable.errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except Corrupt:
            raise
        except LedgerError as why:
            self.scene = find(self.house, self.scene.device.id) if self.scene.life else self.scene
            before = self.scene.recorded_by(self.sent.command)
            if isinstance(why, CommandReused) and before:
                return self._again(before, make)
            return self.show(refused=why, status=refusals.status(why))
        return self._back()

    def _record(self, events: Events) -> None:
        entries = [Entry(each, made, self.sent.seen.get(each)) for each, made in events.items()]
        self.house.record(Command(self.sent.command, self.signed_in.author, tuple(entries)))

    def _again(self, before: Recorded, make: Callable[[Scene], Events]) -> Response:
        """A form sent twice was recorded once; one changed in between says so."""
        try:
            made = make(self.scene.until(before.version))[self.scene.device.id]
        except (Unreadable, LedgerError):
            made = None
        timed = self.sent.texts.get("happened_at", [""])[0] and not self.correcting
        moment = {} if timed else {"happened_at": before.event.happened_at}
        if made and made.model_copy(update=moment) == before.event:
            return self._back()
        reused = CommandReused(self.sent.command)
        self.sent.command = uuid4()
        return self.show(refused=reused, status=refusals.status(reused))

    def _back(self) -> Response:
        path = f"/appareils/{self.scene.device.id}?fait={self.sent.command}"
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)

    def show(
        self,
        errors: Mapping[str, str] | None = None,
        *,
        refused: LedgerError | None = None,
        impossible: bool = False,
        status: int = HTTPStatus.OK,
    ) -> Response:
        """The form. With ``impossible``, the reason alone: no answer would change it."""
        texts = self.sent.texts
        choices = offered(
            self.house, self.past, self.event, texts, correcting=bool(self.correcting)
        )
        device = self.scene.device
        seen = {
            row.subject: self.house.ledger.subject_version(row.subject) for row in choices.others
        }
        context: dict[str, Any] = {
            "device": self.past.device,
            "title": title(self.scene),
            "topic": self.event.TOPIC,
            "correcting": self.correcting,
            "values": Filled(texts, errors or {}),
            "choices": choices,
            "command": self.sent.command,
            "seen": device.version,
            "seen_others": seen,
            "refused": self._why(refused, choices) if refused else "",
            "impossible": impossible,
            "meanwhile": self._meanwhile(choices),
            "field_name": field_name,
            "order": self._order(refused),
            "whole_set": getattr(self.event, "whole_set", False),
        }
        return page(self.request, "device/step.html", context, status=status)

    def _why(self, refused: LedgerError, choices: Choices) -> str:
        """The sentence, naming the other device of the set that it is about."""
        if isinstance(refused, CorrectionBreaksLife) and self._is_corrected(refused):
            refused = refused.why  # the new values themselves are at fault, not what followed
        about = getattr(refused, "subject", self.scene.device.id)
        other = next((row for row in choices.others if row.subject == about), None)
        said = reason(refused)
        return f"{label(other)}\u00a0: {said}" if other else said

    def _order(self, refused: LedgerError | None) -> Promise | None:
        """The order where this step is taken instead."""
        if not isinstance(refused, Forbidden) or refused.rule is not Rule.BELONGS_TO_AN_ORDER:
            return None
        return promised_to(self.house, self.signed_in, UUID(refused.detail))

    def _is_corrected(self, refused: CorrectionBreaksLife) -> bool:
        return self.correcting is not None and self.correcting.version == refused.version

    def _meanwhile(self, choices: Choices) -> list["Meanwhile"]:
        """What was recorded of each device after the version that this form had seen."""
        found: list[Meanwhile] = []
        for device, seen in self.sent.seen.items():
            scene = self.scene if device == self.scene.device.id else find(self.house, device)
            with self.house.pool.connection() as connection:
                named = names(connection, scene.life)
            told = lines(self.house, scene, self.signed_in, named)
            newer = [line for line in told if line.record.version > seen]
            row = next((row for row in choices.others if row.subject == device), None)
            if newer:
                found.append(Meanwhile(label(row) if row else "", newer, named))
        return found


@dataclass(frozen=True)
class Meanwhile:
    """What others recorded of one device while somebody filled in a form."""

    other: str
    """The name of that device, when it is another one of the set."""
    lines: list[Line]
    names: Mapping[UUID, str]


def title(scene: Scene) -> str:
    """« Lenovo ThinkPad T460 », or « ordinateur portable » when nobody read more."""
    facts = scene.device.inventory
    named = " ".join(filter(None, (facts.maker, facts.model))) if facts else ""
    return named or KIND[scene.device.kind].capitalize()
