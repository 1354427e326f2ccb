"""What the administrator does, and that nobody else can."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from lives import ASSOCIATION, COUNTER, DESK, SHOP
from people import PASSWORD, Person, SignIn

from api.access import (
    Grant,
    Role,
    create_account,
    create_token,
    find_account,
    invite,
    list_accounts,
    list_invitations,
    list_tokens,
)
from api.house import House
from api.pages import admin
from api.settings import Settings
from ledger import ActorKind
from ledger.organisation import OrganisationJoined
from ledger.place import PlaceChanged, PlaceClosed, PlaceOpened
from ledger.values import PlaceRole
from projections import organisations, places

Connection = psycopg.Connection[Any]

HOME = "/administration"
OPERATOR_AT_SHOP = f"operator:{SHOP}"


@pytest.fixture
def boss(sign_in: SignIn) -> Person:
    return sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def noe(connection: Connection) -> UUID:
    """An operator at the shop."""
    return create_account(connection, "noe", "Noé", PASSWORD, [Grant(Role.OPERATOR, SHOP)])


@pytest.fixture
def recorded(house: House) -> Callable[[], list[Any]]:
    """What was recorded since the foundations, in order."""
    start = len(list(house.ledger.since(0)))
    return lambda: list(house.ledger.since(start))


def routes() -> list[tuple[str, str]]:
    """Method and path of every page of the administrator, with ids that lead nowhere."""
    return [
        (method, re.sub(r"\{\w+\}", str(uuid4()), route.path))
        for route in admin.router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ]


def test_the_administrator_has_pages() -> None:
    assert len(routes()) == len(set(routes())) > 15
    assert {method for method, _ in routes()} == {"GET", "POST"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_opens_a_page_of_the_administrator(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    csrf = {"csrf": person.csrf}
    for method, path in routes():
        answer = person.request(method, path, data=csrf if method == "POST" else None)
        assert answer.status_code == 403, (method, path)
        assert "Demandez à l’administrateur" in answer.text


def test_nobody_opens_a_page_of_the_administrator(app_client: TestClient) -> None:
    for method, path in routes():
        answer = app_client.request(method, path, follow_redirects=False)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/connexion?")


def test_an_administrator_opens_every_page(boss: Person, noe: UUID) -> None:
    for method, path in routes():
        known = path
        if "/comptes/" in path:
            known = re.sub(r"[0-9a-f-]{36}", str(noe), path)
        if "/lieux/" in path:
            known = re.sub(r"[0-9a-f-]{36}", str(SHOP), path)
        if method == "GET":
            page = boss.get(known)
            assert page.status_code == 200, known
            assert "None" not in page.text
        if known != path:
            lost = boss.request(method, path, data={"csrf": boss.csrf})
            assert lost.status_code == 404, path


def test_every_change_asks_for_the_token_of_the_form(
    boss: Person, noe: UUID, connection: Connection, recorded: Callable[[], list[Any]]
) -> None:
    before = find_account(connection, noe)
    for method, path in routes():
        if method == "POST":
            known = re.sub(r"[0-9a-f-]{36}", str(SHOP if "/lieux/" in path else noe), path)
            answer = boss.post(known, data={"name": "x", "grant": "administrator"})
            assert answer.status_code == 403, path
    assert find_account(connection, noe) == before
    assert recorded() == []
    assert list_invitations(connection) == list_tokens(connection) == []


def test_an_invitation_is_shown_once_and_gives_what_was_ticked(
    app: FastAPI, boss: Person, connection: Connection
) -> None:
    ticked = [OPERATOR_AT_SHOP, f"counter:{COUNTER}", "funder"]
    page = boss.submit(f"{HOME}/comptes/inviter", name="Noé", grant=ticked)
    [link] = re.findall(r'value="http://127\.0\.0\.1:8000(/invitation/[^"]+)"', page.text)
    assert link not in boss.get(f"{HOME}/comptes").text
    [waiting] = list_invitations(connection)
    noe = TestClient(app)
    form = {"login": "noe", "password": PASSWORD, "again": PASSWORD}
    assert noe.post(link, data=form, follow_redirects=False).status_code == 303
    [account] = [each for each in list_accounts(connection) if each.login == "noe"]
    assert account.name == "Noé"
    assert (
        set(account.grants)
        == set(waiting.grants)
        == {
            Grant(Role.OPERATOR, SHOP),
            Grant(Role.COUNTER, COUNTER),
            Grant(Role.FUNDER),
        }
    )
    assert list_invitations(connection) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"grant": []}, "au moins un rôle"),
        ({"grant": ["king"]}, "choisissez à nouveau"),
        ({"grant": ["operator"]}, "choisissez à nouveau"),
        ({"grant": [f"administrator:{SHOP}"]}, "choisissez à nouveau"),
        ({"grant": [f"operator:{ASSOCIATION}"]}, "choisissez à nouveau"),
        ({"name": " "}, "Le nom a de 1 à 80 caractères"),
    ],
)
def test_an_invitation_gives_only_roles_that_exist(
    boss: Person, connection: Connection, fields: dict[str, Any], said: str
) -> None:
    form = {"name": "Noé", "grant": [OPERATOR_AT_SHOP]} | fields
    answer = boss.submit(f"{HOME}/comptes/inviter", **form)
    assert answer.status_code == 422
    assert said in answer.text
    if form["name"] == "Noé":
        assert 'value="Noé"' in answer.text, "what was typed is lost"
    else:
        assert f'value="{OPERATOR_AT_SHOP}" checked' in answer.text, "what was ticked is lost"
    assert list_invitations(connection) == []


def test_a_link_can_be_cancelled(app: FastAPI, boss: Person, connection: Connection) -> None:
    secret = invite(connection, "Noé", [Grant(Role.FUNDER)], Settings())
    [waiting] = list_invitations(connection)
    assert "Annuler ce lien" in boss.get(f"{HOME}/comptes").text
    boss.submit(f"{HOME}/invitations/{waiting.id}/annuler")
    assert list_invitations(connection) == []
    assert TestClient(app).get(f"/invitation/{secret}").status_code == 404


def test_roles_are_given_and_taken(boss: Person, noe: UUID, connection: Connection) -> None:
    page = boss.get(f"{HOME}/comptes/{noe}").text
    assert f'value="{OPERATOR_AT_SHOP}" checked' in page
    assert f'value="operator:{COUNTER}">' in page
    boss.submit(f"{HOME}/comptes/{noe}", grant=[f"prescriber:{DESK}", "coordinator"])
    account = find_account(connection, noe)
    assert account
    assert set(account.grants) == {Grant(Role.PRESCRIBER, DESK), Grant(Role.COORDINATOR)}
    refused = boss.submit(f"{HOME}/comptes/{noe}", grant=[])
    assert refused.status_code == 409
    assert find_account(connection, noe) == account


def test_the_last_administrator_cannot_lock_everybody_out(
    boss: Person, connection: Connection
) -> None:
    for path, fields in (("", {"grant": ["funder"]}), ("/fermer", {})):
        answer = boss.submit(f"{HOME}/comptes/{boss.account}{path}", **fields)
        assert answer.status_code == 409
        assert "dernier compte d’administration" in answer.text
    account = find_account(connection, boss.account)
    assert account
    assert (account.grants, account.disabled_at) == ((Grant(Role.ADMINISTRATOR),), None)


def test_an_account_is_closed_at_once_and_opened_again(boss: Person, sign_in: SignIn) -> None:
    person = sign_in(Role.OPERATOR)
    path = f"{HOME}/comptes/{person.account}"
    boss.submit(f"{path}/fermer")
    assert person.get("/mot-de-passe", follow_redirects=False).status_code == 303
    assert "fermé" in boss.get(f"{HOME}/comptes").text
    refused = boss.submit(f"{path}/lien")
    assert refused.status_code == 409
    assert "rouvrez-le" in refused.text
    boss.submit(f"{path}/rouvrir")
    form = {"login": person.login, "password": PASSWORD}
    assert person.post("/connexion", data=form, follow_redirects=False).status_code == 303


def test_a_forgotten_password_is_replaced_by_its_owner(
    app: FastAPI, boss: Person, sign_in: SignIn
) -> None:
    person = sign_in(Role.OPERATOR)
    page = boss.submit(f"{HOME}/comptes/{person.account}/lien")
    [link] = re.findall(r'value="http://127\.0\.0\.1:8000(/invitation/[^"]+)"', page.text)
    browser = TestClient(app)
    assert person.login in browser.get(link).text
    new = "trois marmottes au soleil"
    form = {"login": "somebody-else", "password": new, "again": new}
    assert browser.post(link, data=form, follow_redirects=False).status_code == 303
    assert f'name="login" value="{person.login}"' in browser.get("/mot-de-passe").text
    assert person.get("/mot-de-passe", follow_redirects=False).status_code == 303
    with_old = {"login": person.login, "password": PASSWORD}
    with_new = {"login": person.login, "password": new}
    assert browser.post("/connexion", data=with_old).status_code == 403
    assert browser.post("/connexion", data=with_new, follow_redirects=False).status_code == 303


STRUCTURE = {
    "name": "Ressources du Buëch",
    "form": "social_company",
    "siret": "123 456 789 00012",
    "sells_public_gifts": "1",
}


def test_a_structure_joins(
    boss: Person, connection: Connection, recorded: Callable[[], list[Any]]
) -> None:
    page = boss.submit(f"{HOME}/structures/nouvelle", command=str(uuid4()), **STRUCTURE)
    assert "Ressources du Buëch" in page.text
    [record] = recorded()
    assert isinstance(record.event, OrganisationJoined)
    assert (record.metadata.actor, record.metadata.actor_id) == (ActorKind.PERSON, boss.account)
    [row] = [each for each in organisations.read_all(connection) if each.siret]
    assert (row.name, row.form, row.siret, row.sells_public_gifts) == (
        "Ressources du Buëch",
        "social_company",
        "12345678900012",
        True,
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "À remplir"),
        ({"name": "x" * 121}, "trop long"),
        ({"name": "Camille 06 12 34 56 78"}, "numéro de téléphone"),
        ({"form": "kingdom"}, "Choisissez une réponse de la liste"),
        ({"siret": "123"}, "Un SIRET a 14 chiffres"),
        ({"sells_public_gifts": "perhaps"}, "Choisissez une réponse de la liste"),
    ],
)
def test_a_structure_badly_described_is_refused_and_what_was_typed_stays(
    boss: Person, recorded: Callable[[], list[Any]], fields: dict[str, str], said: str
) -> None:
    form = STRUCTURE | fields
    answer = boss.submit(f"{HOME}/structures/nouvelle", command=str(uuid4()), **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{form["siret"]}"' in answer.text
    assert recorded() == []


PLACE = {
    "name": "Point de collecte de Veynes",
    "organisation": str(ASSOCIATION),
    "commune": "veynes",
    "address": "1 place de la Gare",
    "roles": ["collection_point", "hand_over_place"],
}


def test_a_place_opens_in_a_commune_chosen_by_name(
    boss: Person, connection: Connection, recorded: Callable[[], list[Any]]
) -> None:
    page = boss.submit(f"{HOME}/lieux/nouveau", command=str(uuid4()), **PLACE)
    assert "Point de collecte de Veynes" in page.text
    [record] = recorded()
    assert isinstance(record.event, PlaceOpened)
    assert record.event.commune == "05179"
    assert record.event.roles == {PlaceRole.COLLECTION_POINT, PlaceRole.HAND_OVER_PLACE}
    row = places.read(connection, record.subject)
    assert row
    assert (row.commune_name, row.organisation, row.takes_money) == ("Veynes", ASSOCIATION, False)


def test_two_communes_of_one_name_are_told_apart(
    boss: Person, recorded: Callable[[], list[Any]]
) -> None:
    assert '<option value="Sigoyer (04)">' in boss.get(f"{HOME}/lieux/nouveau").text
    for name in ("Sigoyer", "Sigoyer (04)"):
        form = PLACE | {"commune": name}
        boss.submit(f"{HOME}/lieux/nouveau", command=str(uuid4()), **form)
    assert [record.event.commune for record in recorded()] == ["05168", "04207"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"commune": "Marseille"}, "Choisissez une commune de la liste"),
        ({"commune": ""}, "Choisissez une commune de la liste"),
        ({"organisation": str(SHOP)}, "Cette structure n’est pas au registre"),
        ({"organisation": str(uuid4())}, "Cette structure n’est pas au registre"),
        ({"organisation": "x"}, "Choisissez une réponse de la liste"),
        ({"roles": []}, "À remplir"),
        ({"roles": ["palace"]}, "Choisissez une réponse de la liste"),
        ({"name": "camille@example.org"}, "n’écrivez rien qui désigne quelqu’un"),
    ],
)
def test_a_place_badly_described_is_refused_and_what_was_typed_stays(
    boss: Person, recorded: Callable[[], list[Any]], fields: dict[str, Any], said: str
) -> None:
    answer = boss.submit(f"{HOME}/lieux/nouveau", command=str(uuid4()), **PLACE | fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="1 place de la Gare"' in answer.text
    assert recorded() == []


def test_a_form_sent_twice_is_recorded_once(
    boss: Person, recorded: Callable[[], list[Any]]
) -> None:
    for path, form in (("structures/nouvelle", STRUCTURE), ("lieux/nouveau", PLACE)):
        command = str(uuid4())
        for _ in range(2):
            answer = boss.submit(f"{HOME}/{path}", command=command, **form)
            assert answer.status_code == 200
    assert len(recorded()) == 2


def test_a_place_changes_and_closes(
    boss: Person, connection: Connection, recorded: Callable[[], list[Any]]
) -> None:
    page = boss.get(f"{HOME}/lieux/{COUNTER}").text
    assert 'value="Ressourcerie de Briançon"' in page
    assert 'value="Briançon"' in page
    assert 'name="takes_money" value="1" checked' in page
    [seen] = re.findall(r'name="seen" value="(\d+)"', page)
    form = {"name": "La Ressourcerie", "commune": "Gap", "roles": ["ressourcerie"], "seen": seen}
    boss.submit(f"{HOME}/lieux/{COUNTER}", command=str(uuid4()), **form)
    row = places.read(connection, COUNTER)
    assert row
    assert (row.name, row.commune_name, row.roles, row.takes_money, row.organisation) == (
        "La Ressourcerie",
        "Gap",
        ["ressourcerie"],
        False,
        ASSOCIATION,
    )
    late = boss.submit(f"{HOME}/lieux/{COUNTER}", command=str(uuid4()), **form)
    assert late.status_code == 422
    assert "Quelqu’un vient d’enregistrer" in late.text
    boss.submit(f"{HOME}/lieux/{COUNTER}/fermer", command=str(uuid4()))
    assert "La Ressourcerie" not in boss.get(f"{HOME}/lieux").text
    assert "Ce lieu est fermé" in boss.get(f"{HOME}/lieux/{COUNTER}").text
    again = boss.submit(f"{HOME}/lieux/{COUNTER}/fermer", command=str(uuid4()))
    assert again.status_code == 409
    assert [type(record.event) for record in recorded()] == [PlaceChanged, PlaceClosed]


def test_who_holds_a_role_in_a_closed_place_is_still_shown(
    boss: Person, noe: UUID, connection: Connection
) -> None:
    boss.submit(f"{HOME}/lieux/{SHOP}/fermer", command=str(uuid4()))
    assert "Atelier de Gap (fermé)" in boss.get(f"{HOME}/comptes").text
    boss.submit(f"{HOME}/comptes/{noe}", grant=[OPERATOR_AT_SHOP, "funder"])
    account = find_account(connection, noe)
    assert account
    assert len(account.grants) == 2
    refused = boss.submit(f"{HOME}/comptes/inviter", name="Lou", grant=[OPERATOR_AT_SHOP])
    assert refused.status_code == 422, "no new role in a closed place"


def test_a_token_is_shown_once_and_revoked(boss: Person, connection: Connection) -> None:
    form = {"name": "Banc 1", "place": str(SHOP), "may": ["read"]}
    page = boss.submit(f"{HOME}/jetons", **form)
    [token] = re.findall(r'value="(meleze_[^"]+)"', page.text)
    [kept] = list_tokens(connection)
    assert (kept.name, kept.place, kept.organisation, kept.may) == (
        "Banc 1",
        SHOP,
        ASSOCIATION,
        ["read"],
    )
    listed = boss.get(f"{HOME}/jetons").text
    assert "Banc 1" in listed
    assert token not in listed
    boss.submit(f"{HOME}/jetons/{kept.id}/retirer")
    assert list_tokens(connection) == []
    assert boss.submit(f"{HOME}/jetons/{kept.id}/retirer").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Le nom a de 1 à 80 caractères"),
        ({"place": ""}, "Choisissez un lieu"),
        ({"place": str(ASSOCIATION)}, "Choisissez un lieu"),
        ({"may": []}, "Dites ce que ce jeton permet"),
        ({"may": ["erase"]}, "Dites ce que ce jeton permet"),
    ],
)
def test_a_token_has_a_name_a_place_and_a_purpose(
    boss: Person, connection: Connection, fields: dict[str, Any], said: str
) -> None:
    form = {"name": "Banc 1", "place": str(SHOP), "may": ["read"]} | fields
    answer = boss.submit(f"{HOME}/jetons", **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert list_tokens(connection) == []


def test_tokens_of_closed_places_are_still_listed(boss: Person, connection: Connection) -> None:
    create_token(connection, "Banc 1", SHOP, ASSOCIATION)
    boss.submit(f"{HOME}/lieux/{SHOP}/fermer", command=str(uuid4()))
    assert "Atelier de Gap (fermé)" in boss.get(f"{HOME}/jetons").text
