"""Devices of the demonstration that wait today at a desk and a counter: who signs in finds work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from api.demo.life import Life
from api.demo.machines import MODELS
from api.demo.orders import Prescription, Telling, ordered
from api.demo.places import COUNTERS, DESKS, GAP
from ledger import device as d
from ledger.values import DeviceKind

PREPARED = timedelta(days=120)
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


def to_send_for_long(life: Life, today: datetime, telling: Telling) -> None:
    """Ready for longer than it should be: the coordination sees it, and a round takes it."""
    _shelve(life)
    life.clock = _days_before(today, 12)
    way = _order(life, telling)
    life.clock = _days_before(today, 10)
    way.prepare()


def never_fetched(life: Life, today: datetime, telling: Telling) -> None:
    """Arrived, announced, and nobody came: the order ended."""
    way = _on_the_road(life, today, telling, 48)
    life.clock = _days_before(today, 44)
    way.arrive()
    way.expire(_days_before(today, 22), _days_before(today, 12))


def trained_later(life: Life, today: datetime, telling: Telling) -> None:
    """Handed over yesterday; the first training is booked."""
    way = _on_the_road(life, today, telling, 7)
    life.clock = _days_before(today, 3)
    way.arrive()
    life.clock = _days_before(today, 1)
    way.hand_over(training_at=_days_before(today, -6))


def sold_today(life: Life, today: datetime, _telling: Telling) -> None:
    """Bought at the counter a moment ago."""
    _on_the_counter(life, today)
    life.offered = _just_now(today), COUNTERS[0]


def for_sale(life: Life, today: datetime, _telling: Telling) -> None:
    """On the shelf of a counter; a tablet, for the counter keeps laptops for prescribers."""
    life.model = next(model for model in MODELS if model.kind is DeviceKind.TABLET)
    _on_the_counter(life, today)


def brought_back(life: Life, today: datetime, _telling: Telling) -> None:
    """Bought some days ago, and refunded today."""
    _on_the_counter(life, today)
    life.offered = _days_before(today, 3), COUNTERS[0]
    life.brought_back_at = _just_now(today)


def on_loan(broken: Life, other: Life, today: datetime, telling: Telling) -> None:
    """A device in repair, and the one that is lent for that time."""
    way = _on_the_road(broken, today, telling, 40)
    broken.clock = _days_before(today, 36)
    way.arrive()
    broken.clock = _days_before(today, 33)
    way.hand_over()
    broken.clock = _days_before(today, 4)
    broken.take(d.ReturnedForRepair, place=broken.place.id, reason=d.ReturnReason.BREAKDOWN)
    _shelve(other)
    other.clock = _days_before(today, 30)
    other.go_to(broken.place)
    other.clock = _days_before(today, 3)
    other.take(d.Lent, place=other.place.id, instead_of=broken.device)


WAITING: tuple[Callable[[Life, datetime, Telling], None], ...] = (
    to_hand_over,
    to_confirm_at_desk,
    to_prepare,
    to_confirm_at_counter,
    to_send_for_long,
    never_fetched,
    trained_later,
    sold_today,
    brought_back,
    for_sale,
)


def _on_the_road(life: Life, today: datetime, telling: Telling, ago: int = 4) -> Prescription:
    """Ordered so many days ago, and sent two days later."""
    _shelve(life)
    life.clock = _days_before(today, ago)
    way = _order(life, telling)
    life.clock = _days_before(today, ago - 2)
    way.prepare()
    way.send()
    return way


def _order(life: Life, telling: Telling) -> Prescription:
    way = ordered([life], telling, DESKS[0])
    if way is None:
        raise LookupError("the grid has a price for every laptop")
    return way


def _on_the_counter(life: Life, today: datetime) -> None:
    _shelve(life)
    life.clock = _days_before(today, 20)
    life.go_to(COUNTERS[0])


def _just_now(today: datetime) -> datetime:
    """Within the last hour, and today."""
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    return max(midnight, today - timedelta(minutes=45))


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
