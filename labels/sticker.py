"""A sticker: what it says, and the parts it is laid out in."""

from dataclasses import dataclass, replace
from typing import Literal

from reportlab.pdfbase.pdfmetrics import stringWidth

from labels.qr import LabelTooSmall

PT_MM = 25.4 / 72

Part = Literal["title", "territory", "code", "prompt"]

CODE_PT = 11.0
"""Smallest letters of the code: what a person can read aloud when the symbol is torn."""

SQUEEZE = 0.68
"""How far the letters of a code full of W and M may be narrowed."""


class Unprintable(ValueError):
    """A word holds a character the fonts of a printer do not have; ``character`` is the first."""

    def __init__(self, text: str, character: str) -> None:
        super().__init__(
            f"Ce caractère ne s’imprime pas sur une étiquette\N{NO-BREAK SPACE}: "
            f"«\N{NO-BREAK SPACE}{character}\N{NO-BREAK SPACE}» (U+{ord(character):04X})."
        )
        self.text = text
        self.character = character


@dataclass(frozen=True, slots=True)
class Sticker:
    """What one sticker says.

    ``url`` is what the QR code opens (upper case, at most 29 characters), ``code`` the same in
    letters, ``title`` and ``territory`` the words of the label. Words are limited to the
    characters of Windows-1252, those every printer has: all of French.
    """

    url: str
    code: str
    title: str
    territory: str

    def __post_init__(self) -> None:
        for name in ("code", "title", "territory"):
            text = getattr(self, name).replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
            for character in text:
                if not (character.isprintable() or character == "\N{NO-BREAK SPACE}"):
                    raise Unprintable(text, character)
                if not character.encode("cp1252", "ignore"):
                    raise Unprintable(text, character)
            object.__setattr__(self, name, text)


@dataclass(frozen=True, slots=True)
class Area:
    """A label, in millimetres, and how far from its edges ink may go."""

    width_mm: float
    height_mm: float
    inset_x_mm: float = 1.5
    inset_y_mm: float = 1.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the label, in millimetres from its top left corner, y downwards."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in Helvetica; ``squeeze`` under 1 narrows its letters to keep it in room."""

    text: str
    part: Part
    size_pt: float
    left_mm: float
    baseline_mm: float
    room_mm: float
    squeeze: float = 1.0

    @property
    def bold(self) -> bool:
        """The territory and the code are bold."""
        return self.part in {"territory", "code"}

    @property
    def width_mm(self) -> float:
        """Width as printed."""
        return text_width_mm(self.text, bold=self.bold, size_pt=self.size_pt) * self.squeeze


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a sticker go; the same for a whole run but for the letters of the code."""

    area: Area
    symbol: Box
    picture: Box | None
    rule: Box
    lines: tuple[Line, ...]
    code: Line

    def code_line(self, code: str) -> Line:
        """The letters of ``code`` in their place, narrowed if they must be.

        Raises ``LabelTooSmall`` when they would be narrowed beyond reading.
        """
        line = replace(self.code, text=code)
        squeeze = line.room_mm / max(line.width_mm, line.room_mm)
        if squeeze < SQUEEZE:
            raise LabelTooSmall(
                "la place du code en lettres", line.room_mm, line.width_mm * SQUEEZE
            )
        return replace(line, squeeze=squeeze)


def text_width_mm(text: str, *, bold: bool, size_pt: float) -> float:
    """Width of ``text`` in Helvetica, in millimetres."""
    width_pt: float = stringWidth(text, "Helvetica-Bold" if bold else "Helvetica", size_pt)
    return width_pt * PT_MM
