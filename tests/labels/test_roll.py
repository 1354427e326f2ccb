"""Rolls: one page a sticker, at the size of the label, made of the dots of the printer."""

from collections.abc import Callable, Iterator

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from labels import COLOUR, ROLLS, BadSheetSetting, Roll, Sticker, modules_of, roll_pdf
from labels.layout import arrange

Grey = NDArray[np.uint8]
Stickers = Callable[[int], list[Sticker]]
Read = Callable[[bytes], list[list[str]]]
Scanned = Callable[[bytes, float], Iterator[Grey]]
Seen = Callable[[Grey, float], list[tuple[str, float, float]]]

every_roll = pytest.mark.parametrize("roll", ROLLS.values(), ids=lambda roll: roll.name)


def as_read(page: Grey, roll: Roll, dpi: float) -> Grey:
    """The label as a person holds it, without the white at its head: a long one is turned back."""
    page = page[round(roll.head_mm * dpi / 25.4) :]
    return np.rot90(page) if roll.turned else page


@every_roll
def test_a_run_printed_in_black_dots_decodes_back_one_a_page_in_its_order(
    roll: Roll, stickers: Stickers, scanned: Scanned, seen: Seen
) -> None:
    run = stickers(60)
    dpi = roll.dots_per_mm * 25.4
    for sticker, page in zip(run, scanned(roll_pdf(run, roll), dpi), strict=True):
        dots = np.where(page < 128, 0, 255).astype(np.uint8)
        assert [text for text, _, _ in seen(dots, dpi)] == [sticker.url]


@every_roll
def test_a_run_in_colour_decodes_back_too(roll: Roll, stickers: Stickers, read: Read) -> None:
    run = stickers(10)
    assert read(roll_pdf(run, roll, inks=COLOUR)) == [[sticker.url] for sticker in run]


@every_roll
def test_a_page_is_as_large_as_the_label(roll: Roll, sticker: Sticker) -> None:
    pdf = roll_pdf([sticker], roll)
    width, height = (points * 25.4 / 72 for points in pypdfium2.PdfDocument(pdf)[0].get_size())
    assert (width, height) == pytest.approx((roll.width_mm, roll.length_mm), abs=0.01)
    assert b"/PrintScaling /None" in pdf


@every_roll
def test_on_paper_each_module_is_the_same_number_of_dots(
    roll: Roll, sticker: Sticker, scanned: Scanned
) -> None:
    """A row through the timing pattern: dark and light modules by turns, all as wide."""
    [page] = scanned(roll_pdf([sticker], roll), roll.dots_per_mm * 25.4)
    dark = as_read(page, roll, roll.dots_per_mm * 25.4) < 128
    across = len(modules_of(sticker.url))
    box = arrange(roll.area, sticker.title, sticker.territory, across).symbol
    dots = int(box.width_mm / across * roll.dots_per_mm + 1e-6)
    assert dots >= 5
    start = box.left_mm + (box.width_mm - across * dots / roll.dots_per_mm) / 2
    top = box.top_mm + (box.width_mm - across * dots / roll.dots_per_mm) / 2
    row = dark[round(top * roll.dots_per_mm + 10.5 * dots)]
    first = round(start * roll.dots_per_mm + 12 * dots)
    timing = row[first : first + 9 * dots]
    edges = np.flatnonzero(np.diff(timing.astype(int)))
    assert len(edges) >= 8
    assert set(np.diff(edges)) == {dots}


@every_roll
def test_no_ink_comes_where_the_printer_cannot_print(
    roll: Roll, sticker: Sticker, scanned: Scanned
) -> None:
    [page] = scanned(roll_pdf([sticker], roll), 300)
    rows, columns = np.nonzero(page < 250)
    pixel_mm, blur_mm = 25.4 / 300, 0.2
    assert columns.min() * pixel_mm >= roll.side_mm - blur_mm
    assert (columns.max() + 1) * pixel_mm <= roll.width_mm - roll.side_mm + blur_mm
    assert rows.min() * pixel_mm >= roll.head_mm + roll.feed_mm - blur_mm
    assert (rows.max() + 1) * pixel_mm <= roll.length_mm - roll.feed_mm + blur_mm


@every_roll
def test_the_quiet_zone_is_quiet_and_stays_on_the_label(
    roll: Roll, sticker: Sticker, scanned: Scanned
) -> None:
    [page] = scanned(roll_pdf([sticker], roll), 300)
    box = arrange(roll.area, sticker.title, sticker.territory, 33).symbol
    assert box.left_mm >= 1
    assert box.top_mm >= 1 - 1e-9
    quiet = box.width_mm * 4 / 33
    pixel_mm = 25.4 / 300
    label = as_read(page, roll, 300)
    square = label[
        int(box.top_mm / pixel_mm) + 1 : int((box.top_mm + box.width_mm) / pixel_mm) - 1,
        int(box.left_mm / pixel_mm) + 1 : int((box.left_mm + box.width_mm) / pixel_mm) - 1,
    ]
    rim = int(quiet / pixel_mm) - 3
    for side in (square[:rim], square[-rim:], square[:, :rim], square[:, -rim:]):
        assert (side == 255).all()


def test_a_long_label_is_turned_a_quarter_clockwise(
    sticker: Sticker, scanned: Scanned, seen: Seen
) -> None:
    [page] = scanned(roll_pdf([sticker], ROLLS["29x90"]), 300)
    [(_, left, top)] = seen(page, 300)
    assert left > 29 / 2, "the top left of the symbol is at the right of the page"
    assert top < 90 / 4


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(BadSheetSetting, match="aucune étiquette"):
        roll_pdf([], ROLLS["62x29"])


def test_the_same_stickers_give_the_same_file(stickers: Stickers) -> None:
    assert roll_pdf(stickers(3), ROLLS["62x29"]) == roll_pdf(stickers(3), ROLLS["62x29"])
