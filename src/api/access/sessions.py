"""Sign-ins: opened by a password, kept on the server, ended by time or by a hand."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, Connection
from psycopg_pool import ConnectionPool

from api.access.accounts import login_form
from api.access.passwords import hash_password, is_outdated, matches
from api.access.roles import (
    AccessRefused,
    SignedIn,
    granted_places,
    grants_from,
    may_work_at,
)
from api.access.secret import digest, new_secret
from projections.standing import Standing

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is known: somebody who reads page after page writes nothing."""

_READ = """
    SELECT a.id, a.name, a.login,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'place', g.place)
                                   ORDER BY g.role, g.place), '[]')
         FROM access.role_grant g WHERE g.account = a.id),
        s.place, s.csrf, s.seen_at < now() - %s,
        (SELECT coalesce(jsonb_object_agg(p.subject, jsonb_build_array(p.name, p.organisation)),
                         '{}')
         FROM views.places p WHERE p.subject = s.place OR p.subject IN
            (SELECT g.place FROM access.role_grant g WHERE g.account = a.id)),
        (SELECT jsonb_object_agg(name, jsonb_build_array(id, changed))
         FROM views.generation WHERE current)
    FROM access.session s JOIN access.account a ON a.id = s.account
    WHERE s.sha256 = %s AND s.seen_at > now() - %s AND a.disabled_at IS NULL
"""


def check_password(pool: ConnectionPool, login: str, password: str) -> UUID | None:
    """Whose login and password these are; nobody's when one is wrong or the account closed.

    No connection is held while it computes: guessing takes none from those who read.
    """
    account, stored = _stored_password(pool, login)
    if not matches(password, stored) or stored is None:
        return None
    if is_outdated(stored):
        renewed = hash_password(password)
        with pool.connection() as connection:
            connection.execute(
                "UPDATE access.account SET password_hash = %s WHERE id = %s AND password_hash = %s",
                [renewed, account, stored],
            )
    return account


def _stored_password(pool: ConnectionPool, login: str) -> tuple[UUID | None, str | None]:
    try:
        login = login_form(login)
    except AccessRefused:
        return None, None
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT id, password_hash FROM access.account WHERE login = %s AND disabled_at IS NULL",
            [login],
        ).fetchone()
    return row or (None, None)


def open_session(connection: Connection[Any], account: UUID, lifetime: timedelta) -> str:
    """Return the secret that the cookie carries. Sign-ins nobody uses any more are swept out."""
    secret = new_secret()
    connection.execute("DELETE FROM access.session WHERE seen_at <= now() - %s", [lifetime])
    connection.execute(
        "INSERT INTO access.session (sha256, account, csrf) VALUES (%s, %s, %s)",
        [digest(secret), account, new_secret()],
    )
    return secret


async def read_session(
    connection: AsyncConnection[Any], secret: str, lifetime: timedelta
) -> tuple[SignedIn, Standing] | None:
    """Who signed in, with the roles they hold now, and where the views stand; None when it ended.

    One question, and no thread that waits for its answer: every page of every desk asks it.
    """
    cursor = await connection.execute(_READ, [SEEN_EVERY, digest(secret), lifetime], prepare=True)
    row = await cursor.fetchone()
    if row is None:
        return None
    account, name, login, held, chosen, csrf, stale, known, standing = row
    if stale:
        await connection.execute(
            "UPDATE access.session SET seen_at = now() WHERE sha256 = %s", [digest(secret)]
        )
    grants = grants_from(held)
    place = chosen if chosen and may_work_at(grants, chosen) else None
    if place is None and len(own := granted_places(grants)) == 1:
        [place] = own
    place_name, organisation = known.get(str(place), (None, None))
    runs_it = UUID(organisation) if organisation else None
    found = SignedIn(account, name, login, grants, place, runs_it, csrf, place_name)
    return found, standing or {}


def work_at(connection: Connection[Any], secret: str, place: UUID) -> None:
    """Note where somebody works from now on. Whether they may is checked at each reading."""
    connection.execute(
        "UPDATE access.session SET place = %s WHERE sha256 = %s", [place, digest(secret)]
    )


def close_session(connection: Connection[Any], secret: str) -> None:
    connection.execute("DELETE FROM access.session WHERE sha256 = %s", [digest(secret)])
