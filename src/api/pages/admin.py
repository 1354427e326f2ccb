"""The administrator's first page: whether all is well, and where to go."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access import AdministratorDep, list_accounts, list_tokens
from api.data.health import read_health
from api.house import HouseDep
from api.pages import admin_accounts, admin_places, admin_structures, admin_tokens
from api.rendering import page
from projections import organisations, places

PARTS = (admin_accounts, admin_structures, admin_places, admin_tokens)

router = APIRouter()
for part in PARTS:
    router.include_router(part.router)


@router.get("/administration")
def administration(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    health = read_health(house)
    with house.pool.connection() as connection:
        counts = {
            "accounts": sum(not each.disabled_at for each in list_accounts(connection)),
            "structures": len(organisations.read_all(connection)),
            "places": len(places.read_all(connection)),
            "tokens": len(list_tokens(connection)),
        }
    return page(request, "admin/home.html", {"health": health, "counts": counts})
