"""The answers of one step's form, until they make an event for each device concerned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from fastapi import HTTPException
from starlette.datastructures import FormData, UploadFile

from api import forms
from api.house import House
from api.pages.device.scene import Scene
from ledger import Event
from ledger.device import Device, DeviceEvent


@dataclass
class Sent:
    """What a form carries: its command, the versions its author saw, and the answers."""

    command: UUID = field(default_factory=uuid4)
    seen: Mapping[UUID, int] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    files: Mapping[str, UploadFile] = field(default_factory=dict)


def read_sent(form: FormData, device: UUID) -> Sent:
    """Read what was posted. Raises 400 when its frame is none of ours."""
    texts: dict[str, list[str]] = {}
    files: dict[str, UploadFile] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
        elif value.filename:
            files[name] = value
    texts.pop("csrf", None)
    try:
        [command], [own] = texts.pop("command"), texts.pop("seen")
        others = [name for name in texts if name.startswith("seen.")]
        seen = {UUID(name.removeprefix("seen.")): int(texts.pop(name)[0]) for name in others}
        return Sent(UUID(command), seen | {device: int(own)}, texts, files)
    except (KeyError, ValueError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error


@dataclass
class Answers:
    """The answers of one form, until they make an event."""

    house: House
    scene: Scene
    event: type[Event]
    sent: Sent
    recorded: Event | None = None
    """What a correction replaces."""
    given: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    joined: bool = False
    """Whether the other devices of its set go through the same step."""

    texts: dict[str, list[str]] = field(init=False)
    files: dict[str, UploadFile] = field(init=False)

    def __post_init__(self) -> None:
        """What was sent stays as it is, to be shown again."""
        self.texts = {name: list(typed) for name, typed in self.sent.texts.items()}
        self.files = dict(self.sent.files)

    @property
    def device(self) -> Device:
        return self.scene.device

    def take(self, control: str) -> list[str]:
        """The texts of a control that is no field of the event."""
        return [text.strip() for text in self.texts.pop(control, []) if text.strip()]

    def text(self, name: str) -> str:
        return next((text.strip() for text in self.texts.get(name, [])), "")

    def give(self, name: str, value: Any) -> None:
        """Say what no form may say; a correction keeps what was recorded."""
        self.given[name] = value if self.recorded is None else getattr(self.recorded, name)

    def made(self, now: datetime) -> Event:
        """The event. Raises ``api.forms.Unreadable``."""
        zone = self.house.settings.timezone
        self.joined = bool(self.take("whole_set"))
        happened_at = self.recorded.happened_at if self.recorded else now
        if self.text("happened_at") in {"", forms.local_text(happened_at, zone)}:
            self.texts.pop("happened_at", None)
            self.given["happened_at"] = happened_at
        if self.files:
            self.errors[""] = forms.UNKNOWN_FIELD
        try:
            made = forms.read(self.event, self.texts, self.given, zone)
        except forms.Unreadable as unreadable:
            raise forms.Unreadable(unreadable.errors | self.errors) from unreadable
        if self.errors:
            raise forms.Unreadable(self.errors)
        return made

    def spread(self, event: Event) -> dict[UUID, Event]:
        """The event of each device concerned: the price stays on the device of this page."""
        members: tuple[UUID, ...] = ()
        if self.joined:
            members = self.device.set_members
        if isinstance(event, DeviceEvent) and event.whole_set:
            _, members = event.together(self.device)
        nothing = dict.fromkeys(priced(type(event)), 0)
        return {self.device.id: event} | {
            member: event.model_copy(update=nothing)
            for member in members
            if member != self.device.id
        }


def priced(event: type[Event]) -> list[str]:
    """Its amounts of money."""
    return [name for name in event.model_fields if name.endswith("_cents")]
