"""Bars by month and bars by label: a page always puts the table of their numbers beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap
from zlib import crc32

from markupsafe import Markup

from api.drawings.french import month, number, short_month

PLOT_HEIGHT_PX = 200
TOP_PX = 22
"""Room above the highest line for its number."""
MONTHS_HEIGHT_PX = 40
ROW_HEIGHT_PX = 46

MOST_SERIES = 4
"""``drawings.css`` tells four fills apart without colour: dark, light, empty, grey."""

MOST_LABEL_CHARACTERS = 34
"""What stands beside a number on a phone; a longer label takes another line."""
LABEL_LINE_PX = 18

ALL_MONTHS_NAMED = 6
"""With more months than this, a phone names January, April, July and October only."""
QUARTERS = frozenset({"01", "04", "07", "10"})

NOTHING = Markup('<text class="nothing" x="50%" y="{}">Rien sur cette période</text>').format(
    TOP_PX + PLOT_HEIGHT_PX // 2
)


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of bar: its name in the legend and a value for each month."""

    name: str
    values: Sequence[int]


def monthly_bars(
    months: Sequence[str], series: Sequence[Series], *, title: str, unit: str
) -> Markup:
    """Bars side by side for each month. Widths are shares of the page, letters keep their size.

    Args:
        months: ``2026-03``, oldest first; eighteen stay readable on a phone.
        series: one to four, each with as many values as there are months, none negative.
        title: what the chart shows, in French, for who cannot see it.
        unit: what is counted, in the plural, written above the axis: « appareils ».

    Raises:
        ValueError: a value is negative, a month is none, or the numbers do not line up.

    """
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"{len(series)} series: one to {MOST_SERIES} can be told apart")
    for row in series:
        _refuse_negative(row.values)
        if len(row.values) != len(months):
            raise ValueError(f"{row.name}: {len(row.values)} values for {len(months)} months")
    largest = max((value for row in series for value in row.values), default=0)
    ticks = nice_ticks(largest)
    key = f"{crc32(repr((title, months, series)).encode()):08x}"
    return Markup(
        '<figure class="drawing chart">{legend}'
        '<svg xmlns="http://www.w3.org/2000/svg" height="{height}" role="img"'
        ' aria-labelledby="chart-{key}"><title id="chart-{key}">{title}</title>'
        "{lines}{bars}{names}</svg></figure>"
    ).format(
        legend=_legend(series, unit),
        height=TOP_PX + PLOT_HEIGHT_PX + MONTHS_HEIGHT_PX,
        key=key,
        title=title,
        lines=_lines(ticks),
        bars=_bars(months, series, ticks) if largest else NOTHING,
        names=_month_names(months, ticks),
    )


def horizontal_bars(
    rows: Sequence[tuple[str, int | None]], *, title: str, unknown: str = "inconnu"
) -> Markup:
    """One bar a row, its label and its number above it, in the order given; None has no bar.

    Raises ``ValueError`` when a value is negative.
    """
    _refuse_negative([value or 0 for _, value in rows])
    key = f"{crc32(repr((title, rows)).encode()):08x}"
    largest = max((value or 0 for _, value in rows), default=0) or 1
    labels = [wrap(label, MOST_LABEL_CHARACTERS) or [""] for label, _ in rows]
    *tops, height = accumulate(
        (ROW_HEIGHT_PX + LABEL_LINE_PX * (len(lines) - 1) for lines in labels), initial=0
    )
    bars = Markup("").join(
        Markup(
            "{label}"
            '<text class="value" x="100%" y="{text}">{value}</text>'
            '<rect class="track" x="0" y="{bar}" width="100%" height="12" rx="6"/>'
            '<rect class="series-1" x="0" y="{bar}" width="{width:.2f}%" height="12" rx="6"/>'
        ).format(
            text=top + 16,
            bar=top + 24 + LABEL_LINE_PX * (len(lines) - 1),
            label=_label(lines, top + 16),
            value=unknown if value is None else number(value),
            width=100 * ((value or 0) / largest),
        )
        for top, lines, (_, value) in zip(tops, labels, rows, strict=True)
    )
    return Markup(
        '<figure class="drawing chart bars">'
        '<svg xmlns="http://www.w3.org/2000/svg" height="{height}" role="img"'
        ' aria-labelledby="chart-{key}"><title id="chart-{key}">{title}</title>'
        "{bars}</svg></figure>"
    ).format(height=height or ROW_HEIGHT_PX, key=key, title=title, bars=bars)


def nice_ticks(largest: int) -> tuple[int, ...]:
    """From 0, by at most five round steps, to ``largest`` or above: 0, 10, … 50 for 47."""
    step = 1
    while step * 5 < largest:
        power = 10 ** (len(str(step)) - 1)
        step = {1: 2, 2: 5, 5: 10}[step // power] * power
    return tuple(step * rank for rank in range(-(-largest // step) + 1))


def _refuse_negative(values: Sequence[int]) -> None:
    if min(values, default=0) < 0:
        raise ValueError("a bar cannot be shorter than nothing")


def _legend(series: Sequence[Series], unit: str) -> Markup:
    names = Markup("").join(
        Markup('<li class="key-{}">{}</li>').format(rank, row.name)
        for rank, row in enumerate(series, start=1)
    )
    return Markup('<ul class="legend">{}</ul><p class="unit">{}</p>').format(names, unit)


def _left_percent(ticks: Sequence[int]) -> float:
    """Room for the widest number of the axis on a phone of 360 px."""
    return 1 + 1.9 * len(number(ticks[-1]))


def _y(value: int, ticks: Sequence[int]) -> float:
    return TOP_PX + PLOT_HEIGHT_PX * (1 - value / (ticks[-1] or 1))


def _lines(ticks: Sequence[int]) -> Markup:
    return Markup("").join(
        Markup(
            '<line class="{}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
            '<text class="tick" x="0" y="{above:.1f}">{}</text>'
        ).format(
            "tick" if tick else "ground",
            number(tick),
            y=_y(tick, ticks),
            above=_y(tick, ticks) - 4,
        )
        for tick in ticks
    )


def _bars(months: Sequence[str], series: Sequence[Series], ticks: Sequence[int]) -> Markup:
    left = _left_percent(ticks)
    band = (100 - left) / max(1, len(months))
    width = min(band * 0.78 / len(series), 6.0)
    bars = []
    for rank, year_month in enumerate(months):
        start = left + band * rank + (band - width * len(series)) / 2
        for order, row in enumerate(series):
            value = row.values[rank]
            if not value:
                continue
            y = _y(value, ticks)
            bars.append(
                Markup(
                    '<rect class="series-{}" x="{:.2f}%" y="{:.1f}" width="{:.2f}%"'
                    ' height="{:.1f}"><title>{}, {}\u00a0: {}</title></rect>'
                ).format(
                    order + 1,
                    start + width * order,
                    y,
                    width * 0.92,
                    TOP_PX + PLOT_HEIGHT_PX - y,
                    month(year_month),
                    row.name,
                    number(value),
                )
            )
    return Markup("").join(bars)


def _month_names(months: Sequence[str], ticks: Sequence[int]) -> Markup:
    """Every month, of which a phone hides the minor ones; the year under its first main one."""
    left = _left_percent(ticks)
    band = (100 - left) / max(1, len(months))
    names = []
    years = set()
    for rank, year_month in enumerate(months):
        year, _, within = year_month.partition("-")
        x = left + band * (rank + 0.5)
        main = len(months) <= ALL_MONTHS_NAMED or within in QUARTERS
        names.append(
            Markup('<text class="month{}" x="{:.2f}%" y="{}">{}</text>').format(
                "" if main else " minor",
                x,
                TOP_PX + PLOT_HEIGHT_PX + 18,
                short_month(year_month),
            )
        )
        if main and year not in years:
            years.add(year)
            names.append(
                Markup('<text class="month year" x="{:.2f}%" y="{}">{}</text>').format(
                    x, TOP_PX + PLOT_HEIGHT_PX + 35, year
                )
            )
    return Markup("").join(names)


def _label(lines: Sequence[str], y: int) -> Markup:
    return Markup("").join(
        Markup('<text x="0" y="{}">{}</text>').format(y + LABEL_LINE_PX * rank, line)
        for rank, line in enumerate(lines)
    )
