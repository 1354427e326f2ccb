"""GET /healthz: whether the ledger and its views are well; where each stands, for administrators.

A position moves with every step that anybody records. Whoever asked each second would have a diary
of the filière: a hand-over and a sale are known by how far they move it.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from psycopg_pool import PoolTimeout

from api.access import Role
from api.access.doors import RecognisedDep
from api.house import House, HouseDep
from ledger import log
from projections import ALL

router = APIRouter()

WAIT_SECONDS = 3
"""Whoever asks whether we are well wants to know before their own patience ends."""

FAR_BEHIND = 1_000
"""Positions: a view that is later than that is worth a look, and still right about the past."""

NEVER_BUILT = "never built"
LONGEST_REASON = 120

_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'|\S*\d\S*")


@dataclass(frozen=True, slots=True)
class Health:
    """Positions, and what stopped the views that failed, in the words of whatever stopped them."""

    ledger: int
    views: dict[str, int]
    failed: dict[str, str]

    @property
    def late(self) -> list[str]:
        return [name for name, at in self.views.items() if self.ledger - at > FAR_BEHIND]


def read_health(house: House) -> Health:
    """Raises what the database raises when it is gone."""
    with house.pool.connection(timeout=WAIT_SECONDS) as connection:
        # before the views: they only move forward, so none seems to be ahead of the ledger
        found = [each for each in house.views.generations(connection) if each.current]
        head = log.head(connection)
    views = {each.name: each.position for each in found}
    absent = {each.name: NEVER_BUILT for each in ALL if each.name not in views}
    failed = {each.name: each.error for each in found if each.error is not None}
    return Health(head, views, absent | failed)


@router.get("/healthz")
def healthz(house: HouseDep, reader: RecognisedDep) -> JSONResponse:
    """200 when all is well, 503 with what is not: for a monitor, without a sign-in.

    An administrator who signed in is also told the positions of the ledger and of each view.
    """
    try:
        health = read_health(house)
    except (psycopg.Error, PoolTimeout):
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, {"database": "unreachable"})
    body: dict[str, Any] = {"status": "failed" if health.failed else "well"}
    if reader is not None and reader.has(Role.ADMINISTRATOR):
        body |= {"ledger": health.ledger, "views": health.views}
    if health.late:
        body["late"] = health.late
    if health.failed:
        body["failed"] = {name: _without_values(why) for name, why in health.failed.items()}
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, body)
    return _answer(HTTPStatus.OK, body)


def _without_values(reason: str) -> str:
    """Its first line without what may come from a record: quoted texts, numbers, ids.

    Everybody may read this page; administrators read the whole reason on theirs.
    """
    first = reason.partition("\n")[0]
    return _VALUE.sub("…", first)[:LONGEST_REASON]


def _answer(status: HTTPStatus, body: dict[str, Any]) -> JSONResponse:
    return JSONResponse(body, status, {"Cache-Control": "no-store"})
