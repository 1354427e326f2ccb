"""Forms of other sites, tokens, and where a sign-in leads."""

import re
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import COUNTER, POINT, SHOP
from people import PASSWORD, SignIn, is_in, try_in

from api.access import Grant, Role, change_grants, invite
from api.access.doors import HOME, local_path
from api.settings import Settings

Connection = psycopg.Connection[Any]

HERE = {"sec-fetch-site": "same-origin"}
ELSEWHERE = {"sec-fetch-site": "cross-site"}


@pytest.fixture
def link(connection: Connection) -> str:
    """The path of a new invitation."""
    secret = invite(connection, "Noé", [Grant(Role.OPERATOR, SHOP)], Settings())
    return f"/invitation/{secret}"


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


def test_the_page_of_ones_account_tells_where_one_works_and_what_one_may_do(
    sign_in: SignIn,
) -> None:
    person = sign_in(grants=(Grant(Role.OPERATOR, SHOP), Grant(Role.FUNDER)))
    page = person.get("/compte").text
    assert person.login in page
    assert "Opérateur, Atelier de Gap" in page
    assert "Financeur" in page
    everywhere = sign_in(Role.COORDINATOR).get("/compte").text
    assert "sans lieu" in everywhere
    assert "Travailler ailleurs" not in page + everywhere
    assert "Travailler ailleurs" in sign_in(Role.ADMINISTRATOR).get("/compte").text
