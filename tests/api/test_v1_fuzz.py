"""Thousands of requests, sensible and not: none breaks the service, none harms the ledger."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

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
    DEVICE,
    IN_STOCK,
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
    scheduled,
)
from programs import Program, program, program_elsewhere
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from starlette.types import Receive, Scope, Send

from api.data.v1 import router
from api.house import House
from ledger import Event
from ledger.verify import verify

PASTS: dict[UUID, tuple[Event, ...]] = {
    DEVICE: PROVEN,
    UUID(int=2): (collected(),),
    UUID(int=3): ON_THE_BENCH,
    UUID(int=4): IN_STOCK,
    UUID(int=5): PROMISED_TO_SOMEBODY,
    UUID(int=6): (*ON_THE_BENCH, bound("000000000")),
}
WORKSHOP = UUID(int=900)
EXAMPLES = 60
KNOWN: dict[str, tuple[UUID, ...]] = {
    "subject": (*PASTS, *PASTS, LOT, WORKSHOP),
    "place": (POINT, SHOP, SHOP, COUNTER),
    "origin": (POINT, SHOP),
    "destination": (SHOP, COUNTER, DESK),
    "lot": (LOT,),
    "seller": (ASSOCIATION,),
    "reservation": (RESERVATION,),
    "workshop": (WORKSHOP,),
}
"""Whom a field may name. A random id names nobody, and every request would end there."""

CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

schemathesis.openapi.format(
    "date-time",
    st.datetimes(datetime(2026, 4, 1), datetime(2026, 9, 1), timezones=st.just(UTC)).map(
        datetime.isoformat
    ),
)


def settled(value: Any, name: str = "") -> Any:
    """The same body, where most ids are those of somebody; and a command of its own."""
    if isinstance(value, dict):
        return {key: settled(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [settled(inside, name) for inside in value]
    if not isinstance(value, str) or not CANONICAL.fullmatch(value):
        return value
    if name == "command":
        return str(uuid4())
    drawn, known = UUID(value).int, KNOWN.get(name)
    return value if known is None or drawn % 9 == 0 else str(known[drawn % len(known)])


class Door:
    """The service under test, whichever is running: requests are made for a description."""

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
            "checks": {"positive_data_acceptance": {"enabled": False}},
            "operations": [
                {
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
    """A station where devices are in every stage; the ledger is whole when it is done."""
    for device, past in PASTS.items():
        house.record(command(*((device, event) for event in past)))
    house.record(command((WORKSHOP, scheduled())))
    program_elsewhere(app_client, connection, house)
    DOOR.app = app
    yield program(app_client, connection)
    verdict = verify(connection)
    assert not verdict.faults
    records = list(house.ledger.since(0, 1_000_000))
    assert len(records) == verdict.records
    from collections import Counter

    print(Counter(SEEN))
    print(Counter(r.event.TOPIC for r in records))
    SEEN.clear()


SEEN = []


@schema.parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_breaks_the_service_or_the_promises_of_its_description(
    case: Case, station: Program
) -> None:
    if isinstance(case.body, dict):
        case.body = settled(case.body)
    r = case.call_and_validate(headers=station.headers)
    SEEN.append((case.operation.label, r.status_code))
