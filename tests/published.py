"""Periods of the statistics as tests tell them, lawful unless they say otherwise."""

from datetime import date
from random import Random
from typing import Any

from lives import at

from ledger.statistics import (
    Cell,
    KeysDestroyed,
    PeriodClosed,
    Planned,
    Released,
    Statistics,
    TotalsCounted,
)

CATALOGUE = "5b" * 32
SPAN = {"low": "1", "central": "3", "high": "5"}
TABLES = (
    Planned(table="month", budget_thousandths=500),
    Planned(table="channel", budget_thousandths=250),
)


def period_closed(**fields: Any) -> PeriodClosed:
    """The first period, of forty hand-overs, in two tables."""
    known: dict[str, Any] = {
        "period": 1,
        "from_position": 0,
        "to_position": 500,
        "begins_on": date(2026, 1, 5),
        "ends_on": date(2026, 6, 30),
        "total": 40,
        "tables": TABLES,
        "catalogue": CATALOGUE,
    }
    return PeriodClosed(**at(**known | fields))


def table_released(table: str = "month", **fields: Any) -> Released:
    cells = (Cell(name="2026-01", noisy=31, count=30), Cell(name="2026-02", noisy=8, count=10))
    known: dict[str, Any] = {
        "period": 1,
        "table": table,
        "cells": cells,
        "budget_thousandths": next(
            (each.budget_thousandths for each in TABLES if each.table == table), 100
        ),
        "sensitivity": 1,
        "code": "meleze 0.1.0",
        "catalogue": CATALOGUE,
    }
    return Released(**at(**known | fields))


def keys_destroyed(**fields: Any) -> KeysDestroyed:
    return KeysDestroyed(**at(**{"period": 1, "keys": 38} | fields))


def totals_counted(**fields: Any) -> TotalsCounted:
    """Of the forty: ten at a counter were too few to be told."""
    known: dict[str, Any] = {
        "period": 1,
        "devices": 53,
        "median_wait_days": 6,
        "unmet": 12,
        "in_own_place_percent": 100,
        "trained_percent": 97,
        "new_parts": [{"part": "ssd", "count": 2}],
        "factors": "hautes-alpes-2026-1",
        "factors_sha256": "7c" * 32,
        "years": SPAN,
        "displacement": {"purchase": SPAN, "sale": SPAN},
    }
    return TotalsCounted(**at(**known | fields))


DRAWN = (period_closed(tables=TABLES[:1]), totals_counted(), table_released())
"""A period of one table, whose keys may be destroyed."""


def closing(chance: Random, now: Statistics, _members: Any) -> dict[str, Any]:
    """The next period, or one that leaves a gap."""
    last = now.last
    start = last.to_position if last else 0
    told = period_closed(
        period=last.number + 1 if last else 1,
        from_position=start + chance.choice((0, 0, 0, 1)),
        to_position=start + 1 + chance.randrange(100),
        begins_on=last.ends_on if last else date(2026, 1, 5),
        ends_on=max(last.ends_on, date(2026, 6, 30)) if last else date(2026, 6, 30),
        total=chance.choice((3, 40, 40)),
        tables=chance.choice((TABLES[:1], TABLES[:1], TABLES)),
    )
    return _but_when(told)


def release(chance: Random, now: Statistics, _members: Any) -> dict[str, Any]:
    """A table of some period, perhaps one that was drawn already."""
    period = chance.choice([*now.periods] or [1])
    return _but_when(table_released(chance.choice(("month", "month", "channel")), period=period))


def totals(chance: Random, now: Statistics, _members: Any) -> dict[str, Any]:
    """What is told of some period, perhaps too precisely, or too late."""
    period = chance.choice([*now.periods] or [1])
    told = totals_counted(period=period, devices=chance.choice((53, 53, 42, None)))
    return _but_when(told)


def destruction(chance: Random, now: Statistics, _members: Any) -> dict[str, Any]:
    keys = chance.randrange(50)
    return _but_when(keys_destroyed(period=chance.choice([*now.periods] or [1]), keys=keys))


def _but_when(event: PeriodClosed | Released | TotalsCounted | KeysDestroyed) -> dict[str, Any]:
    return {name: value for name, value in event.model_dump().items() if name != "happened_at"}
