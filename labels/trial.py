"""A test print: a frame and rulers that show by how much a printer is off, and at what scale."""

from collections.abc import Iterator
from functools import lru_cache

from labels.dots import brushed
from labels.inks import BLACK, BLACK_INK
from labels.landscape import LINE_MM, Marks, Shape
from labels.press import Press
from labels.roll import Roll
from labels.sheet import A4_HEIGHT_MM, A4_WIDTH_MM, Sheet, check_offsets
from labels.sticker import Area, Line, text_width_mm
from labels.zpl import label_zpl

DIGITS_PT, WORDS_PT = 5.0, 5.5
TICKS_MM = {10: 3.4, 5: 2.4, 1: 1.5}
"""How long a mark is, by what it divides: tens, fives, each millimetre."""


def trial_pdf(paper: Sheet | Roll, *, offset_x_mm: float = 0.0, offset_y_mm: float = 0.0) -> bytes:
    """One label of a roll, or one whole sheet, each label with its frame and its rulers.

    Raises ``BadSheetSetting`` for an offset out of its bounds.
    """
    check_offsets(offset_x_mm, offset_y_mm)
    title = f"Essai d’impression, {paper.name}"
    marks = trial_marks(paper.area)
    if isinstance(paper, Roll):
        press = Press((paper.width_mm, paper.length_mm), title=title, inks=BLACK)
        press.mark(marks, paper.area, top_mm=paper.head_mm, turned=paper.turned)
        return press.finish()
    press = Press((A4_WIDTH_MM, A4_HEIGHT_MM), title=title, inks=BLACK)
    for position in range(1, paper.labels + 1):
        left, top = paper.corner_mm(position)
        press.mark(marks, paper.area, left_mm=left + offset_x_mm, top_mm=top + offset_y_mm)
    return press.finish()


def trial_zpl(roll: Roll) -> bytes:
    """The same label as the dots of a Zebra printer."""
    return label_zpl(brushed(roll.area, trial_marks(roll.area), roll.dots_per_mm, BLACK), roll)


@lru_cache(maxsize=32)
def trial_marks(area: Area) -> Marks:
    """The frame stands where ink may begin; the rulers count from the edge of the label."""
    rulers = (*_ruler(area, along=True), *_ruler(area, along=False))
    return Marks((*_frame(area), *rulers), (*_words(area),))


def _bar(left: float, top: float, width: float, height: float) -> Shape:
    right, foot = left + width, top + height
    return Shape(BLACK_INK, ((left, top), (right, top), (right, foot), (left, foot)))


def _frame(area: Area) -> Iterator[Shape]:
    left, top = area.inset_x_mm, area.inset_y_mm
    width, height = area.width_mm - 2 * left, area.height_mm - 2 * top
    yield _bar(left, top, width, LINE_MM)
    yield _bar(left, top + height - LINE_MM, width, LINE_MM)
    yield _bar(left, top, LINE_MM, height)
    yield _bar(left + width - LINE_MM, top, LINE_MM, height)


def _tens(length: float, inset: float) -> range:
    """The millimetres, from the edge, where a ruler inside the frame has a mark."""
    return range(int(inset) + 1, int(length - inset) + 1)


def _ruler(area: Area, *, along: bool) -> Iterator[Shape]:
    """A mark each millimetre, from the edge of the label: along its top, or down its left side."""
    length, inset = (area.width_mm, area.inset_x_mm) if along else (area.height_mm, area.inset_y_mm)
    for mm in _tens(length, inset):
        long = next(size for step, size in TICKS_MM.items() if mm % step == 0)
        at = mm - LINE_MM / 2
        yield (
            _bar(at, area.inset_y_mm, LINE_MM, long)
            if along
            else _bar(area.inset_x_mm, at, long, LINE_MM)
        )


def _words(area: Area) -> Iterator[Line]:
    left, top = area.inset_x_mm + 4.2, area.inset_y_mm + 5.4
    for mm in _tens(area.width_mm, area.inset_x_mm)[:-1]:
        if mm % 10 == 0:
            yield _number(mm, mm - 0.9, top)
    for mm in _tens(area.height_mm, area.inset_y_mm)[:-1]:
        if mm % 10 == 0 and mm > top:
            yield _number(mm, left - 0.4, mm + 0.6)
    size = f"{area.width_mm:g} × {area.height_mm:g} mm".replace(".", ",")
    said = (
        f"Étiquette de {size}",
        "Les traits comptent depuis son bord.",
        "De 10 à 20, il y a 10 mm : mesurez.",
    )
    room = area.width_mm - area.inset_x_mm - 1.0 - left - 3.5
    widest = max(text_width_mm(text, bold=False, size_pt=1.0) for text in said)
    for rank, text in enumerate(said):
        size_pt = min(WORDS_PT, room / widest)
        yield Line(text, "prompt", size_pt, left + 3.5, top + 3.4 + 2.6 * rank, room)


def _number(mm: int, left_mm: float, baseline_mm: float) -> Line:
    return Line(str(mm), "prompt", DIGITS_PT, left_mm, baseline_mm, room_mm=10.0)
