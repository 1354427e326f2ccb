"""Devices of the demonstration that wait today at a desk and a counter: who signs in finds work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from api.demo.life import Life
from api.demo.orders import Prescription, Telling, ordered
from api.demo.places import COUNTERS, DESKS, GAP
from ledger import device as d

PREPARED = timedelta(days=60)
"""Before today, when the lot of these devices came in: longer than the shop needs for them."""


def to_hand_over(life: Life, today: datetime, telling: Telling) -> None:
    """Ordered by the desk, and arrived where it will be handed over."""
    way = _on_the_road(life, today, telling)
    life.clock = _days_before(today, 1)
    way.arrive()


def to_confirm_at_desk(life: Life, today: datetime, telling: Telling) -> None:
    """Ordered by the desk, and on the road to it."""
    _on_the_road(life, today, telling)


def to_prepare(life: Life, today: datetime, telling: Telling) -> None:
    """Ordered yesterday: the shop has it to prepare."""
    _shelve(life)
    life.clock = _days_before(today, 1)
    ordered([life], telling, DESKS[0])


def to_confirm_at_counter(life: Life, today: datetime, _telling: Telling) -> None:
    """For sale, and on the road to a counter."""
    _shelve(life)
    life.clock = _days_before(today, 1)
    life.take(d.Shipped, origin=life.place.id, destination=COUNTERS[0].id)


WAITING: tuple[Callable[[Life, datetime, Telling], None], ...] = (
    to_hand_over,
    to_confirm_at_desk,
    to_prepare,
    to_confirm_at_counter,
)


def _on_the_road(life: Life, today: datetime, telling: Telling) -> Prescription:
    _shelve(life)
    life.clock = _days_before(today, 4)
    way = ordered([life], telling, DESKS[0])
    if way is None:
        raise LookupError("the grid has a price for every laptop")
    life.clock = _days_before(today, 2)
    way.prepare()
    way.send()
    return way


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
