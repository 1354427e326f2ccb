"""What became of a lot, counted: for the operator as it is, for the donor so that nobody follows.

The public page of a device says the same before and after somebody leaves with it. So a donor,
who may know the serial number of what was given, is told of departures by fives, rounded down: a
paper made a day later than another does not tell that one device left in between.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from projections.fates import Fate, FateRow

BY = 5
"""Departures are told to a donor by this many."""

TARGETS_PERCENT = {2023: 25, 2024: 35, 2025: 50}
"""Of what the State and local authorities retire in a year, how much is to be used again (loi REEN
n° 2021-1485 of 15 November 2021, article 16; décret n° 2023-266 of 12 April 2023)."""

REUSABLE = frozenset({Fate.READY, Fate.REUSED})
"""Earned the label and kept it: on a shelf, promised, lent, sold or handed over."""

TOO_OLD_YEARS = 10
"""From that age on, the law does not count a device."""


def target_percent(year: int) -> int | None:
    """The part of that year's retirements that the law wants used again; None before it held."""
    return TARGETS_PERCENT.get(min(year, max(TARGETS_PERCENT)))


@dataclass(frozen=True)
class Account:
    """The devices of a lot, given in one year."""

    rows: Sequence[FateRow]
    year: int

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def counts(self) -> dict[Fate, int]:
        found = Counter(row.fate for row in self.rows)
        return {fate: found[fate] for fate in Fate}

    @property
    def counted(self) -> list[FateRow]:
        """Those that the law counts: not known to be too old when they were given."""
        return [row for row in self.rows if not self._too_old(row)]

    @property
    def too_old(self) -> int:
        return self.total - len(self.counted)

    @property
    def undated(self) -> int:
        """Nobody read their year: they are counted, and the paper says so."""
        return sum(row.year_of_make is None for row in self.rows)

    @property
    def weighed(self) -> int:
        return sum(row.mass_g is not None for row in self.rows)

    @property
    def mass_g(self) -> int:
        return sum(row.mass_g or 0 for row in self.rows)

    @property
    def reused(self) -> int:
        return self.counts[Fate.REUSED]

    @property
    def percent(self) -> int | None:
        """The part used again, among those that the law counts, rounded down."""
        return self._percent(self._reused_of_counted())

    @property
    def told_reused(self) -> int:
        """Of those used again, how many a donor is told of."""
        return by_fives(self.reused)

    @property
    def told_ready(self) -> int:
        """Ready, or gone since the last five."""
        return self.counts[Fate.READY] + self.reused - self.told_reused

    @property
    def reusable(self) -> int:
        """Used again, or ready to be: a number that nobody's leaving moves."""
        return sum(row.fate in REUSABLE for row in self.rows)

    @property
    def told_percent(self) -> int | None:
        """The part used again that a donor is told: at least that much; None when too few left."""
        return self._percent(self.told_counted) if self.told_counted else None

    @property
    def told_counted(self) -> int:
        """The same of those that the law counts."""
        return by_fives(self._reused_of_counted())

    def _reused_of_counted(self) -> int:
        return sum(row.fate == Fate.REUSED for row in self.counted)

    def _percent(self, reused: int) -> int | None:
        return 100 * reused // len(self.counted) if self.counted else None

    def _too_old(self, row: FateRow) -> bool:
        return row.year_of_make is not None and self.year - row.year_of_make >= TOO_OLD_YEARS


def by_fives(count: int) -> int:
    return count - count % BY
