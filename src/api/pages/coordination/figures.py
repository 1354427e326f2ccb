"""Needs against stock, and what could move: the figures of the overview and of the brief."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.house import House
from ledger.balancing import Demand, Holding, Spot, Transfer, suggest
from ledger.territory import Intercommunality, Part, intercommunalities
from ledger.values import DeviceKind, Use
from projections import needs, orders, places, spare
from projections.needs import PlaceNeeds
from projections.orders import OrderRow
from projections.places import PlaceRow
from projections.spare import ShelfRow

STUCK_DAYS = {"reserved": 5, "prepared": 7, "shipped": 10, "arrived": 21}
"""An order that stands at a stage for longer is stuck: somebody has to be called."""

PER_INHABITANTS = 1_000


@dataclass(slots=True)
class Line:
    """Needs that were not covered, and what stands on the shelves, of one part of the territory.

    ``inhabitants`` are those of whole intercommunalités, communes beyond the border included,
    as needs and stock are counted there too.
    """

    told: int = 0
    waiting: int = 0
    unmet: int = 0
    stock: int = 0
    inhabitants: int = 0

    @property
    def needs(self) -> int:
        return self.told + self.waiting + self.unmet

    @property
    def lack(self) -> int:
        return max(0, self.needs - self.stock)

    @property
    def rate(self) -> str:
        """Needs for a thousand inhabitants, as a French reader writes them."""
        if not self.inhabitants:
            return ""
        return f"{self.needs * PER_INHABITANTS / self.inhabitants:.1f}".replace(".", ",")

    def add(self, other: "Line | PlaceNeeds") -> None:
        self.told += other.told
        self.waiting += other.waiting
        self.unmet += other.unmet
        if isinstance(other, Line):
            self.stock += other.stock
            self.inhabitants += other.inhabitants


@dataclass(slots=True)
class Sum(Line):
    """Of several lines: what each lacks, for what one can spare is not where another needs it."""

    lacking: int = 0

    @property
    def lack(self) -> int:
        return self.lacking


@dataclass(frozen=True)
class Figures:
    """What was read once, and what is told of it."""

    places: Mapping[UUID, PlaceRow]
    needs: list[PlaceNeeds]
    shelves: list[ShelfRow]
    transfers: list[Transfer]
    stuck: list[OrderRow]

    def by_epci(self, use: str = "") -> dict[str, Line]:
        """A line for each of the nine, of one use or of all; a device counts once in a line."""
        lines = {row.siren: Line(inhabitants=row.population) for row in intercommunalities()}
        for place, line in self.by_place(use).items():
            lines[self.places[place].epci].add(line)
        return lines

    def by_place(self, use: str = "") -> dict[UUID, Line]:
        """A line for each place where something is needed or stands, in French order."""
        found: defaultdict[UUID, Line] = defaultdict(Line)
        for need in self.needs:
            if use in {"", need.use}:
                found[need.place].add(need)
        for shelf in self.shelves:
            if not use or use in shelf.uses:
                found[shelf.place].stock += shelf.count
        return {place: found[place] for place in self.places if place in found}

    def parts(self, use: str = "") -> list[tuple[Part, Sum, list[tuple[Intercommunality, Line]]]]:
        """North, centre and south: the sum of each, then its intercommunalités."""
        lines = self.by_epci(use)
        return [(part, summed(held), held) for part in Part if (held := _of_part(part, lines))]

    def total(self, use: str = "") -> Sum:
        return summed(self.by_epci(use).items())


def _of_part(part: Part, lines: Mapping[str, Line]) -> list[tuple[Intercommunality, Line]]:
    return [(row, lines[row.siren]) for row in intercommunalities() if row.part is part]


def summed(held: Iterable[tuple[object, Line]]) -> Sum:
    lines = [line for _, line in held]
    total = Sum(lacking=sum(line.lack for line in lines))
    for line in lines:
        total.add(line)
    return total


def read_figures(house: House, since: datetime, until: datetime) -> Figures:
    """Needs told between the two moments; stock, waiting and stuck orders as they stand."""
    with house.pool.connection() as connection:
        known = {row.subject: row for row in places.read_all(connection)}
        told = needs.count_by_place(connection, since, until)
        for place in {row.place for row in told} - known.keys():  # it closed since
            if row := places.read(connection, place):
                known[place] = row
        shelf = [row for row in spare.read(connection) if row.place in known]
        stuck = orders.stuck(connection, STUCK_DAYS, house.now())
        runs = house.seldom(connection).runs
    transfers = suggest(
        [Demand(_spot(known[row.place]), Use(row.use), row.total) for row in told],
        [_holding(known[row.place], row) for row in shelf],
        runs,
        house.today(),
        Counter(
            {
                (place, DeviceKind(kind)): count
                for place, row in known.items()
                for kind, count in row.kept.items()
            }
        ),
    )
    return Figures(known, told, shelf, transfers, stuck)


def _spot(row: PlaceRow) -> Spot:
    return Spot(row.subject, row.commune, row.epci)


def _holding(place: PlaceRow, row: ShelfRow) -> Holding:
    uses = frozenset(Use(each) for each in row.uses)
    return Holding(_spot(place), DeviceKind(row.kind), uses, row.count, row.movable)
