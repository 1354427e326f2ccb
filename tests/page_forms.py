"""Forms as a browser without JavaScript sends them: what the page wrote, changed by a person."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from httpx2 import Response
from people import Person

from api.house import House
from ledger import Event
from ledger import device as d

Attributes = dict[str, str]


@dataclass
class PageForm:
    """The form of a page that posts to a device."""

    person: Person
    action: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    """The values of boxes, buttons and lists, by name."""
    names: set[str] = field(default_factory=set)
    page: str = ""

    def fill(self, **typed: Any) -> "PageForm":
        """Type or tick; ``__`` stands for a dot. Raises for a field that the page lacks."""
        for name, value in typed.items():
            dotted = name.replace("__", ".")
            assert dotted in self.names, f"no {dotted} among {sorted(self.names)}"
            texts = [*map(str, value)] if isinstance(value, list | tuple | set) else [str(value)]
            if dotted in self.offered:
                assert self.offered[dotted] >= {*texts} - {""}, (dotted, self.offered[dotted])
            self.texts[dotted] = texts
        return self

    def send(self, files: Any = None, **button: str) -> Response:
        """Press the first large button, or the one named."""
        for name, value in button.items():
            assert value in self.offered[name], f"no button {name}={value}"
        return self.person.post(self.action, data={**self.texts, **button}, files=files)


class _Reader(HTMLParser):
    """Reads the one form whose address holds ``/etapes/``."""

    def __init__(self, form: PageForm) -> None:
        super().__init__()
        self.form = form
        self.inside = False
        self.list = ""
        self.area: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about: Attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and "/etapes/" in about.get("action", ""):
            self.inside, self.form.action = True, about["action"]
        elif self.inside and (read := getattr(self, f"_{tag}", None)):
            if name := about.get("name"):
                self.form.names.add(name)
            read(about.get("name", ""), about)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea" and self.area is not None:
            self.form.texts[self.list] = ["".join(self.area)]
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def _input(self, name: str, about: Attributes) -> None:
        kind, value = about.get("type", "text"), about.get("value", "")
        if kind in {"checkbox", "radio"}:
            self.form.offered.setdefault(name, set()).add(value)
            if "checked" not in about:
                return
        if kind != "file":
            self.form.texts.setdefault(name, []).append(value)

    def _select(self, name: str, about: Attributes) -> None:
        del about
        self.list = name
        self.form.offered.setdefault(name, set())
        self.form.texts[name] = [""]

    def _option(self, name: str, about: Attributes) -> None:
        del name
        if self.list:
            self.form.offered[self.list].add(about.get("value", ""))
            if "selected" in about:
                self.form.texts[self.list] = [about["value"]]

    def _textarea(self, name: str, about: Attributes) -> None:
        del about
        self.list, self.area = name, []

    def _button(self, name: str, about: Attributes) -> None:
        if name:
            self.form.offered.setdefault(name, set()).add(about.get("value", ""))


def form_of(person: Person, answer: Response) -> PageForm:
    form = PageForm(person, page=answer.text)
    _Reader(form).feed(answer.text)
    return form


def open_form(person: Person, path: str) -> PageForm:
    """The form of a page that opens."""
    answer = person.get(path)
    assert answer.status_code == 200, (answer.status_code, path)
    return form_of(person, answer)


def address(device: UUID, event: type[Event] | None = None) -> str:
    """Where the page of a device stands, or the form of one of its steps."""
    return f"/appareils/{device}" + (f"/etapes/{event.TOPIC}" if event else "")


def opened(person: Person, device: UUID, event: type[Event]) -> PageForm:
    """The form of a step that opens."""
    return open_form(person, address(device, event))


def correction(person: Person, device: UUID, version: int) -> PageForm:
    """The form that corrects one step."""
    return open_form(person, f"{address(device, d.DeviceCorrected)}?version={version}")


def is_done(answer: Response) -> bool:
    """Whether it led back to the device, with what was recorded."""
    return answer.status_code == 200 and "?fait=" in str(answer.url)


def go(person: Person, place: UUID) -> None:
    """Work in another place from now on."""
    assert person.submit("/lieu", place=str(place)).status_code == 200


def events(house: House, device: UUID) -> list[Event]:
    """What was recorded of a device, oldest first."""
    return [record.event for record in house.ledger.life(device)]
