"""Sets a report on its pages: the same bytes for the same words, no date, no random id."""

import io
from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
)
from reportlab.platypus.tables import Table as Grid
from reportlab.platypus.tables import TableStyle

from labels.report.charts import bars, columns, ranges
from labels.report.letters import (
    BOLD,
    CELL,
    INK,
    LARCH,
    LEAD,
    PLAIN,
    QUIET,
    RULE,
    SMALL,
    TEXT,
    paragraph,
    plain,
    register,
    width_of,
)
from labels.report.map import drawn_map
from labels.report.pages import WIDTH, Document, Numbered
from labels.report.parts import (
    Bars,
    Beside,
    Block,
    Columns,
    Drawn,
    Giant,
    Heading,
    Map,
    Part,
    Ranges,
    Report,
    Table,
    Words,
)

GAP = 6 * mm
HEADINGS = {1: 15.0, 2: 10.5}
SIZES = {"lead": LEAD, "text": TEXT, "small": SMALL}
GIANT, BESIDE_GIANT = 58.0, 19.0
MOST_BESIDE = 24
"""Rows of a table that stands beside its drawing: together they fit on a page."""
MAP_SHARE = 0.74
"""Of the width, for a map that stands alone: its table is below it, on the same page."""
SHADE = HexColor("#eef2ec")


def report_pdf(report: Report) -> bytes:
    register()
    buffer = io.BytesIO()
    document = Document(buffer, report)
    document.build(
        [each for block in report.blocks for each in _set(block)],
        canvasmaker=lambda *given, **named: Numbered(report, *given, **named),
    )
    return buffer.getvalue()


def _set(block: Block) -> list[Flowable]:
    """A block stays together; a heading that turns the page stands before it."""
    turns = any(isinstance(part, Heading) and part.turns for part in block)
    flowables = [each for part in block for each in _part(part)]
    kept = KeepTogether(flowables)
    return [PageBreak() if turns else CondPageBreak(30 * mm), kept, Spacer(0, 4 * mm, isGlue=True)]


def _part(part: Part) -> list[Flowable]:
    match part:
        case Heading() | Words():
            return [_heading(part) if isinstance(part, Heading) else _words(part)]
        case Giant():
            return [_giant(part)]
        case Table():
            return [*_table(part, WIDTH), Spacer(0, 2 * mm)]
        case Beside() if len(part.table.rows) > MOST_BESIDE:
            return [*_part(part.drawing), *_part(part.table)]
        case Beside():
            return [_beside(part), Spacer(0, 2 * mm)]
        case _:
            wide = WIDTH * (MAP_SHARE if isinstance(part, Map) else 1)
            return [_drawn(part, wide), Spacer(0, 2 * mm)]


def _words(words: Words) -> Paragraph:
    return paragraph(
        words.text,
        SIZES[words.size],
        colour=QUIET if words.size == "small" else INK,
        item=words.item,
        address=words.address,
    )


def _heading(heading: Heading) -> Paragraph:
    found = paragraph(heading.text, HEADINGS[heading.level], bold=True, colour=LARCH)
    found.heading = heading
    return found


def _giant(giant: Giant) -> Grid:
    number = paragraph(giant.number, GIANT, bold=True, colour=LARCH, gap=GIANT * 0.4)
    wide = min(WIDTH * 0.6, width_of(plain(giant.number), GIANT, BOLD) + 6 * mm)
    words = paragraph(giant.words, BESIDE_GIANT, bold=True)
    grid = Grid([[number, words]], colWidths=[wide, WIDTH - wide])
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_FLUSH]))
    return grid


_FLUSH = [
    ("FONTNAME", (0, 0), (-1, -1), PLAIN),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
]


def _beside(part: Beside) -> Grid:
    left = (WIDTH - GAP) * part.share
    right = WIDTH - GAP - left
    grid = Grid(
        [[_drawn(part.drawing, left), "", _table(part.table, right)]],
        colWidths=[left, GAP, right],
    )
    grid.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 0)])
    )
    grid.setStyle(TableStyle(_FLUSH))
    return grid


def _drawn(drawing: Drawn, width: float) -> Flowable:
    match drawing:
        case Bars():
            return bars(drawing, width)
        case Columns():
            return columns(drawing, width)
        case Ranges():
            return ranges(drawing, width)
        case _:
            return drawn_map(drawing, width)


def _table(table: Table, width: float) -> list[Flowable]:
    others = max(1, len(table.columns) - 1)
    shares = table.shares or (0.5, *[0.5 / others] * others)
    rows = [_row(table, table.columns, bold=True), *(_row(table, row) for row in table.rows)]
    if table.foot:
        rows[-1] = _row(table, table.rows[-1], bold=True)
    grid = Grid(rows, colWidths=[share * width for share in shares], repeatRows=1)
    grid.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), PLAIN),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, LARCH),
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 0.8),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
                *(("LEFTPADDING", (column, 0), (column, -1), 9) for column in table.worded),
            ]
        )
    )
    return [paragraph(table.caption, CELL, bold=True), grid]


def _row(table: Table, cells: Sequence[str], *, bold: bool = False) -> list[Paragraph]:
    return [
        paragraph(cell, CELL, bold=bold, right=bool(rank) and rank not in table.worded)
        for rank, cell in enumerate(cells)
    ]
