"""What somebody buys and how it is paid: kept in the page itself, nowhere else."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from api.selling.minimum import Left
from api.selling.shelf import NotForSale, Offer, Shelf
from api.words import euros
from ledger.till import AccessoryLine, Payment, taken
from ledger.values import GridId, OrganisationId

DEVICES_MAX = 40
"""Of one receipt, as of accessories."""
TOTAL_MAX_CENTS = 10_000_00


@dataclass(frozen=True, slots=True)
class Basket:
    codes: tuple[str, ...] = ()
    accessories: tuple[AccessoryLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """A basket at today's prices."""

    offers: tuple[Offer, ...]
    accessories: tuple[AccessoryLine, ...]
    grid: GridId | None
    left: Left
    """What stays on the shelf for prescription, by kind."""

    @property
    def total_cents(self) -> int:
        accessories_cents = sum(line.quantity * line.unit_cents for line in self.accessories)
        return sum(offer.price_cents for offer in self.offers) + accessories_cents


@dataclass(frozen=True, slots=True)
class Paying:
    """Who pays what: the buyer, the fund, another organisation."""

    payments: tuple[Payment, ...] = ()
    fund_cents: int = 0
    third_party: OrganisationId | None = None
    third_party_cents: int = 0

    @property
    def total_cents(self) -> int:
        return taken(self.payments) + self.fund_cents + self.third_party_cents

    def check(self, total_cents: int) -> None:
        """Raises ``NotForSale`` unless it pays the whole price, and no more."""
        if (self.third_party is None) != (self.third_party_cents == 0):
            raise _unpaid("Quand un tiers paie, il faut sa structure et son montant.")
        if self.total_cents < total_cents:
            left = euros(total_cents - self.total_cents)
            raise _unpaid(f"Il manque {left}\u00a0: dites comment le reste est payé.")
        if self.total_cents > total_cents:
            over = euros(self.total_cents - total_cents)
            raise _unpaid(f"C’est {over} de trop\u00a0: le total est de {euros(total_cents)}.")


def _unpaid(sentence: str) -> NotForSale:
    return NotForSale(sentence, HTTPStatus.UNPROCESSABLE_ENTITY)


def price(shelf: Shelf, basket: Basket) -> Priced:
    """The basket with its prices, each set once. Raises ``NotForSale``."""
    offers: dict[UUID, Offer] = {}
    for code in basket.codes:
        offer = shelf.offer(code)
        offers.setdefault(offer.pieces[0].device, offer)
    pieces = sum(len(offer.pieces) for offer in offers.values())
    if pieces > DEVICES_MAX or len(basket.accessories) > DEVICES_MAX:
        raise NotForSale(f"Un reçu porte {DEVICES_MAX} lignes au plus\u00a0: faites deux ventes.")
    left = shelf.keep_minimum(offers.values())
    grid = GridId(shelf.grid.id) if shelf.grid and offers else None
    priced = Priced(tuple(offers.values()), basket.accessories, grid, left)
    if priced.total_cents > TOTAL_MAX_CENTS:
        raise _unpaid(f"Un reçu va jusqu’à {euros(TOTAL_MAX_CENTS)}\u00a0: faites deux ventes.")
    return priced
