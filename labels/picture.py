"""A single sticker as a picture: SVG for a page, PNG for label software that wants pixels."""

import io
import math
from functools import lru_cache
from html import escape
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont

from labels.inks import BLACK_INK, COLOUR, Inks, rgb
from labels.landscape import art
from labels.layout import arrange
from labels.qr import Symbol, modules_of, sized
from labels.sticker import PT_MM, Area, Layout, Line, Sticker

FONTS = Path(reportlab.__file__).parent / "fonts"
"""Bitstream Vera, in every reportlab; the font inside Pillow has no accents."""

SMOOTH = 4
"""The art is painted this many times larger, then reduced, so that slopes are not stairs."""


def sticker_svg(sticker: Sticker, width_mm: float, height_mm: float, *, inks: Inks = COLOUR) -> str:
    """One SVG element of that size, in millimetres; no style, no script, no id, no font file.

    Raises ``LabelTooSmall`` as ``sheet_pdf`` does.
    """
    layout, symbol = _laid_out(sticker, Area(width_mm, height_mm), None)
    margin = (layout.symbol.width_mm - symbol.side_mm) / 2
    dark = "".join(
        f"M{left} {top}h{width}v{height}h-{width}z"
        for left, top, width, height in symbol.rectangles()
    )
    return "".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm"',
        f' viewBox="0 0 {width_mm:g} {height_mm:g}" role="img" ',
        f'aria-label="Étiquette {escape(sticker.code)}">',
        f'<path fill="#ffffff" d="M0 0h{width_mm:g}v{height_mm:g}h-{width_mm:g}z"/>',
        *(
            f'<path fill="{shape.colour}" d="M'
            + "L".join(f"{x:.2f} {y:.2f}" for x, y in shape.points)
            + 'z"/>'
            for shape in art(layout, inks)
        ),
        *(_svg_text(line, inks) for line in (*layout.lines, layout.code_line(sticker.code))),
        f'<path fill="{BLACK_INK}" shape-rendering="crispEdges" transform="translate(',
        f"{layout.symbol.left_mm + margin:.4f} {layout.symbol.top_mm + margin:.4f}) ",
        f'scale({symbol.module_mm:.6f})" d="{dark}"/></svg>',
    ))  # fmt: skip


def _svg_text(line: Line, inks: Inks) -> str:
    # textLength keeps the line as wide as it was laid out, whatever font stands in for Helvetica.
    return (
        f'<text x="{line.left_mm:.3f}" y="{line.baseline_mm:.3f}" fill="{inks.of(line.part)}" '
        f'font-family="Helvetica, Arial, sans-serif" font-weight="{700 if line.bold else 400}" '
        f'font-size="{line.size_pt * PT_MM:.3f}" textLength="{line.width_mm:.3f}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(line.text)}</text>'
    )


def sticker_png(
    sticker: Sticker,
    width_mm: float,
    height_mm: float,
    *,
    dots_per_mm: float = 12.0,
    inks: Inks = COLOUR,
) -> bytes:
    """A PNG of that size; black and white alone (one bit a pixel) if the inks are.

    A module is a whole number of pixels. Raises ``LabelTooSmall`` as ``sheet_pdf`` does, and
    when so few dots would make the modules too small.
    """
    layout, symbol = _laid_out(sticker, Area(width_mm, height_mm), dots_per_mm)
    size = round(width_mm * dots_per_mm), round(height_mm * dots_per_mm)
    image = Image.new("RGB", (size[0] * SMOOTH, size[1] * SMOOTH), "white")
    brush = ImageDraw.Draw(image)
    zoom = dots_per_mm * SMOOTH
    for shape in art(layout, inks):
        brush.polygon([(x * zoom, y * zoom) for x, y in shape.points], fill=rgb(shape.colour))
    for line in (*layout.lines, layout.code_line(sticker.code)):
        _paint_text(image, line, zoom, inks)
    image = image.reduce(SMOOTH)
    _paint_symbol(image, layout, symbol, dots_per_mm)
    if inks.one_colour:
        image = image.convert("1", dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True, dpi=(dots_per_mm * 25.4, dots_per_mm * 25.4))
    return file.getvalue()


def _laid_out(sticker: Sticker, area: Area, dots_per_mm: float | None) -> tuple[Layout, Symbol]:
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
