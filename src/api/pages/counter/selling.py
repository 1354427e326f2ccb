"""The counter: scan into a basket, say how it is paid, sell. The page carries the basket."""

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import refusals
from api.access import CounterDep, CsrfDep
from api.access.doors import text_of
from api.forms import Filled
from api.house import House, HouseDep
from api.ordering import Act
from api.pages.counter import basket_form as carried
from api.pages.counter.basket_form import BasketDep
from api.pages.counter.door import OwnPlaceDep
from api.pages.lot_door import command_of, texts_of
from api.rendering import page
from api.selling import Basket, NotForSale, Offer, Shelf, price, sell, sold
from api.words import euros
from ledger import LedgerError
from ledger.codes import read_code
from ledger.errors import CeilingReached
from ledger.values import Means
from projections import funds, organisations, tills
from projections.places import PlaceRow

router = APIRouter()

PAYING = ("means", "fund", "third", "third_party", *(f"paid_{means}" for means in Means))
NO_MONEY = (
    "Ce lieu n’encaisse pas d’argent\u00a0: la vente se fait dans une ressourcerie. Pour que ce "
    "lieu encaisse, l’administration modifie sa fiche."
)


@dataclass
class Shown:
    """What the page of the counter says besides its basket."""

    refused: list[str] = field(default_factory=list)
    status: HTTPStatus = HTTPStatus.OK
    form: Filled = field(default_factory=Filled)
    exchanged: UUID | None = None

    def refuse(self, why: NotForSale) -> None:
        self.refused.append(str(why))
        self.status = why.status


@router.get("/caisse")
def counter_page(  # noqa: PLR0913, PLR0917 (what FastAPI finds for us)
    request: Request,
    house: HouseDep,
    place: OwnPlaceDep,
    basket: BasketDep,
    ajouter: Annotated[str, Query()] = "",
    quoi: Annotated[str, Query()] = "",
    combien: Annotated[str, Query()] = "",
    prix: Annotated[str, Query()] = "",
    echange: Annotated[UUID | None, Query()] = None,
) -> Response:
    """The basket of the address; what is added to it leads to the address with it."""
    shown = Shown(exchanged=echange)
    more = basket
    for text in carried.codes_in(ajouter):
        try:
            more = _with_code(Shelf(house, place.subject), more, text)
        except NotForSale as why:
            shown.refuse(why)
    if quoi or prix:
        try:
            line = carried.accessory_of(quoi, combien, prix)
            more = replace(more, accessories=(*more.accessories, line))
        except NotForSale as why:
            shown.refuse(why)
    if more != basket and not shown.refused:
        noted = f"&echange={echange}" if echange else ""
        return RedirectResponse(carried.address(more) + noted, HTTPStatus.SEE_OTHER)
    shown.form = Filled({"quoi": [quoi], "combien": [combien], "prix": [prix]})
    return _show(request, house, place, more, shown)


LONGEST_TOTAL = 12
"""Python reads no endless number, and no basket costs one."""


@router.post("/caisse")
def make_sale(
    request: Request, house: HouseDep, who: CounterDep, place: OwnPlaceDep, form: CsrfDep
) -> Response:
    """Sell the basket, or show it again with the reason why not."""
    if not place.takes_money:
        raise HTTPException(HTTPStatus.CONFLICT, NO_MONEY)
    basket = carried.posted(form)
    shown = Shown(form=Filled(texts_of(form, *PAYING)))
    act = Act(house, who.author, command_of(form))
    try:
        total = text_of(form, "total")[:LONGEST_TOTAL]
        said = int(total) if total.isdecimal() else 0
        sale = sell(act, place.subject, basket, carried.paying_of(form, said))
    except NotForSale as why:
        shown.refuse(why)
        return _show(request, house, place, basket, shown)
    except CeilingReached as refusal:
        left = euros(refusal.left_cents)
        why_not = (
            f"Le fonds peut donner {left} au plus\u00a0: l’acheteur ou une structure paie le reste."
        )
        shown.refuse(NotForSale(why_not))
        return _show(request, house, place, basket, shown)
    except LedgerError as refusal:
        shown.refuse(NotForSale(refusals.sentence(refusal), refusals.status(refusal)))
        return _show(request, house, place, basket, shown)
    return RedirectResponse(f"/caisse/ventes/{sale}?fait=1", HTTPStatus.SEE_OTHER)


def _with_code(shelf: Shelf, basket: Basket, text: str) -> Basket:
    """With one more device or set, once however often it is scanned. Raises ``NotForSale``."""
    offer = shelf.offer(text)
    more = carried.with_codes(basket, [offer.code])
    inside = {piece.code for each in _offers(shelf, basket) for piece in each.pieces}
    if offer.code in inside:
        return basket
    price(shelf, more)
    return more


def _offers(shelf: Shelf, basket: Basket) -> list[Offer]:
    """Those of the basket that may still be sold."""
    found = []
    for code in basket.codes:
        try:
            found.append(shelf.offer(code))
        except NotForSale:
            continue
    return found


@dataclass(frozen=True)
class Line:
    """A line of the basket: what it sells, or why it cannot any more."""

    code: str
    offer: Offer | None
    why: str
    without: str
    """The address of the basket without it."""


def _show(
    request: Request, house: House, place: PlaceRow, basket: Basket, shown: Shown
) -> Response:
    shelf = Shelf(house, place.subject)
    lines = [_line(shelf, basket, code) for code in basket.codes]
    total_cents: int | None = None
    if not any(line.why for line in lines) and (basket.codes or basket.accessories):
        try:
            total_cents = price(shelf, basket).total_cents
        except NotForSale as why:
            if str(why) not in shown.refused:
                shown.refuse(why)
    with house.pool.connection() as connection:
        fund = funds.open_on(connection, house.today())
        structures = organisations.read_all(connection)
        exchanged = sold(tills.read_sale(connection, shown.exchanged)) if shown.exchanged else None
    own = exchanged and exchanged.sale.subject == _till(house, place)
    context: dict[str, Any] = {
        "place": place,
        "no_money": NO_MONEY,
        "basket": basket,
        "lines": lines,
        "accessories": [
            (line, carried.text_of_line(line), carried.address(carried.without_line(basket, rank)))
            for rank, line in enumerate(basket.accessories)
        ],
        "total_cents": total_cents,
        "refused": shown.refused,
        "form": shown.form,
        "fund": fund,
        "structures": structures,
        "exchanged": exchanged if own else None,
        "command": uuid4(),
    }
    return page(request, "counter/counter.html", context, status=shown.status)


def _till(house: House, place: PlaceRow) -> UUID | None:
    with house.pool.connection() as connection:
        row = tills.read_at(connection, place.subject)
    return row.subject if row else None


def _line(shelf: Shelf, basket: Basket, code: str) -> Line:
    without = carried.address(carried.without_code(basket, code))
    try:
        offer = shelf.offer(code)
        return Line(read_code(code), offer, "", without)
    except NotForSale as why:
        return Line(code, None, str(why), without)
