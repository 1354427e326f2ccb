"""What everybody may read without an account: what this is, where to go, what the label says."""

from collections import defaultdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from api.house import HouseDep
from api.rendering import page
from ledger.device import FUNCTIONS
from ledger.device.checklist import TOUCHES, Function
from ledger.territory import Intercommunality, epci, intercommunalities
from ledger.values import COMPUTING, PlaceRole
from projections import agenda, places
from projections.places import PlaceRow

router = APIRouter()

WORKSHOPS_AT_HOME = 3

Siren = Annotated[str, Query(max_length=9)]


@router.api_route("/", methods=["GET", "HEAD"])
def home(request: Request, house: HouseDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        everywhere = places.read_all(connection)
        workshops = agenda.read_next(connection, house.now(), limit=WORKSHOPS_AT_HOME)
    return page(
        request,
        "public/home.html",
        {
            "shops": [place for place in everywhere if _sells(place)],
            "helpers": _by_territory(
                [place for place in everywhere if PlaceRole.HAND_OVER_PLACE in place.roles]
            ),
            "workshops": workshops,
            "demo": getattr(request.app.state, "demo", None),
        },
    )


@router.get("/lieux")
def all_places(request: Request, house: HouseDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        everywhere = places.read_all(connection)
    return page(
        request,
        "public/places.html",
        {"territories": _by_territory(everywhere), "sells": _sells},
    )


@router.get("/ateliers")
def workshops(
    request: Request,
    house: HouseDep,
    territoire: Siren = "",
    sans_voiture: Annotated[str, Query(max_length=3)] = "",
) -> HTMLResponse:
    """Workshops to come; ``territoire`` is a SIREN, ``sans_voiture`` is given or not."""
    wanted = territory_asked(territoire)
    with house.pool.connection() as connection:
        rows = agenda.read_next(connection, house.now(), wanted.siren if wanted else None)
    return page(
        request,
        "public/workshops.html",
        {
            "workshops": [row for row in rows if row.reachable_without_car or not sans_voiture],
            "wanted": wanted,
            "without_car": bool(sans_voiture),
            "territories": intercommunalities(),
        },
    )


@router.get("/label")
def label(request: Request) -> HTMLResponse:
    """The criteria as the ledger applies them: read from its law, not retold."""
    return page(
        request,
        "public/label.html",
        {
            "checklists": {
                kind: (_in_order(checklist.required), _in_order(checklist.optional))
                for kind, checklist in FUNCTIONS.items()
            },
            "with_data": [kind for kind in FUNCTIONS if kind in COMPUTING],
            "touched": {part: _in_order(functions) for part, functions in TOUCHES.items()},
        },
    )


@router.get("/vie-privee")
def privacy(request: Request) -> HTMLResponse:
    return page(request, "public/privacy.html")


@router.get("/accessibilite")
def accessibility(request: Request) -> HTMLResponse:
    return page(request, "public/accessibility.html")


@router.get("/aide")
def help_page(request: Request, house: HouseDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        repairers = places.read_all(connection, PlaceRole.REFURBISHING_SHOP)
    return page(request, "public/help.html", {"repairers": repairers})


def _sells(place: PlaceRow) -> bool:
    return PlaceRole.RESSOURCERIE in place.roles and place.takes_money


def _by_territory(rows: list[PlaceRow]) -> list[tuple[Intercommunality, list[PlaceRow]]]:
    """All nine, those without any place too: a reader looks for their own."""
    found: dict[str, list[PlaceRow]] = defaultdict(list)
    for row in rows:
        found[row.epci].append(row)
    return [(territory, found[territory.siren]) for territory in intercommunalities()]


def territory_asked(siren: str) -> Intercommunality | None:
    """The intercommunalité of this SIREN, or None for all of them."""
    if not siren:
        return None
    try:
        return epci(siren)
    except KeyError:
        raise HTTPException(
            HTTPStatus.NOT_FOUND, "Cette intercommunalité n’est pas du territoire."
        ) from None


def _in_order(functions: frozenset[Function]) -> list[Function]:
    return [function for function in Function if function in functions]
