"""What one report is about: its periods, and its accounts when it is of a financial year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api import words
from api.pages.statistics.accounts import Accounts
from api.statistics.figures import Figures

MOST_SHOWN = 4
"""Periods beside each other: more columns than that are read by nobody."""
SIDE_BY_SIDE = 2
"""With more periods, a table takes the whole width, and the newest is told in full alone."""


@dataclass(frozen=True, slots=True)
class Book:
    """The accounts of a year as they stand after their last movement."""

    accounts: Accounts
    movements: int
    last_moved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything a report is made of. All of it was composed elsewhere."""

    territory: str
    address: str
    zone: ZoneInfo
    periods: tuple[Figures, ...]
    """The oldest first; of a year, all of them."""
    history: tuple[Figures, ...]
    """Every period up to the newest of these, the oldest first."""
    book: Book | None = None

    @property
    def newest(self) -> Figures:
        return self.periods[-1]

    @property
    def shown(self) -> tuple[Figures, ...]:
        """Those whose tables stand beside each other: they have those of the newest."""
        names = _names(self.newest)
        return tuple(each for each in self.periods if _names(each) == names)[-MOST_SHOWN:]

    @property
    def year(self) -> int | None:
        return self.book.accounts.year.fund.year if self.book else None

    @property
    def total(self) -> int:
        """Exact, as each of the totals it is made of."""
        return sum(each.total for each in self.periods)

    @property
    def columns(self) -> list[str]:
        """The name of each column of figures."""
        if len(self.shown) == 1:
            return ["Personnes"]
        return [f"Période {each.period}" for each in self.shown]

    def page_of(self, told: Figures) -> str:
        return f"{self.address}/chiffres/{told.period}"


def year_of(told: Figures) -> int:
    """The financial year that a period counts in: the one in which its middle day lies."""
    middle: date = told.begins_on + (told.ends_on - told.begins_on) / 2
    return middle.year


def of_year(periods: Sequence[Figures], year: int) -> tuple[Figures, ...]:
    """The periods of a financial year, the oldest first."""
    return tuple(sorted((p for p in periods if year_of(p) == year), key=lambda p: p.period))


def _names(told: Figures) -> list[str]:
    """Another catalogue may announce other tables."""
    return [each.name for each in told.tables]


def span(told: Figures) -> str:
    return f"du {words.day(told.begins_on)} au {words.day(told.ends_on)}"
