"""People in front of the service: browsers that sign in and send forms."""

import re
from typing import Any, Protocol
from uuid import UUID

import psycopg
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access import Grant, Role

PASSWORD = "un mélèze au bord du lac"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Person(TestClient):
    """A browser that signed in. It follows redirects, as browsers do."""

    login: str
    account: UUID
    _token: tuple[list[str], str] = ([], "")

    @property
    def csrf(self) -> str:
        """The token that the forms of any page carry, the same as long as the cookie is."""
        cookies = [*self.cookies.values()]
        known, token = self._token
        if not cookies or cookies != known:
            found = _CSRF.search(self.get("/mot-de-passe").text)
            assert found, "nobody is signed in"
            token = found[1]
            self._token = cookies, token
        return token

    def submit(self, path: str, **fields: Any) -> Response:
        """Post a form of ours, with its token; a list where boxes share a name."""
        return self.post(path, data={"csrf": self.csrf} | fields)


class SignIn(Protocol):
    def __call__(
        self,
        role: Role = ...,
        place: UUID | None = ...,
        *,
        grants: tuple[Grant, ...] = ...,
    ) -> Person: ...


def try_in(
    client: TestClient, login: str = "camille", password: str = PASSWORD, **more: Any
) -> Response:
    """Send the form of the sign-in, and follow it nowhere."""
    form = {"login": login, "password": password, "suite": "/mot-de-passe"}
    return client.post("/connexion", data=form, follow_redirects=False, **more)


def is_in(client: TestClient) -> bool:
    return client.get("/mot-de-passe", follow_redirects=False).status_code == 200


def number_of(connection: psycopg.Connection[Any], table: str) -> int:
    """Rows of a table of the access schema."""
    row = connection.execute(f"SELECT count(*) FROM access.{table}").fetchone()  # noqa: S608
    assert row
    return int(row[0])
