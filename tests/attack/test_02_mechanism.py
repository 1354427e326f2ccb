"""What one draw may tell, by the exact probabilities of the noise: never more than the budget."""

from collections.abc import Callable
from math import exp, log

import pytest

from api.statistics.catalogue import catalogue
from api.statistics.drawing import SENSITIVITY, THOUSANDTHS, mechanism

BUDGETS = sorted({table.budget_thousandths for table in catalogue().tables})
REACH = 60
"""How far from the counts outcomes are compared: the ratio is the same beyond."""

Chance = Callable[[int, int], float]
"""The probability of an outcome, of a cell that truly holds so many."""


def laplace(scale: float) -> Chance:
    shrink = exp(-1 / scale)
    return lambda outcome, count: (1 - shrink) / (1 + shrink) * shrink ** abs(outcome - count)


def loss(chance: Chance) -> float:
    """The most that an outcome may tell of whether one more is in a cell."""
    return max(
        abs(log(chance(outcome, count)) - log(chance(outcome, count + 1)))
        if chance(outcome, count) and chance(outcome, count + 1)
        else float("inf")
        for count in range(6)
        for outcome in range(-REACH, REACH)
    )


def as_served(budget_thousandths: int) -> Chance:
    return laplace(SENSITIVITY * THOUSANDTHS / budget_thousandths)


@pytest.mark.parametrize("budget", BUDGETS)
def test_an_outcome_tells_of_one_hand_over_no_more_than_the_budget(budget: int) -> None:
    assert loss(as_served(budget)) <= budget / THOUSANDTHS + 1e-9


@pytest.mark.parametrize("budget", BUDGETS)
def test_the_library_says_the_same_of_its_mechanism(budget: int) -> None:
    made = mechanism(budget)
    assert made.map(d_in=1) == budget / THOUSANDTHS
    assert made.map(d_in=2) == 2 * budget / THOUSANDTHS, "one person in another cell: two moves"


def test_who_knows_the_totals_learns_a_cell_at_most_by_twice_the_budget() -> None:
    """With the total known, one person in another cell moves two: e^2ε between any two cells."""
    chance = as_served(500)
    worst = max(
        log(chance(first, 3) * chance(second, 4)) - log(chance(first, 4) * chance(second, 3))
        for first in range(-20, 20)
        for second in range(-20, 20)
    )
    assert worst <= 2 * 0.5 + 1e-9
    guess = exp(worst) / (exp(worst) + 5)
    assert guess < 0.36, "from one in six to about one in three"


def scale_is_the_budget(budget_thousandths: int) -> Chance:
    """A mutant: the scale is ε and not 1/ε."""
    return laplace(budget_thousandths / THOUSANDTHS)


def zeros_are_told(budget_thousandths: int) -> Chance:
    """A mutant: a cell with nobody gets no noise."""
    true = as_served(budget_thousandths)
    return lambda outcome, count: true(outcome, count) if count else float(outcome == 0)


@pytest.mark.parametrize("mutant", [scale_is_the_budget, zeros_are_told])
@pytest.mark.parametrize("budget", BUDGETS)
def test_a_mechanism_that_tells_more_is_caught(
    mutant: Callable[[int], Chance], budget: int
) -> None:
    assert loss(mutant(budget)) > budget / THOUSANDTHS + 1e-9
