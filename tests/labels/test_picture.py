"""One sticker as SVG and as PNG: the same symbol, the same words, nothing outside."""

import io
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from labels import BLACK, COLOUR, Inks, Sticker, modules_of, sticker_png, sticker_svg
from labels.layout import arrange
from labels.sticker import Area

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [(63.5, 38.1), (99.1, 38.1), (70.0, 36.0), (90.0, 29.0), (50.0, 30.0)]

every_size = pytest.mark.parametrize(("width_mm", "height_mm"), SIZES)
both_inks = pytest.mark.parametrize("inks", [COLOUR, BLACK], ids=["colour", "black"])


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def said(image: Image.Image) -> list[str]:
    codes = zxingcpp.read_barcodes(np.asarray(image.convert("L")))
    return [code.text for code in codes]


def modules_drawn(svg: str) -> list[list[bool]]:
    """The modules of the symbol, painted from the path of the SVG."""
    symbol = list(ET.fromstring(svg))[-1]  # noqa: S314 (our own)
    dark = np.zeros((33, 33), dtype=bool)
    path = symbol.attrib["d"]
    moves = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z", path)
    assert "".join("M{} {}h{}v{}h-{}z".format(*move) for move in moves) == path
    for left, top, width, height, back in (map(int, move) for move in moves):
        assert width == back
        dark[top : top + height, left : left + width] = True
    return [[bool(module) for module in row] for row in dark]


@settings(max_examples=25, deadline=None)
@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=9, max_size=9))
def test_the_path_of_the_svg_is_the_symbol_of_any_code(code: str) -> None:
    url = f"HTTPS://R05.FR/A/{code}"
    svg = sticker_svg(Sticker(url, code, "Reconditionné", "Hautes-Alpes"), 63.5, 38.1)
    assert modules_drawn(svg) == [list(row) for row in modules_of(url)]


@every_size
def test_the_symbol_of_the_svg_has_its_size_and_its_quiet_zone(
    width_mm: float, height_mm: float, sticker: Sticker
) -> None:
    svg = sticker_svg(sticker, width_mm, height_mm)
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    symbol = list(root)[-1]
    numbers = [float(number) for number in re.findall(r"[\d.]+", symbol.attrib["transform"])]
    left, top, module_mm = numbers
    assert module_mm >= 20 / 33
    assert left >= 1
    assert top >= 1 - 1e-3
    assert top + 33 * module_mm <= height_mm - 1 + 1e-3
    right = left + 33 * module_mm
    for text in root.iter(f"{SVG}text"):
        assert float(text.attrib["x"]) >= right
        assert float(text.attrib["x"]) + float(text.attrib["textLength"]) <= width_mm - 1.4


@every_size
@both_inks
def test_every_corner_of_the_art_of_the_svg_lies_on_the_label_and_off_the_symbol(
    width_mm: float, height_mm: float, inks: Inks, sticker: Sticker
) -> None:
    root = ET.fromstring(sticker_svg(sticker, width_mm, height_mm, inks=inks))  # noqa: S314 (our own)
    box = arrange(Area(width_mm, height_mm), sticker.title, sticker.territory, 33).symbol
    art = [path for path in root.iter(f"{SVG}path") if "L" in path.attrib["d"]]
    assert len(art) > 15
    for path in art:
        for point in re.findall(r"([\d.-]+) ([\d.-]+)", path.attrib["d"]):
            x, y = map(float, point)
            assert box.left_mm + box.width_mm < x <= width_mm - 1.5 + 0.01
            assert 1.5 - 0.01 <= y <= height_mm - 1.5 + 0.01


def test_the_svg_may_stand_in_a_page_with_a_strict_policy_and_twice(sticker: Sticker) -> None:
    """No style, script, link, nor id: nothing a policy refuses, nothing that clashes."""
    svg = sticker_svg(sticker, 63.5, 38.1)
    assert not re.search(r"style|script|href|url\(|\bid=|\bon\w+=", svg)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="63.5mm" height="38.1mm"')


def test_what_a_word_holds_is_text_in_the_svg_never_markup() -> None:
    hostile = Sticker("HTTPS://R05.FR/A/7K2QM9XDA", "7K2-QM9-XDA", 'Re<b>"&', "A & B")
    root = ET.fromstring(sticker_svg(hostile, 99.1, 38.1))  # noqa: S314 (our own)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert 'Re<b>"&' in texts
    assert "A & B" in texts


@every_size
@both_inks
@pytest.mark.parametrize("dots_per_mm", [8.0, 300 / 25.4, 12.0])
def test_a_png_decodes_back(
    width_mm: float, height_mm: float, inks: Inks, dots_per_mm: float, sticker: Sticker
) -> None:
    png = sticker_png(sticker, width_mm, height_mm, dots_per_mm=dots_per_mm, inks=inks)
    image = opened(png)
    assert image.size == (round(width_mm * dots_per_mm), round(height_mm * dots_per_mm))
    assert image.info["dpi"] == pytest.approx((dots_per_mm * 25.4,) * 2, abs=0.1)
    assert said(image) == [sticker.url]


def test_a_run_of_png_decodes_back(stickers: Callable[[int], list[Sticker]]) -> None:
    for sticker in stickers(40):
        assert said(opened(sticker_png(sticker, 63.5, 38.1, dots_per_mm=8, inks=BLACK))) == [
            sticker.url
        ]


def test_a_black_png_has_one_bit_a_pixel(sticker: Sticker) -> None:
    assert opened(sticker_png(sticker, 62, 29, dots_per_mm=8, inks=BLACK)).mode == "1"
    assert opened(sticker_png(sticker, 62, 29, dots_per_mm=8)).mode == "RGB"


def test_accents_are_drawn_in_the_png() -> None:
    """A font without them would draw the same box for each."""
    pictures = {
        sticker_png(Sticker("HTTPS://R05.FR/A/7K2QM9XDA", "7K2-QM9-XDA", word, "Alpes"), 63.5, 38.1)
        for word in ("é", "è", "ê", "ç", "œ", "à", "ù", "’", "«", "É", "e")
    }
    assert len(pictures) == 11


@every_size
@both_inks
def test_nothing_of_a_png_comes_near_its_edge(
    width_mm: float, height_mm: float, inks: Inks, sticker: Sticker
) -> None:
    image = np.asarray(opened(sticker_png(sticker, width_mm, height_mm, inks=inks)).convert("L"))
    margin = int(1.5 * 12) - 2
    inner = np.zeros(image.shape, dtype=bool)
    inner[margin:-margin, margin:-margin] = True
    assert (image[~inner] == 255).all()
