"""What a report is made of: words and numbers already composed, ready to be set."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Size = Literal["lead", "text", "small"]


@dataclass(frozen=True, slots=True)
class Heading:
    """It is in the bookmarks too; ``turns`` begins a page."""

    text: str
    level: Literal[1, 2] = 1
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; ``item`` of a list; ``address`` is where its last line leads."""

    text: str
    size: Size = "text"
    item: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Giant:
    """One number that is read across a table, and what it counts."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """The first column is words, the others stand at the right but those of ``worded``."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float] = ()
    """Of the width, one a column; else the first takes half."""
    worded: frozenset[int] = frozenset()
    foot: bool = False
    """The last row is a total."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A label and a value for each series; None has no bar. What is read stands in ``told``."""

    label: str
    values: Sequence[float | None]
    told: Sequence[str]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars lying down, one group a label; the longest is ``whole``, else the largest of them."""

    title: str
    bars: Sequence[Bar]
    series: Sequence[str] = ()
    whole: float = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Bars standing up, in the order of time, of one series."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Range:
    """From a low to a high value with one between; rows of one ``scale`` can be compared."""

    label: str
    low: float
    central: float
    high: float
    told: str
    scale: str


@dataclass(frozen=True, slots=True)
class Ranges:
    title: str
    ranges: Sequence[Range]


@dataclass(frozen=True, slots=True)
class Land:
    """One territory: its outline, its tone, and the circle that stands for its number."""

    name: str
    rings: Sequence[Sequence[tuple[int, int]]]
    tone: int
    anchor: tuple[int, int]
    radius: float
    told: str
    above: bool
    """Its name stands above the circle: below stands a neighbour."""


@dataclass(frozen=True, slots=True)
class Map:
    """``frame``: west, north, width and height. ``tones`` names each tone of the land."""

    title: str
    frame: tuple[float, float, float, float]
    lands: Sequence[Land]
    tones: Sequence[str]


Drawn = Bars | Columns | Ranges | Map


@dataclass(frozen=True, slots=True)
class Beside:
    """A drawing with the table of its numbers on its right."""

    drawing: Drawn
    table: Table
    share: float = 0.46
    """Of the width, for the drawing."""


Part = Heading | Words | Giant | Table | Bars | Columns | Ranges | Map | Beside
Block = Sequence[Part]
"""Parts that stay on one page as long as they fit on one."""


@dataclass(frozen=True, slots=True)
class Report:
    """All of it; ``foot`` stands on each page with its number."""

    territory: str
    title: str
    subject: str
    foot: str
    blocks: Sequence[Block]
