"""Draws noise: the only file that knows OpenDP.

Integer discrete Laplace noise of scale 1/ε on every cell, those with nobody too, from the random
source of the operating system. There is no seed.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

THOUSANDTHS = 1_000
SENSITIVITY = 1
"""By how much one hand-over more or less moves the cells of a table, all together."""
LIBRARY = "opendp"


class NotAsPromised(Exception):
    """The library would spend more than the table may."""


def mechanism(budget_thousandths: int) -> Any:
    """What adds the noise: what it tells of one hand-over is the budget and not more.

    Raises ``NotAsPromised``.
    """
    import opendp.prelude as dp  # noqa: PLC0415 (a quarter of a second, once a period)

    dp.enable_features("contrib")
    budget = budget_thousandths / THOUSANDTHS
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    made = dp.m.make_laplace(*space, scale=SENSITIVITY / budget)
    spent: float = made.map(d_in=SENSITIVITY)  # type: ignore[no-untyped-call]
    if spent > budget:
        raise NotAsPromised(f"{spent} of {budget}")
    return made


def draw(counts: Sequence[int], budget_thousandths: int) -> list[int]:
    """Each count with noise of its own."""
    return [int(each) for each in mechanism(budget_thousandths)(list(counts))]


def code_version() -> str:
    """What drew a release: our version and the library's."""
    return f"meleze 0.1.0 {LIBRARY} {version(LIBRARY)}"
