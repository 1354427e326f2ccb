"""A symbol decodes to what was meant, has its quiet zone, and is never printed too small."""

import io
import re

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from labels import MIN_MODULE_MM, LabelTooSmall, Sticker, Symbol, sticker_png, symbol

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
URL = "HTTPS://R05.FR/A/7K2QM9XDA"

QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

codes = st.text(ALPHABET, min_size=9, max_size=9)


def drawn(a_symbol: Symbol, pixels: int = 3) -> NDArray[np.uint8]:
    dark = np.array(a_symbol.modules, dtype=np.uint8)
    return np.kron(255 - 255 * dark, np.ones((pixels, pixels), np.uint8)).astype(np.uint8)


def read(image: NDArray[np.uint8]) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(image, formats=QR_CODE))


@settings(max_examples=60, deadline=None)
@given(codes)
def test_every_code_of_the_alphabet_decodes_at_level_q_in_25_modules(code: str) -> None:
    url = f"HTTPS://R05.FR/A/{code}"
    a_symbol = symbol(url, side_mm=25)
    [found] = read(drawn(a_symbol))
    assert found.text == url
    assert found.ec_level == "Q"
    assert len(a_symbol.modules) == 25 + 2 * 4


def test_the_longest_url_we_may_print_still_has_25_modules() -> None:
    assert len(symbol("HTTPS://ABCDEF.FR/A/7K2QM9XDA", side_mm=25).modules) == 33
    assert len("HTTPS://ABCDEF.FR/A/7K2QM9XDA") == 29


def test_a_lower_case_url_costs_a_version() -> None:
    assert len(symbol(URL.lower(), side_mm=25).modules) == 37


def test_the_quiet_zone_is_four_modules_on_each_side() -> None:
    modules = np.array(symbol(URL, side_mm=25).modules)
    assert not modules[:4].any()
    assert not modules[-4:].any()
    assert not modules[:, :4].any()
    assert not modules[:, -4:].any()
    assert modules[4, 4]
    assert modules[4, -5]
    assert modules[-5, 4]


def test_the_rectangles_cover_every_dark_module_once_and_nothing_else() -> None:
    a_symbol = symbol(URL, side_mm=25)
    times = np.zeros((33, 33), dtype=int)
    rectangles = list(a_symbol.rectangles())
    for left, top, width, height in rectangles:
        times[top : top + height, left : left + width] += 1
    assert np.array_equal(times, np.array(a_symbol.modules, dtype=int))
    assert len(rectangles) < 0.5 * times.sum()


def test_twenty_millimetres_is_the_smallest_and_is_allowed() -> None:
    assert symbol(URL, side_mm=20).module_mm == pytest.approx(MIN_MODULE_MM)
    assert pytest.approx(0.606, abs=0.001) == MIN_MODULE_MM


@pytest.mark.parametrize("side_mm", [19.99, 15, 1, 0])
def test_under_twenty_millimetres_is_refused_and_says_what_is_needed(side_mm: float) -> None:
    with pytest.raises(LabelTooSmall, match=r"il faut au moins 20,0\xa0mm") as refusal:
        symbol(URL, side_mm=side_mm)
    assert refusal.value.needed_mm == pytest.approx(20)
    symbol(URL, side_mm=refusal.value.needed_mm)


def test_a_longer_url_needs_a_larger_square() -> None:
    with pytest.raises(LabelTooSmall) as refusal:
        symbol(URL.lower(), side_mm=20)
    assert refusal.value.needed_mm == pytest.approx(37 * MIN_MODULE_MM)


@settings(max_examples=50, deadline=None)
@given(
    st.floats(0, 60),
    st.sampled_from([6.0, 8.0, 300 / 25.4, 12.0]),
)
def test_on_dots_a_module_is_whole_dots_or_the_side_that_is_needed_is_told(
    side_mm: float, dots_per_mm: float
) -> None:
    try:
        a_symbol = symbol(URL, side_mm=side_mm, dots_per_mm=dots_per_mm)
    except LabelTooSmall as refusal:
        assert refusal.needed_mm > side_mm  # noqa: PT017 (either may happen)
        side_mm = refusal.needed_mm
        a_symbol = symbol(URL, side_mm=side_mm, dots_per_mm=dots_per_mm)
    dots = a_symbol.module_mm * dots_per_mm
    assert dots == pytest.approx(round(dots))
    assert a_symbol.module_mm >= MIN_MODULE_MM - 1e-9
    assert a_symbol.side_mm <= side_mm + 1e-6


def photographed(side_mm: float, pixels_per_mm: float, degrees: float) -> Image.Image:
    """A symbol as a modest camera sees it: turned, out of focus by half a pixel, grey, noisy."""
    modules = drawn(symbol(URL, side_mm=side_mm), pixels=16)
    large = Image.fromarray(np.pad(modules, 200, constant_values=255))
    large = large.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    zoom = side_mm * pixels_per_mm / len(modules)
    size = round(large.width * zoom), round(large.height * zoom)
    small = large.resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.6))
    noise = np.random.default_rng(5).normal(0, 6, (small.height, small.width))
    return Image.fromarray(np.clip(np.asarray(small) * 0.75 + 20 + noise, 0, 255).astype(np.uint8))


@pytest.mark.parametrize(("side_mm", "distance_cm"), [(20, 10), (25, 12.5), (30, 15)])
def test_what_a_vga_preview_sees_of_the_smallest_symbol_is_enough(
    side_mm: float, distance_cm: float
) -> None:
    """At 15 cm it sees 3.7 pixels a millimetre, so 3.3 to 3.4 pixels a module in each case."""
    pixels_per_mm = 3.7 * 15 / distance_cm
    turns = range(0, 360, 15)
    images = (photographed(side_mm, pixels_per_mm, turn) for turn in turns)
    seen = sum(any(code.text == URL for code in read(np.asarray(image))) for image in images)
    assert seen >= 0.9 * len(turns)


def test_a_corner_may_be_torn_off() -> None:
    """The fourth corner, nine modules by nine of the 25 by 25: level M no longer reads that."""
    image = drawn(symbol(URL, side_mm=25), pixels=6)
    end = len(image) - 4 * 6
    image[end - 9 * 6 : end, end - 9 * 6 : end] = 255
    assert [code.text for code in read(image)] == [URL]


def test_the_sentence_of_the_refusal_is_french() -> None:
    with pytest.raises(LabelTooSmall) as refusal:
        symbol(URL, side_mm=12.34)
    assert str(refusal.value) == (
        "Étiquette trop petite\N{NO-BREAK SPACE}: le QR code n’a que 12,3\N{NO-BREAK SPACE}mm, "
        "il faut au moins 20,0\N{NO-BREAK SPACE}mm."
    )


@pytest.mark.parametrize("height_mm", [16.9, 21.2])
@pytest.mark.parametrize("width_mm", [38.1, 45.7, 120.0])
def test_a_label_too_small_for_its_symbol_is_refused(width_mm: float, height_mm: float) -> None:
    a_sticker = Sticker(URL, "7K2-QM9-XDA", "Reconditionné", "Hautes-Alpes")
    with pytest.raises(LabelTooSmall, match=re.escape("le QR code")):
        sticker_png(a_sticker, width_mm, height_mm)


def test_a_picture_with_too_few_dots_is_refused() -> None:
    a_sticker = Sticker(URL, "7K2-QM9-XDA", "Reconditionné", "Hautes-Alpes")
    with pytest.raises(LabelTooSmall):
        sticker_png(a_sticker, 63.5, 38.1, dots_per_mm=1.0)
    assert Image.open(io.BytesIO(sticker_png(a_sticker, 63.5, 38.1, dots_per_mm=3.0))).width == 190
