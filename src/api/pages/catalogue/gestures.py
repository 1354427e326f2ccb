"""What is shown at the desk: the page that reassures, and how each gesture is done."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.access import StaffDep
from api.house import HouseDep
from api.pages.catalogue.facts import tested
from api.rendering import page
from ledger.device import FUNCTIONS
from ledger.values import COMPUTING, DeviceKind, PlaceRole
from projections import places

router = APIRouter()

GESTURES: Mapping[str, str] = {
    "commander": "Commander un appareil",
    "rien-en-stock": "Rien ne convient aujourd’hui",
    "noter-un-besoin": "Noter un besoin",
    "qui-paie-quoi": "Dire qui paie quoi",
    "retrouver-un-ticket": "Retrouver un ticket perdu",
    "recevoir-une-commande": "Recevoir une commande",
    "remettre-un-appareil": "Remettre l’appareil et faire la première formation",
    "panne": "L’appareil est en panne",
    "vendre-en-caisse": "Vendre en caisse",
    "rembourser": "Rembourser une vente",
    "preparer-un-envoi": "Préparer et envoyer une commande",
    "tournee": "Faire une tournée",
}
"""Each is a template of its own, kept with the code that it tells about."""

TOLD_KINDS = (DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.TABLET, DeviceKind.SMARTPHONE)


@router.get("/confiance")
def trust_page(request: Request, house: HouseDep, _: StaffDep) -> HTMLResponse:
    """What was checked, as the ledger's law has it; to be shown, or printed and given."""
    with house.pool.connection() as connection:
        repairers = places.read_all(connection, PlaceRole.REFURBISHING_SHOP)
    return page(
        request,
        "catalogue/trust.html",
        {
            "kinds": {kind: tested(kind) for kind in TOLD_KINDS},
            "erased": [kind for kind in FUNCTIONS if kind in COMPUTING],
            "repairers": repairers,
        },
    )


@router.get("/modes-operatoires")
def gestures_page(request: Request, _: StaffDep) -> HTMLResponse:
    return page(request, "catalogue/gestures.html", {"gestures": GESTURES})


@router.get("/modes-operatoires/{slug}")
def gesture_page(request: Request, slug: str, _: StaffDep) -> HTMLResponse:
    if slug not in GESTURES:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce mode opératoire n’existe pas.")
    template = f"catalogue/gestures/{slug}.html"
    return page(request, template, {"slug": slug, "gestures": GESTURES})
