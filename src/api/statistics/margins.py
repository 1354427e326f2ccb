"""How far a published figure may be from the truth, in words that a deliberation prints."""

from functools import lru_cache
from math import exp

from api.statistics.drawing import THOUSANDTHS

MISSED = 0.05
"""One figure in twenty is further away."""


def margin(budget_thousandths: int) -> int:
    """The least distance that nineteen draws in twenty do not exceed."""
    return margin_of_sum((budget_thousandths,))


def margin_words(budget_thousandths: int) -> str:
    return words_of(margin(budget_thousandths))


def words_of(distance: int) -> str:
    return f"à {distance} près, dans 95 cas sur 100"


@lru_cache(maxsize=256)
def margin_of_sum(budgets: tuple[int, ...]) -> int:
    """The same for a sum, or a difference, of figures each drawn with its budget."""
    chances = [1.0]
    for budget in budgets:
        chances = _added(chances, _noise(budget))
    middle = len(chances) // 2
    distance, within = 0, chances[middle]
    while 1 - within > MISSED:
        distance += 1
        within += chances[middle - distance] + chances[middle + distance]
    return distance


def _noise(budget_thousandths: int) -> list[float]:
    """The chance of each draw, from the least one worth counting to the opposite one."""
    shrink = exp(-budget_thousandths / THOUSANDTHS)
    reach = 0
    while shrink**reach > MISSED / 1_000:
        reach += 1
    none = (1 - shrink) / (1 + shrink)
    return [none * shrink ** abs(draw) for draw in range(-reach, reach + 1)]


def _added(chances: list[float], noise: list[float]) -> list[float]:
    total = [0.0] * (len(chances) + len(noise) - 1)
    for place, chance in enumerate(chances):
        for step, each in enumerate(noise):
            total[place + step] += chance * each
    return total
