"""The page of one device: its life, the steps that are possible, and why others are not."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, Response

from api.access import Role, StaffDep
from api.house import House, HouseDep
from api.pages.device.choices import label, others, storage_label
from api.pages.device.correction import router as correction_router
from api.pages.device.evidence import kept
from api.pages.device.form import title
from api.pages.device.measures import differing, measures
from api.pages.device.possible import steps
from api.pages.device.promise import promised_to
from api.pages.device.report import router as report_router
from api.pages.device.scene import Scene, find, may_record, may_see, names
from api.pages.device.steps import router as steps_router
from api.pages.device.timeline import lines
from api.pages.device.waiting import clauses
from api.pages.reach import Reach
from api.rendering import page
from api.units import measure
from api.words import STAGE, STEP
from ledger import Event
from ledger import device as d
from ledger.correction import Correction
from ledger.device import Stage
from projections import lots

router = APIRouter()
router.include_router(correction_router)
router.include_router(report_router)
router.include_router(steps_router)

BEFORE_THE_LABEL = (Stage.COLLECTED, Stage.RECEIVED, Stage.IN_WORKSHOP, Stage.RECONDITIONED)


@router.get("/appareils/{device}")
def device_page(
    request: Request,
    device: UUID,
    house: HouseDep,
    signed_in: StaffDep,
    fait: UUID | None = None,
) -> Response:
    """``fait`` is the command that was just recorded."""
    scene = find(house, device)
    sorted_steps = steps(house, scene, signed_in)
    with house.pool.connection() as connection:
        seen = may_see(connection, signed_in, scene)
        named = names(connection, scene.life)
        with_it = others(connection, scene.device) if seen else []
        collected: d.Collected | None = scene.reads(d.Collected)
        lot = lots.read(connection, collected.lot) if collected and collected.lot else None
        handles = signed_in.has(Role.OPERATOR, Role.ADMINISTRATOR)
        reach = Reach(connection, signed_in)
        opens_lot = handles and lot is not None and reach.has_place(lot.place)
    now = next((topic for topic in (*sorted_steps.natural, *sorted_steps.possible)), None)
    order = promised_to(house, signed_in, scene.device.reservation)
    context: dict[str, Any] = {
        "device": scene.device,
        "title": title(scene),
        "steps": sorted_steps,
        "now": now,
        "first_line": _first_line(scene, now if seen and order is None else None),
        "order": order,
    }
    if not seen:
        return page(request, "device/elsewhere.html", context)
    life = lines(house, scene, signed_in, named)
    done = scene.recorded_by(fait) if fait else None
    context |= {
        "done": next((line for line in life if line.record is done), None),
        "lines": life,
        "names": named,
        "others": with_it,
        "lot": lot,
        "opens_lot": opens_lot,
        "prints": handles,
        "collected": collected,
        "grade": _grade(scene),
        "missing": _missing(scene),
        "label": label,
        "storage_label": storage_label,
        "measure": measure,
        "evidence": _evidence(house, scene),
        "measures": measures(scene.device),
        "differing": differing(scene.device.hardware.differences if scene.device.hardware else ()),
        "may_report": may_record(signed_in, d.Inventoried.TOPIC, scene.device)
        and scene.device.stage in d.Inventoried.moves
        and scene.device.sent_to is None,
    }
    return page(request, "device/device.html", context)


@router.get("/appareils/{device}/preuves/{sha256}")
def evidence_file(device: UUID, sha256: str, house: HouseDep, signed_in: StaffDep) -> FileResponse:
    """The log of an erasure as it was joined, for those who may read that life."""
    scene = find(house, device)
    with house.pool.connection() as connection:
        seen = may_see(connection, signed_in, scene)
    path = _evidence(house, scene).get(sha256)
    if not seen or path is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return FileResponse(path, media_type="application/octet-stream", filename=f"{sha256[:12]}.log")


def _evidence(house: House, scene: Scene) -> dict[str, Path]:
    """The files that this life names, by hash, those of them that are kept here."""
    events: list[Event | None] = [record.event for record in scene.life]
    events += [event.replaced_by() for event in events if isinstance(event, Correction)]
    hashes = {e.erasure.evidence_sha256 for e in events if isinstance(e, d.StorageErased)}
    hashes |= {e.evidence_sha256 for e in events if isinstance(e, d.Inventoried)}
    found = {each: kept(house.settings, each) for each in hashes if each}
    return {each: path for each, path in found.items() if path}


def _first_line(scene: Scene, now: str | None) -> str:
    stage = "il est en route" if scene.device.sent_to else STAGE[scene.device.stage]
    said = f"{stage[0].upper()}{stage[1:]}."
    return f"{said} Étape suivante\u00a0: {STEP[now][0].lower()}{STEP[now][1:]}." if now else said


def _grade(scene: Scene) -> str | None:
    """The grade it was signed off with, while that still holds."""
    signed: d.Reconditioned | None = scene.reads(d.Reconditioned)
    return signed.grade if signed and scene.device.signed_off else None


def _missing(scene: Scene) -> list[str]:
    """What the label still waits for, while there is no label."""
    waiting = scene.device.stage in BEFORE_THE_LABEL
    return clauses(scene.device.missing()) if waiting else []
