"""A4 sheets of labels: their geometry, and the PDF that fills them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labels.inks import COLOUR, Inks
from labels.press import Press
from labels.sticker import Area, Sticker

A4_WIDTH_MM, A4_HEIGHT_MM = 210.0, 297.0

PRINTER_MARGIN_MM = 4.3
"""Laser and inkjet printers leave this much of a sheet white, a little more than 1/6 inch."""

CUT_MM = 2.0
"""Ink stays this far from the cut, for sheets never lie quite straight."""

MOST_OFFSET_MM = 10.0


class BadSheetSetting(ValueError):
    """A sheet cannot be printed as asked; the message is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One A4 label paper, in millimetres; ``left`` and ``top`` are those of the first label."""

    name: str
    columns: int
    rows: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    pitch_x_mm: float
    pitch_y_mm: float

    @property
    def labels(self) -> int:
        """How many labels a sheet holds."""
        return self.columns * self.rows

    @property
    def area(self) -> Area:
        """A label of this sheet; where it meets the edge of the paper, ink stays further off."""
        right = A4_WIDTH_MM - self.left_mm - (self.columns - 1) * self.pitch_x_mm - self.width_mm
        foot = A4_HEIGHT_MM - self.top_mm - (self.rows - 1) * self.pitch_y_mm - self.height_mm
        return Area(
            self.width_mm,
            self.height_mm,
            inset_x_mm=max(CUT_MM, PRINTER_MARGIN_MM - min(self.left_mm, right)),
            inset_y_mm=max(CUT_MM, PRINTER_MARGIN_MM - min(self.top_mm, foot)),
        )

    def corner_mm(self, position: int) -> tuple[float, float]:
        """Left and top of a label; position 1 is the first, counted along the rows."""
        row, column = divmod(position - 1, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm


SHEETS: Mapping[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        Sheet("L7160", 3, 7, 63.5, 38.1, 7.2, 15.15, 66.04, 38.1),
        Sheet("L7163", 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1),
        Sheet("70x36", 3, 8, 70.0, 36.0, 0.0, 4.5, 70.0, 36.0),
        Sheet("70x37", 3, 8, 70.0, 37.0, 0.0, 0.1, 70.0, 37.1),
        Sheet("L6011", 3, 9, 63.5, 29.6, 7.2, 15.15, 66.04, 29.63),
    )
}
"""The papers we know, by name; where each number comes from: docs/explanation/labels.md."""


def sheet_pdf(  # noqa: PLR0913 (what a print dialog asks, each by its name)
    stickers: Sequence[Sticker],
    sheet: Sheet,
    *,
    start_position: int = 1,
    offset_x_mm: float = 0.0,
    offset_y_mm: float = 0.0,
    inks: Inks = COLOUR,
) -> bytes:
    """Vector sheets of A4, a sticker a label, in the given order.

    Args:
        stickers: at least one.
        sheet: one of ``SHEETS``.
        start_position: the first label still there on the first sheet, 1 to ``sheet.labels``.
        offset_x_mm: moves everything to the right, for a printer that prints too far left.
        offset_y_mm: moves everything down. Both between -10 and 10.
        inks: ``COLOUR`` or ``BLACK``.

    Raises:
        BadSheetSetting: nothing to print, or a setting out of its bounds.
        LabelTooSmall: the QR code or the words do not fit the labels of this sheet.

    """
    if not stickers:
        raise BadSheetSetting("Il n’y a aucune étiquette à imprimer.")
    if not 1 <= start_position <= sheet.labels:
        raise BadSheetSetting(
            f"Sur une feuille {sheet.name}, la première étiquette est entre 1 et {sheet.labels}."
        )
    check_offsets(offset_x_mm, offset_y_mm)
    press = Press(
        (A4_WIDTH_MM, A4_HEIGHT_MM), title=f"Étiquettes, feuilles {sheet.name}", inks=inks
    )
    for place, sticker in enumerate(stickers, start_position - 1):
        if place and place % sheet.labels == 0:
            press.turn_page()
        left, top = sheet.corner_mm(place % sheet.labels + 1)
        press.stamp(sticker, sheet.area, left_mm=left + offset_x_mm, top_mm=top + offset_y_mm)
    return press.finish()


def check_offsets(*offsets_mm: float) -> None:
    """Raise ``BadSheetSetting`` for an offset that no printer needs."""
    for offset_mm in offsets_mm:
        if not -MOST_OFFSET_MM <= offset_mm <= MOST_OFFSET_MM:
            raise BadSheetSetting(
                "Le décalage d’impression doit être entre -10\N{NO-BREAK SPACE}mm et "
                "10\N{NO-BREAK SPACE}mm."
            )
