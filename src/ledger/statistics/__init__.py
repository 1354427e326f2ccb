"""The published figures that split hand-overs: periods, what was drawn of each, their keys' end.

Start with ``state``; ``totals`` has what is told exactly, ``closing`` the rest.
"""

from ledger.statistics.closing import (
    Cell,
    KeysDestroyed,
    PeriodClosed,
    Released,
    StatisticsCorrected,
    spent_thousandths,
)
from ledger.statistics.state import (
    BUDGET_THOUSANDTHS,
    SMALLEST,
    STATISTICS,
    OfAPeriod,
    Period,
    Planned,
    Statistics,
    StatisticsEvent,
    StatisticsStage,
)
from ledger.statistics.totals import Assumed, NewParts, TotalsCounted, told

__all__ = [
    "BUDGET_THOUSANDTHS",
    "SMALLEST",
    "STATISTICS",
    "Assumed",
    "Cell",
    "KeysDestroyed",
    "NewParts",
    "OfAPeriod",
    "Period",
    "PeriodClosed",
    "Planned",
    "Released",
    "Statistics",
    "StatisticsCorrected",
    "StatisticsEvent",
    "StatisticsStage",
    "TotalsCounted",
    "spent_thousandths",
    "told",
]
