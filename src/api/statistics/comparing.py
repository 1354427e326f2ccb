"""Figures of two periods side by side: what their margins let one read, and no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from api.drawings.french import MINUS
from api.statistics.french import figure_words
from api.statistics.margins import margin_of_sum, words_of
from projections.releases import ReleaseRow

NEARLY = 0.1
"""Two periods last the same when one is at most a tenth longer."""


class Change(StrEnum):
    """How a figure stands to that of the period before."""

    MORE = "hausse"
    LESS = "baisse"
    SAME = "pas de différence lisible à cette marge"
    UNREADABLE = "pas comparable"
    """One of the two is fewer than eleven, or was not published."""

    @property
    def short(self) -> str:
        """Where a table has no room for more; what it means stands below."""
        return "non lisible" if self is Change.SAME else self.value


@dataclass(frozen=True, slots=True)
class Before:
    """The period before: its total is exact, so the difference of both is."""

    period: int
    begins_on: date
    ends_on: date
    total: int
    more: int
    """By how many the total grew; negative when it shrank."""
    lasts_the_same: bool

    @property
    def words(self) -> str:
        if not self.more:
            return "autant que la période précédente"
        how = "de plus" if self.more > 0 else "de moins"
        return f"{abs(self.more)} {how} que la période précédente"

    @property
    def signed(self) -> str:
        """« +20 », with its sign."""
        return f"{self.more:+}".replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells of one table added up: what is shown of them, for what is hidden stays so."""

    name: str
    label: str
    count: int | None
    """None when every cell is fewer than eleven."""
    at_least: bool
    """A cell was fewer than eleven and is left out."""
    margin: int
    change: Change | None

    @property
    def margin_words(self) -> str:
        return words_of(self.margin)

    @property
    def words(self) -> str:
        """« 118 », « au moins 118 », « moins de 11 »."""
        least = "au moins " if self.at_least and self.count is not None else ""
        return least + figure_words(self.count)


def preceded(earlier: ReleaseRow, row: ReleaseRow) -> Before:
    days, earlier_days = ((each.ends_on - each.begins_on).days or 1 for each in (row, earlier))
    nearly = abs(days - earlier_days) <= NEARLY * max(days, earlier_days)
    return Before(
        earlier.period,
        earlier.begins_on,
        earlier.ends_on,
        earlier.total,
        row.total - earlier.total,
        nearly,
    )


def summed(
    name: str, label: str, keys: Collection[str], row: ReleaseRow, earlier: ReleaseRow | None
) -> Sum:
    """The cells whose first part is one of these keys."""
    count, at_least, budgets = _shown(keys, row)
    change = None
    if earlier is not None:
        then, then_at_least, then_budgets = _shown(keys, earlier)
        whole = not (at_least or then_at_least)
        change = changed(
            count if whole else None, then if whole else None, (*budgets, *then_budgets)
        )
    return Sum(
        name, label, count, at_least, margin_of_sum(budgets or (row.budget_thousandths,)), change
    )


def changed(now: int | None, then: int | None, budgets: tuple[int, ...]) -> Change:
    if now is None or then is None:
        return Change.UNREADABLE
    if abs(now - then) <= margin_of_sum(budgets):
        return Change.SAME
    return Change.MORE if now > then else Change.LESS


def _shown(keys: Collection[str], row: ReleaseRow) -> tuple[int | None, bool, tuple[int, ...]]:
    """The sum, whether something is left out of it, and the budget of each cell in it."""
    mine = [count for cell, count in row.figures.items() if cell.partition("/")[0] in keys]
    shown = [count for count in mine if count is not None]
    return (
        sum(shown) if shown else None,
        len(shown) < len(mine),
        (row.budget_thousandths,) * len(shown),
    )
