"""Every sort of hand-over there may be: what a published cell is a sum of.

Whoever attacks writes each cell as the set of atoms that it counts; the rest is linear algebra.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from api.statistics.catalogue import Span, Table, catalogue, time_of
from api.statistics.counting import Handed, cell_of

PLAN = catalogue()
SPAN = Span(date(2026, 1, 5), date(2026, 6, 30), 40)
DAYS = tuple(date(2026, month, 10) for month in range(1, 7))
DIMENSIONS = ("month", "territory", "situation", "channel", "kind")

Cell = frozenset[int]
Vector = NDArray[np.float64]


def atoms_of(days: Iterable[date]) -> tuple[Handed, ...]:
    """One for each value of all dimensions, on these days."""
    return tuple(
        Handed(day, channel, territory, situation, kind)
        for day, channel, territory, situation, kind in product(
            days,
            PLAN.values["channel"],
            PLAN.values["territory"],
            PLAN.values["situation"],
            PLAN.values["kind"],
        )
    )


ATOMS = atoms_of(DAYS)


def cells_of(table: Table, span: Span, atoms: Sequence[Handed] = ATOMS) -> dict[str, Cell]:
    """What each cell of a table counts, by the very rule of the service."""
    found: dict[str, set[int]] = {}
    for number, atom in enumerate(atoms):
        found.setdefault(cell_of(table, span, atom), set()).add(number)
    return {name: frozenset(members) for name, members in found.items()}


def named(cell: str, atoms: Sequence[Handed]) -> Cell:
    """What a cell counts, by nothing but the name that is published of it."""
    parts = {*cell.split("/")}
    return frozenset(
        number
        for number, atom in enumerate(atoms)
        if parts
        <= {
            time_of("month", atom.day),
            time_of("quarter", atom.day),
            atom.channel,
            atom.territory,
            atom.situation,
            atom.kind,
        }
    )


def crossed(one: str, other: str) -> Table:
    """The table that nobody publishes: two dimensions at once."""
    return Table(f"{one}, {other}", (one, other), 1)


def rows(cells: Iterable[Cell], atoms: int = len(ATOMS)) -> Vector:
    """A line of zeros and ones for each cell."""
    told = list(cells)
    made = np.zeros((len(told), atoms))
    for line, cell in zip(made, told, strict=True):
        line[list(cell)] = 1
    return made
