"""Thousands of requests, sensible and not: none breaks the service, none harms the ledger."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4
from zlib import crc32

import psycopg
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from lives import (
    ASSOCIATION,
    COUNTER,
    DESK,
    IN_STOCK,
    LABELLED,
    LOT,
    ON_THE_BENCH,
    POINT,
    PROMISED_TO_SOMEBODY,
    PROVEN,
    RESERVATION,
    SHOP,
    bound,
    collected,
    command,
    handed_over,
    scheduled,
)
from programs import Program, program, program_elsewhere
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.python.asgi import ASGIApp, ASGIClient, get_client
from schemathesis.specs.openapi.checks import negative_data_rejection
from starlette.types import Receive, Scope, Send
from tier import examples

from api.data.v1 import router
from api.house import House
from ledger.verify import verify

pytestmark = pytest.mark.usefixtures("fresh_house")

CODE = "000000000"
PASTS = (
    (collected(),),
    ON_THE_BENCH,
    PROVEN,
    LABELLED,
    IN_STOCK,
    PROMISED_TO_SOMEBODY,
    (*PROMISED_TO_SOMEBODY, handed_over()),
)
DEVICES = {UUID(int=rank): PASTS[rank % len(PASTS)] for rank in range(1, 1 + 3 * len(PASTS))}
WORKSHOP = UUID(int=900)
KNOWN: dict[str, tuple[UUID, ...]] = {
    "device": tuple(DEVICES),
    "place": (POINT, SHOP, SHOP, COUNTER),
    "origin": (POINT, SHOP),
    "destination": (SHOP, COUNTER, DESK),
    "lot": (LOT,),
    "seller": (ASSOCIATION,),
    "reservation": (RESERVATION,),
    "workshop": (WORKSHOP,),
}
"""Whom a field may name. A random id names nobody, and every request would end there."""

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EXAMPLES = examples(12, 200)

schemathesis.openapi.format(
    "date-time",
    st.datetimes(datetime(2026, 4, 1), datetime(2026, 9, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 (its zone is beside it)
        datetime.isoformat
    ),
)


def settle(case: Case[Any]) -> None:
    """Aim a request at what there is: most ids become those of somebody."""
    asked = (case.body, case.query, case.path_parameters)
    salt = crc32(repr(asked).encode(errors="replace"))
    if isinstance(case.body, dict):
        case.body = settled(case.body, salt)
    case.query = settled(case.query, salt)
    case.path_parameters = settled(case.path_parameters, salt)


def settled(value: Any, salt: int, name: str = "") -> Any:
    """The same values, but the ids. What may not be sent is left as it is."""
    if isinstance(value, dict):
        kind = str(value.get("topic")).partition(".")[0]
        return {
            key: settled(inside, salt + rank, kind if key == "subject" else key)
            for rank, (key, inside) in enumerate(value.items())
        }
    if isinstance(value, list):
        return [settled(inside, salt + rank, name) for rank, inside in enumerate(value)]
    if name == "seen" and type(value) is int and value >= 0:
        return value if salt % 5 == 0 else None
    return named(value, salt, name) if isinstance(value, str) else value


def named(text: str, salt: int, name: str) -> str:
    if name == "code":
        return CODE if salt % 2 else text
    if not ID.fullmatch(text):
        return text
    if name == "command":
        return str(uuid4())
    known = KNOWN.get(name)
    return text if known is None or salt % 9 == 0 else str(known[salt % len(known)])


class Door:
    """The service under test, whichever is running: requests are made from a description."""

    def __init__(self) -> None:
        self.app = FastAPI(openapi_url="/api/v1/openapi.json")
        self.app.include_router(router)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":  # it was started already
            await self.app(scope, receive, send)


DOOR = Door()
schema = schemathesis.openapi.from_asgi(
    "/api/v1/openapi.json",
    DOOR,
    config=SchemathesisConfig.from_dict(
        {
            "seed": 5,
            "generation": {
                "deterministic": True,
                "max-examples": EXAMPLES,
                "with-security-parameters": False,
            },
            # rules between two fields, and laws of the ledger, are in no schema
            "checks": {"positive_data_acceptance": {"enabled": False}},
            "operations": [
                {
                    # 42 topics have 2,500 ways to be wrong, all refused by one and the same line
                    "include-operation-id": "record_events",
                    "phases": {"coverage": {"generation": {"mode": "positive"}}},
                }
            ],
        }
    ),
)


@pytest.fixture
def station(
    app: FastAPI, app_client: TestClient, house: House, connection: psycopg.Connection[Any]
) -> Iterator[Program]:
    """A station where devices are in every stage. The ledger and its views outlive its work."""
    entries = [(device, event) for device, past in DEVICES.items() for event in past]
    house.record(command((WORKSHOP, scheduled()), *entries, (UUID(int=1), bound(CODE))))
    program_elsewhere(app_client, connection, house)
    DOOR.app = app
    yield program(app_client, connection)
    verdict = verify(connection)
    assert not verdict.faults
    assert len(list(house.ledger.since(0, 1_000_000))) == verdict.records, "all of it reads back"
    assert house.views.catch_up()
    assert not connection.execute(
        "SELECT name, error FROM views.generation WHERE error IS NOT NULL"
    ).fetchall()


@pytest.fixture
def client() -> Iterator[ASGIClient]:
    """One loop for all requests of an operation, not a thread for each."""
    with get_client(cast("ASGIApp", DOOR)) as client:
        yield client


@schema.parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_breaks_the_service_or_the_promises_of_its_description(
    case: Case[Any], station: Program, client: ASGIClient
) -> None:
    settle(case)
    # a form is text: what was a wrong type may be right again once it is sent
    form = case.operation.path.endswith(("/imports", "/evidence"))
    response = case.call_and_validate(
        session=client,
        headers=station.headers,
        excluded_checks=[negative_data_rejection] if form else [],
    )
    assert response.status_code < 500
