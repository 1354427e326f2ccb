"""ZPL: what a Zebra printer is sent, each label whole, as the dots it burns.

The symbol and the words are one picture, the one that PDF and PNG print too. The printer's own
fonts and its own QR code are not asked: they have no art and no accents that can be trusted, and
nothing that somebody typed is ever read as a command.
"""

from collections.abc import Sequence
from itertools import groupby

from PIL import Image, ImageOps

from labels.dots import painted
from labels.inks import BLACK
from labels.roll import Roll
from labels.sheet import BadSheetSetting
from labels.sticker import Sticker

TWENTY, MOST = 20, 400
"""A letter counts 1 to 19 of the sign after it (G to Y), or 20, 40… to 400 (g to z)."""


def sticker_zpl(stickers: Sequence[Sticker], roll: Roll) -> bytes:
    """One label a sticker, in the given order; black, whole dots a module.

    Args:
        stickers: at least one.
        roll: one of ``ROLLS``, made of the dots of the printer (``made_of``).

    Raises:
        BadSheetSetting: nothing to print.
        LabelTooSmall: the QR code or the words do not fit the labels of this roll.

    """
    if not stickers:
        raise BadSheetSetting("Il n’y a aucune étiquette à imprimer.")
    return b"".join(
        label_zpl(painted(each, roll.area, roll.dots_per_mm, BLACK), roll) for each in stickers
    )


def label_zpl(image: Image.Image, roll: Roll) -> bytes:
    """One label of that roll, as large as the picture, which holds black and white alone."""
    page = image.transpose(Image.Transpose.ROTATE_270) if roll.turned else image
    dots = ImageOps.invert(page.convert("L")).convert("1")  # ZPL burns the bits that are set
    width, height = dots.size
    row_bytes = -(-width // 8)
    data = dots.tobytes()
    rows = [
        data[start : start + row_bytes].hex().upper() for start in range(0, len(data), row_bytes)
    ]
    total = row_bytes * height
    # Where it starts, no copies left over from the label before, its size; then the picture.
    return (
        f"^XA^LH0,0^LT0^LS0^PW{width}^LL{height}^FO0,0"
        f"^GFA,{total},{total},{row_bytes},{''.join(_packed(rows))}^FS^PQ1^XZ\n"
    ).encode("ascii")


def _packed(rows: Sequence[str]) -> list[str]:
    """Rows of hexadecimal digits, shortened as ZPL allows: it makes them six times smaller."""
    packed: list[str] = []
    before = ""
    for row in rows:
        packed.append(":" if row == before else _packed_row(row))
        before = row
    return packed


def _packed_row(row: str) -> str:
    """Runs of a digit as a count and the digit; what is white to the end of the row as a comma."""
    kept = row.rstrip("0")
    end = "," if len(kept) < len(row) else ""
    return "".join(_run(digit, len(list(same))) for digit, same in groupby(kept)) + end


def _run(digit: str, length: int) -> str:
    if length == 1:
        return digit
    most, rest = divmod(length, MOST)
    twenties, ones = divmod(rest, TWENTY)
    counts = "z" * most
    counts += chr(ord("g") + twenties - 1) if twenties else ""
    counts += chr(ord("G") + ones - 1) if ones else ""
    return counts + digit
