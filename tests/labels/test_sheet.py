"""A4 sheets: every sticker decodes and stands on its label; settings do what they say."""

import re
import zlib
from base64 import a85decode
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from labels import BLACK, COLOUR, SHEETS, BadSheetSetting, Inks, Sheet, Sticker, sheet_pdf
from labels.layout import arrange

Grey = NDArray[np.uint8]
Stickers = Callable[[int], list[Sticker]]
Read = Callable[[bytes], list[list[str]]]
Scanned = Callable[[bytes, float], Iterator[Grey]]
Seen = Callable[[Grey, float], list[tuple[str, float, float]]]

DPI = 300
PIXEL_MM = 25.4 / DPI
BLUR_MM = 0.2
"""How far the edge of something drawn may spread over the pixels of a scan."""

every_sheet = pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.name)
both_inks = pytest.mark.parametrize("inks", [COLOUR, BLACK], ids=["colour", "black"])


def ink_box_mm(page: Grey) -> tuple[float, float, float, float]:
    """Left, top, right and foot of all that is not white, in millimetres."""
    rows, columns = np.nonzero(page < 250)
    return (
        float(columns.min() * PIXEL_MM),
        float(rows.min() * PIXEL_MM),
        float((columns.max() + 1) * PIXEL_MM),
        float((rows.max() + 1) * PIXEL_MM),
    )


def test_a_run_of_1000_on_the_usual_sheet_decodes_back_in_its_order(
    stickers: Stickers, read: Read
) -> None:
    run = stickers(1000)
    pages = read(sheet_pdf(run, SHEETS["L7160"]))
    assert [len(page) for page in pages] == [21] * 47 + [13]
    for number, page in enumerate(pages):
        assert set(page) == {sticker.url for sticker in run[number * 21 : number * 21 + 21]}


@every_sheet
@both_inks
def test_two_sheets_of_each_paper_decode_back(
    sheet: Sheet, inks: Inks, stickers: Stickers, read: Read
) -> None:
    run = stickers(sheet.labels + 1)
    pages = read(sheet_pdf(run, sheet, inks=inks))
    assert set(pages[0]) == {sticker.url for sticker in run[: sheet.labels]}
    assert pages[1] == [run[-1].url]


@every_sheet
def test_each_position_is_where_the_paper_has_its_label(
    sheet: Sheet, sticker: Sticker, scanned: Scanned, seen: Seen
) -> None:
    box = arrange(sheet.area, sticker.title, sticker.territory, 33).symbol
    for position in (1, 2, sheet.columns, sheet.columns + 1, sheet.labels):
        [page] = scanned(sheet_pdf([sticker], sheet, start_position=position), DPI)
        [(_, seen_left, seen_top)] = seen(page, DPI)
        row, column = divmod(position - 1, sheet.columns)
        left = sheet.left_mm + column * sheet.pitch_x_mm + box.left_mm + box.width_mm * 4 / 33
        top = sheet.top_mm + row * sheet.pitch_y_mm + box.top_mm + box.width_mm * 4 / 33
        assert (seen_left, seen_top) == pytest.approx((left, top), abs=2 * PIXEL_MM)


@every_sheet
@both_inks
def test_no_ink_leaves_its_label_nor_comes_where_printers_cannot_print(
    sheet: Sheet, inks: Inks, sticker: Sticker, scanned: Scanned
) -> None:
    for position in (1, sheet.labels):
        pdf = sheet_pdf([sticker], sheet, start_position=position, inks=inks)
        [page] = scanned(pdf, DPI)
        left, top, right, foot = ink_box_mm(page)
        corner = sheet.corner_mm(position)
        assert left >= corner[0] + 2 - BLUR_MM
        assert top >= corner[1] + 2 - BLUR_MM
        assert right <= corner[0] + sheet.width_mm - 2 + BLUR_MM
        assert foot <= corner[1] + sheet.height_mm - 2 + BLUR_MM
        assert left >= 4.3 - BLUR_MM
        assert top >= 4.3 - BLUR_MM
        assert right <= 210 - 4.3 + BLUR_MM
        assert foot <= 297 - 4.3 + BLUR_MM


@every_sheet
@both_inks
def test_the_quiet_zone_is_quiet_and_stays_on_the_label(
    sheet: Sheet, inks: Inks, stickers: Stickers, scanned: Scanned
) -> None:
    """Among all its neighbours, so that none of them writes in it either."""
    run = stickers(sheet.labels)
    [page] = scanned(sheet_pdf(run, sheet, inks=inks), DPI)
    box = arrange(sheet.area, run[0].title, run[0].territory, 33).symbol
    quiet = box.width_mm * 4 / 33
    assert box.left_mm >= 1
    assert box.top_mm >= 1 - 1e-9
    for position in range(1, sheet.labels + 1):
        corner = sheet.corner_mm(position)
        left, top = corner[0] + box.left_mm, corner[1] + box.top_mm
        edges = [
            round(edge / PIXEL_MM)
            for edge in (left, left + quiet, left + box.width_mm - quiet, left + box.width_mm)
        ]
        rows = slice(round(top / PIXEL_MM) + 1, round((top + box.width_mm) / PIXEL_MM) - 1)
        assert (page[rows, edges[0] + 1 : edges[1] - 1] == 255).all()
        assert (page[rows, edges[2] + 2 : edges[3] - 1] == 255).all()
        across = slice(edges[0] + 1, edges[3] - 1)
        edges = [
            round(edge / PIXEL_MM)
            for edge in (top, top + quiet, top + box.width_mm - quiet, top + box.width_mm)
        ]
        assert (page[edges[0] + 1 : edges[1] - 1, across] == 255).all()
        assert (page[edges[2] + 2 : edges[3] - 1, across] == 255).all()


@pytest.mark.parametrize(("right_mm", "down_mm"), [(3.0, -2.0), (-1.5, 0.5), (10, 10), (-10, -10)])
def test_an_offset_moves_everything_by_so_many_millimetres(
    right_mm: float, down_mm: float, sticker: Sticker, scanned: Scanned
) -> None:
    sheet = SHEETS["L7160"]
    [before] = scanned(sheet_pdf([sticker], sheet, start_position=11), DPI)
    moved = sheet_pdf(
        [sticker], sheet, start_position=11, offset_x_mm=right_mm, offset_y_mm=down_mm
    )
    [after] = scanned(moved, DPI)
    shifts = [new - old for new, old in zip(ink_box_mm(after), ink_box_mm(before), strict=True)]
    expected = [right_mm, down_mm, right_mm, down_mm]
    assert shifts == pytest.approx(expected, abs=1.5 * PIXEL_MM)


def test_a_started_sheet_is_filled_from_its_first_free_label(
    stickers: Stickers, read: Read
) -> None:
    pages = read(sheet_pdf(stickers(4), SHEETS["L7160"], start_position=19))
    assert [len(page) for page in pages] == [3, 1]


@pytest.mark.parametrize("start_position", [0, -1, 22])
def test_a_start_position_off_the_sheet_is_refused(start_position: int, sticker: Sticker) -> None:
    with pytest.raises(BadSheetSetting, match="entre 1 et 21"):
        sheet_pdf([sticker], SHEETS["L7160"], start_position=start_position)


@pytest.mark.parametrize(
    "offset", [{"offset_x_mm": 10.1}, {"offset_y_mm": -11.0}, {"offset_x_mm": float("nan")}]
)
def test_an_offset_no_printer_has_is_refused(offset: dict[str, float], sticker: Sticker) -> None:
    with pytest.raises(BadSheetSetting, match="décalage"):
        sheet_pdf(
            [sticker],
            SHEETS["L7160"],
            offset_x_mm=offset.get("offset_x_mm", 0.0),
            offset_y_mm=offset.get("offset_y_mm", 0.0),
        )


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(BadSheetSetting, match="aucune étiquette"):
        sheet_pdf([], SHEETS["L7160"])


@every_sheet
def test_the_labels_of_a_paper_fit_on_a4_without_overlapping(sheet: Sheet) -> None:
    assert sheet.pitch_x_mm >= sheet.width_mm
    assert sheet.pitch_y_mm >= sheet.height_mm
    left, top = sheet.corner_mm(1)
    last_left, last_top = sheet.corner_mm(sheet.labels)
    assert left >= 0
    assert top >= 0
    # Papers are cut about their middle, to half a millimetre.
    assert left == pytest.approx(210 - last_left - sheet.width_mm, abs=0.5)
    assert top == pytest.approx(297 - last_top - sheet.height_mm, abs=0.5)


def test_the_file_is_a4_says_what_it_is_and_asks_not_to_be_scaled(sticker: Sticker) -> None:
    pdf = sheet_pdf([sticker], SHEETS["L7160"])
    document = pypdfium2.PdfDocument(pdf)
    assert document[0].get_size() == pytest.approx((595.2756, 841.8898), abs=1e-3)
    assert document.get_metadata_dict()["Title"] == "Étiquettes, feuilles L7160"
    assert b"/PrintScaling /None" in pdf


def test_the_same_stickers_give_the_same_file(stickers: Stickers) -> None:
    assert sheet_pdf(stickers(3), SHEETS["70x36"]) == sheet_pdf(stickers(3), SHEETS["70x36"])


def streams(pdf: bytes) -> Sequence[bytes]:
    found = re.findall(rb"stream\r?\n(.*?)~>endstream", pdf, re.DOTALL)
    return [zlib.decompress(a85decode(stream)) for stream in found]


def test_the_art_is_in_the_file_once_and_a_symbol_is_one_path(
    stickers: Stickers,
) -> None:
    face, page = streams(sheet_pdf(stickers(21), SHEETS["L7160"]))
    assert face.count(b"\nf*") > 40, "the polygons of the picture"
    assert len(re.findall(rb" re\nf\*\n", page)) == 21, "one path a symbol"
    assert page.count(b" Do\n") == 21
    assert not re.search(rb"\d l\b", page), "no polygon of the picture"
