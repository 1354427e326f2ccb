"""Every figure of a period as a row of one table: what CSV, JSON and their schema share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from api import words
from api.statistics.comparing import Sum
from api.statistics.figures import Figures, Table
from api.statistics.french import KG, KG_CO2E, cell_words, measured
from api.statistics.potential import Impact
from api.statistics.social import Known, Social

PEOPLE, PERCENT = "people", "percent"
SOCIAL_UNIT = {
    "devices": "devices",
    "median_wait_days": "days",
    "unmet": "needs",
    "in_own_place_percent": PERCENT,
    "trained_percent": PERCENT,
}
MEASURED_UNIT = {KG_CO2E: "kg_co2e", KG: "kg"}
Make = Callable[..., "Row"]


class Status(StrEnum):
    """How a value is known; the last three have none."""

    EXACT = "exact"
    ROUNDED = "rounded"
    PROTECTED = "protected"
    """Drawn once, with the margin beside it."""
    AT_LEAST = "at_least"
    """A sum that leaves out cells of fewer than eleven."""
    DERIVED = "derived"
    """Made of protected figures."""
    ESTIMATED = "estimated"
    """Calculated from factors: between ``low`` and ``high``."""
    ASSUMED = "assumed"
    FEWER_THAN_11 = "fewer_than_11"
    NOT_TOLD = "not_told"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. Its fields are those of ``schemas/chiffres-1.json``, in the same order."""

    period: int
    begins_on: date
    ends_on: date
    table: str
    cell: str
    category: str | None = None
    time: str | None = None
    label: str
    value: int | Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None
    status: Status
    margin: int | None = None
    factors: str | None = None
    factors_sha256: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def rows_of(told: Figures) -> Iterator[Row]:
    """Everything that is public of a period, in the order of its page."""
    make = partial(Row, period=told.period, begins_on=told.begins_on, ends_on=told.ends_on)
    yield make(
        table="total", cell="total", label="Personnes équipées", value=told.total, unit=PEOPLE,
        status=Status.EXACT, margin=0,
    )  # fmt: skip
    for table in told.tables:
        yield from _cells(make, table)
    sums = {"territory_sum": told.territories, "part": told.parts, "channel_sum": told.channels}
    for name, rows in sums.items():
        yield from (_sum(make, name, each) for each in rows)
    for social in told.social:
        yield _social(make, social)
    if told.impact is None:
        yield make(
            table="impact", cell="none", label=told.no_impact, value=None, unit=None,
            status=Status.NOT_COUNTED,
        )  # fmt: skip
    else:
        sourced = partial(
            make,
            factors=told.impact.figures.factors,
            factors_sha256=told.impact.figures.factors_sha256,
        )
        yield from _impact(sourced, told.impact)


def _cells(make: Make, table: Table) -> Iterator[Row]:
    for line in table.lines:
        category, time = _split(line.cell)
        yield make(
            table=table.name, cell=line.cell, category=category, time=time, label=line.label,
            value=line.count, unit=PEOPLE, margin=table.margin,
            status=Status.FEWER_THAN_11 if line.count is None else Status.PROTECTED,
        )  # fmt: skip


def _split(cell: str) -> tuple[str | None, str | None]:
    """``purchase/2026-q1`` as its category and its time; either may be missing."""
    first, _, second = cell.partition("/")
    return (first, second or None) if "-" not in first else (None, first)


def _sum(make: Make, name: str, each: Sum) -> Row:
    known = Status.AT_LEAST if each.at_least else Status.PROTECTED
    return make(
        table=name, cell=each.name, category=each.name, label=each.label, value=each.count,
        unit=PEOPLE, margin=each.margin,
        status=Status.FEWER_THAN_11 if each.count is None else known,
    )  # fmt: skip


SOCIAL_STATUS = {
    Known.TOLD: Status.EXACT,
    Known.TOO_FEW: Status.NOT_TOLD,
    Known.NOT_COUNTED: Status.NOT_COUNTED,
}


def _social(make: Make, each: Social) -> Row:
    unit = SOCIAL_UNIT[each.name]
    rounded = unit == PERCENT and each.known is Known.TOLD
    return make(
        table="social", cell=each.name, label=each.label, value=each.value, unit=unit,
        status=Status.ROUNDED if rounded else SOCIAL_STATUS[each.known],
        margin=None if each.value is None or rounded else 0,
    )  # fmt: skip


def _impact(make: Make, impact: Impact) -> Iterator[Row]:
    """The totals first, then all that they were made of and what they leave out."""
    made = impact.figures
    for name, label, unit, amount in measured(made):
        small = f"{label[:1].lower()}{label[1:]}"
        told = label if name == "new_parts" else f"Potentiellement évité\u00a0: {small}"
        yield make(
            table="impact", cell=name, label=told, value=amount.central, low=amount.low,
            high=amount.high, unit=MEASURED_UNIT[unit], status=Status.ESTIMATED,
        )  # fmt: skip
    assumed = {"years": ("Années de seconde vie", "years", made.years)} | {
        f"displacement/{channel}": (
            f"Part qui remplace un achat neuf, {words.CHANNEL[channel]}", "share", span
        )
        for channel, span in made.displacement.items()
    }  # fmt: skip
    for name, (label, unit, span) in assumed.items():
        yield make(
            table="assumption", cell=name, label=label, value=span.central, low=span.low,
            high=span.high, unit=unit, status=Status.ASSUMED,
        )  # fmt: skip
    for line in made.devices:
        cell = f"{line.kind}/{line.channel}"
        yield make(
            table="device", cell=cell, category=line.kind.value, label=cell_words(cell),
            value=line.count, unit="devices", status=Status.DERIVED,
        )  # fmt: skip
    for part in made.parts:
        yield make(
            table="new_part", cell=part.part.value, category=part.part.value, unit="parts",
            label=f"Pièces neuves\u00a0: {words.NEW_PART[part.part]}", value=part.count,
            status=Status.EXACT, margin=0,
        )  # fmt: skip
    for rank, left in enumerate(impact.left_out, 1):
        yield make(
            table="left_out", cell=str(rank), label=f"{left.label}. {left.reason}",
            value=left.count, unit="items",
            status=Status.FEWER_THAN_11 if left.count is None else Status.DERIVED,
        )  # fmt: skip
