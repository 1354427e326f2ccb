"""The page of one device: its life, the steps that are possible, and why others are not."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, Response

from api.access import OperatorDep, Role, StaffDep
from api.house import HouseDep
from api.pages.device.choices import label, others, storage_label
from api.pages.device.correction import router as correction_router
from api.pages.device.evidence import called, fetchable
from api.pages.device.fiche import router as fiche_router
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
from ledger import device as d
from ledger.device import Stage
from projections import lots, parts, register

router = APIRouter()
router.include_router(correction_router)
router.include_router(fiche_router)
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
        exchanged = parts.read(connection, device) if seen else []
        met = register.read_these(connection, [e for p in exchanged for e in (p.subject, p.source)])
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
        "taken_out": [(each, met.get(each.subject)) for each in exchanged if each.source == device],
        "put_in": [(each, met.get(each.source)) for each in exchanged if each.subject == device],
        "lot": lot,
        "opens_lot": opens_lot,
        "prints": handles,
        "collected": collected,
        "grade": _grade(scene),
        "missing": _missing(scene),
        "label": label,
        "storage_label": storage_label,
        "measure": measure,
        "evidence": fetchable(house, signed_in, scene),
        "measures": measures(scene.device),
        "differing": differing(scene.device.hardware.differences if scene.device.hardware else ()),
        "may_report": may_record(signed_in, d.Inventoried.TOPIC, scene.device)
        and scene.device.stage in d.Inventoried.moves
        and scene.device.sent_to is None,
    }
    return page(request, "device/device.html", context)


@router.get("/appareils/{device}/preuves/{sha256}")
def evidence_file(
    device: UUID, sha256: str, house: HouseDep, signed_in: OperatorDep
) -> FileResponse:
    """The log of an erasure as it was joined, for the workshops concerned."""
    path = fetchable(house, signed_in, find(house, device)).get(sha256)
    if path is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return FileResponse(path, media_type="application/octet-stream", filename=called(path))


def _first_line(scene: Scene, now: str | None) -> str:
    stage = STAGE[scene.device.stage]
    if scene.device.sent_to:
        back = scene.device.sent_to == scene.device.place
        stage = "son envoi n’a pas été reçu" if back else "il est en route"
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
