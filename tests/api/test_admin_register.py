"""Structures and places, recorded by the administrator."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from lives import ASSOCIATION, COUNTER, SHOP
from people import Person

from ledger import ActorKind
from ledger.organisation import OrganisationJoined
from ledger.place import PlaceChanged, PlaceClosed, PlaceOpened
from ledger.values import PlaceRole
from projections import organisations, places

Connection = psycopg.Connection[Any]

HOME = "/administration"


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
