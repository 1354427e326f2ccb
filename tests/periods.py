"""Published periods, recorded as they would have been drawn: for pages, files and benches."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from lives import SOMEBODY, at

from api.house import House
from api.settings import Settings
from api.statistics.catalogue import Span, catalogue
from api.statistics.crossing import shared_out
from api.statistics.totals import assumptions
from ledger.statistics import (
    STATISTICS,
    Cell,
    PeriodClosed,
    Released,
    StatisticsEvent,
    TotalsCounted,
)

SHARES = {
    "territory": (17, 8, 9, 28, 7, 6, 11, 5, 9, 0),
    "situation": (14, 30, 6, 24, 4, 9, 13),
    "kind": (62, 14, 9, 8, 5, 2),
    "channel": (62, 38),
}
"""Of a hundred, in the order of the catalogue."""


def period(
    number: int, total: int, begins_on: date, ends_on: date, *, counted: bool = True, **told: Any
) -> Iterator[StatisticsEvent]:
    """One closed period; ``told`` changes what its totals say."""
    plan = catalogue()
    yield PeriodClosed(
        **at(
            period=number, from_position=(number - 1) * 1_000, to_position=number * 1_000,
            begins_on=begins_on, ends_on=ends_on, total=total, tables=plan.planned,
            catalogue=plan.sha256,
        )
    )  # fmt: skip
    if counted:
        yield TotalsCounted(**at(**_totals(total) | {"period": number} | told))
    span = Span(begins_on, ends_on, total)
    for table in plan.tables:
        cells = plan.cells(table, span)
        counts = shared_out(total, _weights(table.name, cells, number))
        yield Released(
            **at(
                period=number, table=table.name, budget_thousandths=table.budget_thousandths,
                cells=[
                    Cell(name=cell, noisy=count, count=count)
                    for cell, count in zip(cells, counts, strict=True)
                ],
                sensitivity=1, code="meleze 0.1.0", catalogue=plan.sha256,
            )
        )  # fmt: skip


def published(house: House, *totals: int, first: int = 1, **told: Any) -> None:
    """Periods of six months with these totals, from a number on."""
    events = [
        event
        for number, total in enumerate(totals, first)
        for event in period(number, total, _half_year(number), _half_year(number + 1), **told)
    ]
    house.record_events(SOMEBODY, *((STATISTICS, event) for event in events))


def _half_year(number: int) -> date:
    months = (number - 1) * 6
    return date(2020 + months // 12, months % 12 + 1, 5)


def _weights(table: str, cells: tuple[str, ...], number: int) -> list[int]:
    """Near the shares, never twice the same."""
    chance = Random(f"{table} {number}")  # noqa: S311 (a test)
    shares = SHARES.get(table, (1,))
    known = [share for share in shares for _ in range(len(cells) // len(shares))]
    return [share * 100 + (chance.randrange(300) if share else 0) for share in known]


def _totals(total: int) -> dict[str, Any]:
    return {
        "devices": total + max(11, total // 20),
        "median_wait_days": 6,
        "unmet": max(11, total // 12),
        "in_own_place": total * 62 // 100 if total > 60 else None,
        "trained_at_once": total * 40 // 100 if total > 60 else None,
        "new_parts": [{"part": "battery", "count": 9}, {"part": "ssd", "count": 2}],
        **assumptions(Settings()),
    }
