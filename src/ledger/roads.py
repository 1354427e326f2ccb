"""How long the road takes between two communes: a table of towns, with the passes that snow closes.

Between the towns of the table the shortest way is looked for; a commune that is not in it hangs on
the nearest town, by the last kilometres of a mountain road. Never a straight line between valleys.
"""

import heapq
import json
import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from ledger.territory import commune

ROADS_FILE = Path(__file__).with_name("roads.json")
"""Minutes by car, as drivers of the department count them. Another department is another file."""

WINDING = 1.6
"""A mountain road is that much longer than a bird's way."""
HECTOMETRES_A_MINUTE = 40 * 10 / 60
"""At 40 km/h."""

FARTHEST_MIN = 24 * 60
"""A day of road: where no road leads while the passes are closed."""

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Road:
    """A stretch between two towns; ``closed`` names the pass and when snow usually closes it."""

    a: str
    b: str
    minutes: int
    via: str | None = None
    closed: tuple[MonthDay, MonthDay] | None = None

    def open_on(self, day: date) -> bool:
        if self.closed is None:
            return True
        first, last = self.closed
        today = day.month, day.day
        if first <= last:
            return not first <= today <= last
        return not (first <= today or today <= last)


@lru_cache(maxsize=1)
def roads() -> tuple[Road, ...]:
    """Every stretch of the table, as the file has them."""
    rows = json.loads(ROADS_FILE.read_text(encoding="utf-8"))["roads"]
    return tuple(
        Road(row["a"], row["b"], row["minutes"], row.get("via"), _season(row.get("closed")))
        for row in rows
    )


def _season(text: list[str] | None) -> tuple[MonthDay, MonthDay] | None:
    if text is None:
        return None
    (first_month, first_day), (last_month, last_day) = (map(int, each.split("-")) for each in text)
    return (first_month, first_day), (last_month, last_day)


def road_min(origin: str, destination: str, day: date) -> int:
    """Minutes by car between two communes (INSEE codes), on that day of the year.

    Raises ``UnknownCommune``.
    """
    return _minutes(commune(origin).insee, commune(destination).insee, _shut(day))


@lru_cache(maxsize=32)
def _shut(day: date) -> frozenset[Road]:
    return frozenset(road for road in roads() if not road.open_on(day))


@lru_cache(maxsize=20_000)
def _minutes(origin: str, destination: str, shut: frozenset[Road]) -> int:
    if origin == destination:
        return 0
    start, first_min = _town_of(origin)
    goal, last_min = _town_of(destination)
    between = _from(start, shut).get(goal, FARTHEST_MIN)
    return min(first_min + between + last_min, FARTHEST_MIN)


@lru_cache(maxsize=200)
def _from(start: str, shut: frozenset[Road]) -> dict[str, int]:
    """Minutes from a town to every other (Dijkstra)."""
    ways: dict[str, list[tuple[str, int]]] = {}
    for road in roads():
        if road not in shut:
            ways.setdefault(road.a, []).append((road.b, road.minutes))
            ways.setdefault(road.b, []).append((road.a, road.minutes))
    reached: dict[str, int] = {}
    ahead = [(0, start)]
    while ahead:
        minutes, town = heapq.heappop(ahead)
        if town in reached:
            continue
        reached[town] = minutes
        for following, more in ways.get(town, ()):
            heapq.heappush(ahead, (minutes + more, following))
    return reached


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    return frozenset(town for road in roads() for town in (road.a, road.b))


@lru_cache(maxsize=1_000)
def _town_of(insee: str) -> tuple[str, int]:
    """The town of the table that a commune hangs on, and the minutes to it."""
    if insee in _towns():
        return insee, 0
    here = commune(insee)

    def far(town: str) -> float:
        there = commune(town)
        return math.hypot(there.x - here.x, there.y - here.y)

    nearest = min(sorted(_towns()), key=far)
    return nearest, round(far(nearest) * WINDING / HECTOMETRES_A_MINUTE)
