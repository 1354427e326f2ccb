"""How near the shelves are to whoever asks: by the roads, the rounds and the rules of routing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ledger.routing import Run, Stand, Way, way_between
from projections.seldom import Seldom
from projections.shelves import ShelfRow

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Here:
    """Where somebody works, on one day; without a place nothing is near."""

    stand: Stand | None
    runs: tuple[Run, ...]
    day: date

    def way(self, row: ShelfRow) -> Way | None:
        """How a device would come from that shelf."""
        if self.stand is None:
            return None
        return way_between((row.place, row.commune), self.stand, self.runs, self.day)

    def nearest_first(self, rows: Iterable[ShelfRow]) -> list[tuple[ShelfRow, Way | None]]:
        """Each shelf with its way here, the soonest first, then the shortest road."""
        found = [(row, self.way(row)) for row in rows]
        return sorted(found, key=lambda each: self.rank(each[1]))

    @staticmethod
    def rank(way: Way | None) -> tuple[date, int]:
        return (way.expected_on, way.road_min) if way else (date.max, 0)

    def is_soon(self, way: Way | None) -> bool:
        return way is not None and way.expected_on <= self.day + SOON


def here(known: Seldom, place: UUID | None, day: date) -> Here:
    row = known.places.get(place) if place else None
    return Here((row.subject, row.commune) if row else None, known.runs, day)
