"""Rolls of labels for thermal printers: one page a sticker, at the size of the label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from labels.inks import BLACK, Inks
from labels.press import Press
from labels.sheet import BadSheetSetting
from labels.sticker import Area, Sticker

DOTS_PER_MM_300_DPI = 300 / 25.4
DOTS_PER_MM_203_DPI = 8.0


HEAD_MM = 48 / DOTS_PER_MM_300_DPI
"""Dymo's printers leave 5.7 mm where a label begins and 1.6 mm where it ends. Only on a short one
the difference is worth its risk: the others have the larger white at both ends."""

Maker = Literal["Brother QL", "Dymo LabelWriter", "Zebra"]


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll: labels as wide as the roll, each ``length_mm`` along it.

    The printer leaves ``side_mm`` white on each side of the roll, ``feed_mm`` at each end of a
    label. ``dots_per_mm`` is its resolution, which only Zebra's have to be asked.
    """

    maker: Maker
    name: str
    width_mm: float
    length_mm: float
    side_mm: float
    feed_mm: float
    dots_per_mm: float
    head_mm: float = 0.0
    """At the end that comes out first the printer leaves this white as well."""

    @property
    def turned(self) -> bool:
        """A long label is read along the roll, so its sticker is turned by a quarter."""
        return self.length_mm > self.width_mm

    @property
    def area(self) -> Area:
        """A label of this roll, as it is read, without the white at its head."""
        length_mm = self.length_mm - self.head_mm
        if self.turned:
            return Area(length_mm, self.width_mm, self.feed_mm, self.side_mm)
        return Area(self.width_mm, length_mm, self.side_mm, self.feed_mm)


ROLLS: Mapping[str, Roll] = {
    roll.name: roll
    for roll in (
        Roll("Brother QL", "62x29", 62.0, 29.0, 1.6, 3.1, DOTS_PER_MM_300_DPI),
        Roll("Brother QL", "62x40", 62.0, 40.0, 1.6, 3.1, DOTS_PER_MM_300_DPI),
        Roll("Brother QL", "29x90", 29.0, 90.0, 1.6, 3.1, DOTS_PER_MM_300_DPI),
        Roll("Brother QL", "38x90", 38.0, 90.0, 1.6, 3.1, DOTS_PER_MM_300_DPI),
        Roll("Dymo LabelWriter", "99012", 35.7, 88.5, 1.6, 5.7, DOTS_PER_MM_300_DPI),
        Roll("Dymo LabelWriter", "99010", 27.8, 88.9, 1.6, 5.7, DOTS_PER_MM_300_DPI),
        Roll("Dymo LabelWriter", "11352", 25.4, 54.0, 1.6, 1.6, DOTS_PER_MM_300_DPI, HEAD_MM),
        Roll("Dymo LabelWriter", "11354", 57.1, 31.7, 1.6, 5.7, DOTS_PER_MM_300_DPI),
        Roll("Zebra", "50x30", 50.0, 30.0, 1.5, 1.5, DOTS_PER_MM_203_DPI),
        Roll("Zebra", "51x25", 51.0, 25.0, 1.5, 1.5, DOTS_PER_MM_203_DPI),
        Roll("Zebra", "57x32", 57.0, 32.0, 1.5, 1.5, DOTS_PER_MM_203_DPI),
        Roll("Zebra", "76x51", 76.0, 51.0, 1.5, 1.5, DOTS_PER_MM_203_DPI),
    )
}
"""The rolls we know, by name; 62x40 is cut from a continuous roll of 62 mm."""

DOTS_PER_MM: Mapping[int, float] = {203: DOTS_PER_MM_203_DPI, 300: DOTS_PER_MM_300_DPI}
"""The two finenesses of Zebra's printers, by what is written on them, in dots per inch."""


def made_of(roll: Roll, dpi: int) -> Roll:
    """The same roll in a printer of so many dots per inch: a key of ``DOTS_PER_MM``."""
    return replace(roll, dots_per_mm=DOTS_PER_MM[dpi])


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
        press.stamp(sticker, roll.area, top_mm=roll.head_mm, turned=roll.turned)
    return press.finish()
