"""Thousands of requests, sensible and not: none breaks the service, none harms the ledger."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
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

CODE = "000000000"
PASTS: dict[UUID, tuple[Event, ...]] = {
    DEVICE: PROVEN,
    UUID(int=2): (collected(),),
    UUID(int=3): ON_THE_BENCH,
    UUID(int=4): IN_STOCK,
    UUID(int=5): PROMISED_TO_SOMEBODY,
    UUID(int=6): (*ON_THE_BENCH, bound(CODE)),
}
WORKSHOP = UUID(int=900)
EXAMPLES = 60
KNOWN: dict[str, tuple[UUID, ...]] = {
    "device": (*PASTS,),
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


def settled(value: Any, salt: int, name: str = "") -> Any:
    """The same values, where most ids are those of somebody; and a command of its own.

    What is no id stays what it is, and so does what nobody may send. ``salt`` is that of the
    whole, which varies more than one id inside does.
    """
    if isinstance(value, dict):
        return {
            key: settled(inside, salt + rank, key)
            for rank, (key, inside) in enumerate(value.items())
        }
    if isinstance(value, list):
        return [settled(inside, salt + rank, name) for rank, inside in enumerate(value)]
    if name == "seen" and type(value) is int and value > 0:
        return None if salt % 5 else value
    if name == "code" and isinstance(value, str) and salt % 2:
        return CODE
    if not isinstance(value, str) or not CANONICAL.fullmatch(value):
        return value
    if name == "command":
        return str(uuid4())
    known = KNOWN.get(name)
    return value if known is None or salt % 9 == 0 else str(known[salt % len(known)])


def settle(case: Case) -> None:
    """Aim a request at what there is."""
    parts = (case.body, case.query, case.path_parameters)
    salt = crc32(repr(parts).encode(errors="replace"))
    if isinstance(case.body, dict):
        case.body = settled(case.body, salt)
    case.query = settled(case.query, salt)
    case.path_parameters = settled(case.path_parameters, salt)


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
