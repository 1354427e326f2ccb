"""A lost slip: the place finds the order by its day and its kind, and prints the slip again."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import OrderReaderDep
from api.house import House, HouseDep
from api.pages.orders.listing import ages
from api.pages.reach import Reach
from api.pages.stock import KindAsked
from api.rendering import page
from api.wedge import scanned
from ledger.codes import read_slip
from ledger.errors import BadCode
from projections import order_tasks, orders
from projections.orders import OrderRow

router = APIRouter()

NO_SLIP = "Ce code n’est pas celui d’un ticket de vos lieux : vérifiez les six caractères."
NO_DAY = "Écrivez une date, comme 31/03/2026."


@router.get("/commandes/retrouver")
def find_order(  # noqa: PLR0913, PLR0917 (what FastAPI finds for us)
    request: Request,
    house: HouseDep,
    signed_in: OrderReaderDep,
    kind: KindAsked,
    ticket: str = "",
    jour: str = "",
) -> Response:
    """By the code of a slip, which leads to its order; else by the day it was made."""
    error, found = "", list[OrderRow]()
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        if ticket.strip():
            try:
                row = orders.read_slip(connection, read_slip(scanned(ticket)))
            except BadCode:
                row = None
            if row and (reach.has_place(row.place) or reach.has_place(row.origin)):
                return RedirectResponse(f"/commandes/{row.subject}", HTTPStatus.SEE_OTHER)
            error = NO_SLIP
        elif jour.strip():
            mine = None if reach.everything else [row.subject for row in reach.open_places()]
            try:
                start, end = _day(house, jour)
            except ValueError:
                error = NO_DAY
            else:
                found = order_tasks.find(connection, mine, start, end, kind or None)
    return _page(request, house, {"found": found, "error": error, "kind": kind, "day": jour})


def _day(house: House, text: str) -> tuple[datetime, datetime]:
    """When that day begins and ends here. Raises ``ValueError``."""
    zone = house.settings.timezone
    day = date.fromisoformat(text.strip())
    if not date(2000, 1, 1) <= day <= date(2100, 1, 1):
        raise ValueError(text)
    return (
        datetime.combine(day, time(), zone),
        datetime.combine(day + timedelta(days=1), time(), zone),
    )


def _page(request: Request, house: House, context: dict[str, object]) -> HTMLResponse:
    known = {"today": house.today().isoformat(), "age": ages(house), "looked": False}
    code = HTTPStatus.UNPROCESSABLE_ENTITY if context["error"] else HTTPStatus.OK
    looked = bool(context["day"]) and not context["error"]
    return page(request, "orders/find.html", known | context | {"looked": looked}, status=code)
