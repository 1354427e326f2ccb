"""Accounts, passwords, tokens and links, as they are kept."""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from lives import ASSOCIATION, COUNTER, POINT, SHOP
from people import PASSWORD
from psycopg_pool import ConnectionPool

from api.access import (
    AccessRefused,
    Grant,
    Role,
    change_grants,
    create_account,
    create_token,
    disable_account,
    enable_account,
    find_account,
    invite,
    list_accounts,
    list_invitations,
    list_tokens,
)
from api.access.passwords import hash_password, matches
from api.access.sessions import check_password
from api.settings import Settings

Connection = psycopg.Connection[Any]

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)


def test_tokens_and_links_are_not_in_the_database(connection: Connection) -> None:
    token = create_token(connection, "Banc 1", SHOP, ASSOCIATION)
    link = invite(connection, "Noé", [ADMINISTRATOR], Settings())
    rows = connection.execute(
        "SELECT t::text FROM access.token t UNION ALL SELECT i::text FROM access.invitation i"
    ).fetchall()
    kept = "".join(text for (text,) in rows)
    assert "Banc 1" in kept
    for secret in (token, token.removeprefix("meleze_"), link):
        assert secret not in kept
        assert secret.encode().hex() not in kept


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "deux\x00", "in\u202evisible"])
def test_a_name_is_one_visible_line(connection: Connection, name: str) -> None:
    with pytest.raises(AccessRefused, match="sur une ligne"):
        create_token(connection, name, SHOP, ASSOCIATION)
    with pytest.raises(AccessRefused, match="sur une ligne"):
        invite(connection, name, [ADMINISTRATOR], Settings())
    with pytest.raises(AccessRefused, match="sur une ligne"):
        create_account(connection, "camille", name, PASSWORD, [ADMINISTRATOR])
    for kept in (list_tokens, list_invitations, list_accounts):
        assert kept(connection) == []


def test_an_account_holds_several_roles_in_several_places(connection: Connection) -> None:
    grants = (
        ADMINISTRATOR,
        Grant(Role.COUNTER, COUNTER),
        Grant(Role.OPERATOR, SHOP),
        Grant(Role.OPERATOR, POINT),
    )
    camille = create_account(connection, "Camille", " Camille  Roux ", PASSWORD, (*grants, *grants))
    [account] = list_accounts(connection)
    assert (account.id, account.login, account.name) == (camille, "camille", "Camille Roux")
    assert set(account.grants) == set(grants)
    assert len(account.grants) == len(grants)


def test_a_login_is_taken_whatever_its_case(connection: Connection) -> None:
    create_account(connection, "camille", "Camille", PASSWORD, [ADMINISTRATOR])
    with pytest.raises(AccessRefused, match="déjà pris"):
        create_account(connection, "CAMILLE", "Camille", PASSWORD, [ADMINISTRATOR])
    assert len(list_accounts(connection)) == 1


def test_the_last_administrator_stays(connection: Connection) -> None:
    first = create_account(connection, "first", "Un", PASSWORD, [ADMINISTRATOR])
    with pytest.raises(AccessRefused, match="dernier compte d’administration"):
        disable_account(connection, first)
    with pytest.raises(AccessRefused, match="dernier compte d’administration"):
        change_grants(connection, first, [Grant(Role.FUNDER)])
    account = find_account(connection, first)
    assert account
    assert (account.grants, account.disabled_at) == ((ADMINISTRATOR,), None)
    second = create_account(connection, "second", "Deux", PASSWORD, [ADMINISTRATOR])
    disable_account(connection, first)
    with pytest.raises(AccessRefused):
        disable_account(connection, second)
    enable_account(connection, first)
    disable_account(connection, second)


def test_two_administrators_cannot_dismiss_each_other_at_once(
    database: str, connection: Connection
) -> None:
    first, second = (
        create_account(connection, name, name, PASSWORD, [ADMINISTRATOR])
        for name in ("first", "second")
    )

    def dismiss_first() -> None:
        with psycopg.connect(database, autocommit=True) as own:
            disable_account(own, first)

    with ThreadPoolExecutor() as threads:
        with connection.transaction():
            disable_account(connection, second)
            dismissed = threads.submit(dismiss_first)
            wait([dismissed], timeout=0.5)
            assert not dismissed.done(), "it did not wait for the other"
        with pytest.raises(AccessRefused, match="dernier compte d’administration"):
            dismissed.result(timeout=10)


def test_a_password_typed_on_another_keyboard_is_the_same(
    database: str, connection: Connection
) -> None:
    composed, decomposed = "un mélèze au bord", "un me\u0301le\u0300ze au bord"
    camille = create_account(connection, "camille", "Camille", composed, [ADMINISTRATOR])
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        assert check_password(pool, "camille", decomposed) == camille
        assert check_password(pool, "camille", "un meleze au bord") is None


@pytest.mark.usefixtures("true_passwords")
def test_a_password_is_hashed_by_argon2id_and_salted() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert matches(PASSWORD, first)
    assert not matches(PASSWORD, None)
    assert not matches("nobody has this password", None)


@pytest.mark.usefixtures("true_passwords")
def test_a_password_stored_with_weaker_settings_is_stored_again(
    database: str, connection: Connection
) -> None:
    camille = create_account(connection, "camille", "Camille", PASSWORD, [ADMINISTRATOR])
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    connection.execute("UPDATE access.account SET password_hash = %s", [weak])
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        assert check_password(pool, "camille", PASSWORD) == camille
        [stored] = connection.execute("SELECT password_hash FROM access.account").fetchone() or [""]
        assert stored != weak
        assert check_password(pool, "camille", PASSWORD) == camille
