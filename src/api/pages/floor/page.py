"""The page of the workshop floor: the form of every step, kept by the phone that opened it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from psycopg import Connection

from api.access import SignedIn
from api.forms import Filled
from api.house import House, HouseDep
from api.pages.device.choices import Choices, Test, label, open_places
from api.pages.device.defaults import SELDOM, defaults
from api.pages.device.scene import Scene
from api.pages.floor.door import PageDep
from api.pages.floor.filling import ASKED, NEEDS, RANKS
from api.pages.floor.taking import FLOOR, STICKERS
from api.rendering import page
from api.security import POLICY, WITH_CAMERA
from ledger import Event
from ledger import device as d
from ledger.device import Device, Function, Stage
from ledger.device.checklist import FUNCTIONS
from ledger.values import DeviceKind
from projections import register

router = APIRouter(prefix="/atelier")

STATIC = Path(__file__).parents[2] / "static"
WITH_WORKER = {"content-security-policy": f"{POLICY}; worker-src 'self'"}
WITH_SCANNER = {name: f"{policy}; worker-src 'self'" for name, policy in WITH_CAMERA.items()}

KEPT = (
    "tokens.css", "base.css", "operators.css", "favicon.svg", "floor.*", "floor_*.js", "codes.js",
    "scan*.js", "icons/*", "vendor/zxing/**/*",
)  # fmt: skip

BY_THE_DEVICE = ("place", "origin")
"""Places that nobody chooses: where the device stands, where its operator works."""

ARRIVALS = frozenset({
    d.Collected.TOPIC, d.Received.TOPIC, d.Delivered.TOPIC, d.ReturnedForRepair.TOPIC,
    d.TakenBack.TOPIC, d.LoanReturned.TOPIC, d.TransferRefused.TOPIC,
})  # fmt: skip
"""Steps of a device that comes in: the list of what is here does not know it."""


@dataclass(frozen=True)
class FloorStep:
    """The form of one step, for any device of the place."""

    topic: str
    values: Filled
    needs: Sequence[str]

    @property
    def way(self) -> str:
        """How its device is found: by its code, in the list, or not at all: it is new."""
        if self.topic == d.Collected.TOPIC:
            return "new"
        if self.topic in STICKERS:
            return "listed"
        return "arrives" if self.topic in ARRIVALS else "here"


@router.get("", include_in_schema=False)
def without_slash(_: PageDep) -> RedirectResponse:
    return RedirectResponse("/atelier/", HTTPStatus.SEE_OTHER)


@router.get("/sw.js")
def worker() -> FileResponse:
    """The program that keeps the page. Served from here, it has power over ``/atelier/``."""
    return FileResponse(
        STATIC / "floor_worker.js",
        media_type="text/javascript",
        headers={"cache-control": "no-cache"} | WITH_WORKER,
    )


@router.get("/")
def floor_page(request: Request, house: HouseDep, who: PageDep) -> HTMLResponse:
    """Every form, with the choices of the place; nothing of any device but those in repair."""
    blank = Device(UUID(int=0))
    with house.pool.connection() as connection:
        choices = _choices(connection, who)
    context: dict[str, Any] = {
        "steps": [_step(house, who, blank, event) for event in FLOOR.values()],
        "device": blank,
        "choices": choices,
        "checklists": checklists(),
        "keep": kept_files(),
    }
    response = page(request, "floor/floor.html", context)
    response.headers.update(WITH_SCANNER)
    return response


def _step(house: House, who: SignedIn, blank: Device, event: type[Event]) -> FloorStep:
    texts = defaults(house, who, Scene([], blank), event)
    texts |= {name: [ASKED] for name in BY_THE_DEVICE if name in event.model_fields}
    if event is d.StorageErased or event is d.ErasureDecided:
        texts["storage"] = [ASKED]
    return FloorStep(event.TOPIC, Filled(texts), NEEDS.get(event.TOPIC, ()))


def _choices(connection: Connection[Any], who: SignedIn) -> Choices:
    here = [who.place] if who.place else []
    repairs = register.read_page(connection, here, stage=Stage.IN_REPAIR)
    optional = frozenset[Function]().union(*(each.optional for each in FUNCTIONS.values()))
    return Choices(
        places=open_places(connection, {}),
        repairs=[(str(row.subject), label(row)) for row in repairs],
        storages=RANKS,
        tests=[Test(each, each in optional, None, again=False) for each in Function],
    )


def checklists() -> Mapping[DeviceKind, Mapping[str, list[str]]]:
    """For each kind of device: what it must have, what it may have, and what most models have."""
    return {
        kind: {
            "required": sorted(listed.required),
            "optional": sorted(listed.optional),
            "usual": sorted(listed.optional - SELDOM.get(kind, frozenset())),
        }
        for kind, listed in FUNCTIONS.items()
    }


def kept_files() -> list[str]:
    """Addresses of what the page needs without a network: its styles, programs and pictures."""
    found = {path for pattern in KEPT for path in STATIC.glob(pattern) if path.is_file()}
    return [f"/static/{path.relative_to(STATIC).as_posix()}" for path in sorted(found)]
