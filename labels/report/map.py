"""The map of a report: land in three tones that stay apart in grey, a circle for each number."""

from collections.abc import Callable

from reportlab.graphics.shapes import Circle, Path, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from labels.report.letters import BOLD, INK, LARCH, PLAIN, plain, shortened, width_of
from labels.report.parts import Land, Map
from labels.report.vector import Vector

TONES: tuple[Color, ...] = (HexColor("#f1ede1"), HexColor("#cfd9c9"), HexColor("#98b09c"))
NAME, NUMBER, TITLE = 5.8, 8.0, 7.8
KEY = 15.0
Place = Callable[[float, float], tuple[float, float]]
HEAD = 16.0


def drawn_map(asked: Map, width: float) -> Vector:
    """North is up; the key of its tones stands below the title."""
    west, north, wide, tall = asked.frame
    scale = width / wide
    height = tall * scale
    drawing = Vector(width, height + HEAD + KEY)
    top = drawing.height
    drawing.add(
        _text(0, top - TITLE - 1, shortened(asked.title, width, TITLE, BOLD), TITLE, bold=True)
    )
    across = 0.0
    for tone, name in zip(TONES, asked.tones, strict=True):
        drawing.add(
            Rect(across, top - HEAD - 9, 11, 8, fillColor=tone, strokeColor=LARCH, strokeWidth=0.6)
        )
        drawing.add(_text(across + 15, top - HEAD - 8, name, NUMBER))
        across += 15 + width_of(name, NUMBER) + 14

    def place(x: float, y: float) -> tuple[float, float]:
        return (x - west) * scale, height - (y - north) * scale

    for land in asked.lands:
        drawing.add(_outline(land, place))
    for land in asked.lands:
        for shape in _marks(land, place(*land.anchor), land.radius * scale):
            drawing.add(shape)
    return drawing


def _outline(land: Land, place: Place) -> Path:
    path = Path(fillColor=TONES[land.tone], strokeColor=LARCH, strokeWidth=0.7, strokeLineJoin=1)
    for ring in land.rings:
        for rank, (x, y) in enumerate(ring):
            (path.lineTo if rank else path.moveTo)(*place(x, y))
        path.closePath()
    return path


def _marks(land: Land, centre: tuple[float, float], radius: float) -> list[object]:
    """The circle, its number inside when it fits, and its name."""
    x, y = centre
    told = plain(land.told)
    inside = radius * 2 > width_of(told, NUMBER, BOLD) + 4
    reach = max(radius, 4.5)
    found: list[object] = []
    if radius:
        found.append(Circle(x, y, radius, fillColor=LARCH, strokeColor=white, strokeWidth=0.8))
    if inside:
        found.append(_text(x, y - 3, told, NUMBER, bold=True, at="middle", colour=white))
    elif radius:
        found.append(_text(x + radius + 2, y - 3, told, NUMBER, bold=True))
    else:
        found.append(_text(x, y - 3, told, NUMBER, bold=True, at="middle"))
    up = y + reach + 2.5 if land.above else y - reach - NAME - 0.5
    found.append(_text(x, up, land.name, NAME, at="middle"))
    return found


def _text(  # noqa: PLR0913 (where, what and how)
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    at: str = "start",
    colour: Color = INK,
) -> String:
    return String(
        x, y, plain(text),
        fontName=BOLD if bold else PLAIN, fontSize=size, fillColor=colour, textAnchor=at,
    )  # fmt: skip
