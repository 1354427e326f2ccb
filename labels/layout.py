"""Finds the place of each part of a sticker on a label of any size."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from labels.qr import MIN_MODULE_MM, QUIET_MODULES, LabelTooSmall
from labels.sticker import CODE_PT, PT_MM, Area, Box, Layout, Line, Part, text_width_mm

PROMPT = "Scannez\N{NO-BREAK SPACE}: d’où vient cet appareil\N{NO-BREAK SPACE}?"
PROMPT_PT = 5.0
"""The prompt is left out rather than set smaller."""

EDGE_MM = 1.0
"""The quiet zone stays this far from the cut, which is never quite where it should be."""

LARGEST_SYMBOL_MM = 40.0
SYMBOL_SHARE = 0.46
"""The symbol takes at most this share of the width: the words need the rest."""

COLUMN_MM = 24.5
"""Narrowest column: what the letters of the code need at their smallest."""

CODE_EM = 6.9
"""Most codes are no wider than this in Helvetica Bold, for a size of 1."""

CAPITAL_MM = 0.72 * PT_MM
DESCENT_MM = 0.21 * PT_MM
TAIL_MM = 0.06 * PT_MM
"""Of Helvetica, for one point; the tail is that of a Q."""

RULE_MM = 0.5
LOW_COLUMN_MM = 26.0
"""In a lower column the picture needs the place of the prompt, or if it can goes beside."""

LOWEST_PICTURE_MM = 4.5
FLATTEST_PICTURE = 6.0
"""On a wide label a picture flatter than this goes beside the words instead of above them."""


@lru_cache(maxsize=256)
def arrange(area: Area, title: str, territory: str, across: int) -> Layout:
    """The layout of a label: symbol at the left; picture, words and code at its right.

    ``across`` is the number of modules of the symbol, quiet zone included. Raises
    ``LabelTooSmall`` when the symbol would be too small to scan, or the words too small to read.
    """
    symbol = _symbol_box(area, across)
    left = symbol.left_mm + symbol.width_mm + 0.3
    width = area.width_mm - area.inset_x_mm - left
    height = min(area.height_mm - 2 * area.inset_y_mm, max(1.2 * symbol.height_mm, 24.0))
    column = Box(left, (area.height_mm - height) / 2, width, height)
    low = height < LOW_COLUMN_MM
    words = _set(title, territory, column, scale=height / 30, prompt=not low)
    picture_mm = height - words.height_mm - 0.8 * words.gap_mm
    if width >= 2 * COLUMN_MM and (low or width > FLATTEST_PICTURE * picture_mm):
        picture_width = min(0.42 * width, 1.1 * height)
        picture = replace(column, left_mm=left + width - picture_width, width_mm=picture_width)
        column = replace(column, width_mm=width - picture_width - 2.5)
        words = _set(title, territory, column, scale=height / 24, prompt=True)
        foot = column.top_mm + (height + words.height_mm) / 2
    else:
        picture = replace(column, height_mm=picture_mm)
        foot = column.top_mm + (height if picture_mm > 0 else (height + words.height_mm) / 2)
    if words.height_mm > height:
        raise LabelTooSmall("la place des mots", height, words.height_mm)
    return words.layout(
        area, symbol, picture if picture.height_mm >= LOWEST_PICTURE_MM else None, foot_mm=foot
    )


def _symbol_box(area: Area, across: int) -> Box:
    dark_share = (across - 2 * QUIET_MODULES) / across
    side = min(
        area.height_mm - 2 * EDGE_MM,
        (area.height_mm - 2 * area.inset_y_mm) / dark_share,
        area.width_mm * SYMBOL_SHARE,
        area.width_mm - area.inset_x_mm - EDGE_MM - COLUMN_MM - 0.3,
        LARGEST_SYMBOL_MM,
    )
    if side < across * MIN_MODULE_MM - 1e-9:
        raise LabelTooSmall("le QR code", max(side, 0.0), across * MIN_MODULE_MM)
    left = max(EDGE_MM, area.inset_x_mm - side * QUIET_MODULES / across)
    return Box(left, (area.height_mm - side) / 2, side, side)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a column, set; heights are measured up from their foot, so negative."""

    lines: tuple[Line, ...]
    code: Line
    rule: Box
    height_mm: float
    gap_mm: float

    def layout(self, area: Area, symbol: Box, picture: Box | None, *, foot_mm: float) -> Layout:
        """The layout in which these words stand at ``foot_mm`` from the top of the label."""
        code, *lines = (
            replace(line, baseline_mm=foot_mm + line.baseline_mm)
            for line in (self.code, *self.lines)
        )
        rule = replace(self.rule, top_mm=foot_mm + self.rule.top_mm)
        return Layout(area, symbol, picture, rule, tuple(lines), code)


def _set(title: str, territory: str, column: Box, *, scale: float, prompt: bool) -> _Words:
    """Set title, territory, rule, code and prompt as large as the scale and the column allow."""
    left, room = column.left_mm, column.width_mm
    scale = min(max(scale, 0.78), 1.25)
    gap = 1.5 * scale
    lines: list[Line] = []
    top = 0.0

    def add(text: str, part: Part, size_pt: float) -> None:
        nonlocal top
        baseline = top - size_pt * DESCENT_MM
        lines.append(Line(text, part, size_pt, left, baseline, room))
        top = baseline - size_pt * CAPITAL_MM

    prompt_pt = min(6.5 * scale, room / text_width_mm(PROMPT, bold=False, size_pt=1))
    if prompt and prompt_pt >= PROMPT_PT:
        add(PROMPT, "prompt", prompt_pt)
        top -= gap
    code_pt = max(CODE_PT, min(15 * scale, room / PT_MM / CODE_EM))
    code = Line("", "code", code_pt, left, top - code_pt * TAIL_MM, room)
    top -= code_pt * (TAIL_MM + CAPITAL_MM) + gap + RULE_MM
    rule = Box(left, top, room, RULE_MM)
    top -= 0.5 * gap
    texts, size_pt = _fitted(territory, room, (13.5 * scale, 8.5, 5.0), bold=True)
    for text in reversed(texts):
        add(text, "territory", size_pt)
    texts, size_pt = _fitted(title, room, (8 * scale, 6.0, 5.0), bold=False)
    for text in reversed(texts):
        top -= 0.3 * gap
        add(text, "title", size_pt)
    return _Words(tuple(lines), code, rule, -top, gap)


def _fitted(
    text: str, room_mm: float, sizes_pt: tuple[float, float, float], *, bold: bool
) -> tuple[list[str], float]:
    """Lines and their size: as large as fits on one line, else on two, else on three."""
    largest, comfortable, smallest = sizes_pt
    for most_lines, least in ((1, comfortable), (2, comfortable), (3, smallest)):
        size = largest
        while size >= least:
            lines = _wrapped(text, room_mm, size, bold=bold)
            if lines and len(lines) <= most_lines:
                return lines, size
            size -= 0.25
    # Two lines that follow each other are together longer than the room (else their words would
    # have been joined), so half of the whole is room enough for three lines.
    half = text_width_mm(text, bold=bold, size_pt=smallest) / 2
    widest = max(text_width_mm(part, bold=bold, size_pt=smallest) for part in _parts(text))
    what = f"la place de «\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}»"
    raise LabelTooSmall(what, room_mm, max(widest, half))


def _parts(text: str) -> list[str]:
    """What a line may end with: a word and its space, or a piece of it and its hyphen."""
    return re.split(r"(?<=[ -])", text)


def _wrapped(text: str, room_mm: float, size_pt: float, *, bold: bool) -> list[str]:
    """The text in lines no wider than the room; no line at all if one part is wider."""
    lines: list[str] = []
    for part in _parts(text):
        joined = lines[-1] + part if lines else part
        if lines and text_width_mm(joined.rstrip(), bold=bold, size_pt=size_pt) <= room_mm:
            lines[-1] = joined
        elif text_width_mm(part.rstrip(), bold=bold, size_pt=size_pt) <= room_mm:
            lines.append(part)
        else:
            return []
    return [line.rstrip() for line in lines]
