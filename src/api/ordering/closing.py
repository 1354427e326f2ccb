"""An order is given up or served otherwise: devices, money and order are let go of together."""

from collections.abc import Iterator
from datetime import datetime

from api.ordering.act import Act
from ledger import Entry, Receipt
from ledger import device as d
from ledger.fund import CommitmentReleased
from ledger.order import (
    Cancelled,
    CancelReason,
    Expired,
    Order,
    Shortage,
    Unmet,
)
from ledger.values import OrderId, ReservationId


def cancel(act: Act, order: Order, reason: CancelReason) -> Receipt:
    """Nobody wants it any more: all that was promised and committed is free again."""
    now = act.house.now()
    event = Cancelled(happened_at=now, devices=order.devices, fund=order.fund, reason=reason)
    freed = let_go(order, d.ReleaseReason.CANCELLED, now)
    return act.record([*freed, Entry(order.id, event, act.seen)])


def expire(act: Act, order: Order) -> Receipt:
    """Announced, and still not fetched."""
    now = act.house.now()
    event = Expired(happened_at=now, devices=order.devices, fund=order.fund)
    freed = let_go(order, d.ReleaseReason.EXPIRED, now)
    return act.record([*freed, Entry(order.id, event, act.seen)])


def give_up(act: Act, order: Order, shortage: Shortage) -> Receipt:
    """Nothing could be found: the order ends, and its need counts."""
    event = Unmet(happened_at=act.house.now(), shortage=shortage)
    return act.record([Entry(order.id, event, act.seen)])


def let_go(order: Order, reason: d.ReleaseReason, now: datetime) -> Iterator[Entry]:
    """The devices can be promised again, and what the fund had committed is available again."""
    for device in order.devices:
        released = d.ReservationReleased(
            happened_at=now, reservation=ReservationId(order.id), reason=reason
        )
        yield Entry(device, released)
    if order.fund is not None and order.fund_cents:
        back = CommitmentReleased(
            happened_at=now, order=OrderId(order.id), amount_cents=order.fund_cents
        )
        yield Entry(order.fund, back)
