"""The page for programmers is followed to the letter: what it says to send is sent, in order."""

import json
import re
from pathlib import Path
from string import Template
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from lives import SHOP
from programs import program
from psycopg import Connection

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "record-with-the-api.md"
STEP = re.compile(r"^`POST /api/v1(\S+)`([^\n]*)\n\n```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_every_body_of_the_page_is_answered_as_it_says(
    app_client: TestClient, connection: Connection[Any]
) -> None:
    bench = program(app_client, connection)
    ids = {"PLACE": SHOP, "LOT": uuid4(), "DEVICE": uuid4()}
    steps = STEP.findall(PAGE.read_text())
    assert len(steps) == PAGE.read_text().count("```json")
    for path, more, body in steps:
        sent = json.loads(Template(body).substitute(ids, COMMAND=uuid4()))
        response = bench.post(path, sent)
        assert response.status_code == (409 if "409" in more else 201), response.text
    assert response.json()["code"] == "LabelNotEarned"
    assert {each["lack"] for each in response.json()["missing"]} >= {"function_untested"}
    assert bench.read(f"/registry/{ids['DEVICE']}/timeline")[-1]["version"] == 5
