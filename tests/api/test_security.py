"""What every answer says to browsers, and how much a request may carry."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from httpx2 import Response as Answer
from people import SignIn

from api.access import Role
from api.app import create_app
from api.security import FORM_LIMIT_BYTES, HEADERS, POLICY, WITH_CAMERA
from api.settings import Settings
from ledger.codes import new_code

PUBLIC = ("/", "/connexion", "/lieux", "/static/base.css", "/healthz", "/nothing-here", "/travail")
EVIL = "evil.example"


@pytest.mark.parametrize("path", PUBLIC)
def test_every_answer_carries_the_headers(app_client: TestClient, path: str) -> None:
    headers = app_client.get(path, follow_redirects=False).headers
    for name in HEADERS:
        assert len(headers.get_list(name)) == 1, name
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in {"no-referrer", "same-origin"}
    assert "strict-transport-security" not in headers, "HTTP would be refused to whoever tries out"


def test_the_policy_forbids_what_is_inline_and_what_comes_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert {"form-action", "base-uri", "frame-ancestors"} <= rules.keys()
    assert set(" ".join(rules.values()).split()) == {"'none'", "'self'", "data:"}
    assert "data:" not in rules["script-src"]


def test_webassembly_runs_on_the_page_with_the_camera_alone(sign_in: SignIn) -> None:
    person = sign_in(Role.OPERATOR)
    runs = {
        path: "'wasm-unsafe-eval'" in person.get(path).headers["content-security-policy"]
        for path in ("/recherche", "/", "/travail", "/stock", f"/A/{new_code()}", "/static/scan.js")
    }
    assert [path for path, allowed in runs.items() if allowed] == ["/recherche"]
    assert WITH_CAMERA["content-security-policy"].replace(" 'wasm-unsafe-eval'", "") == POLICY


@pytest.mark.usefixtures("fresh_house")
def test_a_page_may_bring_its_own_policy(app: FastAPI, app_client: TestClient) -> None:
    @app.get("/test/own")
    def _() -> Response:
        return Response("", headers={"Content-Security-Policy": "default-src 'self'"})

    assert app_client.get("/test/own").headers.get_list("content-security-policy") == [
        "default-src 'self'"
    ]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMINISTRATOR])
def test_a_page_of_somebody_signed_in_is_kept_nowhere(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    for path in ("/mot-de-passe", "/travail", "/administration"):
        headers = person.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
    assert "no-store" not in person.get("/lieux").headers.get("cache-control", "")


def test_no_page_runs_a_script_or_a_style_of_its_own(sign_in: SignIn) -> None:
    person = sign_in(Role.ADMINISTRATOR)
    for path in ("/connexion", "/lieu", "/mot-de-passe", "/administration/comptes/inviter"):
        page = person.get(path).text
        assert not re.search(r"<script(?![^>]*src=)|<style| style=| on[a-z]+=", page), path


def test_nobody_can_put_the_name_of_another_site_into_our_answers(app_client: TestClient) -> None:
    for path in ("/", "/connexion", "/connexion/", "/travail", "/static", "/A/abc-def-ghj/", "/a"):
        answer = app_client.get(path, headers={"Host": EVIL}, follow_redirects=False)
        assert EVIL not in answer.text, path
        assert EVIL not in str(answer.headers), path


@pytest.fixture
def echo(settings: Settings, database: str) -> Iterator[TestClient]:
    """Routes that tell how many bytes they read; one megabyte of upload at most."""
    app = create_app(settings.model_copy(update={"upload_limit_mb": 2}), database)

    async def length(request: Request) -> int:
        return len(await request.body())

    for path in (*FORMS, *FILES):
        app.add_api_route(path, length, methods=["POST"])
    with TestClient(app) as client:
        yield client


def in_pieces(size: int) -> Iterator[bytes]:
    """A body whose length nobody announces."""
    for _ in range(0, size, 50_000):
        yield b"x" * 50_000


FORMS = ("/test/form", "/api/v1/test")
FILES = ("/lots/x/test", "/api/v1/imports/test", "/api/v1/machines/evidence/test")
FILE_LIMIT = 2_000_000 + FORM_LIMIT_BYTES


@pytest.mark.parametrize(
    ("path", "limit"),
    [(path, FORM_LIMIT_BYTES) for path in FORMS] + [(path, FILE_LIMIT) for path in FILES],
)
@pytest.mark.parametrize("announced", [True, False])
def test_what_is_too_large_is_refused(
    echo: TestClient, path: str, limit: int, *, announced: bool
) -> None:
    def send(size: int) -> Answer:
        return echo.post(path, content=b"x" * size if announced else in_pieces(size))

    assert send(limit).json() == limit
    refused = send(limit + 50_000)
    assert refused.status_code == 413
    assert "trop gros" in refused.text
    assert refused.headers["content-security-policy"] == POLICY
    problem = path.startswith("/api/")
    assert (refused.headers["content-type"] == "application/problem+json") is problem


def test_what_announces_too_much_is_refused_before_any_route_sees_it(echo: TestClient) -> None:
    answer = echo.get("/lieux", headers={"Content-Length": str(FORM_LIMIT_BYTES + 1)})
    assert answer.status_code == 413
    assert echo.get("/lieux", headers={"Content-Length": "10"}).status_code == 200


def test_a_length_that_lies_changes_nothing(echo: TestClient) -> None:
    for length in ("10", "-1", "x", ""):
        headers = {"Content-Length": length}
        answer = echo.post("/test/form", content=in_pieces(2 * FORM_LIMIT_BYTES), headers=headers)
        assert answer.status_code == 413, length


def test_a_form_too_large_is_refused_before_anything_is_done(sign_in: SignIn) -> None:
    person = sign_in()
    form = {"csrf": person.csrf, "much": "x" * FORM_LIMIT_BYTES}
    assert person.post("/deconnexion", data=form).status_code == 413
    assert person.get("/mot-de-passe", follow_redirects=False).status_code == 200


@pytest.mark.usefixtures("fresh_house")
def test_when_the_service_breaks_it_says_so_in_french_and_tells_nothing_else(
    app: FastAPI, app_client: TestClient
) -> None:
    def broken() -> None:
        raise RuntimeError("a secret")

    app.add_api_route("/test/broken", broken)
    app.add_api_route("/api/test/broken", broken)
    client = TestClient(app, raise_server_exceptions=False)
    del app_client
    page, problem = client.get("/test/broken"), client.get("/api/test/broken")
    for answer in (page, problem):
        assert answer.status_code == 500
        assert "ne marche pas chez nous" in answer.text
        assert "secret" not in answer.text
        assert answer.headers["content-security-policy"] == POLICY
    assert problem.headers["content-type"] == "application/problem+json"
