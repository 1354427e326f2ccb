"""Databases for tests, a fresh one each."""

import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

LEFT = 3
"""Databases of past tests that wait until nobody leaves them any more."""


class Databases:
    """Makes databases on the server, and drops them, through one connection that stays open."""

    def __init__(self, server: str, connection: psycopg.Connection[Any]) -> None:
        self._server = server
        self._connection = connection
        self._left: deque[str] = deque()

    def drop(self, *, keep: int = 0) -> None:
        """Drop what tests left, but the last ones.

        Who was just connected is still leaving: PostgreSQL would sleep a tenth of a second.
        """
        while len(self._left) > keep:
            drop = SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(self._left.popleft()))
            self._connection.execute(drop)

    @contextmanager
    def fresh(self, template: str = "template1") -> Iterator[str]:
        """URL of a copy of the template. Files are copied as they are: half the time of WAL_LOG."""
        name = f"meleze_test_{secrets.token_hex(6)}"
        copy = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._connection.execute(copy.format(Identifier(name), Identifier(template)))
        try:
            yield urlsplit(self._server)._replace(path=f"/{name}").geturl()
        finally:
            self._left.append(name)
            self.drop(keep=LEFT)
