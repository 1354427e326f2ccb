"""One suggested transfer as a list to take along. Somebody decides: nothing moves by itself."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from api.access import CoordinatorDep
from api.house import HouseDep
from api.rendering import page
from ledger.device import Shipped
from ledger.roads import road_min
from ledger.values import DeviceKind, Use
from projections import organisations, places, spare

router = APIRouter(prefix="/coordination")

MOST = 60


@router.get("/transfert")
def transfer_page(  # noqa: PLR0913, PLR0917 (what the link of a suggestion says)
    request: Request,
    house: HouseDep,
    _: CoordinatorDep,
    origin: Annotated[UUID, Query(alias="de")],
    destination: Annotated[UUID, Query(alias="vers")],
    use: Annotated[Use, Query(alias="usage")],
    kind: Annotated[DeviceKind, Query(alias="type")],
    count: Annotated[int, Query(alias="nombre", ge=1, le=MOST)],
) -> HTMLResponse:
    """The devices that have been longest on the shelf there, to print and to load."""
    with house.pool.connection() as connection:
        ends = [places.read(connection, each) for each in (origin, destination)]
        names = {row.subject: row.name for row in organisations.read_all(connection)}
        devices = spare.read_shelf(connection, origin, use, kind, count)
    departure, goal = ends
    if departure is None or goal is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce lieu n’est pas au registre.")
    return page(
        request,
        "coordination/transfer.html",
        {
            "departure": departure,
            "goal": goal,
            "names": names,
            "use": use,
            "kind": kind,
            "devices": devices,
            "road_min": road_min(departure.commune, goal.commune, house.today()),
            "step": Shipped.TOPIC,
            "now": house.now(),
        },
    )
