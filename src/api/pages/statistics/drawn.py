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
    found = {
        "territory": people_map(
            {each.name: each.count for each in told.territories},
            few=FEW,
            title=f"Personnes équipées par intercommunalité, {span}",
        ),
        "month": _months(told.table("month"), span),
        "channel": horizontal_bars(
            [(each.label, each.count) for each in told.channels],
            title=f"Personnes équipées par canal, {span}",
            unknown=FEW,
        ),
    }
    for name in ("situation", "kind"):
        table = told.table(name)
        found[name] = horizontal_bars(
            [(line.label, line.count) for line in table.lines],
            title=f"Personnes équipées, {table.title.lower()}, {span}",
            unknown=FEW,
        )
    return found


def trend(periods: Sequence[Figures]) -> Markup:
    """People equipped in each period, the oldest first."""
    return horizontal_bars(
        [(span_words(each), each.total) for each in reversed(periods)],
        title="Personnes équipées, période par période",
    )


def span_words(told: Figures) -> str:
    """« 05/01/2026 au 30/06/2026 »: short enough to stand beside a number on a phone."""
    begins, ends = (f"{each:%d/%m/%Y}" for each in (told.begins_on, told.ends_on))
    return f"{begins} au {ends}"


def _months(table: Table, span: str) -> Markup:
    """What is fewer than eleven has no bar, and is in the table."""
    return monthly_bars(
        [line.cell for line in table.lines],
        [Series("Personnes équipées", [line.count or 0 for line in table.lines])],
        title=f"Personnes équipées par mois, {span}",
        unit="personnes ; sans barre, moins de 11",
    )
