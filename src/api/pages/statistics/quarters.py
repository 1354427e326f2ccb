"""Devices that came in, were reconditioned, were retired: exact, for they concern nobody.

Devices that left for a person are not here: what splits them is drawn with noise, once a period.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from api.statistics.catalogue import time_of
from projections.flows import MonthRow

PUBLIC = ("collected", "reconditioned", "retired")
SIGNED_IN = ("collected", "reconditioned", "labelled", "retired")
WEIGHED = frozenset({"collected", "reconditioned", "retired"})
QUARTERS_SHOWN = 12


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


def added(rows: Iterable[MonthRow], steps: Iterable[str]) -> list[Flow]:
    """All months together, one flow a step."""
    rows = list(rows)
    return [
        Flow(
            step,
            sum(row.count for row in rows if row.step == step),
            sum(row.weighed for row in rows if row.step == step),
            sum(row.mass_g for row in rows if row.step == step),
        )
        for step in steps
    ]


def by_quarter(rows: Iterable[MonthRow], today: date) -> Mapping[str, list[Flow]]:
    """Quarters from the first in which something moved, the newest first; each as ``2026-q4``."""
    found: dict[str, list[MonthRow]] = {}
    for row in rows:
        if row.step in PUBLIC:
            found.setdefault(time_of("quarter", row.month), []).append(row)
    first = min(found, default=time_of("quarter", today))
    names = [name for name in _quarters(today) if name >= first]
    return {name: added(found.get(name, ()), PUBLIC) for name in names}


def since(today: date) -> date:
    """The first month of the oldest quarter that is shown."""
    year, _, quarter = _quarters(today)[-1].partition("-q")
    return date(int(year), 3 * int(quarter) - 2, 1)


def _quarters(today: date) -> list[str]:
    """The last quarters, this one first."""
    now = today.year * 4 + (today.month - 1) // 3
    return [f"{rank // 4}-q{rank % 4 + 1}" for rank in range(now, now - QUARTERS_SHOWN, -1)]
