"""Every route, tried as every role of this place and of another structure's, and signed out."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from one_of_each import HERE, THERE, OneOfEach, routes_of
from people import Person, SignIn

from api.access.doors import STALE_FORM
from api.access.roles import Role
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger import Recorded

OP, P, C, K, F, A = Role  # operator, prescriber, counter, coordinator, funder, administrator
ALL = frozenset(Role)
ORDERS, ADVISING, FUND = ALL - {F}, ALL - {OP, F}, {K, F, A}
OPEN, STATION = None, frozenset[Role]()

DOORS: dict[str, frozenset[Role] | set[Role] | None] = {
    "GET /": OPEN,  # the home page, and it alone
    "/A": OPEN, "/a": OPEN, "/accessibilite": OPEN, "/aide": OPEN, "/label": OPEN, "/methode": OPEN,
    "/lieux": OPEN, "/vie-privee": OPEN, "/static": OPEN, "/healthz": OPEN, "/connexion": OPEN,
    "/invitation": OPEN, "/ateliers": OPEN, "/ateliers.ics": OPEN, "/tournees/sw.js": OPEN,
    "/certificats": OPEN, "/chiffres": OPEN, "/disponible": OPEN, "/disponible.csv": OPEN,
    "/donnees": OPEN,
    "/api/v1/devices/{code:path}": OPEN, "/api/v1/openapi.json": OPEN, "/api/v1": STATION,
    "GET /deconnexion": OPEN,
    "/compte": ALL, "/deconnexion": ALL, "/lieu": ALL, "/mot-de-passe": ALL,
    "/confiance": ALL, "/flux": ALL, "/flux.csv": ALL, "/modes-operatoires": ALL,
    "/recherche": ALL, "/releves": ALL, "/releves.csv": ALL, "/stock": ALL, "/stock.csv": ALL,
    "/travail": ALL, "/envois": ALL, "/envois/etapes": {OP, C, P, A}, "/bordereaux": {OP, A},
    "/bordereaux.csv": {OP, A},
    "/administration": {A}, "/atelier": {OP}, "/atelier/sw.js": OPEN,
    "/appareils": ALL, "/appareils/nouveau": {OP, A}, "/etiquettes": {OP, A}, "/lots": {OP, A},
    "/ateliers/prevoir": ORDERS, "/ateliers/{workshop}": ORDERS, "/invitations": ORDERS,
    "/besoins": ADVISING, "/catalogue": ADVISING, "/tarifs": ADVISING,
    "/caisse": {C}, "/panne": {OP, C, P},
    "/commandes": ORDERS, "/commandes/nouvelle": {P},
    "/coordination": {K, A},
    "/fonds": FUND, "/tableau-de-bord": FUND, "POST /fonds": {A}, "/fonds/{year}/credits": {A},
    "/reemploi": FUND, "/reemploi.csv": FUND,
    "/tournees": ORDERS, "/tournees/nouvelle": {K, A}, "/tournees/{tour}/arreter": {K, A},
    "/tournees/{tour}/modifier": {K, A},
}  # fmt: skip
"""Which roles each address admits, and all below it that has no line of its own."""


def admitted(method: str, path: str) -> frozenset[Role] | set[Role] | None:
    """The line of the table for this route. Raises ``KeyError`` where nobody wrote one."""
    if path == "/":
        return DOORS["GET /"]
    parts = path.split("/")
    for length in range(len(parts), 1, -1):
        start = "/".join(parts[:length])
        for key in (f"{method} {start}", start):
            if key in DOORS:
                return DOORS[key]
    raise KeyError(f"say in DOORS who may open {method} {path}")


INSIDE: dict[str, frozenset[Role] | set[Role]] = {
    "/appareils/{device}/etapes/{topic}": {OP, A},
    "/appareils/{device}/etapes/device.corrected.v1": {OP, A},
    "/appareils/{device}/fiche": ORDERS,
    "/appareils/{device}/preuves/{sha256}": {OP, A},
    "/appareils/{device}/effacement": {OP, A},
    "/appareils/{device}/certificats/{certificate}.pdf": {OP, A},
    "/appareils/{device}/releve": {OP, A},
    "/besoins/{need}": {P, K, A},
    "/lots/{lot}/origine": {A},
    "/lots/{lot}/origine/correction": {A},
    "/commandes/{order:uuid}/ticket": {P, A},
}
"""Who opens what is here, of those whom the door admits: the page asks where they work."""

OWN_PLACE_ONLY = {
    f"/lots/{{lot}}/{step}"
    for step in (
        "appareils",
        "certificats/{certificate}/annulation",
        "clore",
        "effacement",
        "etiquettes",
        "import",
        "origine",
        "origine/correction",
    )
}
"""The lot stands at the collection point: the shop of its structure reads it, and no more."""

LED_ELSEWHERE = {
    "/A": {404}, "/a": {404}, "/static": {404}, "/atelier": {303}, "/deconnexion": {303},
    "/appareils/nouveau": {303}, "/connexion": {303},
    "/envois/etapes/{topic}": {404}, "/lots/{lot}/certificat.pdf": {303},
    "/lots/{lot}/origine": {303}, "/commandes/retrouver": {303}, "/recherche": {303, 200},
    "/commandes/{order:uuid}/recu": {409},
    "/appareils/{device}/releve": {409}, "/travail": {200, 303},
    "/donnees/{period}": {303},
}  # fmt: skip
"""What answers otherwise than with a page: nothing was typed, there is one result, no receipt,
no inventory of a device that is in stock; nothing waits for who only reads figures."""

ASKED_BY_A_PAGE = {"/atelier/moi", "/atelier/releve", "/atelier/envois"}
"""A program of ours asks there: it is told 401, and leads nobody to the sign-in."""

THINGS = {"device", "sha256", "lot", "order", "sale", "need", "tour", "stop", "batch"}
"""What belongs to a structure."""
PUBLIC_PART = "/appareils/{device}"
"""Of another structure's device it shows what the sticker shows, and where to ask."""
UNREAD = {"GET": (), "POST": (400, 422)}
"""Refused before anybody asked whose it is: the answers of the form are missing."""

Route = tuple[str, str]
ROUTES = sorted(set(routes_of(create_app(Settings(), "").routes)))


@pytest.fixture
def settings(fresh_house: None, tmp_path: Path) -> Settings:
    del fresh_house
    return Settings(var=tmp_path)


@pytest.fixture
def one(house: House, connection: psycopg.Connection[Any]) -> OneOfEach:
    return OneOfEach(house, connection)


def opens(one: OneOfEach, person: Person, path: str) -> Response:
    return person.get(one.address(path), follow_redirects=False)


def tries(one: OneOfEach, person: Person, role: Role) -> Iterator[tuple[Route, Response]]:
    """Every route once, changing nothing: who is let in forgets the token of the form."""
    token = {"csrf": person.csrf, "command": str(uuid4())}
    for method, path in ROUTES:
        roles = admitted(method, path)
        if method == "GET":
            yield (method, path), opens(one, person, path)
        else:
            data = {} if roles is None or role in roles else token
            address = one.address(path)
            yield (method, path), person.post(address, data=data, follow_redirects=False)


def is_right(route: Route, role: Role, answer: Response) -> bool:
    method, path = route
    roles = admitted(method, path)
    let_in = None if roles is None else role in roles
    status, stale = answer.status_code, STALE_FORM in answer.text
    if path.startswith("/api/v1") and let_in is False:
        return status == 401
    if let_in is False:
        return status == 403 and not stale
    if method == "POST":
        return stale or path in {"/connexion", "/invitation/{secret}", *OWN_PLACE_ONLY}
    if path in INSIDE and role not in INSIDE[path]:
        return status in {403, 404}
    return status in LED_ELSEWHERE.get(path, {200})


def test_every_route_opens_to_its_roles_and_to_nobody_else(
    one: OneOfEach, sign_in: SignIn, recorded: Callable[[], list[Recorded]]
) -> None:
    people = [(role, sign_in(role, place)) for role, place in HERE]
    before = len(recorded())
    wrong = [
        (role, *route, answer.status_code)
        for role, person in people
        for route, answer in tries(one, person, role)
        if not is_right(route, role, answer)
    ]
    assert (wrong, len(recorded())) == ([], before)
    for role, person in people:
        token = {"csrf": person.csrf, "command": str(uuid4())}
        for method, path in ROUTES:
            if (
                method == "POST"
                and role in (admitted(method, path) or ())
                and path != "/deconnexion"
            ):
                answer = person.post(one.address(path), data=token, follow_redirects=False)
                assert answer.status_code < 500, (role, path)


def test_another_structure_reads_nothing_of_it_and_changes_nothing(
    one: OneOfEach, sign_in: SignIn, recorded: Callable[[], list[Recorded]]
) -> None:
    before = len(recorded())
    wrong: list[object] = []
    for role, place in THERE:
        person = sign_in(role, place)
        token = {"csrf": person.csrf, "command": str(uuid4())}
        for method, path in ROUTES:
            if (roles := admitted(method, path)) is not None and role not in roles:
                continue  # as closed as to the same role here
            ours = path != PUBLIC_PART and THINGS & {*re.findall(r"\{(\w+)", path)}
            if method == "GET":
                answer = opens(one, person, path)
            elif ours:
                address = one.address(path)
                answer = person.post(address, data=token, follow_redirects=False)
            else:
                continue
            told = [what for what, secret in one.secrets.items() if secret in answer.text]
            shut = answer.status_code in {403, 404, *UNREAD[method]} or not ours
            if told or not shut or answer.status_code >= 500:
                wrong.append((role, method, path, answer.status_code, told))
    assert (wrong, len(recorded())) == ([], before)


def test_who_did_not_sign_in_is_led_to_the_sign_in(one: OneOfEach, app_client: TestClient) -> None:
    wrong: list[object] = []
    for method, path in ROUTES:
        roles, address = admitted(method, path), one.address(path)
        answer = app_client.request(method, address, follow_redirects=False)
        led = answer.headers.get("location", "").startswith("/connexion?")
        told = [what for what, secret in one.secrets.items() if secret in answer.text]
        if roles is None:
            right = not led and answer.status_code in {200, 303, 403, 404, 422}
        else:
            program = roles == STATION or path in ASKED_BY_A_PAGE
            right = answer.status_code == 401 if program else led
        if told or not right:
            wrong.append((method, path, answer.status_code, told))
    assert wrong == []
