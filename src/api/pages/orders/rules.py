"""The rules by which a place serves an order, as the code has them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access import OrderReaderDep
from api.house import HouseDep
from api.rendering import page
from api.words import MONTHS
from ledger.roads import MonthDay, Road, roads
from ledger.routing import BY_ROAD_DAYS, PREPARATION, ROUND_WITHIN
from ledger.territory import commune

router = APIRouter()
A_DAY_MIN = 24 * 60


@router.get("/commandes/regles")
def rules_page(request: Request, house: HouseDep, _: OrderReaderDep) -> HTMLResponse:
    """Who serves an order and why, the road table, and the passes that snow closes."""
    today = house.today()
    table = sorted(roads(), key=lambda road: (_town(road.a), road.minutes))
    return page(
        request,
        "orders/rules.html",
        {
            "preparation_days": PREPARATION.days,
            "round_days": ROUND_WITHIN.days,
            "delays": [
                (minutes if minutes < A_DAY_MIN else None, days) for minutes, days in BY_ROAD_DAYS
            ],
            "roads": [(road, _town(road.a), _town(road.b), _closed(road)) for road in table],
            "shut": [road for road in table if not road.open_on(today)],
            "today": today,
        },
    )


def _town(insee: str) -> str:
    return commune(insee).display_name


def _closed(road: Road) -> str:
    if road.closed is None:
        return ""
    return f"du {_day(road.closed[0])} au {_day(road.closed[1])}"


def _day(when: MonthDay) -> str:
    month, day = when
    return f"{'1er' if day == 1 else day} {MONTHS[month - 1]}"
