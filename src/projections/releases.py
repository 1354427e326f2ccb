"""What was published of each period, frozen: the one exit of every figure that splits hand-overs.

Pages, CSV, JSON, charts and reports read ``read`` and ``read_all`` and nothing else (law 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from ledger.statistics import (
    SMALLEST,
    STATISTICS,
    KeysDestroyed,
    PeriodClosed,
    Released,
    Statistics,
    TotalsCounted,
)
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    closed: dict[int, PeriodClosed] = field(default_factory=dict)
    counted: dict[int, TotalsCounted] = field(default_factory=dict)
    released: list[Released] = field(default_factory=list)
    keys: dict[int, int] = field(default_factory=dict)


def _rows(draft: Draft, statistics: Statistics) -> Iterator[tuple[Any, ...]]:
    for told in draft.released:
        if period := draft.closed.get(told.period):
            counted = draft.counted.get(told.period)
            yield (
                statistics.id,
                told.period,
                told.table,
                period.begins_on,
                period.ends_on,
                told.happened_at,
                period.total,
                [cell.name for cell in told.cells],
                [cell.count for cell in told.cells],
                told.budget_thousandths,
                told.catalogue,
                counted.model_dump(mode="json") if counted else None,
                draft.keys.get(told.period),
            )


projection = Rows[Draft](
    name="releases",
    of=Statistics,
    columns="""
        subject             uuid NOT NULL,
        period              integer NOT NULL,
        table_name          text NOT NULL,
        begins_on           date NOT NULL,
        ends_on             date NOT NULL,
        released_at         timestamptz NOT NULL,
        total               integer NOT NULL,
        cells               text[] NOT NULL,
        counts              integer[] NOT NULL,
        budget_thousandths  integer NOT NULL,
        catalogue           text NOT NULL,
        counted             jsonb,
        keys_destroyed      integer,
        PRIMARY KEY (subject, period, table_name)
    """,
    draft=Draft,
    rows=_rows,
)


@projection.on(PeriodClosed)
def _(draft: Draft, event: PeriodClosed, _statistics: Statistics, _before: str) -> None:
    draft.closed[event.period] = event


@projection.on(TotalsCounted)
def _(draft: Draft, event: TotalsCounted, _statistics: Statistics, _before: str) -> None:
    draft.counted[event.period] = event


@projection.on(Released)
def _(draft: Draft, event: Released, _statistics: Statistics, _before: str) -> None:
    draft.released.append(event)


@projection.on(KeysDestroyed)
def _(draft: Draft, event: KeysDestroyed, _statistics: Statistics, _before: str) -> None:
    draft.keys[event.period] = event.keys


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One table of one period as it was drawn."""

    period: int
    table_name: str
    begins_on: date
    ends_on: date
    released_at: datetime
    total: int
    cells: list[str]
    counts: list[int]
    budget_thousandths: int
    catalogue: str
    counted: dict[str, Any] | None
    """What is told exactly of its period, as in the event; None before that was counted."""

    @property
    def totals(self) -> TotalsCounted | None:
        return TotalsCounted.model_validate(self.counted) if self.counted else None

    @property
    def figures(self) -> dict[str, int | None]:
        """What is shown of each cell; None where it is fewer than eleven."""
        return {
            cell: count if count >= SMALLEST else None
            for cell, count in zip(self.cells, self.counts, strict=True)
        }


_SELECT = (
    "SELECT period, table_name, begins_on, ends_on, released_at, total, cells, counts,"
    " budget_thousandths, catalogue, counted FROM views.releases WHERE subject = %s"
)


def read(connection: Connection[Any], period: int) -> list[ReleaseRow]:
    """The tables of a period; nothing when it was not published."""
    cursor = connection.cursor(row_factory=class_row(ReleaseRow))
    return cursor.execute(
        f"{_SELECT} AND period = %s ORDER BY table_name", [STATISTICS, period]
    ).fetchall()


def read_all(connection: Connection[Any]) -> list[ReleaseRow]:
    """Every table of every period, the newest period first."""
    cursor = connection.cursor(row_factory=class_row(ReleaseRow))
    return cursor.execute(f"{_SELECT} ORDER BY period DESC, table_name", [STATISTICS]).fetchall()
