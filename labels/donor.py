"""One page for whoever gave a lot: counts, and nothing that follows a device."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from labels.inks import GREEN, SEASON

LEFT, RIGHT = 22 * mm, A4[0] - 22 * mm
INK, MUTED, LINE = "#1f2a24", "#4c5a53", "#c9d2cc"
NARROW_SPACE, SPACE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
UNBROKEN = "\N{BROKEN BAR}"
"""As wide as a space, and no space to who breaks lines."""


@dataclass(frozen=True, slots=True)
class DonorCertificate:
    """Sentences and counts, ready to be set: what they mean is decided elsewhere."""

    title: str
    territory: str
    facts: Sequence[tuple[str, str]]
    counts: Sequence[tuple[str, str]]
    total: tuple[str, str]
    share: str
    notes: Sequence[str]
    foot: str
    """What lets anybody make the same page again."""


def donor_certificate_pdf(certificate: DonorCertificate) -> bytes:
    """The page, the same bytes for the same words: no date of printing, no random id."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1, invariant=1, lang="fr")
    canvas.setTitle(certificate.title)
    canvas.setAuthor("Mélèze")
    canvas.setCreator("Mélèze")
    pen = _Pen(canvas, A4[1] - 26 * mm)
    pen.write(f"Mélèze · {certificate.territory}", 10, GREEN, bold=True)
    pen.write(certificate.title, 22, INK, bold=True, after=4)
    pen.season()
    for name, value in certificate.facts:
        pen.row(name, value, 11)
    pen.down(6)
    for name, value in certificate.counts:
        pen.row(name, value, 12, ruled=True)
    pen.row(*certificate.total, 12, bold=True)
    pen.down(6)
    pen.write(certificate.share, 14, GREEN, bold=True, after=4)
    for note in certificate.notes:
        pen.write(note, 10, MUTED, after=2)
    pen.y = 22 * mm
    pen.write(certificate.foot, 8.5, MUTED)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@dataclass(slots=True)
class _Pen:
    """Writes down the page, wrapped to its width."""

    canvas: Canvas
    y: float

    def down(self, by_mm: float) -> None:
        self.y -= by_mm * mm

    def write(
        self, text: str, size: float, colour: str, *, bold: bool = False, after: float = 1.5
    ) -> None:
        font = "Helvetica-Bold" if bold else "Helvetica"
        self.canvas.setFillColor(HexColor(colour))
        self.canvas.setFont(font, size)
        for line in _lines(text, font, size, RIGHT - LEFT):
            self.y -= size * 1.3
            self.canvas.drawString(LEFT, self.y, line)
        self.down(after)

    def row(
        self, name: str, value: str, size: float, *, bold: bool = False, ruled: bool = False
    ) -> None:
        """A name at the left, its value at the right; a value too long goes below."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        self.canvas.setFillColor(HexColor(INK))
        self.canvas.setFont(font, size)
        room = (RIGHT - LEFT) / 2 - 3 * mm
        names = _lines(name, font, size, room * 1.3)
        values = _lines(value, font, size, room * 0.9)
        for rank in range(max(len(names), len(values))):
            self.y -= size * 1.35
            if rank < len(names):
                self.canvas.drawString(LEFT, self.y, names[rank])
            if rank < len(values):
                self.canvas.drawRightString(RIGHT, self.y, values[rank])
        self.down(1.6)
        if ruled:
            self.canvas.setStrokeColor(HexColor(LINE))
            self.canvas.setLineWidth(0.6)
            self.canvas.line(LEFT, self.y, RIGHT, self.y)
            self.down(0.6)

    def season(self) -> None:
        """The rule that turns from larch green to amber."""
        width = (RIGHT - LEFT) / len(SEASON)
        for rank, (_, colour) in enumerate(SEASON):
            self.canvas.setFillColor(HexColor(colour))
            self.canvas.rect(LEFT + rank * width, self.y, width, 1.2 * mm, stroke=0, fill=1)
        self.down(7)


def _lines(text: str, font: str, size: float, room: float) -> list[str]:
    """The text in lines, none of which begins where a space does not break.

    Helvetica is asked for what it has: a sign that it lacks is shown as a question mark.
    """
    plain = text.replace(NARROW_SPACE, SPACE).encode("cp1252", "replace").decode("cp1252")
    kept = plain.replace(SPACE, UNBROKEN)
    return [line.replace(UNBROKEN, SPACE) for line in simpleSplit(kept, font, size, room)]
