"""The label art of the territory: its ridges, and larches that turn from green to amber.

Drawn once, as polygons of a panorama 420 units wide and 100 high (y grows downwards), from
which a window is cut for each format. Every writer (PDF, SVG, PNG) fills the same polygons.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from labels.inks import Inks
from labels.sticker import Box, Layout, Line

Point = tuple[float, float]

WIDTH, HEIGHT = 420.0, 100.0
FOCUS_X = 193.0
"""The window is centred here: the high peak, its sun, and the larches that are turning."""

FRAME_MM = 0.3
CORNER_MM = 1.2
LINE_MM = 0.22
"""Thinnest line drawn: two dots of a 203 dpi thermal printer, nearly."""

# From the long tilted plateau of the Pic de Bure, its cliff to the east, to the Écrins, and
# the gentler summits of the Queyras.
RIDGE: tuple[Point, ...] = (
    (0, 60), (16, 52), (30, 47), (52, 38), (74, 31), (90, 27), (95, 28), (99, 42), (106, 47),
    (113, 52), (126, 45), (134, 48), (147, 37), (156, 31), (163, 36), (172, 33), (184, 21),
    (190, 24), (204, 9), (209, 14), (214, 12), (226, 27), (234, 25), (247, 41), (258, 37),
    (270, 46), (283, 43), (301, 26), (310, 20), (322, 33), (331, 30), (346, 46), (362, 41),
    (380, 51), (398, 45), (420, 50),
)  # fmt: skip
FAR_RIDGE: tuple[Point, ...] = (
    (0, 44), (22, 36), (40, 41), (64, 30), (84, 38), (110, 34), (126, 25), (140, 31), (154, 26),
    (176, 36), (236, 33), (252, 24), (268, 17), (282, 27), (300, 34), (340, 24), (356, 30),
    (374, 19), (392, 30), (420, 26),
)  # fmt: skip
SHADOWS: tuple[tuple[Point, ...], ...] = (
    ((90, 27), (95, 28), (99, 42), (106, 47), (113, 52), (116, 60), (108, 56), (104, 63),
     (100, 54), (95, 58), (93, 44), (88, 40), (91, 34)),
    ((52, 38), (60, 43), (57, 47), (67, 55), (62, 56), (70, 64), (58, 59), (50, 52), (54, 47),
     (47, 43)),
    ((156, 31), (163, 36), (165, 41), (170, 44), (168, 50), (173, 57), (164, 53), (160, 46),
     (155, 44), (158, 37)),
    ((184, 21), (190, 24), (188, 31), (193, 37), (190, 42), (195, 51), (186, 46), (183, 38),
     (178, 36), (183, 28)),
    ((204, 9), (209, 14), (214, 12), (226, 27), (234, 25), (247, 41), (257, 50), (259, 58),
     (246, 53), (241, 60), (234, 50), (226, 54), (222, 45), (214, 48), (212, 38), (204, 41),
     (206, 30), (199, 26), (204, 18)),
    ((283, 43), (289, 48), (287, 53), (293, 60), (284, 57), (280, 50)),
    ((310, 20), (322, 33), (331, 30), (346, 46), (353, 57), (341, 53), (336, 60), (328, 48),
     (320, 52), (318, 42), (309, 44), (312, 34), (305, 29)),
    ((380, 51), (387, 56), (385, 60), (391, 66), (380, 63), (376, 57)),
)  # fmt: skip
SUN: Point = (171.0, 21.0)
SUN_RADIUS = 10.5
LARCHES: tuple[Point, ...] = (
    (12, 30), (31, 40), (52, 25), (76, 36), (97, 27), (121, 43), (141, 28), (163, 37), (182, 25),
    (201, 44), (222, 30), (243, 40), (264, 26), (286, 42), (306, 29), (328, 38), (350, 26),
    (372, 41), (394, 29), (412, 36),
)  # fmt: skip
"""Where each larch stands and how high it is, from left to right."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon: its colour (``#rrggbb``) and its corners in millimetres, y downwards."""

    colour: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Polygons, then lines of text over them."""

    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def _rectangle(box: Box) -> tuple[Point, ...]:
    right, bottom = box.left_mm + box.width_mm, box.top_mm + box.height_mm
    return (box.left_mm, box.top_mm), (right, box.top_mm), (right, bottom), (box.left_mm, bottom)


def _inside(box: Box, by_mm: float) -> Box:
    return Box(
        box.left_mm + by_mm,
        box.top_mm + by_mm,
        box.width_mm - 2 * by_mm,
        box.height_mm - 2 * by_mm,
    )


def _meadow(x: float) -> float:
    return 83 + 4.5 * math.sin(x / 47 + 0.6) + 2 * math.sin(x / 19)


def _larch(x: float, foot: float, height: float, spread: float) -> tuple[Point, ...]:
    """A larch: a spire of six tiers that droop, narrow and airy, a little uneven."""
    right: list[Point] = []
    left: list[Point] = []
    tiers = 6
    for tier in range(1, tiers + 1):
        low = foot - height * (0.06 + 0.9 * (1 - tier / tiers))
        reach = height * spread * (0.14 + 0.86 * (tier / tiers) ** 0.85)
        right += [(x + reach, low), (x + reach * 0.42, low - height * 0.045)]
        uneven = 0.9 if tier % 2 else 1.06
        left += [(x - reach * uneven, low + height * 0.012), (x - reach * 0.4, low - height * 0.04)]
    trunk = height * 0.03
    return (
        (x, foot - height), *right[:-1],
        (x + trunk, foot - height * 0.08), (x + trunk, foot + 3),
        (x - trunk, foot + 3), (x - trunk, foot - height * 0.08),
        *reversed(left[:-1]),
    )  # fmt: skip


def _circle(centre: Point, radius: float, corners: int = 48) -> tuple[Point, ...]:
    turns = (2 * math.pi * corner / corners for corner in range(corners))
    return tuple(
        (centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns
    )


def _rounded(box: Box, radius: float) -> tuple[Point, ...]:
    """A rectangle with round corners, clockwise on paper: a convex polygon."""
    centres = zip(_rectangle(_inside(box, radius)), (180, 270, 0, 90), strict=True)
    return tuple(
        (x + radius * math.cos(math.radians(turn)), y + radius * math.sin(math.radians(turn)))
        for (x, y), start in centres
        for turn in range(start, start + 91, 15)
    )


def _to_the_ground(line: Sequence[Point], lower: float = 0.0) -> tuple[Point, ...]:
    return (*((x, y + lower) for x, y in line), (WIDTH, HEIGHT), (0.0, HEIGHT))


def _panorama(inks: Inks, line: float, left: float, right: float) -> list[Shape]:
    """Everything from back to front, in panorama units; ``line`` is how thick a line is.

    The larches turn from green at ``left`` to amber at ``right``.
    """
    meadow = [(float(x), _meadow(x)) for x in range(0, int(WIDTH) + 1, 6)]
    shapes = [
        Shape(inks.sun_rim, _circle(SUN, SUN_RADIUS)),
        Shape(inks.sun, _circle(SUN, SUN_RADIUS - line)),
        Shape(inks.far_line, _to_the_ground(FAR_RIDGE)),
        Shape(inks.far, _to_the_ground(FAR_RIDGE, line)),
        Shape(inks.ridge_line, _to_the_ground(RIDGE)),
        Shape(inks.snow, _to_the_ground(RIDGE, line * 1.2)),
        *(Shape(inks.shadow, shadow) for shadow in SHADOWS),
    ]
    for x, height in LARCHES:
        turned = (x - left) / (right - left)
        foot = _meadow(x) + 1
        # A rim of snow parts each larch from the rocks and the larch behind it.
        shapes.append(Shape(inks.snow, _larch(x, foot, height + 2.5, 0.31)))
        shapes.append(Shape(inks.larch(turned), _larch(x, foot, height, 0.235)))
    return [*shapes, Shape(inks.meadow, _to_the_ground(meadow))]


def _cut(points: Sequence[Point], convex: Sequence[Point]) -> tuple[Point, ...]:
    """What of a polygon lies inside a clockwise convex one (Sutherland and Hodgman, 1974)."""
    kept = list(points)
    for (ax, ay), (bx, by) in zip(convex, (*convex[1:], convex[0]), strict=True):
        side = [(bx - ax) * (y - ay) - (by - ay) * (x - ax) for x, y in kept]
        cut: list[Point] = []
        for i, here in enumerate(kept):
            before, d_before, d_here = kept[i - 1], side[i - 1], side[i]
            if (d_before >= 0) != (d_here >= 0):
                share = d_before / (d_before - d_here)
                cut.append((before[0] + (here[0] - before[0]) * share,
                            before[1] + (here[1] - before[1]) * share))  # fmt: skip
            if d_here >= 0:
                cut.append(here)
        kept = cut
    return tuple(kept)


@lru_cache(maxsize=64)
def art(layout: Layout, inks: Inks) -> tuple[Shape, ...]:
    """All the polygons of a sticker, from back to front: the picture, then the rule."""
    picture = () if layout.picture is None else _picture(layout.picture, inks)
    return (*picture, *_season_rule(layout.rule, inks))


def _picture(box: Box, inks: Inks) -> list[Shape]:
    """The panorama cut to a window, framed."""
    scale = max(box.height_mm / HEIGHT, box.width_mm / WIDTH)
    width, height = box.width_mm / scale, box.height_mm / scale
    left = min(max(FOCUS_X - width / 2, 0.0), WIDTH - width)
    top = (HEIGHT - height) * 0.4
    # The frame is drawn last and covers the edge of the rest: no light seam along it.
    window = _rounded(_inside(box, FRAME_MM / 3), CORNER_MM - FRAME_MM / 3)
    shapes = [Shape(inks.sky, window)]
    for shape in _panorama(inks, max(1.5, LINE_MM / scale), left, left + width):
        placed = [
            (box.left_mm + (x - left) * scale, box.top_mm + (y - top) * scale)
            for x, y in shape.points
        ]
        inside = _cut(placed, window)
        if inside:
            shapes.append(Shape(shape.colour, inside))
    outer = _rounded(box, CORNER_MM)
    inner = _rounded(_inside(box, FRAME_MM), CORNER_MM - FRAME_MM)
    frame = (*outer, outer[0], inner[0], *reversed(inner))
    return [*shapes, Shape(inks.frame, frame)]


def _season_rule(box: Box, inks: Inks) -> list[Shape]:
    """A rule under the names that turns from green to amber; one piece if there is one colour."""
    pieces = 1 if inks.one_colour else 24
    step = box.width_mm / pieces
    # Each piece starts where the one before it does and is covered by it: no seam between them.
    return [
        Shape(
            inks.larch(piece / max(pieces - 1, 1)),
            _rectangle(replace(box, width_mm=(piece + 1) * step)),
        )
        for piece in reversed(range(pieces))
    ]
