"""Workshops of the demonstration, in every place that holds them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo.places import DESKS, named
from ledger import Event
from ledger.workshop import Theme, WorkshopScheduled

SATURDAY = 5
PARIS = ZoneInfo("Europe/Paris")
NEAR_A_STATION = frozenset({"05061", "05179", "05046", "05023", "05040"})


def workshops(until: datetime) -> Iterator[tuple[UUID, Event]]:
    """Three months of workshops to come, in every place that holds them."""
    chance = Random(2150)
    for place in DESKS:
        for rank in range(4):
            day = until.astimezone(PARIS) + timedelta(days=5 + 21 * rank + chance.randint(0, 9))
            if day.weekday() >= SATURDAY:
                day += timedelta(days=7 - day.weekday())
            starts_at = day.replace(hour=chance.choice([10, 14]), minute=0, second=0, microsecond=0)
            yield (
                named(f"workshop {place.name} {rank}"),
                WorkshopScheduled(
                    happened_at=until.astimezone(UTC),
                    place=place.id,
                    theme=chance.choice(list(Theme)),
                    starts_at=starts_at,
                    duration_min=120,
                    seats=8,
                    reachable_without_car=place.commune in NEAR_A_STATION,
                ),
            )
