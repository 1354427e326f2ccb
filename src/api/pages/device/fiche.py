"""The sheet of a device for its box: one page in large type, for whoever unpacks it.

It says what the public page says, and no more: whoever prints it at hand-over and whoever prints it
on the bench print the same. No name, no date of hand-over.
"""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from psycopg import Connection

from api.access import StaffDep
from api.house import House, HouseDep
from api.origin_page import memory
from api.pages.catalogue.families import USES
from api.pages.device.first_steps import FIRST_STEPS
from api.pages.device.scene import find, may_see
from api.paper import sticker, symbol_path
from api.public_facts import PublicFacts, public_facts
from api.rendering import page
from ledger.values import DeviceKind, PlaceRole, Use
from projections import origin, places
from projections.places import PlaceRow

router = APIRouter()

HELPERS_SHOWN = 3
NO_LABEL = "La fiche se fait quand l’appareil a son label : labellisez-le d’abord."
INCH_CM = 2.54


@router.get("/appareils/{device}/fiche")
def fiche(request: Request, device: UUID, house: HouseDep, signed_in: StaffDep) -> HTMLResponse:
    """The sheet to print and put into the box, once the device has its label and its sticker."""
    scene = find(house, device)
    code = scene.device.sticker
    with house.pool.connection() as connection:
        if not may_see(connection, signed_in, scene):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Cet appareil est chez une autre structure.")
        found = origin.read(connection, code, house.now(), 0) if code else None
        if code is None or found is None:
            raise HTTPException(
                HTTPStatus.CONFLICT,
                "La fiche porte l’étiquette de l’appareil : collez-en une, puis associez-la.",
            )
        facts = public_facts(code, found)
        if facts.criteria is None:
            raise HTTPException(
                HTTPStatus.CONFLICT,
                "La fiche se fait quand l’appareil a son label : labellisez-le.",
            )
        helpers = _helpers(connection, facts.stock_epci)
    kind = DeviceKind(facts.kind)
    context = {
        "device": device,
        "facts": facts,
        "inside": _inside(facts),
        "uses": [USES[Use(each)].lets for each in facts.uses],
        "first_steps": FIRST_STEPS[kind],
        "helpers": helpers[:HELPERS_SHOWN],
        "symbol": symbol_path(_address(house, code)),
    }
    return page(request, "device/fiche.html", context)


def _address(house: House, code: str) -> str:
    return sticker(house.settings, code).url


def _inside(facts: PublicFacts) -> list[tuple[str, str]]:
    """What is inside, in words that need no other."""
    told = (
        ("Mémoire vive", memory(facts.memory_mb) if facts.memory_mb else ""),
        ("Place pour vos fichiers", f"{facts.storage_gb} Go" if facts.storage_gb else ""),
        ("Écran", _screen(facts.screen_inches) if facts.screen_inches else ""),
        ("Système", facts.operating_system or ""),
        (
            "Batterie",
            f"{facts.battery_health_percent} % de sa force du premier jour"
            if facts.battery_health_percent
            else "",
        ),
    )
    return [(name, said) for name, said in told if said]


def _screen(inches: float) -> str:
    """« 14 pouces (36 cm) »."""
    return f"{inches:g} pouces ({round(inches * INCH_CM)} cm)".replace(".", ",")


def _helpers(connection: Connection[tuple[object, ...]], epci: str | None) -> list[PlaceRow]:
    """Places of workshops: those of the valley where it was stocked, else those of all."""
    rows = places.read_all(connection, PlaceRole.WORKSHOP_PLACE)
    return [row for row in rows if row.epci == epci] or rows
