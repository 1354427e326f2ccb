"""Everything that is public of a period, composed once: pages, files and reports all read this.

It is made of what was frozen at the closing and of nothing else (law 7). No figure is computed
anywhere else, so that no two forms of one figure can differ.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from psycopg import Connection

from api import words
from api.statistics.comparing import Before, Change, Sum, changed, preceded, summed
from api.statistics.french import ABOUT, CELL, COLUMN, TABLE, cell_words
from api.statistics.margins import margin, margin_of_sum, words_of
from api.statistics.potential import Impact, impact_of_period
from api.statistics.social import Social, social_of
from ledger.territory import Part, intercommunalities
from projections import releases
from projections.releases import ReleaseRow

ORDER = tuple(TABLE)


@dataclass(frozen=True, slots=True)
class Line:
    """One cell. ``count`` is None for fewer than eleven; ``change`` where it can be told at all."""

    cell: str
    label: str
    count: int | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Table:
    """A split of the people equipped, drawn once."""

    name: str
    title: str
    about: str
    margin: int
    change_margin: int | None
    """By how much a figure must differ from that of the period before to be told different."""
    lines: tuple[Line, ...]

    @property
    def column(self) -> str:
        return COLUMN[self.name]

    @property
    def margin_words(self) -> str:
        return words_of(self.margin)

    @property
    def compared(self) -> bool:
        return any(line.change for line in self.lines)


@dataclass(frozen=True, slots=True)
class Figures:
    """A closed period as anybody may read it."""

    period: int
    begins_on: date
    ends_on: date
    released_at: datetime
    total: int
    """People equipped: orders handed over, and sales at a counter with a device. Exact."""
    catalogue: str
    tables: tuple[Table, ...]
    territories: tuple[Sum, ...]
    """By intercommunalité, over the whole period: what the map draws."""
    parts: tuple[Sum, ...]
    """North, centre and south."""
    channels: tuple[Sum, ...]
    social: tuple[Social, ...]
    impact: Impact | None
    no_impact: str
    """Why there is no impact."""
    before: Before | None
    """The period before, if it is published."""

    def table(self, name: str) -> Table:
        return next(each for each in self.tables if each.name == name)


def read(connection: Connection[Any], period: int) -> Figures | None:
    """What is public of a period; None when it was not published."""
    rows = releases.read(connection, period)
    return _composed(rows, releases.read(connection, period - 1)) if rows else None


def read_all(connection: Connection[Any]) -> list[Figures]:
    """Every published period, the newest first."""
    periods = {
        number: list(rows)
        for number, rows in groupby(releases.read_all(connection), lambda row: row.period)
    }
    return [_composed(rows, periods.get(number - 1, [])) for number, rows in periods.items()]


def _composed(rows: Sequence[ReleaseRow], earlier: Sequence[ReleaseRow]) -> Figures:
    first = rows[0]
    mine = {row.table_name: row for row in rows}
    past = {row.table_name: row for row in earlier}
    kinds, channels = (mine[name].figures if name in mine else {} for name in ("kind", "channel"))
    impact, no_impact = impact_of_period(first.totals, kinds, channels)
    return Figures(
        first.period,
        first.begins_on,
        first.ends_on,
        first.released_at,
        first.total,
        first.catalogue,
        tuple(_table(mine[name], past.get(name)) for name in ORDER if name in mine),
        _sums(mine.get("territory"), past.get("territory"), _EACH_TERRITORY),
        _sums(mine.get("territory"), past.get("territory"), _PARTS),
        _sums(mine.get("channel"), past.get("channel"), _CHANNELS),
        social_of(first.totals),
        impact,
        no_impact,
        preceded(earlier[0], first) if earlier else None,
    )


def _table(row: ReleaseRow, earlier: ReleaseRow | None) -> Table:
    """A month or a quarter is of one period: it is compared with nothing."""
    timeless = row.table_name != "month" and not any("/" in cell for cell in row.cells)
    then = earlier.figures if earlier and timeless else {}
    budgets = (row.budget_thousandths, *([earlier.budget_thousandths] if earlier else []))
    return Table(
        row.table_name,
        TABLE[row.table_name],
        ABOUT[row.table_name],
        margin(row.budget_thousandths),
        margin_of_sum(budgets) if then else None,
        tuple(
            Line(
                cell,
                cell_words(cell),
                count,
                changed(count, then.get(cell), budgets) if then else None,
            )
            for cell, count in row.figures.items()
        ),
    )


def _sums(
    row: ReleaseRow | None,
    earlier: ReleaseRow | None,
    named: Mapping[str, tuple[str, Collection[str]]],
) -> tuple[Sum, ...]:
    """Nothing of a table that the catalogue of that period did not announce."""
    if row is None:
        return ()
    return tuple(summed(name, label, keys, row, earlier) for name, (label, keys) in named.items())


_EACH_TERRITORY = {each.siren: (each.display_name, {each.siren}) for each in intercommunalities()}
_PARTS = {
    part.value: (
        words.TERRITORY_PART[part],
        {each.siren for each in intercommunalities() if each.part == part},
    )
    for part in Part
}
_CHANNELS = {name: (CELL[name], {name}) for name in ("purchase", "sale")}
