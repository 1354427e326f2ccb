"""What a phone keeps of the place to work without a network: who works, and which devices.

Codes, models, where each stands, what its label waits for. No price, no order, no serial number
of a machine, nothing of another structure.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from psycopg import Connection

from api.access import SignedIn
from api.house import HouseDep
from api.pages.device.waiting import clauses
from api.pages.floor.door import FloorDep
from api.pages.floor.stamp import stamp
from api.words import KIND, STAGE_SHORT, TASK
from ledger import reading
from ledger.device import Stage
from ledger.errors import Lack, Missing
from projections import places, register, worklist
from projections.register import DeviceRow
from projections.worklist import WorkRow

router = APIRouter(prefix="/atelier")

MOST = 2000
"""Devices of a place that a phone keeps, and of the other places of its structure."""

ON_THE_WAY = "en route vers un autre lieu"
LEFT = frozenset({Stage.WITH_OWNER, Stage.RETIRED})


@router.get("/moi")
def me(house: HouseDep, who: FloorDep) -> JSONResponse:
    """Who works here now, what the server's clock shows, and the token of what is sent."""
    now = house.now()
    place = _place(who)
    return JSONResponse(
        {
            "account": str(who.account),
            "name": who.name,
            "place": str(place),
            "place_name": who.place_name,
            "csrf": who.csrf,
            "stamp": stamp(house.settings, who.account, place, now),
            "now": now.isoformat(),
        }
    )


@router.get("/releve")
def snapshot(house: HouseDep, who: FloorDep) -> JSONResponse:
    """The devices of the place; those that left it, by code alone."""
    place = _place(who)
    with house.pool.connection() as connection:
        rows = register.read_page(connection, [place], limit=MOST)
        waits = {row.subject: row for row in worklist.read(connection, [place], limit=MOST)}
        versions = reading.versions(connection, [row.subject for row in rows])
        own = _other_places(connection, who)
        others = register.read_page(connection, list(own), limit=MOST)
    here = [row for row in rows if row.stage not in LEFT and _is_here(row, place)]
    devices = [_device(row, waits.get(row.subject), versions[row.subject]) for row in here]
    away = {
        row.code: ON_THE_WAY if row.sent_to else own[row.place]
        for row in others
        if row.code and row.stage not in LEFT
    }
    away |= {
        row.code: ON_THE_WAY
        for row in rows
        if row.code and row.stage not in LEFT and not _is_here(row, place)
    }
    return JSONResponse(
        {
            "made_at": house.now().isoformat(timespec="seconds"),
            "place": str(place),
            "place_name": who.place_name,
            "whole": len(rows) < MOST,
            "devices": sorted(devices, key=lambda each: (each["what"], each["code"] or "")),
            "retired": [row.code for row in rows if row.code and row.stage == Stage.RETIRED],
            "away": {code: name for code, name in away.items() if code},
        }
    )


def _other_places(connection: Connection[Any], who: SignedIn) -> dict[UUID, str]:
    """The other places of the structure, by name."""
    if who.organisation is None:
        return {}
    rows = places.read_organisation(connection, who.organisation)
    return {row.subject: row.name for row in rows if row.subject != who.place}


def _place(who: SignedIn) -> UUID:
    if who.place is None:
        raise AssertionError("the door lets in nobody who works nowhere")
    return who.place


def _is_here(row: DeviceRow, place: UUID) -> bool:
    """Whether it stands here, or comes."""
    return (row.sent_to or row.place) == place


def _device(row: DeviceRow, waits: WorkRow | None, version: int) -> dict[str, Any]:
    missing = [Missing(Lack(lack), *about) for lack, *about in waits.missing] if waits else []
    return {
        "device": str(row.subject),
        "code": row.code,
        "kind": row.kind,
        "what": " ".join(filter(None, (row.maker, row.model))) or KIND[row.kind].capitalize(),
        "stage": "En route vers ici" if row.sent_to else STAGE_SHORT[row.stage],
        "next": TASK[waits.task] if waits else "",
        "missing": clauses(item for item in missing if item.lack is not Lack.SIGN_OFF),
        "version": version,
    }
