"""What happens to a device that is promised to an order is recorded with the order, never alone."""

from uuid import UUID

from api.house import House
from ledger import Event, LedgerError
from ledger import device as d
from ledger.errors import Forbidden, Rule, UnknownSubject
from ledger.order import Order

MOVED_WITH_ORDERS = (
    d.Reserved,
    d.ReservationReleased,
    d.Shipped,
    d.Received,
    d.Delivered,
    d.HandedOver,
)
"""Steps that move an order too, when the device is promised to one."""


def order_holding(house: House, reservation: UUID | None) -> UUID | None:
    """The order that this reservation is, or None: others reserve for reasons of their own.

    Asked of the ledger, which is never behind.
    """
    if reservation is None:
        return None
    try:
        house.ledger.subject(Order, reservation)
    except UnknownSubject:
        return None
    return reservation


def tied(house: House, event: type[Event], *reservations: UUID | None) -> LedgerError | None:
    """Why such a step is not recorded alone while one of these reservations holds the device."""
    if not issubclass(event, MOVED_WITH_ORDERS):
        return None
    for reservation in dict.fromkeys(reservations):
        if order := order_holding(house, reservation):
            return Forbidden(order, Rule.BELONGS_TO_AN_ORDER, str(order))
    return None
