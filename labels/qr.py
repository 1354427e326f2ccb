"""The QR code of a sticker, sized in millimetres so that it scans once printed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

Modules = tuple[tuple[bool, ...], ...]

QUIET_MODULES = 4
SMALLEST_SIDE_MM = 20.0
RECOMMENDED_SIDE_MM = 25.0
MIN_MODULE_MM = SMALLEST_SIDE_MM / 33
"""0.606 mm: what a VGA preview ten centimetres away sees as 3.3 pixels, the least that is read.

33 modules are the 25 of our shortest symbol and its quiet zone; see docs/explanation/labels.md.
"""


class LabelTooSmall(ValueError):
    """Something would be printed too small to be read; ``needed_mm`` would be enough."""

    def __init__(self, what: str, given_mm: float, needed_mm: float) -> None:
        given, needed = (
            f"{size:.1f}\N{NO-BREAK SPACE}mm".replace(".", ",")
            for size in (given_mm, math.ceil(needed_mm * 10 - 1e-6) / 10)
        )
        super().__init__(
            f"Étiquette trop petite\N{NO-BREAK SPACE}: "
            f"{what} n’a que {given}, il faut au moins {needed}."
        )
        self.given_mm = given_mm
        self.needed_mm = needed_mm


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code with its size on paper, quiet zone included."""

    modules: Modules
    module_mm: float

    @property
    def side_mm(self) -> float:
        """Side of the printed square, quiet zone included, in millimetres."""
        return len(self.modules) * self.module_mm

    def rectangles(self) -> Iterator[tuple[int, int, int, int]]:
        """The dark modules as few rectangles: left, top, width, height, in modules.

        A run of a row is prolonged downwards while the next rows have the very same run, so
        that a symbol of 25 modules is one path of some 130 rectangles.
        """
        open_runs: dict[tuple[int, int], int] = {}
        for y, row in enumerate((*self.modules, ())):
            runs = set(_runs(row))
            for run in [run for run in open_runs if run not in runs]:
                top = open_runs.pop(run)
                yield run[0], top, run[1], y - top
            for run in runs:
                open_runs.setdefault(run, y)


def _runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """Each run of dark modules of a row: where it starts, how long it is."""
    start = None
    for x, dark in enumerate((*row, False)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None


def modules_of(url: str) -> Modules:
    """The QR code of ``url`` at level Q: row 0 at the top, ``True`` is dark, quiet zone included.

    ``n`` rows of ``n`` modules, ``n = 17 + 4 * version + 2 * QUIET_MODULES`` (ISO/IEC 18004);
    33 for an upper-case URL of at most 29 characters.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_MODULES)
    code.add_data(url)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def sized(
    modules: Modules,
    *,
    side_mm: float,
    min_module_mm: float = MIN_MODULE_MM,
    dots_per_mm: float | None = None,
) -> Symbol:
    """The symbol that fills a square of ``side_mm``; the same as ``symbol`` for known modules."""
    across = len(modules)
    module_mm, needed_mm = side_mm / across, min_module_mm
    if dots_per_mm is not None:
        # On a coarse printer a module must be whole dots, or some come out wider than others.
        module_mm = math.floor(module_mm * dots_per_mm + 1e-6) / dots_per_mm
        needed_mm = math.ceil(min_module_mm * dots_per_mm - 1e-6) / dots_per_mm
    if module_mm < min_module_mm - 1e-9:
        raise LabelTooSmall("le QR code", side_mm, needed_mm * across)
    return Symbol(modules, module_mm)


def symbol(
    url: str,
    *,
    side_mm: float,
    min_module_mm: float = MIN_MODULE_MM,
    dots_per_mm: float | None = None,
) -> Symbol:
    """The QR code of ``url``, level Q, that fills a square of ``side_mm``.

    Args:
        url: what the code opens; upper case and at most 29 characters for the 33 modules.
        side_mm: side of the square, quiet zone included, in millimetres.
        min_module_mm: smallest module that may be printed, in millimetres.
        dots_per_mm: dots of the printer; a module is then a whole number of them, and the
            symbol may be a little smaller than the square.

    Raises:
        LabelTooSmall: a module would be under ``min_module_mm``; says the side that is needed.

    """
    return sized(
        modules_of(url), side_mm=side_mm, min_module_mm=min_module_mm, dots_per_mm=dots_per_mm
    )
