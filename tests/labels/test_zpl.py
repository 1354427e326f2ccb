"""ZPL: what a Zebra printer burns scans, at both finenesses, and is the art of the other papers."""

from collections.abc import Callable

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from zebra import Grey, burnt

from labels import BLACK, DOTS_PER_MM, ROLLS, BadSheetSetting, Roll, Sticker, made_of, sticker_zpl
from labels.dots import painted
from labels.layout import arrange
from labels.zpl import label_zpl

Stickers = Callable[[int], list[Sticker]]
Seen = Callable[[Grey, float], list[tuple[str, float, float]]]

ZEBRAS = [roll for roll in ROLLS.values() if roll.maker == "Zebra"]
every_roll = pytest.mark.parametrize("roll", ZEBRAS, ids=lambda roll: roll.name)
both = pytest.mark.parametrize("dpi", DOTS_PER_MM)


@every_roll
@both
def test_a_run_burnt_decodes_back_one_a_label_in_its_order(
    roll: Roll, dpi: int, stickers: Stickers, seen: Seen
) -> None:
    run = stickers(8)
    fine = made_of(roll, dpi)
    labels = burnt(sticker_zpl(run, fine))
    assert [[text for text, _, _ in seen(label, dpi)] for label in labels] == [
        [sticker.url] for sticker in run
    ]
    size = round(roll.length_mm * fine.dots_per_mm), round(roll.width_mm * fine.dots_per_mm)
    assert {label.shape for label in labels} == {size}


@every_roll
@both
def test_what_is_burnt_is_the_picture_of_the_sticker(
    roll: Roll, dpi: int, sticker: Sticker
) -> None:
    fine = made_of(roll, dpi)
    [label] = burnt(sticker_zpl([sticker], fine))
    picture = painted(sticker, fine.area, fine.dots_per_mm, BLACK).convert("L")
    assert (label == np.asarray(picture)).all()


@every_roll
@both
def test_each_module_is_the_same_number_of_dots(roll: Roll, dpi: int, sticker: Sticker) -> None:
    fine = made_of(roll, dpi)
    [label] = burnt(sticker_zpl([sticker], fine))
    [found] = zxingcpp.read_barcodes(label)
    corner = found.position.top_left
    box = arrange(fine.area, sticker.title, sticker.territory, 33).symbol
    dots = int(box.width_mm / 33 * fine.dots_per_mm + 1e-6)
    row = label[corner.y + 6 * dots + dots // 2, corner.x : corner.x + 25 * dots]
    edges = np.flatnonzero(np.diff(row[7 * dots : 18 * dots].astype(int)))
    assert len(edges) >= 9
    assert set(np.diff(edges)) == {dots}


@every_roll
def test_no_ink_comes_where_the_printer_cannot_print(roll: Roll, sticker: Sticker) -> None:
    [label] = burnt(sticker_zpl([sticker], roll))
    rows, columns = np.nonzero(label == 0)
    side, feed = (int(mm * roll.dots_per_mm) for mm in (roll.side_mm, roll.feed_mm))
    assert columns.min() >= side
    assert columns.max() < label.shape[1] - side
    assert rows.min() >= feed
    assert rows.max() < label.shape[0] - feed


def test_nothing_that_was_typed_is_read_as_a_command(sticker: Sticker) -> None:
    words = Sticker(sticker.url, sticker.code, "^XZ~JR\\&", "Val ^FS ~ Pays \\ Alpes^XA")
    [label] = burnt(sticker_zpl([words], ROLLS["57x32"]))
    assert [code.text for code in zxingcpp.read_barcodes(label)] == [sticker.url]


def test_a_long_label_is_turned_a_quarter_clockwise(sticker: Sticker, seen: Seen) -> None:
    roll = Roll("Zebra", "32x57", 32.0, 57.0, 1.5, 1.5, 8.0)
    [label] = burnt(sticker_zpl([sticker], roll))
    assert label.shape == (57 * 8, 32 * 8)
    [(_, left, top)] = seen(label, 203.2)
    assert left > 32 / 2
    assert top < 57 / 4


@given(
    st.integers(1, 900),
    st.lists(st.sampled_from((b"\x00", b"\xff", b"\xf0", b"\x01", b"\xaa")), min_size=1),
)
def test_any_dots_are_read_back_as_they_were(width: int, patterns: list[bytes]) -> None:
    row = -(-width // 8)
    dots = Image.frombytes("1", (row * 8, len(patterns)), b"".join(p * row for p in patterns))
    dots = dots.crop((0, 0, width, len(patterns)))
    flat = Roll("Zebra", "any", 500.0, 20.0, 0, 0, 8.0)
    [label] = burnt(label_zpl(dots, flat))
    assert (label == np.asarray(dots.convert("L"))).all()


def test_a_label_is_small_enough_for_a_slow_line(sticker: Sticker) -> None:
    fine = made_of(ROLLS["50x30"], 300)
    assert len(sticker_zpl([sticker], fine)) < 20_000, "591 × 354 dots are 52 kB unpacked"


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(BadSheetSetting, match="aucune étiquette"):
        sticker_zpl([], ROLLS["50x30"])
