"""What is really drawn has the distribution that the proof is about; the draws are independent.

The sampler has no seed, so each test may fail once in a hundred thousand runs: that is written in
its threshold.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from math import erfc, exp, log, sqrt
from random import Random

import pytest
from tier import Tier

from api.statistics.drawing import draw

DRAWS = 20_000
"""A hundred thousand with --all."""
ONCE_IN = 1e-5

Sampler = Callable[[Sequence[int]], list[int]]


@pytest.fixture(autouse=True)
def _as_many_as_asked(tier: Tier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "DRAWS", tier(DRAWS, 100_000))


def served(counts: Sequence[int]) -> list[int]:
    return draw(counts, 500)


def chance(distance: int, scale: float = 2.0) -> float:
    shrink = exp(-1 / scale)
    return (1 - shrink) / (1 + shrink) * shrink ** abs(distance)


def surprise(sampler: Sampler, count: int = 3) -> float:
    """The chance to see draws that fit so badly, were the sampler right: chi-squared."""
    seen = Counter(each - count for each in sampler([count] * DRAWS))
    inside = range(-8, 9)
    cells = [(seen[each], DRAWS * chance(each)) for each in inside]
    beyond = DRAWS - sum(expected for _, expected in cells)
    cells.append((DRAWS - sum(found for found, _ in cells), beyond))
    square = sum((found - expected) ** 2 / expected for found, expected in cells)
    freedom = len(cells) - 1
    # Wilson and Hilferty: the cube root of a chi-squared is nearly normal
    normal = ((square / freedom) ** (1 / 3) - 1 + 2 / (9 * freedom)) / sqrt(2 / (9 * freedom))
    return 0.5 * erfc(normal / sqrt(2))


def told(sampler: Sampler) -> float:
    """A lower bound on ε by who guesses from a threshold whether a cell holds 3 or 4."""
    few, many = sampler([3] * DRAWS), sampler([4] * DRAWS)
    high = sum(each >= 4 for each in many) / DRAWS
    low = sum(each >= 4 for each in few) / DRAWS
    doubt = 4.5 * sqrt(0.25 / DRAWS)
    return log((high - doubt) / (low + doubt)) if high - doubt > low + doubt else 0.0


def correlated(sampler: Sampler) -> float:
    """How far what is drawn of one cell tells what is drawn of the next."""
    noise = sampler([3] * DRAWS)
    pairs = [(a - 3) * (b - 3) for a, b in zip(noise[::2], noise[1::2], strict=True)]
    variance = sum((each - 3) ** 2 for each in noise) / DRAWS
    return abs(sum(pairs) / len(pairs)) / variance


def test_the_draws_have_the_distribution_of_the_proof() -> None:
    assert surprise(served) > ONCE_IN
    assert surprise(served, count=0) > ONCE_IN, "a cell with nobody is drawn like any other"


def test_who_guesses_by_a_threshold_learns_no_more_than_the_budget() -> None:
    assert told(served) <= 0.5


def test_two_draws_are_independent_and_never_repeated() -> None:
    assert correlated(served) < 4.5 / sqrt(DRAWS / 2)
    assert served([3] * 200) != served([3] * 200)


def rounded_first(counts: Sequence[int]) -> list[int]:
    """A mutant: noise of real numbers, rounded to five before it is added."""
    chance_of = Random(7)  # noqa: S311 (a mutant)
    return [
        each + 5 * round(chance_of.choice((1, -1)) * chance_of.expovariate(0.5) / 5)
        for each in counts
    ]


def too_small(counts: Sequence[int]) -> list[int]:
    """A mutant: twice the budget is spent."""
    return draw(counts, 1_000)


def zeros_skipped(counts: Sequence[int]) -> list[int]:
    """A mutant: nobody is told as nobody."""
    return [drawn if each else 0 for each, drawn in zip(counts, served(counts), strict=True)]


def one_seed(counts: Sequence[int]) -> list[int]:
    """A mutant: the same noise for all cells of a draw."""
    [noise] = draw([0], 500)
    return [each + noise for each in counts]


@pytest.mark.parametrize(
    ("mutant", "count"), [(rounded_first, 3), (too_small, 3), (zeros_skipped, 0), (one_seed, 3)]
)
def test_a_sampler_of_another_distribution_is_caught(mutant: Sampler, count: int) -> None:
    assert surprise(mutant, count) < ONCE_IN


def nearly_bare(counts: Sequence[int]) -> list[int]:
    """A mutant: the scale is ε."""
    return draw(counts, 2_000)


def test_a_sampler_that_tells_too_much_is_caught_by_the_guess() -> None:
    assert told(nearly_bare) > 0.5


def test_draws_that_go_together_are_caught() -> None:
    def in_pairs(counts: Sequence[int]) -> list[int]:
        half = served(counts[::2])
        return [each for each in half for _ in range(2)]

    assert correlated(in_pairs) > 4.5 / sqrt(DRAWS / 2)
