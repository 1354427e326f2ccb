"""Devices come back and their price is given back, to each who had paid a part of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from api.house import House
from api.ordering import Act
from api.selling.book import Shares, Sold, sold
from api.selling.sale import TRIES
from api.selling.shelf import NotForSale
from api.words import euros
from ledger import Entry
from ledger import device as d
from ledger.device import Device, Stage
from ledger.errors import CommandReused, Outrun
from ledger.fund import RefundedAtTheTill
from ledger.till import Payment, RefundReason, SaleRefunded
from ledger.values import DeviceId, Means, PlaceId, SaleId
from projections import funds, tills

RETURNS = {
    RefundReason.BREAKDOWN: d.ReturnReason.BREAKDOWN,
    RefundReason.CHANGED_MIND: d.ReturnReason.NO_LONGER_NEEDED,
    RefundReason.EXCHANGED: d.ReturnReason.EXCHANGED,
    RefundReason.TILL_MISTAKE: d.ReturnReason.NO_LONGER_NEEDED,
}
"""What the life of the device says of it."""

OUTSIDE = frozenset({Stage.WITH_OWNER, Stage.IN_REPAIR})


@dataclass(frozen=True, slots=True)
class Returning:
    """What comes back, why, and how the person is paid back."""

    devices: frozenset[UUID]
    reason: RefundReason
    means: Means
    accessories: bool = False
    amount_cents: int | None = None
    """A part of the price; None for the whole of what comes back."""


def refund(act: Act, place: UUID, sale: UUID, returning: Returning) -> None:
    """Take the devices back here and give back what was paid for them. Sent twice, once.

    Raises ``NotForSale``, or the ``LedgerError`` that refuses.
    """
    house = act.house
    with house.ordering:
        for tries_left in reversed(range(TRIES)):
            try:
                act.record(_entries(house, place, sale, returning))
            except CommandReused:
                return
            except NotForSale:
                if _recorded_before(act, sale):
                    return
                raise
            except Outrun:
                if not tries_left:
                    raise
            else:
                return


def _recorded_before(act: Act, sale: UUID) -> bool:
    """Whether this very form was recorded already: there is nothing left to give back then."""
    with act.house.pool.connection() as connection:
        found = sold(tills.read_sale(connection, sale))
    life = act.house.ledger.life(found.sale.subject) if found else []
    return any(record.metadata.command == act.command for record in life)


def _entries(house: House, place: UUID, sale: UUID, returning: Returning) -> Iterator[Entry]:
    with house.pool.connection() as connection:
        found = sold(tills.read_sale(connection, sale))
    if found is None or not returning.devices <= found.prices.keys():
        raise NotForSale("Ce reçu ne porte pas cet appareil.", HTTPStatus.NOT_FOUND)
    if returning.devices & found.returned:
        raise NotForSale("Cet appareil est déjà remboursé sur ce reçu.")
    cents, accessories_cents = _worth(found, returning)
    shares = found.shares(cents)
    now = house.now()
    for device in sorted(returning.devices):
        yield from _taken_back(house, place, found, device, RETURNS[returning.reason])
    if shares.fund:
        back = RefundedAtTheTill(happened_at=now, sale=SaleId(sale), amount_cents=shares.fund)
        yield Entry(_fund(house, found), back)
    told = _refunded(found, returning, shares, house)
    said = told.model_copy(update={"accessories_cents": accessories_cents})
    yield Entry(found.sale.subject, said)


def _worth(found: Sold, returning: Returning) -> tuple[int, int]:
    """What is given back in all, and for accessories. Raises ``NotForSale``."""
    accessories_cents = found.accessories_left_cents if returning.accessories else 0
    whole_cents = found.worth_cents(returning.devices) + accessories_cents
    cents = returning.amount_cents
    if cents is None:
        if not whole_cents:
            raise _unclear("Choisissez ce qui revient, parmi ce qui n’est pas encore remboursé.")
        return whole_cents, accessories_cents
    nothing_back = not (returning.devices or returning.accessories)
    most_cents = found.devices_left_cents if nothing_back else whole_cents
    if not 0 < cents <= most_cents:
        most = f"{euros(most_cents)} au plus" if most_cents else "plus rien"
        raise _unclear(f"Pour cela, on peut rendre {most} : changez le montant.")
    return cents, accessories_cents * cents // whole_cents if whole_cents else 0


def _unclear(sentence: str) -> NotForSale:
    return NotForSale(sentence, HTTPStatus.UNPROCESSABLE_ENTITY)


def _refunded(found: Sold, returning: Returning, shares: Shares, house: House) -> SaleRefunded:
    paid = Payment(means=returning.means, paid_cents=shares.person) if shares.person else None
    return SaleRefunded(
        happened_at=house.now(),
        sale=SaleId(found.sale.sale),
        devices=tuple(DeviceId(device) for device in sorted(returning.devices)),
        payments=(paid,) if paid else (),
        third_party_cents=shares.third_party,
        fund_cents=shares.fund,
        reason=returning.reason,
    )


def _taken_back(
    house: House, place: UUID, found: Sold, device: UUID, reason: d.ReturnReason
) -> Iterator[Entry]:
    """It comes back here; one in repair stays where it is, one that is back already too."""
    stands: Device = house.ledger.subject(Device, device)
    with house.pool.connection() as connection:
        newest = tills.read_last_sale(connection, device)
    if stands.stage in OUTSIDE and newest is not None and newest.sale == found.sale.sale:
        where = stands.place if stands.stage == Stage.IN_REPAIR and stands.place else place
        back = d.TakenBack(happened_at=house.now(), place=PlaceId(where), reason=reason)
        yield Entry(device, back)


def _fund(house: House, found: Sold) -> UUID:
    """The fund of the year in which it paid, its books closed since or not."""
    year = found.sale.happened_at.astimezone(house.settings.timezone).year
    with house.pool.connection() as connection:
        [fund] = [row.subject for row in funds.read_all(connection) if row.year == year]
    return fund
