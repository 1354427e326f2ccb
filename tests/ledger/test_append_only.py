"""The past is not rewritten: not by the service, not by its owner, not by a superuser."""

import os
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


def is_superuser(connection: Connection[Any]) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = user").fetchone()
    return bool(row and row[0])


@pytest.fixture
def superuser(given: Given) -> Iterator[Connection[Any]]:
    with given.pool.connection() as connection:
        if "MELEZE_TEST_SERVER" in os.environ and not is_superuser(connection):
            pytest.skip("on this server we are an ordinary account")
        assert is_superuser(connection)
        yield connection


@pytest.fixture
def owner(given: Given) -> Iterator[Connection[Any]]:
    """Somebody who owns the schema and its tables, and is nothing else; until the test ends."""
    with given.pool.connection() as connection, connection.transaction(force_rollback=True):
        if is_superuser(connection):  # an ordinary account is that owner already
            role = Identifier(OWNER)
            connection.execute(SQL("CREATE ROLE {}").format(role))
            connection.execute(SQL("ALTER SCHEMA ledger OWNER TO {}").format(role))
            for table in ("event", "command", "claim", "head", "balance"):
                name = Identifier("ledger", table)
                connection.execute(SQL("ALTER TABLE {} OWNER TO {}").format(name, role))
            connection.execute(SQL("SET LOCAL ROLE {}").format(role))
        yield connection


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


def test_the_refusal_says_what_to_do_instead(owner: Connection[Any]) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        owner.execute("DELETE FROM ledger.event")
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
