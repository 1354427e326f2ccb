"""Counts what is told exactly of a period, and freezes what its impact is made with.

No key is opened here, and what is counted is of the whole department: no place, no kind, no month.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from statistics import median_low
from typing import Any, TypeVar
from uuid import UUID

from psycopg import Connection

import impact
from api.house import House
from api.settings import Settings
from impact import NewPart, Span
from ledger import Event, log
from ledger.correction import Correction
from ledger.device import DeviceCorrected, HandedOver, Part, PartCondition, PartReplaced
from ledger.need import NeedCorrected, NeedNoted
from ledger.order import OrderCorrected, OrderHandedOver, Submitted, Unmet
from ledger.statistics import SMALLEST, Assumed, NewParts, Period, TotalsCounted, told
from ledger.till import SaleMade
from ledger.values import StorageKind, day_of

E = TypeVar("E", bound=Event)

NEW_STORAGES = {
    StorageKind.HDD: NewPart.HDD,
    StorageKind.SSD: NewPart.SSD,
    StorageKind.NVME: NewPart.SSD,
}
"""A new storage of another kind is ``NewPart.STORAGE``, of which no factor is known."""


def totals(house: House, period: Period, now: datetime) -> TotalsCounted:
    """What no table tells of the period; the last factor set, with this service's assumptions."""
    span = period.from_position, period.to_position
    with house.pool.connection() as connection:
        orders = _recorded(connection, OrderHandedOver, *span)
        sales = [sale for _, sale in _recorded(connection, SaleMade, *span) if sale.devices]
        asked = _asked(connection, [order for order, _ in orders])
        handed = _recorded(connection, HandedOver, *span)
        unmet = sum(1 for _ in _standing(connection, Unmet, OrderCorrected, *span))
        unmet += sum(1 for _ in _standing(connection, NeedNoted, NeedCorrected, *span))
        replaced = [*_standing(connection, PartReplaced, DeviceCorrected, *span)]
    devices = sum(len(order.devices) for _, order in orders)
    devices += sum(len(sale.devices) for sale in sales)
    waits = [_days(asked[order], handed_over) for order, handed_over in orders]
    home = len({one.reservation for _, one in handed if _at_home(one, asked)})
    trained = sum(order.no_training is None for _, order in orders)
    parts = Counter(filter(None, map(_new_part, replaced)))
    return TotalsCounted(
        happened_at=now,
        period=period.number,
        devices=None if told(period.total, devices) is None else devices,
        median_wait_days=median_low(waits) if len(waits) >= SMALLEST else None,
        unmet=told(unmet),
        in_own_place_percent=_percent(home, len(orders)),
        trained_percent=_percent(trained, len(orders)),
        new_parts=tuple(NewParts(part=part, count=count) for part, count in sorted(parts.items())),
        **assumptions(house.settings),
    )


def _percent(part: int, orders: int) -> int | None:
    return round(100 * part / orders) if orders >= SMALLEST else None


def _recorded(
    connection: Connection[Any], event: type[E], position: int, upto: int
) -> list[tuple[UUID, E]]:
    """As they were recorded: a hand-over that was counted in the total stays one."""
    rows = log.of_topics(connection, [event.TOPIC], position, upto)
    return [(UUID(bytes=row[1]), event.model_validate_json(row[4])) for row in rows]


def _standing(
    connection: Connection[Any],
    event: type[E],
    correction: type[Correction],
    position: int,
    upto: int,
) -> Iterator[E]:
    """As they stand at the cut: what was corrected later moves nothing of what was counted."""
    rows = log.of_topics(connection, [event.TOPIC, correction.TOPIC], position, upto)
    corrections = (
        (row[1], correction.model_validate_json(row[4]))
        for row in rows
        if row[3] == correction.TOPIC
    )
    corrected = {(subject, each.version): each.replaced_by() for subject, each in corrections}
    for _, subject, version, topic, state in rows:
        if topic == event.TOPIC:
            said = event.model_validate_json(state)
            stands = corrected.get((subject, version), said)
            if isinstance(stands, event):
                yield stands


def _asked(connection: Connection[Any], orders: list[UUID]) -> dict[UUID, Submitted]:
    """How these orders began."""
    begun = log.first_pages(connection, [order.bytes for order in orders])
    return {UUID(bytes=row[1]): Submitted.model_validate_json(row[4]) for row in begun}


def _days(asked: Submitted, handed: OrderHandedOver) -> int:
    """Days from the order to the hand-over, for two clocks that may differ."""
    return max(0, (day_of(handed.happened_at) - day_of(asked.happened_at)).days)


def _at_home(handed: HandedOver, asked: dict[UUID, Submitted]) -> bool:
    """Whether it was handed over at the place that ordered it."""
    order = asked.get(handed.reservation)
    return order is not None and order.place == handed.place


def _new_part(event: PartReplaced) -> NewPart | None:
    """What was fitted new; None for second-hand parts, and for a storage that was only removed."""
    if event.condition is not PartCondition.NEW:
        return None
    if event.part is not Part.STORAGE:
        return NewPart(event.part)
    fitted = event.fitted_storage
    return NEW_STORAGES.get(fitted.kind, NewPart.STORAGE) if fitted else None


def assumptions(settings: Settings) -> dict[str, Any]:
    """The factor set and what this service assumes, all that the impact needs beside counts."""
    factors = impact.current()
    moved = settings.impact_displacement or {}
    return {
        "factors": factors.version,
        "factors_sha256": factors.sha256,
        "years": _assumed(factors.years.chosen(settings.impact_years)),
        "displacement": {
            channel: _assumed(each.chosen(moved.get(channel)))
            for channel, each in factors.displacement.items()
        },
    }


def _assumed(span: Span) -> Assumed:
    return Assumed(low=span.low, central=span.central, high=span.high)
