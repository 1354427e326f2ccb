"""Periods of the published figures, as far as a rule needs them, and what each event of one owes.

Periods are cut by the position of the log. The total of a period is exact and public; each table
that splits it is drawn once, with noise, under a budget (decision 0041).
"""

from abc import abstractmethod
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Event, Subjects
from ledger.values import Value

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


class StatisticsStage(StrEnum):
    UNBORN = UNBORN
    KEPT = "kept"


KEPT = StatisticsStage.KEPT


class Planned(Value):
    """A table that the catalogue announces, and what it may tell, in thousandths."""

    table: TableName
    budget_thousandths: Budget


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
    counted: bool = False
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
