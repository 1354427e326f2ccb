"""What a role, an account, a token and an invitation let somebody do."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from lives import ASSOCIATION, COUNTER, POINT, SHOP
from people import SignIn

from api.access import (
    PLACED,
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
    create_token,
    list_tokens,
    revoke_token,
)
from ledger import ActorKind, Author

pytestmark = pytest.mark.usefixtures("fresh_house")

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
