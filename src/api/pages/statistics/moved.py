"""Devices that took each step: exact, for they concern nobody.

Devices that left for a person are not here: what splits them is drawn with noise, once a period.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from api.pages.flows import WEIGHED
from projections.flows import MonthRow

STEPS = ("collected", "reconditioned", "labelled", "retired")


@dataclass(frozen=True, slots=True)
class Flow:
    """Devices that took a step; ``weighed`` of them have a known mass."""

    step: str
    count: int
    weighed: int
    mass_g: int

    @property
    def kg(self) -> Decimal:
        return Decimal(self.mass_g) / 1000

    @property
    def in_kg(self) -> bool:
        return self.step in WEIGHED


def added(rows: Iterable[MonthRow]) -> list[Flow]:
    """All months together, one flow a step."""
    rows = list(rows)
    return [_flow(step, [row for row in rows if row.step == step]) for step in STEPS]


def _flow(step: str, rows: Collection[MonthRow]) -> Flow:
    return Flow(
        step,
        sum(row.count for row in rows),
        sum(row.weighed for row in rows),
        sum(row.mass_g for row in rows),
    )
