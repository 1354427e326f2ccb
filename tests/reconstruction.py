"""Who has all releases and a solver: whole numbers of people that fit everything that is published.

The solver is HiGHS, which statistical offices audit their tables with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import highspy
import numpy as np
from atoms import Cell
from numpy.typing import NDArray

UNLIKELY = 0.01
Solution = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Told:
    """Between two numbers of people are in this cell, and most likely so many."""

    cell: Cell
    low: float
    high: float
    likely: float
    weight: float = 1.0
    """What one person further away costs in likelihood: the budget of the table."""


def reach(budget_thousandths: int) -> int:
    """The least distance that ninety-nine draws in a hundred do not exceed."""
    shrink = exp(-budget_thousandths / 1_000)
    distance = 0
    while 2 * shrink ** (distance + 1) / (1 + shrink) > UNLIKELY:
        distance += 1
    return distance


def noisy(cell: Cell, drawn: int, budget_thousandths: int, *, trusted: bool) -> Told:
    """A draw. Who does not trust it to its reach only holds the near to be more likely."""
    far = reach(budget_thousandths) if trusted else highspy.kHighsInf
    return Told(cell, max(drawn - far, 0), max(drawn + far, 0), drawn, budget_thousandths / 1_000)


def exactly(cell: Cell, count: int) -> Told:
    return Told(cell, count, count, count)


class NothingFits(Exception):
    """No numbers of people fit: an interval misses the truth, as one in a hundred does."""


class Reconstruction:
    """One whole number for each atom, and beside it how far each sum is from what is likely."""

    def __init__(self, atoms: int, told: Sequence[Told]) -> None:
        self._atoms = atoms
        self._told = told
        self._solver = solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        solver.setOptionValue("threads", 1)
        number = atoms + 2 * len(told)
        solver.addVars(number, np.zeros(number), np.full(number, solver.inf))
        for rank, each in enumerate(told):
            members = np.array(sorted(each.cell), dtype=np.int32)
            ones = np.ones(len(members))
            solver.addRow(each.low, each.high, len(members), members, ones)
            above = atoms + 2 * rank
            solver.addRow(
                each.likely,
                each.likely,
                len(members) + 2,
                np.append(members, [above, above + 1]).astype(np.int32),
                np.append(ones, [-1.0, 1.0]),
            )
        whole = np.full(atoms, highspy.HighsVarType.kInteger.value, dtype=np.uint8)
        solver.changeColsIntegrality(atoms, np.arange(atoms, dtype=np.int32), whole)

    def likeliest(self) -> Solution:
        """Of all numbers that fit, some that make what was drawn most likely."""
        weights = [each.weight for each in self._told for _ in range(2)]
        self._minimise(np.append(np.zeros(self._atoms), weights))
        found = np.array(self._solver.getSolution().col_value[: self._atoms])
        numbers: Solution = np.rint(found).astype(np.int64)
        return numbers

    def span(self, cell: Cell) -> tuple[int, int]:
        """The least and the most people that may be in a cell."""
        costs = np.zeros(self._atoms + 2 * len(self._told))
        costs[sorted(cell)] = 1
        return round(self._minimise(costs)), -round(self._minimise(-costs))

    def _minimise(self, costs: NDArray[np.float64]) -> float:
        self._solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NothingFits
        return self._solver.getObjectiveValue()
