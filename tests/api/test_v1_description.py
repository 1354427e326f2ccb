"""Whoever has only the description knows what to send, and what may be answered."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from lives import ASSOCIATION, SHOP
from programs import ELSEWHERE, Json, program, program_elsewhere
from psycopg import Connection

from api.access import Scope
from api.house import House
from api.told import Door
from ledger.errors import LedgerError

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def described(app_client: TestClient) -> Json:
    found: Json = app_client.get("/api/v1/openapi.json").json()
    return found


def fields(node: Any, where: str = "") -> Iterator[tuple[str, Json]]:
    """Every property of every schema, wherever it stands."""
    if isinstance(node, dict):
        if "properties" in node and node.get("type") == "object":
            yield from ((f"{where}.{name}", told) for name, told in node["properties"].items())
        for name, inside in node.items():
            yield from fields(inside, f"{where}/{name}")
    elif isinstance(node, list):
        for inside in node:
            yield from fields(inside, where)


def test_every_field_and_every_question_says_what_it_means(described: Json) -> None:
    assert described["info"]["description"]
    mute = [name for name, told in fields(described) if not told.get("description")]
    assert mute == []
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert all(each["description"] for each in operation.get("parameters", [])), path


def test_a_field_of_an_event_says_what_its_class_says(described: Json) -> None:
    sold = described["components"]["schemas"]["Sold"]["properties"]
    assert "stay on that shelf" in sold["left"]["description"]
    lot = described["components"]["schemas"]["RefusedPart"]["properties"]["origin"]
    assert "file" in lot["description"], "a word of two meanings"


def test_every_answer_says_what_it_means(described: Json) -> None:
    for path, methods in described["paths"].items():
        for operation in methods.values():
            told = {each["description"] for each in operation["responses"].values()}
            assert "Successful Response" not in told, path
            refused = set(operation["responses"]) - {"200", "201", "default"}
            assert refused or path.startswith("/api/v1/devices/"), path


def test_every_tag_is_explained(described: Json) -> None:
    explained = {tag["name"] for tag in described["tags"]}
    used = {
        tag
        for path in described["paths"].values()
        for each in path.values()
        for tag in each["tags"]
    }
    assert explained == used


def test_every_example_is_what_its_schema_asks_for(described: Json) -> None:
    tried = 0
    for methods in described["paths"].values():
        for operation in methods.values():
            for body in operation.get("requestBody", {}).get("content", {}).values():
                schema = body["schema"] | {"components": described["components"]}
                for example in body.get("examples", {}).values():
                    jsonschema_rs.validate(schema, example["value"])
                    tried += 1
    assert tried >= 3


def test_the_codes_that_the_description_names_exist(described: Json) -> None:
    known = {each.__name__ for each in LedgerError.__subclasses__()} | set(Door)
    for methods in described["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                named = re.findall(r"`([A-Z][a-z]+[A-Z]?\w*)`", answer["description"])
                assert set(named) - known <= {"Retry", "Bearer"}, named


def test_the_pages_that_the_description_names_exist(described: Json) -> None:
    named = re.findall(r"docs/[\w/.-]+\.md", str(described))
    assert named
    for page in named:
        assert (DOCS.parent / page).is_file(), page


def test_a_program_learns_who_it_is(
    app_client: TestClient, connection: Connection[Any], house: House
) -> None:
    strangers = program_elsewhere(app_client, connection, house)
    told = program(app_client, connection, may=[Scope.READ]).read("/station")
    assert (told["organisation"], told["place"]) == (str(ASSOCIATION), str(SHOP))
    assert told["may"] == ["read"]
    assert told["label_criteria"] == house.settings.label_criteria
    own = {row["subject"]: row for row in told["places"]}
    assert own[str(SHOP)]["roles"]
    assert str(ELSEWHERE) not in own
    others = {row["subject"] for row in told["elsewhere"]}
    assert str(ELSEWHERE) in others
    assert str(SHOP) not in others
    assert [row["subject"] for row in strangers.read("/station")["places"]] == [str(ELSEWHERE)]
