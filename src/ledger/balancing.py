"""Which devices could move between intercommunalités: stated rules that suggest, and never act.

1. What stands in an intercommunalité covers the needs told there first, each device once.
2. What is left is spare, down to what each place keeps for prescription (``MinimumStockSet``).
3. The greatest lack is served first, at the place where most of it was told.
4. From what a round brings within ``ROUND_WITHIN``, soonest first; then from what is nearest by
   road on that day of the year: the order in which orders are routed too.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.delivery_round import next_run
from ledger.roads import road_min
from ledger.routing import PREPARATION, ROUND_WITHIN, Run
from ledger.values import DeviceKind, Use


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, as far as a transfer needs it."""

    place: UUID
    commune: str
    epci: str


@dataclass(frozen=True, slots=True)
class Demand:
    """So many needs of one use were told at a place, and are not covered."""

    at: Spot
    use: Use
    count: int


@dataclass(frozen=True, slots=True)
class Holding:
    """Devices of one kind on the shelf of a place that serve the same uses."""

    at: Spot
    kind: DeviceKind
    uses: frozenset[Use]
    count: int
    movable: int
    """Without those of a set, which travel together or not at all."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A suggestion: so many devices of a kind from one place to another, for a use."""

    origin: UUID
    destination: UUID
    use: Use
    kind: DeviceKind
    count: int
    road_min: int
    next_run: date | None
    """The next day on which a round carries them; None when no round goes that way."""


@dataclass
class _Shelf:
    """What is still free of a holding while transfers are looked for."""

    holding: Holding
    free: int

    def spare(self, left: "Counter[tuple[UUID, DeviceKind]]") -> int:
        """How many may leave: ``left`` is what the place holds of the kind beyond its minimum."""
        here = left[self.holding.at.place, self.holding.kind]
        return max(0, min(self.free, self.holding.movable, here))


def suggest(
    demands: Iterable[Demand],
    holdings: Iterable[Holding],
    runs: Sequence[Run],
    day: date,
    kept: "Counter[tuple[UUID, DeviceKind]]",
) -> list[Transfer]:
    """Transfers that would cover what is lacking, the greatest lack first."""
    told = [each for each in demands if each.count]
    shelves = [_Shelf(each, each.count) for each in holdings]
    lacks = Counter[tuple[str, Use]]()
    for demand in told:
        lacks[demand.at.epci, demand.use] += demand.count
    for shelf in sorted(shelves, key=lambda each: len(each.holding.uses)):
        for use in sorted(shelf.holding.uses):
            covered = min(shelf.free, lacks[shelf.holding.at.epci, use])
            lacks[shelf.holding.at.epci, use] -= covered
            shelf.free -= covered
    left = Counter[tuple[UUID, DeviceKind]]()
    for shelf in shelves:
        left[shelf.holding.at.place, shelf.holding.kind] += shelf.free
    for place, kind in list(left):
        left[place, kind] -= kept[place, kind]
    found: list[Transfer] = []
    for (epci, use), lack in sorted(lacks.items(), key=lambda each: (-each[1], each[0])):
        if lack:
            goal = _goal(told, epci, use)
            found += _fill(goal, use, lack, _from(shelves, goal, use, runs, day), left)
    return found


def _goal(told: Sequence[Demand], epci: str, use: Use) -> Spot:
    """The place of the intercommunalité where most of these needs were told."""
    here = [each for each in told if (each.at.epci, each.use) == (epci, use)]
    return max(here, key=lambda each: (each.count, each.at.place)).at


_Way = tuple[_Shelf, int, date | None]


def _from(
    shelves: Iterable[_Shelf], goal: Spot, use: Use, runs: Sequence[Run], day: date
) -> list[_Way]:
    """Shelves that could serve it, the easiest way first."""
    ways = [
        (
            shelf,
            road_min(shelf.holding.at.commune, goal.commune, day),
            _soonest(runs, shelf.holding.at.place, goal.place, day),
        )
        for shelf in shelves
        if shelf.free and use in shelf.holding.uses and shelf.holding.at.epci != goal.epci
    ]
    limit = day + ROUND_WITHIN

    def easiest(way: _Way) -> tuple[object, ...]:
        shelf, minutes, run = way
        soon = run if run is not None and run <= limit else None
        return soon is None, soon or day, minutes, shelf.holding.at.place, shelf.holding.kind

    return sorted(ways, key=easiest)


def _soonest(runs: Sequence[Run], origin: UUID, destination: UUID, day: date) -> date | None:
    return min(
        (
            next_run(run.first_on, run.every_days, day + PREPARATION)
            for run in runs
            if run.carries(origin, destination)
        ),
        default=None,
    )


def _fill(
    goal: Spot,
    use: Use,
    lack: int,
    ways: Iterable[_Way],
    left: "Counter[tuple[UUID, DeviceKind]]",
) -> list[Transfer]:
    taken: dict[tuple[UUID, DeviceKind], Transfer] = {}
    for shelf, minutes, run in ways:
        count = min(lack, shelf.spare(left))
        if not count:
            continue
        key = shelf.holding.at.place, shelf.holding.kind
        shelf.free -= count
        left[key] -= count
        lack -= count
        before = taken[key].count if key in taken else 0
        origin, kind = key
        taken[key] = Transfer(origin, goal.place, use, kind, before + count, minutes, run)
    return list(taken.values())
