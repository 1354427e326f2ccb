"""From noise to whole numbers that add up, and how far they may be from the truth."""

import re
from datetime import date
from itertools import product
from math import exp
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.statistics.catalogue import Span, Table, catalogue
from api.statistics.drawing import HERE, code_version, draw
from api.statistics.margins import margin, margin_words
from api.statistics.reconciling import reconcile

ROOT = Path(__file__).parent.parent.parent.parent
PLAN = catalogue()
PLAN_DAY = date(2026, 1, 5)


def test_a_release_bears_what_drew_it_to_the_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert code_version().startswith(f"meleze {version[1]}+")
    copytree(HERE, tmp_path / "code")
    with (tmp_path / "code/drawing.py").open("a") as changed:
        changed.write("#\n")
    monkeypatch.setattr("api.statistics.drawing.HERE", tmp_path / "code")
    assert code_version.__wrapped__() != code_version()


def distance(one: list[int], other: list[int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


@given(noisy=st.lists(st.integers(-6, 9), min_size=1, max_size=3), total=st.integers(0, 8))
def test_no_whole_numbers_with_that_sum_are_nearer(noisy: list[int], total: int) -> None:
    found = reconcile(noisy, total)
    others = [
        [*each] for each in product(range(total + 1), repeat=len(noisy)) if sum(each) == total
    ]
    assert found in others
    assert distance(found, noisy) == min(distance(each, noisy) for each in others)


@given(
    noisy=st.lists(st.integers(-50, 10_000), min_size=1, max_size=60),
    total=st.integers(0, 100_000),
)
def test_the_counts_add_up_and_are_not_negative(noisy: list[int], total: int) -> None:
    found = reconcile(noisy, total)
    assert sum(found) == total
    assert min(found) >= 0


def test_what_already_adds_up_stays() -> None:
    assert reconcile([3, 0, 9], 12) == [3, 0, 9]


def test_nothing_is_shared_over_no_cell() -> None:
    with pytest.raises(ValueError, match="one cell at least"):
        reconcile([], 3)


def test_the_margin_of_each_table_in_words() -> None:
    assert margin_words(500) == "à 6 près, dans 95 cas sur 100"
    assert margin_words(250) == "à 12 près, dans 95 cas sur 100"


def laplace(chance: Random, scale: float) -> int:
    """As the library draws, with a seed: the difference of two geometric numbers."""
    shrink = exp(-1 / scale)

    def geometric() -> int:
        n = 0
        while chance.random() < shrink:
            n += 1
        return n

    return geometric() - geometric()


@pytest.mark.parametrize("total", [40, 500, 5_000])
@pytest.mark.parametrize("table", PLAN.tables, ids=[table.name for table in PLAN.tables])
def test_what_is_published_keeps_the_margin_that_is_written_beside_it(
    table: Table, total: int
) -> None:
    """After the figures were made to add up, nineteen in twenty are still that near."""
    chance = Random(19)  # noqa: S311 (a test)
    cells = PLAN.cells(table, Span(PLAN_DAY, PLAN_DAY.replace(month=12), total))
    near, asked = 0, 0
    for _ in range(600):
        weights = [chance.random() ** 3 for _ in cells]
        truth = reconcile([round(total * each / sum(weights)) for each in weights], total)
        noisy = [each + laplace(chance, 1_000 / table.budget_thousandths) for each in truth]
        for true, told in zip(truth, reconcile(noisy, total), strict=True):
            near += abs(true - told) <= margin(table.budget_thousandths)
            asked += 1
    assert near / asked >= 0.95


def test_every_cell_is_drawn_those_with_nobody_too() -> None:
    assert len(draw([0] * 50, 500)) == 50
    assert len(set(draw([0] * 200, 500))) > 5
