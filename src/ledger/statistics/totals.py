"""What is told of a period exactly, for the whole department: counted once, at its closing.

Whoever attacks a table is taken to know all of it, as the total of the period (decision 0043).
"""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from ledger.correction import stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.statistics.state import KEPT, SMALLEST, Count, OfAPeriod, Period, Statistics
from ledger.values import Channel, Percent, Sha256, Value

Quantity = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6, allow_inf_nan=False)]
PartName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}$")]
FactorVersion = Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,40}-\d{4}-\d{1,4}$")]


def told(count: int, whole: int | None = None) -> int | None:
    """The count of people as it is told: None when it, or what it leaves of a whole, is 1 to 10."""
    rest = 0 if whole is None else whole - count
    return None if any(0 < each < SMALLEST for each in (count, rest)) else count


class NewParts(Value):
    """So many new parts of a kind, as the calculator of impacts names it."""

    part: PartName
    count: Annotated[Count, Field(gt=0)]


class Assumed(Value):
    """An assumption of the impact, with its bounds."""

    low: Quantity
    central: Quantity
    high: Quantity

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise ValueError("low, central and high come in that order")
        return self


class TotalsCounted(OfAPeriod):
    """What no table tells of a closed period was counted: no split, and nobody in particular.

    None: too few people to be told (``told``), or for the wait, too few orders. ``unmet`` are needs
    that left without a device: orders that ended so, and needs noted without an order.
    """

    TOPIC: ClassVar = "statistics.totals_counted.v1"
    moves: ClassVar = stays([KEPT])

    devices: Count | None
    """Handed over or sold; a set is several."""
    median_wait_days: Annotated[int, Field(ge=0, le=10_000)] | None
    """Half of the orders were handed over within so many days."""
    unmet: Count | None
    in_own_place_percent: Percent | None
    """Of the orders handed over, those at the very place of its companion."""
    trained_percent: Percent | None
    """Of the orders handed over, those with a first training there and then.

    Shares, in whole percent: their counts would tell how many ordered, which a table protects.
    """
    new_parts: Annotated[tuple[NewParts, ...], Field(max_length=40)] = ()
    """Fitted in the period, to any device: they concern no beneficiary."""
    factors: FactorVersion
    """The set that impacts of this period are made with, for ever."""
    factors_sha256: Sha256
    years: Assumed
    displacement: dict[Channel, Assumed]

    @model_validator(mode="after")
    def _no_small_number(self) -> Self:
        if any(count is not None and told(count) is None for count in (self.devices, self.unmet)):
            raise ValueError(f"fewer than {SMALLEST} people are not told")
        if len({each.part for each in self.new_parts}) != len(self.new_parts):
            raise ValueError("a part is counted once")
        if set(self.displacement) != set(Channel):
            raise ValueError("every channel has its displacement")
        return self

    def allowed(self, subject: Statistics, period: Period) -> LedgerError | None:
        if period.counted or period.released:
            return Forbidden(subject.id, Rule.COUNTED_ALREADY, str(period.number))
        if self.devices is not None and told(period.total, self.devices) is None:
            return Forbidden(subject.id, Rule.TOO_FEW_TO_TELL)
        return None

    def change(self, subject: Statistics) -> None:
        if period := subject.periods.get(self.period):
            subject.periods = {**subject.periods, self.period: replace(period, counted=True)}
