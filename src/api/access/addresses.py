"""Where professionals want to be told that an order moved: an e-mail address of their work."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from api.access.roles import AccessRefused, Role

_ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[A-Za-z]{2,}")
LONGEST = 254

NOT_AN_ADDRESS = "Écrivez une adresse comme accueil@mairie-exemple.fr, ou laissez vide."


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell; ``account`` lets nobody be told of what they did themselves."""

    account: UUID
    email: str


def address_of(connection: Connection[Any], account: UUID) -> str:
    """The address of this account; nothing when it gave none."""
    row = connection.execute(
        "SELECT email FROM access.address WHERE account = %s", [account]
    ).fetchone()
    return str(row[0]) if row else ""


def set_address(connection: Connection[Any], account: UUID, typed: str) -> None:
    """Keep this address, or forget the one there was when nothing is typed.

    Raises ``AccessRefused``.
    """
    email = typed.strip()
    if not email:
        connection.execute("DELETE FROM access.address WHERE account = %s", [account])
        return
    if len(email) > LONGEST or not _ADDRESS.fullmatch(email) or not email.isascii():
        raise AccessRefused(NOT_AN_ADDRESS)
    connection.execute(
        "INSERT INTO access.address (account, email) VALUES (%s, %s)"
        " ON CONFLICT (account) DO UPDATE SET email = EXCLUDED.email",
        [account, email],
    )


def recipients(
    connection: Connection[Any], place: UUID, roles: Collection[Role]
) -> list[Recipient]:
    """Who holds one of these roles in that place, is not disabled and gave an address."""
    cursor = connection.cursor(row_factory=class_row(Recipient))
    return cursor.execute(
        "SELECT DISTINCT a.account, a.email FROM access.address a"
        " JOIN access.role_grant g USING (account) JOIN access.account c ON c.id = a.account"
        " WHERE g.place = %s AND g.role = ANY(%s) AND c.disabled_at IS NULL ORDER BY a.email",
        [place, [str(role) for role in roles]],
    ).fetchall()
