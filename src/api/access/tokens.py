"""Bearer tokens of stations: the programs of a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import class_row

from api.access.accounts import one_line
from api.access.roles import AccessRefused, Scope, Station
from api.access.secret import digest, new_secret
from ledger.values import refuse_personal_data

PREFIX = "meleze_"
"""So that whoever finds one in a file, or searches files for them, knows what it is."""


@dataclass(frozen=True, slots=True)
class Token:
    id: UUID
    name: str
    place: UUID
    organisation: UUID
    may: list[str]
    created_at: datetime


def create_token(
    connection: Connection[Any],
    name: str,
    place: UUID,
    organisation: UUID,
    may: Iterable[Scope] = tuple(Scope),
) -> str:
    """The new token, readable this once. ``organisation`` is the one that runs the place.

    Raises ``AccessRefused`` when the name cannot be one, or when it would permit nothing.
    """
    name = _about_a_thing(name)
    if not (permits := sorted(set(may))):
        raise AccessRefused("Dites ce que ce jeton permet : lire, enregistrer, ou les deux.")
    token = PREFIX + new_secret()
    connection.execute(
        "INSERT INTO access.token (id, sha256, name, place, organisation, may)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [uuid4(), digest(token), name, place, organisation, permits],
    )
    return token


def _about_a_thing(name: str) -> str:
    """The name of a bench or a program. Raises ``AccessRefused`` when it looks like somebody's."""
    try:
        return refuse_personal_data(one_line(name))
    except ValueError:
        raise AccessRefused(
            "Cela ressemble à un numéro de téléphone, à une adresse ou à un numéro de sécurité "
            "sociale : nommez le poste, et personne."
        ) from None


def list_tokens(connection: Connection[Any]) -> list[Token]:
    """Those that still open the door, newest first."""
    cursor = connection.cursor(row_factory=class_row(Token))
    return cursor.execute(
        "SELECT id, name, place, organisation, may, created_at FROM access.token"
        " WHERE revoked_at IS NULL ORDER BY created_at DESC, id"
    ).fetchall()


def revoke_token(connection: Connection[Any], token: UUID) -> bool:
    """End a token at once. Returns whether it was still in use."""
    done = connection.execute(
        "UPDATE access.token SET revoked_at = now() WHERE id = %s AND revoked_at IS NULL", [token]
    )
    return done.rowcount == 1


def find_station(connection: Connection[Any], token: str) -> Station | None:
    """Whose token this is; nobody's when it was revoked."""
    row = connection.execute(
        "SELECT id, name, place, organisation, may FROM access.token"
        " WHERE sha256 = %s AND revoked_at IS NULL",
        [digest(token)],
    ).fetchone()
    if row is None:
        return None
    id_, name, place, organisation, may = row
    return Station(id_, name, place, organisation, frozenset(map(Scope, may)))
