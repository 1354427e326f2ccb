"""Signing in and out: the cookie, the session, the number of tries."""

import hashlib
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from people import PASSWORD, SignIn, is_in, number_of, try_in

from api.access import disable_account
from api.access.throttle import FAILURES_OF_A_LOGIN, FAILURES_OF_AN_ADDRESS, WINDOW
from api.app import create_app
from api.settings import Settings

Connection = psycopg.Connection[Any]


def test_somebody_signs_in_works_and_signs_out(app_client: TestClient, camille: UUID) -> None:
    del camille
    assert not is_in(app_client)
    assert try_in(app_client, " Camille ").headers["location"] == "/mot-de-passe"
    page = app_client.get("/mot-de-passe")
    assert "Camille" in page.text
    [csrf] = set(re.findall(r'name="csrf" value="([^"]+)"', page.text))
    answer = app_client.post("/deconnexion", data={"csrf": csrf}, follow_redirects=False)
    assert answer.headers["location"] == "/deconnexion"
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
    app_client: TestClient, camille: UUID, connection: Connection
) -> None:
    del camille
    planted = {"Cookie": "meleze=chosen-by-somebody-else"}
    assert "chosen-by" not in try_in(app_client, headers=planted).headers["set-cookie"]
    first = app_client.cookies["meleze"]
    assert try_in(app_client).status_code == 303
    assert app_client.cookies["meleze"] != first
    assert number_of(connection, "session") == 1, "the former one lives on"
    assert is_in(app_client)
    app_client.cookies.clear()
    app_client.cookies.set("meleze", first)
    assert not is_in(app_client)


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
