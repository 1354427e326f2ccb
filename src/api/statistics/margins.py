"""How far a published figure may be from the truth, in words that a deliberation prints."""

from math import exp

from api.statistics.drawing import THOUSANDTHS

MISSED = 0.05
"""One figure in twenty is further away."""


def margin(budget_thousandths: int) -> int:
    """The least distance that nineteen draws in twenty do not exceed."""
    shrink = exp(-budget_thousandths / THOUSANDTHS)
    distance = 0
    while 2 * shrink ** (distance + 1) / (1 + shrink) > MISSED:
        distance += 1
    return distance


def margin_words(budget_thousandths: int) -> str:
    return f"à {margin(budget_thousandths)} près, dans 95 cas sur 100"
