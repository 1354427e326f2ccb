"""The colours of a sticker: larch green that turns amber, or black alone for thermal printers."""

from dataclasses import dataclass
from itertools import pairwise

from labels.sticker import Part

BLACK_INK, PAPER = "#000000", "#ffffff"
GREEN = "#2f5d46"
SEASON = ((0.0, GREEN), (0.35, "#5b7a3a"), (0.6, "#b08d2a"), (1.0, "#c9761b"))
"""A larch from summer to autumn: how far the year has turned, and the colour then."""


@dataclass(frozen=True, slots=True)
class Inks:
    """One colour (``#rrggbb``) for each thing drawn. The QR code and the letters are black."""

    title: str
    territory: str
    frame: str
    sky: str
    sun_rim: str
    sun: str
    far_line: str
    far: str
    ridge_line: str
    snow: str
    shadow: str
    meadow: str
    season: tuple[tuple[float, str], ...]

    def of(self, part: Part) -> str:
        """The colour of a line of text."""
        if part == "code":
            return BLACK_INK
        return self.territory if part == "territory" else self.title

    @property
    def one_colour(self) -> bool:
        """Nothing but black on white: what a thermal printer can do."""
        return {self.title, self.sky, self.sun, self.shadow} <= {BLACK_INK, PAPER}

    def larch(self, turned: float) -> str:
        """The colour of a larch, 0 in summer to 1 in autumn."""
        for (start, first), (end, last) in pairwise(self.season):
            if turned <= end:
                return _between(first, last, (turned - start) / (end - start))
        return self.season[-1][1]


def _between(first: str, last: str, share: float) -> str:
    mixed = (
        round(a + (b - a) * min(max(share, 0.0), 1.0))
        for a, b in zip(rgb(first), rgb(last), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


COLOUR = Inks(
    title="#5b6660",
    territory=GREEN,
    frame=GREEN,
    sky="#f6edd8",
    sun_rim="#e2a33a",
    sun="#e2a33a",
    far_line="#a9bfb0",
    far="#cddacf",
    ridge_line=GREEN,
    snow="#fbfaf5",
    shadow="#5d8570",
    meadow="#234a37",
    season=SEASON,
)

BLACK = Inks(
    title=BLACK_INK,
    territory=BLACK_INK,
    frame=BLACK_INK,
    sky=PAPER,
    sun_rim=BLACK_INK,
    sun=PAPER,
    far_line=BLACK_INK,
    far=PAPER,
    ridge_line=BLACK_INK,
    snow=PAPER,
    shadow=BLACK_INK,
    meadow=BLACK_INK,
    season=((0.0, BLACK_INK), (1.0, BLACK_INK)),
)
