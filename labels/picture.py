"""A single sticker as a picture: SVG for a page, PNG for label software that wants pixels."""

import io
from html import escape

from labels.dots import laid_out, painted
from labels.inks import BLACK_INK, COLOUR, Inks
from labels.landscape import art
from labels.sticker import PT_MM, Area, Line, Sticker


def sticker_svg(sticker: Sticker, width_mm: float, height_mm: float, *, inks: Inks = COLOUR) -> str:
    """One SVG element of that size, in millimetres; no style, no script, no id, no font file.

    Raises ``LabelTooSmall`` as ``sheet_pdf`` does.
    """
    layout, symbol = laid_out(sticker, Area(width_mm, height_mm), None)
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
    image = painted(sticker, Area(width_mm, height_mm), dots_per_mm, inks)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True, dpi=(dots_per_mm * 25.4, dots_per_mm * 25.4))
    return file.getvalue()
