"""Devices of the demonstration that wait today at a desk and a counter: who signs in finds work."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from api.demo.life import Life
from api.demo.places import COUNTERS, DESKS, GAP
from ledger import device as d
from ledger.values import ReservationId

PREPARED = timedelta(days=60)
"""Before today, when the lot of these devices came in: longer than the shop needs for them."""


def to_hand_over(life: Life, today: datetime) -> None:
    """Promised to somebody, and arrived where it will be handed over."""
    to_confirm_at_desk(life, today)
    life.clock = _days_before(today, 1)
    origin, life.place = life.place, DESKS[0]
    life.take(d.Delivered, origin=origin.id, place=life.place.id)


def to_confirm_at_desk(life: Life, today: datetime) -> None:
    """Promised to somebody, and on the road to them."""
    _shelve(life)
    life.clock = _days_before(today, 4)
    reservation = ReservationId(UUID(int=life.chance.getrandbits(128), version=4))
    life.take(d.Reserved, reservation=reservation)
    life.clock = _days_before(today, 2)
    life.take(d.Shipped, origin=life.place.id, destination=DESKS[0].id)


def to_confirm_at_counter(life: Life, today: datetime) -> None:
    """For sale, and on the road to a counter."""
    _shelve(life)
    life.clock = _days_before(today, 1)
    life.take(d.Shipped, origin=life.place.id, destination=COUNTERS[0].id)


WAITING: tuple[Callable[[Life, datetime], None], ...] = (
    to_hand_over,
    to_confirm_at_desk,
    to_confirm_at_counter,
)


def _shelve(life: Life) -> None:
    life.collect()
    life.arrive(GAP)
    life.sticker()
    life.inventory()
    life.rest(2, 12)
    life.erase()
    life.take(d.LocksChecked)
    life.test()
    life.rest(1, 2)
    life.finish()


def _days_before(today: datetime, days: int) -> datetime:
    return (today - timedelta(days=days)).replace(hour=14, minute=0, second=0, microsecond=0)
