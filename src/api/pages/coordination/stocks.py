"""How many of a kind the counter of each place leaves on the shelf for prescribers."""

from collections import Counter
from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access import CoordinatorDep, CsrfDep
from api.access.doors import text_of
from api.forms import Filled, Unreadable, read
from api.house import House, HouseDep
from api.pages.coordination.said import said
from api.pages.lot_door import command_of, record_once, texts_of
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.place import MinimumStockSet
from projections import places, stock
from projections.places import PlaceRow

router = APIRouter(prefix="/coordination/stocks")

STOCKS = "/coordination/stocks"
AVAILABLE = "available"


@router.get("")
def stocks_page(request: Request, house: HouseDep, _: CoordinatorDep) -> HTMLResponse:
    return _page(request, house, Filled())


@router.post("")
def keep(request: Request, house: HouseDep, who: CoordinatorDep, form: CsrfDep) -> Response:
    """Set the minimum of one kind in one place; 0 keeps none."""
    try:
        place = _place(form)
        happened_at = house.now().astimezone(house.settings.timezone)
        event = read(MinimumStockSet, texts_of(form, "kind", "count"), {"happened_at": happened_at})
        record_once(house, who.author, command_of(form), Entry(place, event))
    except (Unreadable, LedgerError) as refusal:
        filled = Filled(texts_of(form, "place", "kind", "count"), said(refusal))
        return _page(request, house, filled, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(STOCKS, HTTPStatus.SEE_OTHER)


def _place(form: FormData) -> UUID:
    try:
        return UUID(text_of(form, "place"))
    except ValueError:
        raise Unreadable({"place": "Choisissez un lieu de la liste."}) from None


def _page(
    request: Request, house: House, form: Filled, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    with house.pool.connection() as connection:
        everywhere = places.read_all(connection)
        available = Counter(
            {
                (row.place, row.kind): row.count
                for row in stock.read(connection)
                if row.state == AVAILABLE
            }
        )
    lines = [
        (row, kind, count, available[row.subject, kind])
        for row in everywhere
        for kind, count in row.kept.items()
        if count
    ]
    return page(
        request,
        "coordination/stocks.html",
        {
            "form": form,
            "command": uuid4(),
            "lines": lines,
            "below": sum(there < count for _, _, count, there in lines),
            "places": _those_that_sell_first(everywhere),
        },
        status=status,
    )


def _those_that_sell_first(rows: list[PlaceRow]) -> list[PlaceRow]:
    """Only a counter sells to everybody: those places are looked for most."""
    return sorted(rows, key=lambda row: not row.takes_money)
