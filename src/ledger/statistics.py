"""The published figures that split hand-overs: periods, what was drawn of each, and its keys' end.

Periods are cut by the position of the log. The total of a period is exact and public; each table
that splits it is drawn once, with noise, under a budget (decision 0041).
"""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from ledger.correction import Correction, stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Event, Subjects
from ledger.values import Day, Sha256, Value

STATISTICS = UUID("73746174-6973-4000-8000-000000000001")
"""The one life of all published figures: a second one could draw the same table again."""

BUDGET_THOUSANDTHS = 2_000
"""What all tables together may tell of one hand-over, for ever: 2.0. It is in one period."""

SMALLEST = 11
"""Hand-overs of the smallest period that is closed: its total is told exactly."""

Position = Annotated[int, Field(ge=0, le=2**62)]
PeriodNumber = Annotated[int, Field(ge=1, le=10_000)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Budget = Annotated[int, Field(gt=0, le=BUDGET_THOUSANDTHS)]
TableName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}$")]
CellName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_/-]{1,60}$")]
CodeVersion = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.+ _-]{1,80}$")]


class StatisticsStage(StrEnum):
    UNBORN = UNBORN
    KEPT = "kept"


KEPT = StatisticsStage.KEPT


class Planned(Value):
    """A table that the catalogue announces, and what it may tell, in thousandths."""

    table: TableName
    budget_thousandths: Budget


class Cell(Value):
    """``noisy`` is what was drawn, ``count`` what is published: the counts add up to the total."""

    name: CellName
    noisy: Annotated[int, Field(ge=-10_000_000, le=20_000_000)]
    count: Count


@dataclass(frozen=True, slots=True)
class Period:
    """One closed period, as far as the law needs it."""

    number: int
    from_position: int
    to_position: int
    begins_on: date
    ends_on: date
    total: int
    catalogue: str
    planned: tuple[Planned, ...]
    released: frozenset[str] = frozenset()
    destroyed: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Tables that were announced and not drawn yet."""
        return tuple(each.table for each in self.planned if each.table not in self.released)


@dataclass(slots=True)
class Statistics(Aggregate):
    KIND: ClassVar[str] = "statistics"

    periods: dict[int, Period] = field(default_factory=dict)

    @property
    def last(self) -> Period | None:
        return self.periods[max(self.periods)] if self.periods else None


class StatisticsEvent(Event):
    OF: ClassVar = Statistics


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


class OfAPeriod(StatisticsEvent):
    """Base of what follows the closing of a period."""

    period: PeriodNumber

    def fits(self, subject: Statistics, others: Subjects) -> LedgerError | None:
        del others
        period = subject.periods.get(self.period)
        if period is None:
            return Forbidden(subject.id, Rule.PERIOD_NOT_CLOSED, str(self.period))
        if period.destroyed:
            return Forbidden(subject.id, Rule.PERIOD_KEYS_DESTROYED, str(self.period))
        return self.allowed(subject, period)

    @abstractmethod
    def allowed(self, subject: Statistics, period: Period) -> LedgerError | None:
        """Return why it cannot follow what was done of this period, or None."""


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
