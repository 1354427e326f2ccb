"""The order that a device is promised to, for the pages of the device."""

from dataclasses import dataclass
from uuid import UUID

from api.access import Role, SignedIn
from api.house import House
from api.ordering import order_holding
from api.pages.reach import Reach
from projections import orders


@dataclass(frozen=True)
class Promise:
    """``order`` is told to who may open it; others know only that it is promised."""

    order: UUID | None


def promised_to(house: House, signed_in: SignedIn, reservation: UUID | None) -> Promise | None:
    """The order that this reservation of a device is, or None."""
    order = order_holding(house, reservation)
    if order is None:
        return None
    reads = signed_in.has(*(role for role in Role if role is not Role.FUNDER))
    with house.pool.connection() as connection:
        row = orders.read(connection, order)
        reach = Reach(connection, signed_in)
        mine = row and (reach.has_place(row.place) or reach.has_place(row.origin))
    return Promise(order if reads and mine else None)
