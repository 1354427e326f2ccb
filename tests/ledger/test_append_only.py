"""The past is not rewritten: not by the service, not by its owner, not by a superuser."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from given import Given
from lives import bound, collected
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from ledger.codes import new_code

OWNER = "keeper_of_the_ledger"


@pytest.fixture
def superuser(given: Given) -> Iterator[Connection[Any]]:
    with given.pool.connection() as connection:
        row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = user").fetchone()
        assert row == (True,)
        yield connection


@pytest.fixture
def owner(superuser: Connection[Any]) -> Iterator[Connection[Any]]:
    """Somebody who owns the schema and its tables, and is nothing else; until the test ends."""
    role = Identifier(OWNER)
    with superuser.transaction(force_rollback=True):
        superuser.execute(SQL("CREATE ROLE {}").format(role))
        superuser.execute(SQL("ALTER SCHEMA ledger OWNER TO {}").format(role))
        for table in ("event", "command", "claim", "head", "balance"):
            name = Identifier("ledger", table)
            superuser.execute(SQL("ALTER TABLE {} OWNER TO {}").format(name, role))
        superuser.execute(SQL("SET LOCAL ROLE {}").format(role))
        yield superuser


REWRITINGS = (
    "UPDATE ledger.event SET topic = 'device.sold.v1'",
    "UPDATE ledger.event SET position = position WHERE false",
    "DELETE FROM ledger.event WHERE position = 1",
    "TRUNCATE ledger.event",
    "UPDATE ledger.command SET digest = ''",
    "DELETE FROM ledger.command",
    "TRUNCATE ledger.command",
)


@pytest.mark.parametrize("statement", REWRITINGS)
def test_a_superuser_does_not_rewrite_the_past(superuser: Connection[Any], statement: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="the ledger is append-only"):
        superuser.execute(statement.encode())


@pytest.mark.parametrize("statement", REWRITINGS)
def test_the_owner_does_not_either(owner: Connection[Any], statement: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="the ledger is append-only"):
        owner.execute(statement.encode())


def test_the_refusal_says_what_to_do_instead(superuser: Connection[Any]) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        superuser.execute("DELETE FROM ledger.event")
    assert refusal.value.diag.message_hint == "Record a correcting event instead."


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger.claim WHERE key = %(code)s",
        "UPDATE ledger.claim SET holder = gen_random_uuid() WHERE key = %(code)s",
        "UPDATE ledger.claim SET key = 'X' WHERE key = %(code)s",
        "UPDATE ledger.claim SET kind = 'promise' WHERE key = %(code)s",
        "TRUNCATE ledger.claim",
    ],
)
def test_the_code_of_a_sticker_is_neither_freed_nor_moved(given: Given, statement: str) -> None:
    code = new_code()
    past = given(collected(), bound(code))
    with given.pool.connection() as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement.encode(), {"code": code})
    assert given.ledger.holder("sticker", code) == past.subject
