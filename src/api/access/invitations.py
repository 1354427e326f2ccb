"""Links that create an account, or that set the password of one anew. Each works once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from api.access.accounts import Account, change_password, create_account, find_account, one_line
from api.access.roles import AccessRefused, Grant, grants_from
from api.access.secret import digest, new_secret
from api.settings import Settings

_SELECT = (
    "SELECT id, name, grants AS given, account, created_at, expires_at, used_at,"
    " expires_at <= now() AS expired FROM access.invitation"
)


@dataclass(frozen=True, slots=True)
class Invitation:
    id: UUID
    name: str
    given: list[dict[str, Any]]
    """Grants as JSON."""
    account: UUID | None
    """Whose password it sets; None when it creates an account."""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    expired: bool

    @property
    def grants(self) -> tuple[Grant, ...]:
        return grants_from(self.given)


def invite(
    connection: Connection[Any],
    name: str,
    grants: Iterable[Grant],
    settings: Settings,
    *,
    made_by: UUID | None = None,
) -> str:
    """Return the secret of a link ``/invitation/<secret>``, readable this once.

    Its holder creates an account of this name and these grants. Raises ``AccessRefused`` when
    the name cannot be one.
    """
    given = [{"role": g.role, "place": g.place and str(g.place)} for g in grants]
    return _make(connection, (one_line(name), Jsonb(given), None, made_by), settings)


def invite_back(
    connection: Connection[Any], account: Account, settings: Settings, *, made_by: UUID
) -> str:
    """Return the secret of a link by which the holder of an account chooses a new password."""
    return _make(connection, (account.name, Jsonb([]), account.id, made_by), settings)


def _make(connection: Connection[Any], row: tuple[Any, ...], settings: Settings) -> str:
    secret = new_secret()
    connection.execute(
        "INSERT INTO access.invitation (id, sha256, expires_at, name, grants, account, made_by)"
        " VALUES (%s, %s, now() + %s, %s, %s, %s, %s)",
        [uuid4(), digest(secret), settings.invitation_lifetime, *row],
    )
    return secret


def list_invitations(connection: Connection[Any]) -> list[Invitation]:
    """Those that still work, newest first."""
    cursor = connection.cursor(row_factory=class_row(Invitation))
    return cursor.execute(
        f"{_SELECT} WHERE used_at IS NULL AND expires_at > now() ORDER BY created_at DESC, id"
    ).fetchall()


def find_invitation(connection: Connection[Any], secret: str) -> Invitation | None:
    """The invitation of this link, whether it still works or not."""
    cursor = connection.cursor(row_factory=class_row(Invitation))
    return cursor.execute(f"{_SELECT} WHERE sha256 = %s", [digest(secret)]).fetchone()


def cancel_invitation(connection: Connection[Any], invitation: UUID) -> None:
    """Make a link useless, if it was not used before."""
    connection.execute(
        "DELETE FROM access.invitation WHERE id = %s AND used_at IS NULL", [invitation]
    )


def why_useless(invitation: Invitation | None) -> str | None:
    """What to tell the holder of a link that no longer works; None when it works."""
    if invitation is None:
        return "Ce lien n’existe pas. Vérifiez qu’il est entier, ou demandez-en un autre."
    if invitation.used_at:
        return "Ce lien a déjà servi. Si c’était vous, connectez-vous."
    if invitation.expired:
        return "Ce lien est trop ancien. Demandez-en un autre à la personne qui vous l’a donné."
    return None


def accept_invitation(connection: Connection[Any], secret: str, login: str, password: str) -> UUID:
    """Use the link: create its account, or set the password of the one it names.

    ``login`` only matters to a new account. Raises ``AccessRefused``; the link then still works
    unless it no longer did.
    """
    with connection.transaction():
        used = connection.execute(
            "UPDATE access.invitation SET used_at = now()"
            " WHERE sha256 = %s AND used_at IS NULL AND expires_at > now() RETURNING id",
            [digest(secret)],
        ).rowcount
        invitation = find_invitation(connection, secret)
        if not used or invitation is None:
            raise AccessRefused(why_useless(invitation) or "Ce lien ne marche plus.")
        if invitation.account is None:
            return create_account(connection, login, invitation.name, password, invitation.grants)
        account = find_account(connection, invitation.account)
        if account is None or account.disabled_at:
            raise AccessRefused("Ce compte est fermé. Demandez à l’administrateur.")
        change_password(connection, account.id, password)
        return account.id
