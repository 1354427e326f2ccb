"""Rolls of labels for thermal printers: one page a sticker, at the size of the label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labels.inks import BLACK, Inks
from labels.press import Press
from labels.sheet import BadSheetSetting
from labels.sticker import Area, Sticker

DOTS_PER_MM_300_DPI = 300 / 25.4
DOTS_PER_MM_203_DPI = 8.0


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll: labels as wide as the roll, each ``length_mm`` along it.

    The printer leaves ``side_mm`` white on each side of the roll, ``feed_mm`` at each end of a
    label. ``dots_per_mm`` is its resolution.
    """

    name: str
    width_mm: float
    length_mm: float
    side_mm: float
    feed_mm: float
    dots_per_mm: float

    @property
    def turned(self) -> bool:
        """A long label is read along the roll, so its sticker is turned by a quarter."""
        return self.length_mm > self.width_mm

    @property
    def area(self) -> Area:
        """A label of this roll, as it is read."""
        if self.turned:
            return Area(self.length_mm, self.width_mm, self.feed_mm, self.side_mm)
        return Area(self.width_mm, self.length_mm, self.side_mm, self.feed_mm)


ROLLS: Mapping[str, Roll] = {
    roll.name: roll
    for roll in (
        Roll("62x29", 62.0, 29.0, 1.6, 3.1, DOTS_PER_MM_300_DPI),
        Roll("62x40", 62.0, 40.0, 1.6, 3.1, DOTS_PER_MM_300_DPI),
        Roll("29x90", 29.0, 90.0, 1.6, 3.1, DOTS_PER_MM_300_DPI),
        Roll("50x30", 50.0, 30.0, 1.5, 1.5, DOTS_PER_MM_203_DPI),
    )
}
"""The rolls we know, by name; 62x40 is cut from a continuous roll of 62 mm."""


def roll_pdf(stickers: Sequence[Sticker], roll: Roll, *, inks: Inks = BLACK) -> bytes:
    """One page a sticker, as large as the label; modules are whole dots of the printer.

    Args:
        stickers: at least one.
        roll: one of ``ROLLS``.
        inks: ``BLACK``, or ``COLOUR`` for a printer that has colours.

    Raises:
        BadSheetSetting: nothing to print.
        LabelTooSmall: the QR code or the words do not fit the labels of this roll.

    """
    if not stickers:
        raise BadSheetSetting("Il n’y a aucune étiquette à imprimer.")
    press = Press(
        (roll.width_mm, roll.length_mm),
        title=f"Étiquettes, rouleau {roll.name}",
        inks=inks,
        dots_per_mm=roll.dots_per_mm,
    )
    for number, sticker in enumerate(stickers):
        if number:
            press.turn_page()
        press.stamp(sticker, roll.area, turned=roll.turned)
    return press.finish()
