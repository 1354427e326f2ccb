"""Signing in and out as people do it, and as those who should not be in try it."""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import COUNTER, POINT, SHOP
from people import PASSWORD, Person, SignIn

from api.access import Grant, Role, change_grants, create_account, disable_account, invite
from api.access.doors import HOME, local_path
from api.access.throttle import FAILURES_OF_A_LOGIN, FAILURES_OF_AN_ADDRESS, WINDOW
from api.app import create_app
from api.settings import Settings

Connection = psycopg.Connection[Any]

HERE = {"sec-fetch-site": "same-origin"}
ELSEWHERE = {"sec-fetch-site": "cross-site"}


@pytest.fixture
def camille(connection: Connection) -> UUID:
    """Who works at the shop."""
    grants = [Grant(Role.OPERATOR, SHOP)]
    return create_account(connection, "camille", "Camille", PASSWORD, grants)


@pytest.fixture
def link(connection: Connection) -> str:
    """The path of a new invitation."""
    secret = invite(connection, "Noé", [Grant(Role.OPERATOR, SHOP)], Settings())
    return f"/invitation/{secret}"


def try_in(
    client: TestClient, login: str = "camille", password: str = PASSWORD, **more: Any
) -> Response:
    form = {"login": login, "password": password, "suite": "/mot-de-passe"}
    return client.post("/connexion", data=form, follow_redirects=False, **more)


def is_in(client: TestClient) -> bool:
    return client.get("/mot-de-passe", follow_redirects=False).status_code == 200


def number_of(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM access.{table}").fetchone()  # noqa: S608
    assert row
    return int(row[0])


def test_somebody_signs_in_works_and_signs_out(app_client: TestClient, camille: UUID) -> None:
    del camille
    assert not is_in(app_client)
    assert try_in(app_client, " Camille ").headers["location"] == "/mot-de-passe"
    page = app_client.get("/mot-de-passe")
    assert "Camille" in page.text
    [csrf] = set(re.findall(r'name="csrf" value="([^"]+)"', page.text))
    answer = app_client.post("/deconnexion", data={"csrf": csrf}, follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert not app_client.cookies
    assert not is_in(app_client)


def test_signing_out_ends_the_session_on_the_server_too(sign_in: SignIn) -> None:
    person = sign_in()
    stolen = dict(person.cookies)
    person.submit("/deconnexion")
    assert not is_in(person)
    person.cookies.update(stolen)
    assert not is_in(person)


def test_the_cookie_appears_at_sign_in_only_and_is_guarded(
    app_client: TestClient, camille: UUID
) -> None:
    del camille
    for path in ("/", "/connexion", "/lieux", "/label", "/A/ABC-DEF-GHJ", "/healthz"):
        assert "set-cookie" not in app_client.get(path).headers, path
    assert "set-cookie" not in try_in(app_client, password="x" * 12).headers
    cookie = try_in(app_client).headers["set-cookie"]
    flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
    assert cookie.startswith("meleze=")
    assert flags == {"httponly", "samesite=lax", "path=/"}


def test_over_https_the_cookie_is_bound_to_this_very_site(database: str, camille: UUID) -> None:
    del camille
    app = create_app(Settings(secure_cookies=True), database)
    with TestClient(app, base_url="https://testserver") as client:
        answer = try_in(client)
        assert answer.headers["set-cookie"].startswith("__Host-meleze=")
        assert "; Secure" in answer.headers["set-cookie"]
        assert "Domain" not in answer.headers["set-cookie"]
        assert is_in(client)
        assert client.get("/").headers["strict-transport-security"] == "max-age=31536000"


def test_a_session_cannot_be_fixed_before_the_sign_in(
    app: FastAPI, app_client: TestClient, camille: UUID, connection: Connection
) -> None:
    del camille
    planted = {"Cookie": "meleze=chosen-by-somebody-else"}
    assert "chosen-by" not in try_in(app_client, headers=planted).headers["set-cookie"]
    first = app_client.cookies["meleze"]
    assert try_in(app_client).status_code == 303
    assert app_client.cookies["meleze"] != first
    assert number_of(connection, "session") == 1, "the former one lives on"
    assert not is_in(TestClient(app, cookies={"meleze": first}))


def test_a_session_ends_when_nobody_uses_it(sign_in: SignIn, connection: Connection) -> None:
    person = sign_in()
    lifetime = Settings().session_lifetime
    move = "UPDATE access.session SET seen_at = now() - %s::interval"
    connection.execute(move, [lifetime - timedelta(minutes=5)])
    assert is_in(person), "it was used within its lifetime"
    row = connection.execute("SELECT now() - seen_at FROM access.session").fetchone()
    assert row
    assert row[0] < timedelta(minutes=1), "using it did not prolong it"
    connection.execute(move, [lifetime])
    assert not is_in(person)


def test_nobody_reads_a_secret_in_the_database(sign_in: SignIn, connection: Connection) -> None:
    person = sign_in()
    rows = connection.execute(
        "SELECT s::text FROM access.session s UNION ALL SELECT a::text FROM access.account a"
    ).fetchall()
    everything = "".join(text for (text,) in rows)
    assert person.login in everything
    assert PASSWORD not in everything
    assert person.cookies["meleze"] not in everything
    assert person.cookies["meleze"].encode().hex() not in everything


def test_a_closed_account_loses_its_session_at_once(
    sign_in: SignIn, connection: Connection
) -> None:
    person = sign_in()
    disable_account(connection, person.account)
    assert not is_in(person)
    assert try_in(person, person.login).status_code == 403


def test_an_account_closed_by_hand_in_the_database_is_out_too(
    sign_in: SignIn, connection: Connection
) -> None:
    person = sign_in()
    connection.execute("UPDATE access.account SET disabled_at = now()")
    assert not is_in(person)


def test_unknown_login_and_wrong_password_read_alike(app_client: TestClient, camille: UUID) -> None:
    del camille
    wrong, unknown, odd = (
        try_in(app_client, login, "not the password")
        for login in ("camille", "nobody-here", "é\x00'--")
    )
    assert wrong.status_code == unknown.status_code == odd.status_code == 403
    said = [re.sub(r'name="login" value="[^"]*"', "", each.text) for each in (wrong, unknown)]
    assert said[0] == said[1]
    assert "Identifiant ou mot de passe inconnu" in said[0]
    assert "not the password" not in wrong.text


def test_an_unknown_login_costs_as_much_as_a_known_one(
    app_client: TestClient, camille: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: what takes the time is one verification by argon2, in both cases."""
    del camille
    verify, calls = PasswordHasher.verify, []

    def counted(self: PasswordHasher, *arguments: Any) -> Any:
        calls.append(arguments)
        return verify(self, *arguments)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for login in ("camille", "nobody-here", "not/a/login"):
        try_in(app_client, login, "not the password")
    assert len(calls) == 3


def test_ten_failures_close_a_login_for_a_quarter_of_an_hour(
    app_client: TestClient, camille: UUID, connection: Connection
) -> None:
    del camille
    for _ in range(FAILURES_OF_A_LOGIN):
        assert try_in(app_client, password="not the password").status_code == 403
    refused = try_in(app_client)
    assert refused.status_code == 429
    assert "Attendez un quart d’heure" in refused.text
    assert try_in(app_client, " CAMILLE").status_code == 429, "the same login, written otherwise"
    connection.execute("UPDATE access.throttle SET window_start = window_start - %s", [WINDOW])
    assert try_in(app_client).status_code == 303
    assert number_of(connection, "throttle") == 1, "success forgets the failures of the login"


def test_one_address_cannot_try_one_password_on_everybody(
    app_client: TestClient, connection: Connection
) -> None:
    connection.execute("UPDATE access.throttle SET count = 0")
    try_in(app_client, "first")
    connection.execute("UPDATE access.throttle SET count = %s", [FAILURES_OF_AN_ADDRESS])
    assert try_in(app_client, "another").status_code == 429


def test_addresses_are_kept_nowhere(app_client: TestClient, connection: Connection) -> None:
    try_in(app_client, "somebody")
    keys = [bytes(key) for (key,) in connection.execute("SELECT key FROM access.throttle")]
    assert len(keys) == 2
    assert hashlib.sha256(b"testclient").digest() not in keys
    assert all(b"testclient" not in key for key in keys)


@pytest.mark.parametrize(
    "headers",
    [
        ELSEWHERE,
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_another_site_cannot_sign_somebody_in(
    app_client: TestClient, camille: UUID, link: str, headers: dict[str, str]
) -> None:
    del camille
    answer = try_in(app_client, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert app_client.post(link, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [HERE, {"origin": "http://testserver"}, {}])
def test_our_own_page_can(app_client: TestClient, camille: UUID, headers: dict[str, str]) -> None:
    del camille
    assert try_in(app_client, headers=headers).status_code == 303


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_a_form_without_our_token_is_refused(sign_in: SignIn, token: str | None) -> None:
    person = sign_in()
    form = {} if token is None else {"csrf": token}
    answer = person.post("/deconnexion", data=form)
    assert answer.status_code == 403
    assert "rechargez-la" in answer.text
    assert is_in(person)


def test_the_token_of_somebody_else_is_refused(sign_in: SignIn) -> None:
    person, other = sign_in(), sign_in()
    assert person.post("/deconnexion", data={"csrf": other.csrf}).status_code == 403


def test_the_token_alone_does_not_help_another_site(sign_in: SignIn) -> None:
    person = sign_in()
    form = {"csrf": person.csrf}
    assert person.post("/deconnexion", data=form, headers=ELSEWHERE).status_code == 403
    assert person.post("/deconnexion", data=form, headers=HERE).status_code == 200


def test_a_program_may_carry_the_token_in_a_header(sign_in: SignIn) -> None:
    person = sign_in()
    answer = person.post("/deconnexion", headers={"X-CSRF-Token": person.csrf})
    assert answer.status_code == 200
    assert not is_in(person)


@pytest.mark.parametrize(
    "body",
    [b"--x\r\nbad", b"", b"\xff\xfe", b"csrf=" + b"%" * 50],
)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=x", "application/json"]
)
def test_a_form_that_cannot_be_read_is_refused_in_french(
    sign_in: SignIn, body: bytes, kind: str
) -> None:
    answer = sign_in().post("/deconnexion", content=body, headers={"content-type": kind})
    assert answer.status_code in {400, 403}
    assert "oundary" not in answer.text


def test_who_comes_to_a_closed_door_is_sent_back_there_after_signing_in(
    app_client: TestClient, camille: UUID
) -> None:
    del camille
    sent = app_client.get("/lieu?suite=%2Fstock", follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/connexion?suite=/lieu%3Fsuite%3D%252Fstock",
    )
    page = app_client.get(sent.headers["location"])
    assert 'name="suite" value="/lieu?suite=%2Fstock"' in page.text


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    app_client: TestClient,
) -> None:
    answer = app_client.post(
        "/deconnexion",
        headers={"referer": "http://testserver/stock?x=1"},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/connexion?suite=/stock"
    answer = app_client.post("/deconnexion", follow_redirects=False)
    assert answer.headers["location"] == f"/connexion?suite={HOME}"


AWAY = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil",
    "",
    "/ok\r\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_never_leads_to_another_site(
    app_client: TestClient, camille: UUID, away: str
) -> None:
    del camille
    form = {"login": "camille", "password": PASSWORD, "suite": away}
    answer = app_client.post("/connexion", data=form, follow_redirects=False)
    assert answer.headers["location"] == HOME
    known = app_client.get("/connexion", params={"suite": away}, follow_redirects=False)
    assert known.headers["location"] == HOME


@given(st.text(alphabet="/\\:.@ \t\nevil%?#", max_size=12))
@settings(max_examples=300)
def test_a_local_path_stays_here_in_every_browser(text: str) -> None:
    path = local_path(text)
    if path is not None:
        # what browsers do to an address before they read it (WHATWG URL)
        read = re.sub(r"[\t\n\r]", "", path.strip()).replace("\\", "/")
        assert read.startswith("/")
        assert not read.startswith("//")


def test_who_works_in_several_places_says_where(app_client: TestClient, sign_in: SignIn) -> None:
    del app_client
    person = sign_in(grants=(Grant(Role.OPERATOR, SHOP), Grant(Role.COUNTER, COUNTER)))
    answer = person.get("/administration", follow_redirects=False)
    assert answer.headers["location"] == "/lieu?suite=/administration"
    page = person.get("/lieu?suite=/mot-de-passe")
    assert "Atelier de Gap" in page.text
    assert "Ressourcerie de Briançon" in page.text
    assert "Embrun" not in page.text
    for wrong in (str(POINT), "", "x"):
        assert person.submit("/lieu", place=wrong).status_code == 422
    chosen = person.post(
        "/lieu",
        data={"csrf": person.csrf, "place": str(COUNTER), "suite": "//evil.example"},
        follow_redirects=False,
    )
    assert (chosen.status_code, chosen.headers["location"]) == (303, HOME)
    assert person.get("/administration").status_code == 403, "asked again"
    assert f'value="{COUNTER}" required checked' in person.get("/lieu").text


def test_a_place_that_was_taken_back_is_asked_again(
    sign_in: SignIn, connection: Connection
) -> None:
    person = sign_in(grants=tuple(Grant(Role.OPERATOR, each) for each in (SHOP, COUNTER, POINT)))
    person.submit("/lieu", place=str(SHOP))
    assert person.get("/administration", follow_redirects=False).status_code == 403
    change_grants(
        connection, person.account, [Grant(Role.OPERATOR, each) for each in (COUNTER, POINT)]
    )
    assert person.get("/administration", follow_redirects=False).status_code == 303


def test_changing_ones_password_ends_the_other_sessions(app: FastAPI, sign_in: SignIn) -> None:
    person = sign_in()
    elsewhere = TestClient(app)
    assert try_in(elsewhere, person.login).status_code == 303
    before = person.cookies["meleze"]
    new = "trois marmottes au soleil"
    assert person.submit("/mot-de-passe", current=PASSWORD, password=new, again=new).history
    assert is_in(person)
    assert person.cookies["meleze"] != before
    assert not is_in(elsewhere)
    assert try_in(elsewhere, person.login).status_code == 403
    assert try_in(elsewhere, person.login, new).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"current": "not the password"}, "pas votre mot de passe actuel"),
        ({"again": "something else there"}, "ne sont pas les mêmes"),
        ({"password": "court", "again": "court"}, "de 12 à 200 caractères"),
        ({"password": "x" * 201, "again": "x" * 201}, "de 12 à 200 caractères"),
    ],
)
def test_a_password_is_changed_by_who_knows_it_and_is_long_enough(
    sign_in: SignIn, fields: dict[str, str], said: str
) -> None:
    person = sign_in()
    new = "trois marmottes au soleil"
    form = {"current": PASSWORD, "password": new, "again": new} | fields
    answer = person.submit("/mot-de-passe", **form)
    assert answer.status_code in {403, 422}
    assert said in answer.text
    assert all(value not in answer.text for value in form.values())
    assert try_in(person, person.login).status_code == 303


def test_the_current_password_cannot_be_guessed_from_a_stolen_session(sign_in: SignIn) -> None:
    person = sign_in()
    for _ in range(FAILURES_OF_A_LOGIN):
        person.submit("/mot-de-passe", current="not the password")
    new = "trois marmottes au soleil"
    answer = person.submit("/mot-de-passe", current=PASSWORD, password=new, again=new)
    assert answer.status_code == 429


def test_an_invitation_creates_an_account_once(
    app: FastAPI, app_client: TestClient, link: str
) -> None:
    page = app_client.get(link)
    assert "Bonjour Noé" in page.text
    form = {"login": "noe", "password": PASSWORD, "again": PASSWORD}
    answer = app_client.post(link, data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    assert is_in(app_client)
    late = TestClient(app)
    for again in (late.get(link), late.post(link, data=form | {"login": "other"})):
        assert again.status_code == 410
        assert "déjà servi" in again.text
    assert not is_in(late)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"login": "no"}, "de 3 à 40 signes"),
        ({"login": "noé"}, "sans accent"),
        ({"login": "noe@example.org"}, "de 3 à 40 signes"),
        ({"login": "CAMILLE"}, "déjà pris"),
        ({"password": "court", "again": "court"}, "de 12 à 200 caractères"),
        ({"again": "something else there"}, "ne sont pas les mêmes"),
    ],
)
def test_a_mistake_does_not_use_up_the_invitation(
    app_client: TestClient, camille: UUID, link: str, fields: dict[str, str], said: str
) -> None:
    del camille
    form = {"login": "noe", "password": PASSWORD, "again": PASSWORD}
    answer = app_client.post(link, data=form | fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'name="login" value="{(form | fields)["login"]}"' in answer.text
    assert app_client.post(link, data=form, follow_redirects=False).status_code == 303


def test_two_people_with_one_invitation_get_one_account(
    app: FastAPI, app_client: TestClient, link: str, connection: Connection
) -> None:
    del app_client

    def accept(login: str) -> int:
        form = {"login": login, "password": PASSWORD, "again": PASSWORD}
        return TestClient(app).post(link, data=form, follow_redirects=False).status_code

    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(accept, ["one", "two", "three"])) == [303, 410, 410]
    assert number_of(connection, "account") == 1


def test_an_old_or_false_invitation_says_so(
    app_client: TestClient, link: str, connection: Connection
) -> None:
    assert app_client.get("/invitation/inconnue").status_code == 404
    assert "n’existe pas" in app_client.post("/invitation/inconnue").text
    connection.execute("UPDATE access.invitation SET expires_at = now()")
    form = {"login": "noe", "password": PASSWORD, "again": PASSWORD}
    for answer in (app_client.get(link), app_client.post(link, data=form)):
        assert answer.status_code == 410
        assert "trop ancien" in answer.text
    assert number_of(connection, "account") == 0


def test_pages_that_take_a_secret_are_kept_by_nobody(app_client: TestClient, link: str) -> None:
    for path in ("/connexion", link):
        headers = app_client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"


def test_the_pages_speak_french_to_a_person(sign_in: SignIn, link: str) -> None:
    person: Person = sign_in()
    for path in ("/lieu", "/mot-de-passe", link):
        page = person.get(path)
        assert page.status_code == 200
        assert '<html lang="fr">' in page.text
