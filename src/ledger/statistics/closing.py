"""A period is closed, its tables are drawn, the keys of its orders end."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from ledger.correction import Correction, stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Event, Subjects
from ledger.statistics.state import (
    BUDGET_THOUSANDTHS,
    KEPT,
    SMALLEST,
    Budget,
    Count,
    OfAPeriod,
    Period,
    PeriodNumber,
    Planned,
    Position,
    Statistics,
    StatisticsEvent,
    StatisticsStage,
    TableName,
)
from ledger.values import Day, Sha256, Value

CellName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_/-]{1,60}$")]
CodeVersion = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.+ _-]{1,80}$")]


class Cell(Value):
    """``noisy`` is what was drawn, ``count`` what is published: the counts add up to the total."""

    name: CellName
    noisy: Annotated[int, Field(ge=-10_000_000, le=20_000_000)]
    count: Count


class PeriodClosed(StatisticsEvent):
    """The log was cut here: what was handed over or sold since the cut before is one period.

    ``from_position`` is not of it, ``to_position`` is. ``tables`` is the whole catalogue.
    """

    TOPIC: ClassVar = "statistics.period_closed.v1"
    moves: ClassVar = {StatisticsStage.UNBORN: KEPT, KEPT: KEPT}

    period: PeriodNumber
    from_position: Position
    to_position: Position
    begins_on: Day
    ends_on: Day
    total: Count
    """Of the department, published as it is: whoever attacks a table is taken to know it."""
    tables: Annotated[tuple[Planned, ...], Field(min_length=1, max_length=20)]
    catalogue: Sha256

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.table for each in self.tables}) != len(self.tables):
            raise ValueError("a table is announced once")
        return self

    def fits(self, subject: Statistics, others: Subjects) -> LedgerError | None:
        del others
        before = subject.last
        expected = (before.number + 1, before.to_position, before.ends_on) if before else (1, 0)
        told = (self.period, self.from_position, self.begins_on)
        if told[: len(expected)] != expected:
            return Forbidden(subject.id, Rule.PERIODS_FOLLOW)
        if self.to_position <= self.from_position or self.ends_on < self.begins_on:
            return Forbidden(subject.id, Rule.PERIODS_FOLLOW)
        if self.total < SMALLEST:
            return Forbidden(subject.id, Rule.PERIOD_TOO_SMALL, str(self.total))
        if sum(each.budget_thousandths for each in self.tables) > BUDGET_THOUSANDTHS:
            return Forbidden(subject.id, Rule.BUDGET_EXCEEDED)
        return None

    def change(self, subject: Statistics) -> None:
        closed = Period(
            self.period, self.from_position, self.to_position, self.begins_on, self.ends_on,
            self.total, self.catalogue, self.tables,
        )  # fmt: skip
        subject.periods = {**subject.periods, self.period: closed}


class Released(OfAPeriod):
    """A table of a closed period was drawn: these are its figures, for ever."""

    TOPIC: ClassVar = "statistics.released.v1"
    moves: ClassVar = stays([KEPT])

    table: TableName
    cells: Annotated[tuple[Cell, ...], Field(min_length=1, max_length=400)]
    budget_thousandths: Budget
    """What it spent."""
    sensitivity: Annotated[int, Field(ge=1, le=1)]
    """By how much one hand-over more or less moves the sum of its cells: it is in one of them."""
    code: CodeVersion
    """What drew it."""
    catalogue: Sha256

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({cell.name for cell in self.cells}) != len(self.cells):
            raise ValueError("a cell is told once")
        return self

    def allowed(self, subject: Statistics, period: Period) -> LedgerError | None:
        planned = Planned(table=self.table, budget_thousandths=self.budget_thousandths)
        if self.catalogue != period.catalogue or planned not in period.planned:
            return Forbidden(subject.id, Rule.ANOTHER_CATALOGUE, self.table)
        if self.table in period.released:
            return Forbidden(subject.id, Rule.RELEASED_ALREADY, self.table)
        if sum(cell.count for cell in self.cells) != period.total:
            return Forbidden(subject.id, Rule.NOT_RECONCILED, self.table)
        return None

    def change(self, subject: Statistics) -> None:
        if period := subject.periods.get(self.period):
            known = replace(period, released=period.released | {self.table})
            subject.periods = {**subject.periods, self.period: known}


class KeysDestroyed(OfAPeriod):
    """The keys of the orders that ended in the period are destroyed: nobody counts them again."""

    TOPIC: ClassVar = "statistics.keys_destroyed.v1"
    moves: ClassVar = stays([KEPT])

    keys: Count
    """How many orders ended in the period."""

    def allowed(self, subject: Statistics, period: Period) -> LedgerError | None:
        if period.missing:
            return Forbidden(subject.id, Rule.NOT_RELEASED, ", ".join(period.missing))
        return None

    def change(self, subject: Statistics) -> None:
        if period := subject.periods.get(self.period):
            known = replace(period, destroyed=True)
            subject.periods = {**subject.periods, self.period: known}


class StatisticsCorrected(Correction):
    """How many keys were destroyed was told wrong."""

    TOPIC: ClassVar = "statistics.corrected.v1"
    OF: ClassVar = Statistics
    moves: ClassVar = stays(StatisticsStage)

    def may_correct(self, subject: UUID, concerned: Event) -> LedgerError | None:
        """A published figure stands, and so does the cut it was counted by."""
        counted = isinstance(concerned, KeysDestroyed)
        return None if counted else Forbidden(subject, Rule.PUBLISHED_STANDS)


def spent_thousandths(events: Iterable[Event]) -> dict[int, int]:
    """What was told of each period's hand-overs, by period: the ledger of the budget."""
    spent: dict[int, int] = {}
    for event in events:
        if isinstance(event, Released):
            spent[event.period] = spent.get(event.period, 0) + event.budget_thousandths
    return spent
