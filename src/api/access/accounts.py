"""Accounts: who can sign in, and the roles they hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from api.access.passwords import hash_password
from api.access.roles import AccessRefused, Grant, Role, grants_from

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_LONGEST_NAME = 80

_SELECT = """
    SELECT id, login, name, created_at, disabled_at,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('role', role, 'place', place)
                                   ORDER BY role, place), '[]')
         FROM access.role_grant WHERE account = id) AS held
    FROM access.account
"""


@dataclass(frozen=True, slots=True)
class Account:
    id: UUID
    login: str
    name: str
    created_at: datetime
    disabled_at: datetime | None
    held: list[dict[str, Any]]
    """Grants as JSON."""

    @property
    def grants(self) -> tuple[Grant, ...]:
        return grants_from(self.held)


def list_accounts(connection: Connection[Any]) -> list[Account]:
    """Every account, those in use first, by login."""
    cursor = connection.cursor(row_factory=class_row(Account))
    return cursor.execute(f"{_SELECT} ORDER BY disabled_at IS NOT NULL, login").fetchall()


def find_account(connection: Connection[Any], account: UUID) -> Account | None:
    cursor = connection.cursor(row_factory=class_row(Account))
    return cursor.execute(f"{_SELECT} WHERE id = %s", [account]).fetchone()


def create_account(
    connection: Connection[Any], login: str, name: str, password: str, grants: Iterable[Grant]
) -> UUID:
    """Create an account; its id is the author of what it records.

    Raises ``AccessRefused`` when the login is taken, or a text cannot be what it should.
    """
    login, name, stored = login_form(login), one_line(name), hash_password(password)
    account = uuid4()
    with connection.transaction():
        try:
            connection.execute(
                "INSERT INTO access.account (id, login, name, password_hash)"
                " VALUES (%s, %s, %s, %s)",
                [account, login, name, stored],
            )
        except UniqueViolation:
            raise AccessRefused(
                f"L’identifiant « {login} » est déjà pris : choisissez-en un autre."
            ) from None
        _write_grants(connection, account, grants)
    return account


def change_grants(connection: Connection[Any], account: UUID, grants: Iterable[Grant]) -> None:
    """Replace the roles of an account, at once for those signed in.

    Raises ``AccessRefused`` when nobody would be left to administer.
    """
    with connection.transaction():
        administrators = _lock_administrators(connection)
        connection.execute("DELETE FROM access.role_grant WHERE account = %s", [account])
        _write_grants(connection, account, grants)
        _keep_an_administrator(connection, administrators)


def disable_account(connection: Connection[Any], account: UUID) -> None:
    """Close an account at once; what it recorded stays.

    Raises ``AccessRefused`` when nobody would be left to administer.
    """
    with connection.transaction():
        administrators = _lock_administrators(connection)
        connection.execute(
            "UPDATE access.account SET disabled_at = now() WHERE id = %s AND disabled_at IS NULL",
            [account],
        )
        connection.execute("DELETE FROM access.session WHERE account = %s", [account])
        connection.execute(
            "DELETE FROM access.invitation WHERE account = %s AND used_at IS NULL", [account]
        )
        _keep_an_administrator(connection, administrators)


def enable_account(connection: Connection[Any], account: UUID) -> None:
    """Open again an account that was closed, with the roles it had."""
    connection.execute("UPDATE access.account SET disabled_at = NULL WHERE id = %s", [account])


def change_password(connection: Connection[Any], account: UUID, password: str) -> None:
    """Set a password and end every sign-in that the former one opened.

    Raises ``AccessRefused`` when the password is too short or too long.
    """
    stored = hash_password(password)
    with connection.transaction():
        connection.execute(
            "UPDATE access.account SET password_hash = %s WHERE id = %s", [stored, account]
        )
        connection.execute("DELETE FROM access.session WHERE account = %s", [account])


def login_form(text: str) -> str:
    """The login as it is kept. Raises ``AccessRefused`` when it cannot be one."""
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise AccessRefused(
            "L’identifiant a de 3 à 40 signes : des lettres sans accent, des chiffres, "
            "un point ou un tiret."
        )
    return login


def one_line(text: str) -> str:
    """The name with single spaces. Raises ``AccessRefused`` when it cannot be one."""
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise AccessRefused(f"Le nom a de 1 à {_LONGEST_NAME} caractères, sur une ligne.")
    return name


def _write_grants(connection: Connection[Any], account: UUID, grants: Iterable[Grant]) -> None:
    connection.cursor().executemany(
        "INSERT INTO access.role_grant (account, role, place) VALUES (%s, %s, %s)",
        [[account, grant.role, grant.place] for grant in set(grants)],
    )


def _administrators(connection: Connection[Any]) -> int:
    row = connection.execute(
        "SELECT count(*) FROM access.account JOIN access.role_grant ON account = id"
        " WHERE role = %s AND disabled_at IS NULL",
        [Role.ADMINISTRATOR],
    ).fetchone()
    return row[0] if row else 0


def _lock_administrators(connection: Connection[Any]) -> int:
    """How many there are. Held until the end: two of them must not dismiss each other at once."""
    connection.execute("LOCK TABLE access.role_grant IN SHARE ROW EXCLUSIVE MODE")
    return _administrators(connection)


def _keep_an_administrator(connection: Connection[Any], before: int) -> None:
    if before and not _administrators(connection):
        raise AccessRefused(
            "C’est le dernier compte d’administration : donnez d’abord ce rôle à quelqu’un d’autre."
        )
