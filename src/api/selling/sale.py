"""A sale is one command: devices, the fund's part, its share of the sale, and the receipt."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID, uuid5

from api.house import House
from api.ordering import Act
from api.selling.basket import Basket, Paying, Priced, price
from api.selling.shelf import NotForSale, Shelf
from api.selling.tills import opening, till_at
from ledger import Entry, LedgerError
from ledger import device as d
from ledger.errors import AlreadyBegun, ClaimTaken, Forbidden, Outrun, Rule
from ledger.fund import Credited, CreditSource, SpentAtTheTill
from ledger.place import Place
from ledger.tariff import TARIFF
from ledger.till import DeviceLine, SaleMade, Till, taken
from ledger.values import PlaceId, SaleId
from projections import funds

TRIES = 20
"""Other counters of the place may take the next number first: each lost try is a sale of theirs."""

EMPTY = "Le panier est vide\u00a0: scannez d’abord un appareil, ou ajoutez un accessoire."
NO_FUND = (
    "Le fonds de cette année n’est pas ouvert\u00a0: une structure peut payer cette part, ou "
    "l’acheteur."
)


def sell(act: Act, place: UUID, basket: Basket, paying: Paying) -> UUID:
    """Record the sale and return its receipt. Sent twice, it is the same sale.

    Sales of one process take turns with its orders: the same shelves, the same fund.
    Raises ``NotForSale``, or the ``LedgerError`` that refuses.
    """
    house, sale = act.house, SaleId(uuid5(act.command, "sale"))
    if not (basket.codes or basket.accessories):
        raise NotForSale(EMPTY, HTTPStatus.UNPROCESSABLE_ENTITY)
    with house.ordering:
        for tries_left in reversed(range(TRIES)):
            till = till_at(house, place)
            if sale in till.receipts:
                break
            priced = price(Shelf(house, place), basket)
            paying.check(priced.total_cents)
            try:
                act.record(_entries(house, place, till, sale, priced, paying))
            except LedgerError as why:
                if sale in till_at(house, place).receipts:
                    break
                if not (tries_left and _again(house, why, till.id)):
                    raise
            else:
                break
    return sale


def _again(house: House, why: LedgerError, till: UUID) -> bool:
    """Whether to try again; what was to stay on the shelf and went is looked for anew."""
    if isinstance(why, Forbidden) and why.rule is Rule.MINIMUM_KEPT:
        house.views.catch_up()
        return True
    return is_about_the_till(why, till)


def is_about_the_till(why: LedgerError, till: UUID) -> bool:
    """Whether another counter of this place was faster: the same thing may be tried again."""
    if isinstance(why, Forbidden):
        return why.rule is Rule.RECEIPT_NUMBER
    if isinstance(why, ClaimTaken):
        return why.kind == "till"
    return isinstance(why, AlreadyBegun | Outrun) and why.subject == till


def _entries(  # noqa: PLR0913, PLR0917 (a sale is all of this)
    house: House, place: UUID, till: Till, sale: SaleId, priced: Priced, paying: Paying
) -> Iterator[Entry]:
    yield from opening(house, place, till)
    yield from _devices(house, place, priced)
    yield from _fund(house, sale, paying)
    lines = tuple(
        DeviceLine(device=piece.device, price_cents=0 if rank else offer.price_cents)
        for offer in priced.offers
        for rank, piece in enumerate(offer.pieces)
    )
    made = SaleMade(
        happened_at=house.now(),
        sale=sale,
        number=till.next_number,
        tariff=TARIFF if priced.grid else None,
        grid=priced.grid,
        devices=lines,
        accessories=priced.accessories,
        payments=paying.payments,
        third_party=paying.third_party,
        third_party_cents=paying.third_party_cents,
        fund_cents=paying.fund_cents,
    )
    yield Entry(till.id, made)


def _devices(house: House, place: UUID, priced: Priced) -> Iterator[Entry]:
    """The first piece of a set bears the whole price, the others nothing: it is one price."""
    here: Place = house.ledger.subject(Place, place)
    for offer in priced.offers:
        for rank, piece in enumerate(offer.pieces):
            sold = {
                "happened_at": house.now(),
                "place": PlaceId(place),
                "seller": here.organisation,
                "price_cents": 0 if rank else offer.price_cents,
                "left": priced.left.get(piece.kind, ()),
            }
            yield Entry(piece.device, d.Sold.model_validate(sold))


def _fund(house: House, sale: SaleId, paying: Paying) -> Iterator[Entry]:
    """Its part is spent before its share comes in: a sale does not pay for its own aid."""
    with house.pool.connection() as connection:
        fund = funds.open_on(connection, house.today())
    if fund is None:
        if paying.fund_cents:
            raise NotForSale(NO_FUND)
        return
    now = house.now()
    if paying.fund_cents:
        spent = SpentAtTheTill(happened_at=now, sale=sale, amount_cents=paying.fund_cents)
        yield Entry(fund.subject, spent)
    if share_cents := taken(paying.payments) * fund.sale_share_percent // 100:
        share = Credited(
            happened_at=now, source=CreditSource.SALE_SHARE, amount_cents=share_cents, sale=sale
        )
        yield Entry(fund.subject, share)
