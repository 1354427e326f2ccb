"""Slows down whoever guesses passwords: a few failures, then a wait."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from psycopg import Connection

WINDOW = timedelta(minutes=15)
FAILURES_OF_A_LOGIN = 10
FAILURES_OF_AN_ADDRESS = 50
"""A whole structure may sign in behind one address."""

_SALT = secrets.token_bytes(32)
"""Forgotten with the process: a digest of an address tells nobody the address."""


def may_try(connection: Connection[Any], login: str, address: str) -> bool:
    """Count one more try as a failure, then say whether it may be made.

    It is counted before: tries sent together are all counted.
    """
    connection.execute("DELETE FROM access.throttle WHERE window_start < now() - %s", [WINDOW])
    with connection.transaction():
        of_login = _count(connection, _login_key(login))
        of_address = _count(connection, _address_key(address))
    return of_login <= FAILURES_OF_A_LOGIN and of_address <= FAILURES_OF_AN_ADDRESS


def forget_failures(connection: Connection[Any], login: str, address: str) -> None:
    """The last try succeeded: forget those of this login, and that one of the address."""
    with connection.transaction():
        connection.execute("DELETE FROM access.throttle WHERE key = %s", [_login_key(login)])
        connection.execute(
            "UPDATE access.throttle SET count = count - 1 WHERE key = %s", [_address_key(address)]
        )


def _count(connection: Connection[Any], key: bytes) -> int:
    row = connection.execute(
        "INSERT INTO access.throttle AS t VALUES (%s, now(), 1)"
        " ON CONFLICT (key) DO UPDATE SET count = t.count + 1 RETURNING count",
        [key],
    ).fetchone()
    return row[0] if row else 0


def _login_key(login: str) -> bytes:
    """The same for every way to write one login."""
    return hashlib.sha256(b"login " + login.strip().lower().encode()).digest()


def _address_key(address: str) -> bytes:
    return hmac.digest(_SALT, address.encode(), "sha256")
