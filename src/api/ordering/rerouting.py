"""A coordinator has another place serve an order: let go of here and promised there, at once."""

from dataclasses import replace
from uuid import UUID

from api.house import House
from api.ordering.act import Act
from api.ordering.asking import may_have_gifts
from api.ordering.closing import let_go
from api.ordering.declared import open_declared
from api.ordering.taking import Taking
from ledger import Entry
from ledger import device as d
from ledger.order import Order, ReleaseCause, Released, Submitted
from ledger.routing import Route, Wish
from ledger.values import OrderId
from ledger.vault import KeyDestroyed, SealBroken
from projections import places, tariffs


def wish_again(house: House, order: Order) -> Wish:
    """What an order asked for, as the rules of routing look at it.

    What was declared is opened to tell whether the law allows a public body's gift, and told to
    nobody. Once its key is gone, no.
    """
    with house.pool.connection() as connection:
        place = places.read(connection, order.place) if order.place else None
        grids = {each.grid.id: each.grid for each in tariffs.read_all(connection)}
    asked = next(
        record.event
        for record in house.ledger.life(order.id)
        if isinstance(record.event, Submitted)
    )
    try:
        declared = open_declared(house.vault, order.id, asked.declared)
    except (KeyDestroyed, SealBroken):
        gifts = False
    else:
        gifts = may_have_gifts(grids.get(asked.grid), declared)
    return Wish(
        asked.place,
        place.commune if place else "",
        asked.use,
        asked.kind,
        asked.grade,
        asked.features,
        public_gifts=gifts,
    )


def reroute(act: Act, order: Order, place: UUID) -> Route:
    """Have ``place`` serve it, all in one command: nothing is let go of for nothing.

    Raises ``NothingSuits`` when that place has nothing that suits any more.
    """
    now = act.house.now()
    released = d.ReleaseReason.CANCELLED
    event = Released(
        happened_at=now, devices=order.devices, fund=order.fund, cause=ReleaseCause.REROUTED
    )
    freed = (*let_go(order, released, now), Entry(order.id, event, act.seen))
    taking = Taking(
        replace(act, seen=None),
        OrderId(order.id),
        wish_again(act.house, order),
        order.fund_cents,
        freed,
        only_at=place,
    )
    return taking.take()
