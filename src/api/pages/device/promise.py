"""The order that a device is promised to, for the pages of the device."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.access import Role, SignedIn
from api.house import House
from api.ordering import order_holding
from api.pages.reach import Reach
from ledger.device import Device
from projections import orders


@dataclass(frozen=True)
class Promise:
    """``order`` is told to who may open it; others know only that it is promised."""

    order: UUID | None


def promise(
    house: House, connection: Connection[Any], signed_in: SignedIn, device: Device
) -> Promise | None:
    """The order that moves this device now, or None."""
    return promised_to(house, connection, signed_in, device.reservation)


def promised_to(
    house: House, connection: Connection[Any], signed_in: SignedIn, reservation: UUID | None
) -> Promise | None:
    """The order that this reservation is, or None."""
    order = order_holding(house, reservation)
    row = orders.read(connection, order) if order else None
    if row is None:
        return None
    reach = Reach(connection, signed_in)
    reads = signed_in.has(*(role for role in Role if role is not Role.FUNDER))
    mine = reads and (reach.has_place(row.place) or reach.has_place(row.origin))
    return Promise(row.subject if mine else None)
