"""No sum or difference of published cells is a set of people that no table announced.

Every cell is written as the set of atoms it is made of: one atom for each value of all dimensions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, product

import pytest
from atoms import ATOMS, PLAN, SPAN, Cell, cells_of

from api.statistics.catalogue import ALONE, Catalogue, Span
from api.statistics.counting import OUTSIDE
from ledger.territory import communes, intercommunalities

BIG = replace(SPAN, total=2_000)


@pytest.mark.parametrize("span", [SPAN, BIG], ids=["small", "big"])
def test_the_cells_of_a_table_are_disjoint_and_are_everybody(span: Span) -> None:
    for table in PLAN.tables:
        cells = cells_of(table, span)
        assert set(cells) == set(PLAN.cells(table, span))
        assert sum(map(len, cells.values())) == len(ATOMS)


def overlaps(tables: Sequence[dict[str, Cell]]) -> list[tuple[str, str]]:
    """Pairs of cells of which one lies in the other and leaves a rest that nobody announced.

    The rest is announced when it is a union of cells of one table.
    """
    found = []
    for first, second in combinations(tables, 2):
        for (name, one), (other, two) in product(first.items(), second.items()):
            small, large = sorted((one, two), key=len)
            if small < large and not any(announced(large - small, table) for table in tables):
                found.append((name, other))
    return found


def announced(atoms: Cell, table: dict[str, Cell]) -> bool:
    return frozenset().union(*(cell for cell in table.values() if cell <= atoms)) == atoms


@pytest.mark.parametrize("span", [SPAN, BIG], ids=["small", "big"])
def test_no_difference_of_two_cells_is_a_set_that_no_table_announced(span: Span) -> None:
    assert overlaps([cells_of(table, span) for table in PLAN.tables]) == []


def test_a_situation_is_crossed_with_nothing_and_a_territory_with_quarters_alone() -> None:
    for table, span in product(PLAN.tables, (SPAN, BIG)):
        dimensions = {*table.dimensions(span)}
        assert not dimensions & ALONE or len(dimensions) == 1
        assert dimensions <= {"month", "territory", "situation", "channel", "kind", "quarter"}
        if "territory" in dimensions:
            assert dimensions <= {"territory", "quarter"}


def test_a_territory_is_its_part_in_the_department_and_the_rest_one_cell() -> None:
    assert set(PLAN.values["territory"]) == {each.siren for each in intercommunalities()} | {
        OUTSIDE
    }
    beyond = {each.epci for each in communes() if each.outside}
    assert beyond, "some reach beyond the border: told whole, they would be told apart"


def with_the_whole(plan: Catalogue) -> list[dict[str, Cell]]:
    """A mutant: an intercommunalité is told whole beside its part in the department."""
    parts = cells_of(plan.table("territory"), SPAN)
    gap, rest = parts["200067825"], sorted(parts[OUTSIDE])
    whole = gap | frozenset(rest[: len(rest) // 3])
    return [parts, {"gap whole": whole}]


def with_communes(plan: Catalogue) -> list[dict[str, Cell]]:
    """A mutant: the largest commune of an intercommunalité is told beside it."""
    parts = cells_of(plan.table("territory"), SPAN)
    gap = sorted(parts["200067825"])
    return [parts, {"05061": frozenset(gap[::2])}]


@pytest.mark.parametrize("mutant", [with_the_whole, with_communes])
def test_a_geography_that_overlaps_another_is_caught(mutant: object) -> None:
    tables: Iterable[dict[str, Cell]] = mutant(PLAN)  # type: ignore[operator]
    assert overlaps(list(tables)) != []
