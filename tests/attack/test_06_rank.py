"""No table that is not announced follows from those that are, even were they told without noise.

The attack solves the whole system: is the row of a forbidden cell a sum of rows that are published?
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from atoms import (
    ATOMS,
    DIMENSIONS,
    PLAN,
    SPAN,
    Cell,
    Vector,
    atoms_of,
    cells_of,
    crossed,
    named,
    rows,
)
from closed import Closed

from api.statistics.catalogue import Span, time_of
from api.statistics.counting import Handed

BIG = replace(SPAN, total=2_000)
KINDS, MONTHS = {"laptop", "desktop"}, {1, 2, 4, 5}
SOME = tuple(each for each in ATOMS if each.kind in KINDS and each.day.month in MONTHS)
"""Enough atoms: what is a sum over all of them is a sum over these, so that nothing is missed."""
NEARLY = 1e-6

Workload = Mapping[str, Mapping[str, Cell]]


def announced(span: Span) -> Workload:
    return {table.name: cells_of(table, span, SOME) for table in PLAN.tables}


def forbidden(atoms: Sequence[Handed]) -> Workload:
    """Two dimensions at once, whichever: territory and situation, month and situation…"""
    span = replace(SPAN, begins_on=atoms[0].day, ends_on=atoms[-1].day)
    tables = [crossed(*pair) for pair in combinations(DIMENSIONS, 2)]
    return {table.name: cells_of(table, span, atoms) for table in tables}


FORBIDDEN = forbidden(SOME)


@dataclass(frozen=True)
class Attack:
    """Who knows the exact count of every cell of a workload."""

    basis: Vector

    def finds(self, wanted: Mapping[str, Cell]) -> list[str]:
        """Which of these cells are sums and differences of known ones."""
        asked = rows(wanted.values(), self.basis.shape[1])
        left = asked - (asked @ self.basis.T) @ self.basis
        near = np.linalg.norm(left, axis=1) < NEARLY
        return [name for name, found in zip(wanted, near, strict=True) if found]


def attack(workload: Workload, atoms: int = len(SOME)) -> Attack:
    everybody = frozenset(range(atoms))
    known = [cell for table in workload.values() for cell in table.values()]
    _, sizes, basis = np.linalg.svd(rows([*known, everybody], atoms), full_matrices=False)
    return Attack(basis[sizes > NEARLY])


@pytest.mark.parametrize("span", [SPAN, BIG], ids=["small", "with quarters"])
def test_no_forbidden_cell_follows_from_the_exact_tables(span: Span) -> None:
    knows = attack(announced(span))
    assert len(FORBIDDEN) == 10
    for table, cells in FORBIDDEN.items():
        assert knows.finds(cells) == [], table


def test_what_is_announced_is_found_again() -> None:
    """The attack works: it finds what does follow."""
    knows = attack(announced(BIG))
    for table in ("situation", "territory"):
        cells = cells_of(PLAN.table(table), SPAN, SOME)
        assert knows.finds(cells) == [*cells], "a year is the sum of its quarters"


def test_no_forbidden_cell_follows_from_what_the_service_shows(closed: Closed) -> None:
    """By the names of the cells alone, over the first months: what fails for these fails for all.

    A quarter of which the period has one month is that month: its channels are those of the month.
    """
    shown = {
        table["name"]: [cell["cell"] for cell in table["cells"]]
        for table in closed.visitor.get("/chiffres/1.json").json()["tables"]
    }
    days = [date.fromisoformat(f"{month}-10") for month in shown["month"][:4]]
    atoms = [each for each in atoms_of(days) if each.kind in KINDS]
    read = {name: {cell: named(cell, atoms) for cell in cells} for name, cells in shown.items()}
    for told in read.values():
        assert sum(map(len, told.values())) == len(atoms), "each counts everybody once"
    knows = attack(read, len(atoms))
    in_quarter = Counter(time_of("quarter", day) for day in days)
    alone = {f"{day:%Y-%m}" for day in days if in_quarter[time_of("quarter", day)] == 1}
    for table, cells in forbidden(atoms).items():
        found = {name.partition("/")[0] for name in knows.finds(cells)}
        assert found == (alone if table == "month, channel" else set()), table


def with_situations_of_all_but_one(workload: Workload) -> Workload:
    """A mutant: situations are told in nine territories of ten, the last being blank."""
    crosses = FORBIDDEN["territory, situation"]
    last = PLAN.values["territory"][-1]
    return {**workload, "mutant": {n: c for n, c in crosses.items() if not n.startswith(last)}}


def with_months_of_all_but_one(workload: Workload) -> Workload:
    """A mutant: situations are told month by month, as of last month: a difference to the year."""
    crosses = FORBIDDEN["month, situation"]
    return {**workload, "mutant": {n: c for n, c in crosses.items() if not n.startswith("2026-05")}}


@pytest.mark.parametrize(
    ("mutant", "table", "cells"),
    [
        (with_situations_of_all_but_one, "territory, situation", 70),
        (with_months_of_all_but_one, "month, situation", 28),
    ],
)
def test_a_table_with_one_blank_line_is_caught(mutant: object, table: str, cells: int) -> None:
    told: Workload = mutant(announced(SPAN))  # type: ignore[operator]
    assert len(attack(told).finds(FORBIDDEN[table])) == cells, "the blank line too"
