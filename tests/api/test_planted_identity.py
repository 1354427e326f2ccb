"""What names a person, typed in every text of every form: refused, and found nowhere after."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from counters import on_the_shelf
from device_pasts import PASTS
from httpx2 import Response
from lives import COUNTER, DESK, POINT, SHOP, SOMEBODY
from one_of_each import OneOfEach, routes_of
from orders import arrived
from page_forms import address, go
from people import Person, SignIn
from psycopg import sql

from api.access import PLACED, Grant, Role
from api.app import create_app
from api.form_errors import RULES
from api.house import House
from api.settings import Settings
from ledger.values import PERSONAL

PLANTED = ("06 12 34 56 78", "jeanne.durand@exemple.fr", "2 85 05 05 061 123 45")
TYPED = {"email", "search", "text", "tel", "url"}
Attributes = dict[str, str]


@dataclass
class Form:
    """A form that a page shows: what it sends as it is, and the texts that one may type in it."""

    action: str = ""
    method: str = "get"
    sent: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, bool] = field(default_factory=dict)
    """By name; whether words may be typed, or only a number."""
    files: bool = False


class Forms(HTMLParser):
    """The forms of a page, filled in as somebody in a hurry would: the first answer of all."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open = self.list = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        name = about.get("name", "")
        if tag == "form":
            self.open = "form"
            self.found.append(Form(about.get("action", ""), about.get("method", "get")))
        elif tag == "select":
            self.list = name
        elif tag == "option" and self.open and self.list and about.get("value"):
            self.found[-1].sent.setdefault(self.list, [about["value"]])
        elif name and self.open:
            self._field(self.found[-1], tag, about)

    def _field(self, form: Form, tag: str, about: Attributes) -> None:
        name, value, kind = about["name"], about.get("value", ""), about.get("type", "text")
        if tag == "textarea" or (tag == "input" and kind in TYPED):
            if "readonly" not in about:
                form.texts[name] = about.get("inputmode", "text") in {"text", ""}
            form.sent[name] = [value]
        elif kind == "file":
            form.files = True
        elif tag == "input" and (kind != "checkbox" or "checked" in about):
            form.sent.setdefault(name, [value])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = ""
        if tag == "select":
            self.list = ""


LOOKS_LIKE = RULES[PERSONAL][1].partition(",")[0]
CODES = {"code", "codes", "commune", "siret", "slip", "source_code"}
"""Texts of a fixed shape: what is planted there is no code, and is refused as such."""

OF_PROFESSIONALS = {
    "/administration/comptes/inviter": "the name of an account, that colleagues call",
    "/compte/adresse": "where a professional asks to be told that an order moved",
    "/invitation/": "the login that a professional chooses",
}
"""The law is about beneficiaries: who works here has an account, outside the ledger."""


@pytest.fixture
def settings(fresh_house: None, tmp_path: Path) -> Settings:
    del fresh_house
    return Settings(var=tmp_path)


@pytest.fixture
def one(house: House, connection: psycopg.Connection[Any]) -> OneOfEach:
    return OneOfEach(house, connection)


@pytest.fixture
def everybody(sign_in: SignIn) -> Person:
    """Somebody who holds every role everywhere."""
    placed = (Grant(role, place) for role in PLACED for place in (SHOP, COUNTER, DESK, POINT))
    return sign_in(grants=(*placed, *(Grant(role) for role in {*Role} - PLACED)))


def pages(person: Person, one: OneOfEach, house: House) -> Iterator[tuple[UUID, str]]:
    """Every page that may show a form, and the place where it is opened."""
    for method, path in sorted(set(routes_of(create_app(Settings(), "").routes))):
        if method == "GET" and not path.startswith(("/api", "/static", "/caisse", "/panne")):
            yield SHOP, one.address(path)
    steps = dict[str, str]()
    for past in PASTS.values():
        device = uuid4()
        house.record_events(SOMEBODY, *((device, each) for each in past))
        offered = re.findall(
            r"/appareils/[^/\"]+/etapes/([\w.]+)", person.get(address(device)).text
        )
        steps |= {topic: f"{address(device)}/etapes/{topic}" for topic in offered}
    yield from ((SHOP, path) for path in steps.values())
    yield DESK, f"/commandes/{arrived(house).id}"
    yield COUNTER, f"/caisse?code={on_the_shelf(house)}"
    yield COUNTER, "/caisse/journee"
    yield COUNTER, f"/caisse/ventes/{one.sale}"
    yield COUNTER, f"/panne?code={one.sold}"


def forms(person: Person, one: OneOfEach, house: House) -> Iterator[tuple[str, Form]]:
    """Each form once, with the page that shows it."""
    seen, here = set[tuple[str, ...]](), None
    for place, path in pages(person, one, house):
        if place != here:
            go(person, here := place)
        answer = person.get(path)
        if "html" not in answer.headers["content-type"]:
            continue
        for form in Forms(answer.text).found:
            form.action = form.action or answer.url.path
            known = (re.sub(r"[0-9a-f-]{36}", "", form.action), *sorted(form.sent))
            if known not in seen:
                seen.add(known)
                yield path, form


def planted_in(form: Form) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What is sent: in each text each of what names a person; then in all that the form sends."""
    for name, words in form.texts.items():
        if words:
            yield from ((name, form.sent | {name: [text]}) for text in PLANTED)
    kept = {"csrf": form.sent.get("csrf", []), "command": [str(uuid4())]}
    yield "", {name: [PLANTED[0]] for name in (*form.sent, "note")} | kept


def is_refused(form: Form, name: str, answer: Response) -> bool:
    if form.method == "get":
        return answer.status_code < 500  # a search is answered, and kept nowhere
    if not name:
        return answer.status_code < 500  # some forms only press a button
    if name in CODES:
        return 400 <= answer.status_code < 500
    return answer.status_code == 422 and LOOKS_LIKE in answer.text


def test_what_names_a_person_is_refused_in_every_text_and_found_nowhere(
    one: OneOfEach,
    everybody: Person,
    house: House,
    connection: psycopg.Connection[Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    caplog.set_level("WARNING", "httpx2")  # the browser of the test is not the service
    wrong, tried = [], 0
    for path, form in [*forms(everybody, one, house)]:
        if form.action.startswith(
            (*OF_PROFESSIONALS, "/deconnexion", "/connexion", "/mot-de-passe")
        ):
            continue
        for name, sent in planted_in(form):
            if form.method == "get":
                answer = everybody.get(form.action, params=sent)
            else:
                answer = everybody.post(form.action, data=sent, follow_redirects=False)
            tried += 1
            if not is_refused(form, name, answer):
                wrong.append((path, form.action, name, sent.get(name), answer.status_code))
    assert wrong == []
    assert tried > 100, "the forms were not found"
    kept = {"the log": caplog.text, **dict(tables(connection)), **dict(exports(everybody, one))}
    found = [
        (where, text) for where, all_of_it in kept.items() for text in PLANTED if text in all_of_it
    ]
    assert found == []
    assert any(one.order.slip in all_of_it for all_of_it in kept.values()), "nothing was read"


def tables(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, str]]:
    """Every row of every table of every schema, as text."""
    named = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall()
    for schema, table in named:
        query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(schema, table))
        rows = connection.execute(query).fetchall()
        yield f"{schema}.{table}", "\n".join(row[0] for row in rows)


def exports(person: Person, one: OneOfEach) -> Iterator[tuple[str, str]]:
    """Every file that leaves: the routes that end as files do."""
    for method, path in sorted(set(routes_of(create_app(Settings(), "").routes))):
        if method == "GET" and path.endswith((".csv", ".ics")):
            answer = person.get(one.address(path))
            assert answer.status_code == 200, path
            yield path, answer.text
