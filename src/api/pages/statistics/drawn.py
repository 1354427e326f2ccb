"""The drawings of a period, made of its composed figures: each has its table beside it."""

from collections.abc import Sequence

from markupsafe import Markup

from api import words
from api.drawings.charts import Series, horizontal_bars, monthly_bars
from api.drawings.people_map import people_map
from api.statistics.figures import Figures, Table
from ledger.statistics import SMALLEST

FEW = f"< {SMALLEST}"
"""In a drawing, where « moins de 11 » has no room."""


def drawings(told: Figures) -> dict[str, Markup]:
    """By the name of a table, its drawing."""
    span = f"du {words.day(told.begins_on)} au {words.day(told.ends_on)}"
    return {table.name: _drawn(told, table, span) for table in told.tables}


def _drawn(told: Figures, table: Table, span: str) -> Markup:
    title = f"Personnes équipées {table.title.lower()}, {span}"
    if table.name == "territory":
        counts = {each.name: each.count for each in told.territories}
        return people_map(counts, few=FEW, title=title)
    if table.name == "month":
        return _months(table, title)
    if table.name == "channel":
        return horizontal_bars(
            [(each.label, each.count) for each in told.channels], title=title, unknown=FEW
        )
    return horizontal_bars(
        [(line.label, line.count) for line in table.lines], title=title, unknown=FEW
    )


def trend(periods: Sequence[Figures]) -> Markup:
    """People equipped in each period, the oldest first."""
    return horizontal_bars(
        [
            (f"{words.day(each.begins_on)} au {words.day(each.ends_on)}", each.total)
            for each in reversed(periods)
        ],
        title="Personnes équipées, période par période",
    )


def span_words(told: Figures) -> str:
    """« 05/01/2026 au 30/06/2026 »: short enough to stand beside a number on a phone."""
    begins, ends = (f"{each:%d/%m/%Y}" for each in (told.begins_on, told.ends_on))
    return f"{begins} au {ends}"


def _months(table: Table, title: str) -> Markup:
    """What is fewer than eleven has no bar, and is in the table."""
    return monthly_bars(
        [line.cell for line in table.lines],
        [Series("Personnes équipées", [line.count or 0 for line in table.lines])],
        title=title,
        unit="personnes\u00a0; sans barre, moins de 11",
    )
