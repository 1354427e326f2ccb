"""Tokens of programs, made and revoked by the administrator."""

import re
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from lives import ASSOCIATION, SHOP
from people import Person

from api.access import (
    create_token,
    list_tokens,
)

Connection = psycopg.Connection[Any]

HOME = "/administration"


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
