"""A certificate on A4: who issued it, what it says of each device, the code that verifies it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer
from reportlab.platypus.tables import LongTable, TableStyle

from labels.inks import GREEN
from labels.qr import Symbol, modules_of
from labels.sticker import PT_MM

MM = 1 / PT_MM
SIDE_MM = 32.0
"""Of the QR code: a phone reads it from a table."""
MARGIN_MM = 18.0
INK, QUIET, RULE = HexColor("#1f2a25"), HexColor("#4a554f"), HexColor("#a9bfb0")
_SPACES = str.maketrans({"\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}"})


@dataclass(frozen=True, slots=True)
class Section:
    """One device: its heading, then a row for each of its storages."""

    heading: str
    rows: Sequence[Sequence[str]] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Words alone, ready to be printed."""

    title: str
    territory: str
    code: str
    url: str
    facts: Sequence[tuple[str, str]]
    summary: Sequence[str]
    columns: Sequence[str]
    widths: Sequence[float]
    """Shares of the width, one a column."""
    sections: Sequence[Section]
    notes: Sequence[str]


def certificate_pdf(certificate: Certificate) -> bytes:
    """The same bytes for the same words: no date, no random id."""
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=MARGIN_MM * MM,
        rightMargin=MARGIN_MM * MM,
        topMargin=MARGIN_MM * MM,
        bottomMargin=(MARGIN_MM + 4) * MM,
        invariant=1,
        lang="fr",
        title=f"{certificate.title} {certificate.code}",
        author="Mélèze",
        creator="Mélèze",
    )
    frame = Frame(
        document.leftMargin,
        document.bottomMargin,
        document.width,
        document.height,
        leftPadding=0,
        rightPadding=0,
    )

    def foot(canvas: Canvas, _document: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(QUIET)
        where = f"{certificate.title} {certificate.code} \N{MIDDLE DOT} {certificate.url}"
        canvas.drawString(document.leftMargin, MARGIN_MM * MM * 0.7, _printable(where))
        number = f"page {canvas.getPageNumber()}"
        canvas.drawRightString(A4[0] - document.rightMargin, MARGIN_MM * MM * 0.7, number)

    document.addPageTemplates([PageTemplate(frames=[frame], onPage=foot)])
    document.build([*_story(certificate, document.width)])
    return buffer.getvalue()


def _story(certificate: Certificate, width: float) -> list[Flowable]:
    story: list[Flowable] = [_Head(certificate, width), Spacer(0, 4 * MM)]
    story += [_paragraph(line, 11) for line in certificate.summary]
    for section in certificate.sections:
        story += [Spacer(0, 3 * MM), _paragraph(section.heading, 11, bold=True, with_next=True)]
        if section.remark:
            story.append(_paragraph(section.remark, 9))
        if section.rows:
            story.append(_table(certificate, section, width))
    story.append(Spacer(0, 5 * MM))
    story += [_paragraph(note, 8.5, quiet=True) for note in certificate.notes]
    return story


def _table(certificate: Certificate, section: Section, width: float) -> LongTable:
    rows = [
        [_paragraph(title, 8, bold=True, quiet=True) for title in certificate.columns],
        *([_paragraph(cell, 8.5) for cell in row] for row in section.rows),
    ]
    table = LongTable(rows, colWidths=[share * width for share in certificate.widths], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table


class _Head(Flowable):  # type: ignore[misc]  # reportlab tells no types
    """The title and the facts on the left, the QR code on the right."""

    def __init__(self, certificate: Certificate, width: float) -> None:
        super().__init__()
        self.certificate = certificate
        self.width = width
        facts = [f"<b>{escape(name)}</b> {escape(said)}" for name, said in certificate.facts]
        self.lines = [
            Paragraph(_printable(certificate.territory), _style(10, quiet=True)),
            Paragraph(_printable(escape(certificate.title)), _style(20, bold=True, green=True)),
            Paragraph(_printable(certificate.code), _style(15, bold=True)),
            *(Paragraph(_printable(fact), _style(10)) for fact in facts),
        ]

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        left = available - (SIDE_MM + 6) * MM
        tall = sum(line.wrap(left, 10_000)[1] + 3 for line in self.lines)
        self.height = max(tall, SIDE_MM * MM + 12)
        return available, self.height

    def draw(self) -> None:
        top = self.height
        for line in self.lines:
            _, tall = line.wrap(self.width - (SIDE_MM + 6) * MM, 10_000)
            line.drawOn(self.canv, 0, top - tall)
            top -= tall + 3
        symbol = Symbol(modules_of(self.certificate.url), 1.0)
        module = SIDE_MM * MM / len(symbol.modules)
        canvas = self.canv
        canvas.saveState()
        canvas.transform(module, 0, 0, -module, self.width - SIDE_MM * MM, self.height)
        canvas.setFillGray(0)
        for x, y, wide, tall in symbol.rectangles():
            canvas.rect(x, y, wide, tall, stroke=0, fill=1)
        canvas.restoreState()


def _paragraph(
    text: str, size: float, *, bold: bool = False, quiet: bool = False, with_next: bool = False
) -> Paragraph:
    style = _style(size, bold=bold, quiet=quiet, with_next=with_next)
    return Paragraph(_printable(escape(text)), style)


def _style(
    size: float,
    *,
    bold: bool = False,
    quiet: bool = False,
    green: bool = False,
    with_next: bool = False,
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size} {bold} {quiet} {green} {with_next}",
        fontName="Helvetica-Bold" if bold else "Helvetica",
        fontSize=size,
        leading=size * 1.25,
        textColor=HexColor(GREEN) if green else QUIET if quiet else INK,
        keepWithNext=with_next,
        splitLongWords=True,
    )


def _printable(text: str) -> str:
    """What the fonts of every PDF reader hold: others signs are question marks."""
    return text.translate(_SPACES).encode("cp1252", errors="replace").decode("cp1252")
