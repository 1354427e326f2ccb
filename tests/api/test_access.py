"""What a role, an account, a token and an invitation let somebody do."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from lives import ASSOCIATION, COUNTER, POINT, SHOP
from people import PASSWORD, SignIn
from psycopg_pool import ConnectionPool

from api.access import (
    PLACED,
    AccessRefused,
    AdministratorDep,
    Grant,
    OperatorDep,
    RecordingStationDep,
    Role,
    Scope,
    SignedIn,
    SignedInDep,
    StaffDep,
    StationDep,
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
    revoke_token,
)
from api.access.passwords import hash_password, matches
from api.access.sessions import check_password
from api.settings import Settings
from ledger import ActorKind, Author

Connection = psycopg.Connection[Any]

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)


def somebody(*grants: Grant, place: UUID | None = None) -> SignedIn:
    return SignedIn(uuid4(), "Camille", "camille", grants, place, ASSOCIATION, "csrf")


@pytest.mark.parametrize("role", Role)
def test_a_role_is_held_in_a_place_or_everywhere_never_both(role: Role) -> None:
    with pytest.raises(ValueError, match=role):
        Grant(role, None if role in PLACED else SHOP)
    assert Grant(role, SHOP if role in PLACED else None).role is role


def test_a_role_of_another_place_does_not_count_where_one_works() -> None:
    camille = somebody(
        Grant(Role.OPERATOR, SHOP),
        Grant(Role.COUNTER, COUNTER),
        Grant(Role.FUNDER),
        place=COUNTER,
    )
    assert camille.has(Role.COUNTER)
    assert camille.has(Role.OPERATOR, Role.FUNDER)
    assert not camille.has(Role.OPERATOR)
    assert camille.places(Role.OPERATOR) == [SHOP]
    assert [camille.may_work_at(place) for place in (SHOP, COUNTER, POINT)] == [True, True, False]


def test_only_an_administrator_works_anywhere() -> None:
    assert somebody(ADMINISTRATOR).may_work_at(POINT)
    for role in (Role.COORDINATOR, Role.FUNDER):
        assert not somebody(Grant(role)).may_work_at(POINT)


def test_the_author_of_a_record_is_an_id_and_where_it_worked() -> None:
    camille = somebody(Grant(Role.OPERATOR, SHOP), place=SHOP)
    assert camille.author == Author(ActorKind.PERSON, camille.account, ASSOCIATION, SHOP)


def doors(app: FastAPI) -> None:
    """A route behind each door."""

    @app.get("/test/signed-in")
    def _(who: SignedInDep) -> dict[str, str | None]:
        author = who.author
        return {"place": str(author.place), "organisation": str(author.organisation)}

    @app.get("/test/operator")
    def _(_: OperatorDep) -> None: ...

    @app.get("/test/staff")
    def _(_: StaffDep) -> None: ...

    @app.get("/test/administrator")
    def _(_: AdministratorDep) -> None: ...

    @app.get("/api/test/station")
    def _(station: StationDep) -> dict[str, str]:
        author = station.author
        return {"kind": author.kind, "id": str(author.id), "place": str(author.place)}

    @app.get("/api/test/recording")
    def _(_: RecordingStationDep) -> None: ...


@pytest.mark.parametrize("role", Role)
def test_each_door_opens_to_its_roles_only(app: FastAPI, sign_in: SignIn, role: Role) -> None:
    doors(app)
    person = sign_in(role)
    opened = {
        door: person.get(f"/test/{door}", follow_redirects=False).status_code
        for door in ("signed-in", "staff", "operator", "administrator")
    }
    assert opened == {
        "signed-in": 200,
        "staff": 200,
        "operator": 200 if role in {Role.OPERATOR, Role.ADMINISTRATOR} else 403,
        "administrator": 200 if role is Role.ADMINISTRATOR else 403,
    }


def test_an_account_without_a_role_reads_nothing(
    app: FastAPI, sign_in: SignIn, connection: Connection
) -> None:
    doors(app)
    person = sign_in()
    change_grants(connection, person.account, [])
    assert person.get("/test/staff").status_code == 403


def test_a_role_taken_back_is_gone_at_the_next_page(
    app: FastAPI, sign_in: SignIn, connection: Connection
) -> None:
    doors(app)
    person = sign_in(Role.OPERATOR)
    assert person.get("/test/operator").status_code == 200
    change_grants(connection, person.account, [Grant(Role.PRESCRIBER, SHOP)])
    assert person.get("/test/operator").status_code == 403


def test_who_has_one_place_works_there_for_the_structure_that_runs_it(
    app: FastAPI, sign_in: SignIn
) -> None:
    doors(app)
    author = sign_in(Role.OPERATOR, COUNTER).get("/test/signed-in").json()
    assert author == {"place": str(COUNTER), "organisation": str(ASSOCIATION)}
    everywhere = sign_in(Role.FUNDER).get("/test/signed-in").json()
    assert everywhere == {"place": "None", "organisation": "None"}


def ask(client: TestClient, token: str, path: str = "/api/test/station") -> Response:
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def test_a_station_acts_for_its_place(
    app: FastAPI, app_client: TestClient, connection: Connection
) -> None:
    doors(app)
    token = create_token(connection, "Banc 1", SHOP, ASSOCIATION)
    [kept] = list_tokens(connection)
    assert (kept.name, kept.place, kept.may) == ("Banc 1", SHOP, ["read", "record"])
    said = ask(app_client, token).json()
    assert said == {"kind": "station", "id": str(kept.id), "place": str(SHOP)}
    assert ask(app_client, token, "/api/test/recording").status_code == 200


def test_a_token_that_only_reads_does_not_record(
    app: FastAPI, app_client: TestClient, connection: Connection
) -> None:
    doors(app)
    token = create_token(connection, "Tableau", SHOP, ASSOCIATION, [Scope.READ])
    assert ask(app_client, token).status_code == 200
    refused = ask(app_client, token, "/api/test/recording")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "Ce jeton permet de lire, pas d’enregistrer."


def test_no_token_a_false_one_and_a_revoked_one_stay_outside(
    app: FastAPI, app_client: TestClient, connection: Connection
) -> None:
    doors(app)
    token = create_token(connection, "Banc 1", SHOP, ASSOCIATION)
    [kept] = list_tokens(connection)
    assert revoke_token(connection, kept.id)
    assert not revoke_token(connection, kept.id)
    assert list_tokens(connection) == []
    refusals = [
        app_client.get("/api/test/station"),
        app_client.get("/api/test/station", headers={"Authorization": "Basic YTpi"}),
        ask(app_client, ""),
        ask(app_client, "meleze_false"),
        ask(app_client, token),
        ask(app_client, token[:-1]),
    ]
    for refusal in refusals:
        assert refusal.status_code == 401
        assert refusal.headers["content-type"] == "application/problem+json"
        assert refusal.headers["www-authenticate"] == "Bearer"
        assert refusal.json()["status"] == 401


def test_a_session_opens_no_door_of_the_stations_and_the_reverse(
    app: FastAPI, sign_in: SignIn, connection: Connection
) -> None:
    doors(app)
    assert sign_in(Role.ADMINISTRATOR).get("/api/test/station").status_code == 401
    token = create_token(connection, "Banc 1", SHOP, ASSOCIATION)
    client = TestClient(app, follow_redirects=False)
    assert ask(client, token, "/test/staff").status_code == 303


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
    assert (
        list_tokens(connection) == list_invitations(connection) == list_accounts(connection) == []
    )


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
    for change in (
        lambda: disable_account(connection, first),
        lambda: change_grants(connection, first, [Grant(Role.FUNDER)]),
    ):
        with pytest.raises(AccessRefused, match="dernier compte d’administration"):
            change()
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
    accounts = [
        create_account(connection, name, name, PASSWORD, [ADMINISTRATOR])
        for name in ("first", "second")
    ]

    def dismiss(account: UUID) -> bool:
        with psycopg.connect(database, autocommit=True) as own:
            try:
                disable_account(own, account)
            except AccessRefused:
                return False
            return True

    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(dismiss, accounts)) == [False, True]


def test_a_password_typed_on_another_keyboard_is_the_same(
    database: str, connection: Connection
) -> None:
    composed, decomposed = "un mélèze au bord", "un me\u0301le\u0300ze au bord"
    camille = create_account(connection, "camille", "Camille", composed, [ADMINISTRATOR])
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        assert check_password(pool, "camille", decomposed) == camille
        assert check_password(pool, "camille", "un meleze au bord") is None


def test_a_password_is_hashed_by_argon2id_and_salted() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$")
    assert matches(PASSWORD, first)
    assert not matches(PASSWORD, None)
    assert not matches("nobody has this password", None)


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
