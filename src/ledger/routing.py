"""Which place serves an order: stated rules, the same for all, that a coordinator may overrule.

1. What suits: the kind that is asked, the use, the features, and a look at least as good.
2. A free gift of a public body goes only to a band that the grid calls precarious (law 5).
3. What stands in the place itself comes first; then what a round brings within
   ``ROUND_WITHIN``, soonest first; then what is nearest by road on that day of the year.
4. Between equals: what may only leave on prescription, then what is longest on the shelf.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from ledger.delivery_round import next_run
from ledger.order import Routing
from ledger.roads import road_min
from ledger.values import DeviceKind, Feature, Grade, Use

PREPARATION = timedelta(days=1)
"""To update and pack a device before it leaves."""
ROUND_WITHIN = timedelta(days=10)
BY_ROAD_DAYS = ((30, 3), (60, 5), (120, 8), (24 * 60, 12))
"""Up to so many minutes of road, so many days until somebody has driven there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an order asks for, and where."""

    place: UUID
    commune: str
    use: Use
    kind: DeviceKind
    grade: Grade
    features: frozenset[Feature] = frozenset()
    public_gifts: bool = True
    """Whether the declared band lets the person have a free gift of a public body."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device, or a whole set, that can be promised."""

    devices: tuple[UUID, ...]
    kind: DeviceKind
    uses: frozenset[Use]
    features: frozenset[Feature]
    grade: Grade
    """The worst look in a set."""
    place: UUID
    commune: str
    public_gift: bool
    stocked_at: datetime

    def suits(self, wish: Wish) -> bool:
        return (
            self.kind is wish.kind
            and wish.use in self.uses
            and wish.features <= self.features
            and self.grade <= wish.grade  # A is better than C
            and (wish.public_gifts or not self.public_gift)
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A delivery round, as far as a route needs it."""

    stops: tuple[UUID, ...]
    first_on: date
    every_days: int

    def carries(self, origin: UUID, destination: UUID) -> bool:
        """Whether it stops at the one before it stops at the other."""
        return (
            origin in self.stops
            and destination in self.stops
            and self.stops.index(origin) < self.stops.index(destination)
        )


@dataclass(frozen=True, slots=True)
class Route:
    """A candidate and how it would get there."""

    candidate: Candidate
    routing: Routing
    road_min: int
    expected_on: date


_RANK = {Routing.ALREADY_HERE: 0, Routing.ON_A_ROUND: 1, Routing.BY_ROAD: 2}


def routes(
    wish: Wish, candidates: Iterable[Candidate], runs: Sequence[Run], day: date
) -> list[Route]:
    """Every candidate that suits, the one that the rules choose first."""
    found = [_route(wish, each, runs, day) for each in candidates if each.suits(wish)]
    return sorted(found, key=_order)


def _order(route: Route) -> tuple[object, ...]:
    candidate = route.candidate
    soon = route.expected_on if route.routing is Routing.ON_A_ROUND else date.min
    return (
        _RANK[route.routing],
        soon,
        route.road_min,
        not candidate.public_gift,
        candidate.stocked_at,
        candidate.devices,
    )


def _route(wish: Wish, candidate: Candidate, runs: Sequence[Run], day: date) -> Route:
    way = way_between((candidate.place, candidate.commune), (wish.place, wish.commune), runs, day)
    return Route(candidate, *way)


Stand = tuple[UUID, str]
"""A place and its commune."""


class Way(NamedTuple):
    """How something would get from one place to another, and when it could be there."""

    routing: Routing
    road_min: int
    expected_on: date


def way_between(origin: Stand, destination: Stand, runs: Sequence[Run], day: date) -> Way:
    """The way that rule 3 chooses on that day."""
    if origin[0] == destination[0]:
        return Way(Routing.ALREADY_HERE, 0, day)
    minutes = road_min(origin[1], destination[1], day)
    ready = day + PREPARATION
    rounds = [
        next_run(run.first_on, run.every_days, ready)
        for run in runs
        if run.carries(origin[0], destination[0])
    ]
    soonest = min(rounds, default=None)
    if soonest is not None and soonest <= day + ROUND_WITHIN:
        return Way(Routing.ON_A_ROUND, minutes, soonest)
    days = next(days for limit_min, days in BY_ROAD_DAYS if minutes <= limit_min)
    return Way(Routing.BY_ROAD, minutes, day + timedelta(days=days))
