"""Charts of a report, in lines and fills that a grey printer tells apart."""

from collections.abc import Sequence
from itertools import groupby

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from labels.report.letters import BOLD, INK, LARCH, PLAIN, QUIET, RULE, plain, shortened, width_of
from labels.report.parts import Bars, Columns, Ranges
from labels.report.vector import Vector

FILLS: tuple[Color, ...] = (LARCH, HexColor("#c9d8cd"), white, HexColor("#7f9a8a"))
"""Dark, light, empty, middle: four series without a colour."""
MOST_SERIES = len(FILLS)
LETTERS, TITLE = 7.2, 7.8
BAR, GROUP_GAP, LABEL = 7.6, 5.0, 9.6
COLUMNS_TALL = 116.0
HEAD = 16.0


def bars(asked: Bars, width: float) -> Vector:
    """One group of bars under each label; a number stands at the end of its bar."""
    series = max(1, len(asked.series))
    tall = len(asked.bars) * (LABEL + series * BAR + GROUP_GAP)
    legend = HEAD if asked.series else 0.0
    drawing = Vector(width, tall + HEAD + legend)
    top = drawing.height
    _title(drawing, asked.title, top)
    top -= HEAD
    if asked.series:
        _legend(drawing, asked.series, top)
        top -= HEAD
    largest = max((asked.whole, *(value or 0 for bar in asked.bars for value in bar.values))) or 1
    numbers = [width_of(plain(each), LETTERS, BOLD) for bar in asked.bars for each in bar.told]
    room = width - 4 - max(numbers, default=0)
    for bar in asked.bars:
        top -= LABEL
        _write(drawing, 0, top + 2, shortened(bar.label, width, LETTERS))
        for rank, (value, told) in enumerate(zip(bar.values, bar.told, strict=True)):
            top -= BAR
            long = room * (value or 0) / largest
            if long:
                _fill(drawing, 0, top, long, BAR - 1.3, rank)
            _write(drawing, long + 3, top + 0.8, plain(told), bold=True)
        top -= GROUP_GAP
    return drawing


def columns(asked: Columns, width: float) -> Vector:
    """Bars that stand, with their number above and their label below."""
    drawing = Vector(width, COLUMNS_TALL)
    _title(drawing, asked.title, COLUMNS_TALL)
    ground, room = 24.0, COLUMNS_TALL - HEAD - 24 - 12
    largest = max((bar.values[0] or 0 for bar in asked.bars), default=0) or 1
    step = width / max(1, len(asked.bars))
    small = LETTERS if step > width_of("00000", LETTERS) else 5.4
    for rank, bar in enumerate(asked.bars):
        tall = room * (bar.values[0] or 0) / largest
        left = rank * step
        if tall:
            _fill(drawing, left + step * 0.16, ground, step * 0.68, tall, 0)
        _write(
            drawing, left + step / 2, ground + tall + 3, plain(bar.told[0]), small, at="middle",
            bold=True,
        )  # fmt: skip
        for line, part in enumerate(bar.label.split("\n")):
            _write(drawing, left + step / 2, ground - 9 - 8 * line, plain(part), small, at="middle")
    drawing.add(Line(0, ground, width, ground, strokeColor=QUIET, strokeWidth=0.6))
    return drawing


def ranges(asked: Ranges, width: float) -> Vector:
    """A line from the low to the high value, with a mark at the central one."""
    row = 27.0
    drawing = Vector(width, HEAD + row * len(asked.ranges))
    top = drawing.height
    _title(drawing, asked.title, top)
    top -= HEAD
    for _, together in groupby(asked.ranges, key=lambda each: each.scale):
        mine = [*together]
        lowest = min(0.0, *(each.low for each in mine), 0.0)
        highest = max(0.0, *(each.high for each in mine), 0.0)
        across = (width - 8) / ((highest - lowest) or 1)
        for each in mine:
            low, central, high, nought = (
                4 + (value - lowest) * across for value in (each.low, each.central, each.high, 0)
            )
            _write(drawing, 0, top - 9, plain(each.label))
            _write(drawing, width, top - 9, plain(each.told), at="end", bold=True)
            middle = top - 17
            drawing.add(Line(0, middle, width, middle, strokeColor=RULE, strokeWidth=0.5))
            drawing.add(
                Line(nought, middle - 5, nought, middle + 5, strokeColor=QUIET, strokeWidth=0.6)
            )
            drawing.add(
                Rect(
                    low, middle - 2.2, max(high - low, 0.6), 4.4,
                    fillColor=FILLS[1], strokeColor=LARCH, strokeWidth=0.7,
                )
            )  # fmt: skip
            drawing.add(Rect(central - 1.3, middle - 4, 2.6, 8, fillColor=LARCH, strokeColor=None))
            top -= row
    return drawing


def _title(drawing: Drawing, text: str, top: float) -> None:
    said = shortened(text, drawing.width, TITLE, BOLD)
    _write(drawing, 0, top - TITLE - 1, said, TITLE, bold=True)


def _legend(drawing: Drawing, series: Sequence[str], top: float) -> None:
    across = 0.0
    for rank, name in enumerate(series):
        _fill(drawing, across, top - 8, 8, 6, rank)
        _write(drawing, across + 11, top - 8, plain(name))
        across += 11 + width_of(plain(name), LETTERS) + 10


def _fill(  # noqa: PLR0913, PLR0917 (a rectangle, and which series it is of)
    drawing: Drawing, left: float, low: float, wide: float, tall: float, rank: int
) -> None:
    drawing.add(
        Rect(
            left, low, wide, tall,
            fillColor=FILLS[rank % MOST_SERIES], strokeColor=LARCH, strokeWidth=0.6,
        )
    )  # fmt: skip


def _write(  # noqa: PLR0913 (where, what and how)
    drawing: Drawing,
    across: float,
    up: float,
    text: str,
    size: float = LETTERS,
    *,
    at: str = "start",
    bold: bool = False,
) -> None:
    drawing.add(
        String(
            across, up, text,
            fontName=BOLD if bold else PLAIN, fontSize=size, fillColor=INK, textAnchor=at,
        )
    )  # fmt: skip
