"""A sticker as dots: what a thermal printer burns, and what a PNG holds."""

import math
from functools import lru_cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont

from labels.inks import Inks, rgb
from labels.landscape import Marks, art
from labels.layout import arrange
from labels.qr import Symbol, modules_of, sized
from labels.sticker import PT_MM, Area, Layout, Line, Sticker

FONTS = Path(reportlab.__file__).parent / "fonts"
"""Bitstream Vera, in every reportlab; the font inside Pillow has no accents."""

SMOOTH = 4
"""The art is painted this many times larger, then reduced, so that slopes are not stairs."""


def painted(sticker: Sticker, area: Area, dots_per_mm: float, inks: Inks) -> Image.Image:
    """The sticker, each module a whole number of dots; one bit a dot if the inks are one colour.

    Raises ``LabelTooSmall``.
    """
    layout, symbol = laid_out(sticker, area, dots_per_mm)
    lines = (*layout.lines, layout.code_line(sticker.code))
    image = brushed(area, Marks(art(layout, inks), lines), dots_per_mm, inks)
    _paint_symbol(image, layout, symbol, dots_per_mm)
    return image.convert("1", dither=Image.Dither.NONE) if inks.one_colour else image


def brushed(area: Area, marks: Marks, dots_per_mm: float, inks: Inks) -> Image.Image:
    """Polygons and lines of text on a white label, in shades."""
    size = round(area.width_mm * dots_per_mm), round(area.height_mm * dots_per_mm)
    image = Image.new("RGB", (size[0] * SMOOTH, size[1] * SMOOTH), "white")
    brush = ImageDraw.Draw(image)
    zoom = dots_per_mm * SMOOTH
    for shape in marks.shapes:
        brush.polygon([(x * zoom, y * zoom) for x, y in shape.points], fill=rgb(shape.colour))
    for line in marks.lines:
        _paint_text(image, line, zoom, inks)
    return image.reduce(SMOOTH)


def laid_out(sticker: Sticker, area: Area, dots_per_mm: float | None) -> tuple[Layout, Symbol]:
    """Where its parts go, and its symbol at the size of its square."""
    modules = modules_of(sticker.url)
    layout = arrange(area, sticker.title, sticker.territory, len(modules))
    return layout, sized(modules, side_mm=layout.symbol.width_mm, dots_per_mm=dots_per_mm)


@lru_cache(maxsize=32)
def _font(size: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / ("VeraBd.ttf" if bold else "Vera.ttf")), size)


def _paint_text(image: Image.Image, line: Line, zoom: float, inks: Inks) -> None:
    """Vera is wider than Helvetica: a line is narrowed when it would leave its room."""
    # No line is broken here, and the no-break space of Vera is twice too wide.
    text = line.text.replace("\N{NO-BREAK SPACE}", " ")
    font = _font(line.size_pt * PT_MM * zoom, bold=line.bold)
    ascent, descent = font.getmetrics()
    natural = math.ceil(font.getlength(text))
    stencil = Image.new("L", (natural, ascent + descent))
    ImageDraw.Draw(stencil).text((0, ascent), text, font=font, fill=255, anchor="ls")
    width = min(natural, int(line.room_mm * zoom))
    stencil = stencil.resize((width, stencil.height), Image.Resampling.LANCZOS)
    corner = round(line.left_mm * zoom), round(line.baseline_mm * zoom) - ascent
    image.paste(rgb(inks.of(line.part)), corner, stencil)


def _paint_symbol(image: Image.Image, layout: Layout, symbol: Symbol, dots_per_mm: float) -> None:
    dots = round(symbol.module_mm * dots_per_mm)
    spare = (layout.symbol.width_mm - symbol.side_mm) / 2
    left = round((layout.symbol.left_mm + spare) * dots_per_mm)
    top = round((layout.symbol.top_mm + spare) * dots_per_mm)
    brush = ImageDraw.Draw(image)
    for x, y, width, height in symbol.rectangles():
        corner = left + x * dots, top + y * dots
        far = corner[0] + width * dots - 1, corner[1] + height * dots - 1
        brush.rectangle((corner, far), fill="black")
