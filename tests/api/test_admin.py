"""Accounts, in the hands of the administrator and nobody else’s."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from lives import ASSOCIATION, COUNTER, DESK, SHOP
from people import PASSWORD, Person, SignIn

from api.access import (
    Grant,
    Role,
    create_account,
    find_account,
    invite,
    list_accounts,
    list_invitations,
    list_tokens,
)
from api.pages import admin
from api.settings import Settings

Connection = psycopg.Connection[Any]

HOME = "/administration"
OPERATOR_AT_SHOP = f"operator:{SHOP}"


@pytest.fixture
def noe(connection: Connection) -> UUID:
    """An operator at the shop."""
    return create_account(connection, "noe", "Noé", PASSWORD, [Grant(Role.OPERATOR, SHOP)])


def routes() -> list[tuple[str, str]]:
    """Method and path of every page of the administrator, with ids that lead nowhere."""
    return [
        (method, re.sub(r"\{\w+\}", str(uuid4()), route.path))
        for part in (admin, *admin.PARTS)
        for route in part.router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def test_the_administrator_has_pages() -> None:
    assert len(routes()) == len(set(routes())) > 15
    assert {method for method, _ in routes()} == {"GET", "POST"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_opens_a_page_of_the_administrator(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    csrf = {"csrf": person.csrf}
    for method, path in routes():
        answer = person.request(method, path, data=csrf if method == "POST" else None)
        assert answer.status_code == 403, (method, path)
        assert "Demandez à l’administrateur" in answer.text


def test_nobody_opens_a_page_of_the_administrator(app_client: TestClient) -> None:
    for method, path in routes():
        answer = app_client.request(method, path, follow_redirects=False)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/connexion?")


def test_an_administrator_opens_every_page(boss: Person, noe: UUID) -> None:
    for method, path in routes():
        known = path
        if "/comptes/" in path:
            known = re.sub(r"[0-9a-f-]{36}", str(noe), path)
        if "/lieux/" in path:
            known = re.sub(r"[0-9a-f-]{36}", str(SHOP), path)
        if method == "GET":
            page = boss.get(known)
            assert page.status_code == 200, known
            assert "None" not in page.text
        if known != path:
            lost = boss.request(method, path, data={"csrf": boss.csrf})
            assert lost.status_code == 404, path


def test_every_change_asks_for_the_token_of_the_form(
    boss: Person, noe: UUID, connection: Connection, recorded: Callable[[], list[Any]]
) -> None:
    before = find_account(connection, noe)
    for method, path in routes():
        if method == "POST":
            known = re.sub(r"[0-9a-f-]{36}", str(SHOP if "/lieux/" in path else noe), path)
            answer = boss.post(known, data={"name": "x", "grant": "administrator"})
            assert answer.status_code == 403, path
    assert find_account(connection, noe) == before
    assert recorded() == []
    assert list_invitations(connection) == []
    assert list_tokens(connection) == []


def test_an_invitation_is_shown_once_and_gives_what_was_ticked(
    app: FastAPI, boss: Person, connection: Connection
) -> None:
    ticked = [OPERATOR_AT_SHOP, f"counter:{COUNTER}", "funder"]
    page = boss.submit(f"{HOME}/comptes/inviter", name="Noé", grant=ticked)
    [link] = re.findall(r'value="http://127\.0\.0\.1:8000(/invitation/[^"]+)"', page.text)
    assert link not in boss.get(f"{HOME}/comptes").text
    [waiting] = list_invitations(connection)
    noe = TestClient(app)
    form = {"login": "noe", "password": PASSWORD, "again": PASSWORD}
    assert noe.post(link, data=form, follow_redirects=False).status_code == 303
    [account] = [each for each in list_accounts(connection) if each.login == "noe"]
    assert account.name == "Noé"
    assert (
        set(account.grants)
        == set(waiting.grants)
        == {
            Grant(Role.OPERATOR, SHOP),
            Grant(Role.COUNTER, COUNTER),
            Grant(Role.FUNDER),
        }
    )
    assert list_invitations(connection) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"grant": []}, "au moins un rôle"),
        ({"grant": ["king"]}, "choisissez à nouveau"),
        ({"grant": ["operator"]}, "choisissez à nouveau"),
        ({"grant": [f"administrator:{SHOP}"]}, "choisissez à nouveau"),
        ({"grant": [f"operator:{ASSOCIATION}"]}, "choisissez à nouveau"),
        ({"name": " "}, "Le nom a de 1 à 80 caractères"),
    ],
)
def test_an_invitation_gives_only_roles_that_exist(
    boss: Person, connection: Connection, fields: dict[str, Any], said: str
) -> None:
    form = {"name": "Noé", "grant": [OPERATOR_AT_SHOP]} | fields
    answer = boss.submit(f"{HOME}/comptes/inviter", **form)
    assert answer.status_code == 422
    assert said in answer.text
    if form["name"] == "Noé":
        assert 'value="Noé"' in answer.text, "what was typed is lost"
    else:
        assert f'value="{OPERATOR_AT_SHOP}" checked' in answer.text, "what was ticked is lost"
    assert list_invitations(connection) == []


def test_a_link_can_be_cancelled(app: FastAPI, boss: Person, connection: Connection) -> None:
    secret = invite(connection, "Noé", [Grant(Role.FUNDER)], Settings())
    [waiting] = list_invitations(connection)
    assert "Annuler ce lien" in boss.get(f"{HOME}/comptes").text
    boss.submit(f"{HOME}/invitations/{waiting.id}/annuler")
    assert list_invitations(connection) == []
    assert TestClient(app).get(f"/invitation/{secret}").status_code == 404


def test_roles_are_given_and_taken(boss: Person, noe: UUID, connection: Connection) -> None:
    page = boss.get(f"{HOME}/comptes/{noe}").text
    assert f'value="{OPERATOR_AT_SHOP}" checked' in page
    assert f'value="operator:{COUNTER}">' in page
    boss.submit(f"{HOME}/comptes/{noe}", grant=[f"prescriber:{DESK}", "coordinator"])
    account = find_account(connection, noe)
    assert account
    assert set(account.grants) == {Grant(Role.PRESCRIBER, DESK), Grant(Role.COORDINATOR)}
    refused = boss.submit(f"{HOME}/comptes/{noe}", grant=[])
    assert refused.status_code == 409
    assert find_account(connection, noe) == account


def test_the_last_administrator_cannot_lock_everybody_out(
    boss: Person, connection: Connection
) -> None:
    for path, fields in (("", {"grant": ["funder"]}), ("/fermer", {})):
        answer = boss.submit(f"{HOME}/comptes/{boss.account}{path}", **fields)
        assert answer.status_code == 409
        assert "dernier compte d’administration" in answer.text
    account = find_account(connection, boss.account)
    assert account
    assert (account.grants, account.disabled_at) == ((Grant(Role.ADMINISTRATOR),), None)


def test_an_account_is_closed_at_once_and_opened_again(boss: Person, sign_in: SignIn) -> None:
    person = sign_in(Role.OPERATOR)
    path = f"{HOME}/comptes/{person.account}"
    boss.submit(f"{path}/fermer")
    assert person.get("/mot-de-passe", follow_redirects=False).status_code == 303
    assert "fermé" in boss.get(f"{HOME}/comptes").text
    refused = boss.submit(f"{path}/lien")
    assert refused.status_code == 409
    assert "rouvrez-le" in refused.text
    boss.submit(f"{path}/rouvrir")
    form = {"login": person.login, "password": PASSWORD}
    assert person.post("/connexion", data=form, follow_redirects=False).status_code == 303


def test_a_forgotten_password_is_replaced_by_its_owner(
    app: FastAPI, boss: Person, sign_in: SignIn
) -> None:
    person = sign_in(Role.OPERATOR)
    page = boss.submit(f"{HOME}/comptes/{person.account}/lien")
    [link] = re.findall(r'value="http://127\.0\.0\.1:8000(/invitation/[^"]+)"', page.text)
    browser = TestClient(app)
    assert person.login in browser.get(link).text
    new = "trois marmottes au soleil"
    form = {"login": "somebody-else", "password": new, "again": new}
    assert browser.post(link, data=form, follow_redirects=False).status_code == 303
    assert f'name="login" value="{person.login}"' in browser.get("/mot-de-passe").text
    assert person.get("/mot-de-passe", follow_redirects=False).status_code == 303
    with_old = {"login": person.login, "password": PASSWORD}
    with_new = {"login": person.login, "password": new}
    assert browser.post("/connexion", data=with_old).status_code == 403
    assert browser.post("/connexion", data=with_new, follow_redirects=False).status_code == 303


def test_who_holds_a_role_in_a_closed_place_is_still_shown(
    boss: Person, noe: UUID, connection: Connection
) -> None:
    boss.submit(f"{HOME}/lieux/{SHOP}/fermer", command=str(uuid4()))
    assert "Atelier de Gap (fermé)" in boss.get(f"{HOME}/comptes").text
    boss.submit(f"{HOME}/comptes/{noe}", grant=[OPERATOR_AT_SHOP, "funder"])
    account = find_account(connection, noe)
    assert account
    assert len(account.grants) == 2
    refused = boss.submit(f"{HOME}/comptes/inviter", name="Lou", grant=[OPERATOR_AT_SHOP])
    assert refused.status_code == 422, "no new role in a closed place"
