"""What is known of a device that broke down, for professionals; and what may be lent meanwhile."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.access import Role, SignedIn
from api.house import House
from api.pages.device.scene import places_for
from api.selling import guaranteed_until
from api.selling.shelf import named
from ledger import device as d
from ledger.codes import written
from ledger.device import Device, Stage
from projections import guarantees, organisations, register, tills

LENDABLE_READ, LENDABLE_SHOWN = 500, 50


@dataclass(frozen=True)
class About:
    """The sale or hand-over that opened its guarantee, for professionals only."""

    sold_on: date
    until: date
    holds: bool
    channel: str
    seller: str
    receipt: UUID | None
    """The receipt, when it is of the till of whoever asks."""


def guarantee_of(
    connection: Connection[Any], house: House, who: SignedIn, device: Device
) -> About | None:
    found = guarantees.read(connection, device.id)
    if found is None:
        return None
    seller = organisations.read(connection, found.seller)
    sale = tills.read_last_sale(connection, device.id) if found.channel == "sale" else None
    till = tills.read_at(connection, who.place) if who.place and who.has(Role.COUNTER) else None
    own = sale is not None and till is not None and sale.subject == till.subject
    sold_on = found.sold_at.astimezone(house.settings.timezone).date()
    until = guaranteed_until(sold_on)
    return About(
        sold_on,
        until,
        house.today() <= until,
        found.channel,
        seller.name if seller else "une structure partie",
        sale.sale if sale and own else None,
    )


def lendable(connection: Connection[Any], who: SignedIn, device: Device) -> list[tuple[UUID, str]]:
    """What stands on the shelves here and may be lent, the same kind first."""
    here = who.place in places_for(who, d.Lent.TOPIC)
    if device.stage != Stage.IN_REPAIR or who.place is None or not here:
        return []
    rows = register.read_page(connection, [who.place], stage=Stage.STOCKED, limit=LENDABLE_READ)
    free = [
        row for row in rows if row.set_id is None and row.sent_to is None and not row.origin_unknown
    ]
    free.sort(key=lambda row: (row.kind != device.kind, row.moved_at))
    return [
        (row.subject, f"{named(row)} ({written(row.code)})" if row.code else named(row))
        for row in free[:LENDABLE_SHOWN]
    ]
