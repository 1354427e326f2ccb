"""Passwords and invitations: who chooses one, how, and how often."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lives import SHOP
from people import PASSWORD, Person, SignIn, is_in, number_of, try_in

from api.access import Grant, Role, invite
from api.access.doors import HOME
from api.access.throttle import FAILURES_OF_A_LOGIN
from api.settings import Settings

Connection = psycopg.Connection[Any]


@pytest.fixture
def link(connection: Connection) -> str:
    """The path of a new invitation."""
    secret = invite(connection, "Noé", [Grant(Role.OPERATOR, SHOP)], Settings())
    return f"/invitation/{secret}"


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
