"""The letters of a report: embedded, so that it reads the same in fifty years."""

from functools import cache
from html import escape
from pathlib import Path

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from labels.inks import GREEN

PLAIN, BOLD = "Vera", "VeraBd"
"""Bitstream Vera comes with reportlab, and may be embedded."""
INK, QUIET, RULE = HexColor("#1f2a25"), HexColor("#4a554f"), HexColor("#a9bfb0")
LARCH = HexColor(GREEN)
FONTS = Path(reportlab.__file__).with_name("fonts")

LEAD, TEXT, SMALL, CELL = 11.5, 8.8, 7.6, 7.6
LEADING = 1.38
SPACE = "\N{NO-BREAK SPACE}"
AS_OTHERS = str.maketrans({"\N{NARROW NO-BREAK SPACE}": SPACE, "₂": "2"})
LOWERED = '<sub size="{size:.1f}" rise="{rise:.1f}">2</sub>'


@cache
def register() -> None:
    """Once a process: reportlab keeps its fonts for all documents."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
    pdfmetrics.registerFontFamily(PLAIN, PLAIN, BOLD, PLAIN, BOLD)


def plain(text: str) -> str:
    """With signs that the font has: any other is a question mark."""
    known = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return "".join(
        sign if ord(sign) in known else "?" for sign in text.translate(AS_OTHERS) if sign != "\n"
    )


def width_of(text: str, size: float, font: str = PLAIN) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def shortened(text: str, room: float, size: float, font: str = PLAIN) -> str:
    """As much of it as there is room for; the whole of it is in the table."""
    said = plain(text)
    if width_of(said, size, font) <= room:
        return said
    while said and width_of(f"{said}…", size, font) > room:
        said = said[:-1].rstrip(" ,:")
    return f"{said}…"


def paragraph(  # noqa: PLR0913 (what it says and how it looks)
    text: str,
    points: float = TEXT,
    *,
    bold: bool = False,
    colour: Color = INK,
    right: bool = False,
    item: bool = False,
    address: str = "",
    gap: float = 0,
) -> Paragraph:
    """``address`` is where it leads, written at its end; ``gap``, the size of its spaces."""
    lowered = LOWERED.format(size=points * 0.72, rise=points * 0.18)
    said = lowered.join(escape(plain(each)) for each in text.split("₂"))
    if gap:
        said = said.replace(SPACE, f'<font size="{gap}">{SPACE}</font>')
    if address:
        said += f' <link href="{escape(address)}" color="{GREEN}">{escape(plain(address))}</link>'
    return Paragraph(
        said,
        ParagraphStyle(
            "words",
            fontName=BOLD if bold else PLAIN,
            fontSize=points,
            leading=points * LEADING,
            textColor=colour,
            alignment=TA_RIGHT if right else TA_LEFT,
            leftIndent=8 if item else 0,
            bulletFontName=PLAIN,
            bulletFontSize=points,
            spaceAfter=1.5 if item else points * 0.45,
            splitLongWords=True,
        ),
        bulletText="–" if item else None,
    )
