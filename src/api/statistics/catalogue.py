"""The closed list of tables that are published, read from one file: ``catalogue.toml``."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from ledger.statistics import BUDGET_THOUSANDTHS, Planned

FILE = Path(__file__).with_name("catalogue.toml")

TIMES = frozenset({"month", "quarter"})
ALONE = frozenset({"situation"})
"""What is never crossed with anything: it says most of a person, and stands by itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is known of a period by everybody before a table of it is drawn."""

    begins_on: date
    ends_on: date
    total: int


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    by: tuple[str, ...]
    budget_thousandths: int
    quarters_from: int | None = None
    """Split by quarter as well from that published total on."""

    def dimensions(self, span: Span) -> tuple[str, ...]:
        if self.quarters_from is not None and span.total >= self.quarters_from:
            return (*self.by, "quarter")
        return self.by


@dataclass(frozen=True, slots=True)
class Catalogue:
    tables: tuple[Table, ...]
    values: Mapping[str, tuple[str, ...]]
    """The closed list of each dimension that is not a time."""
    groups: Mapping[str, Mapping[str, str]]
    """Of a situation or a kind, the value it counts as."""
    sha256: str

    @property
    def planned(self) -> tuple[Planned, ...]:
        return tuple(
            Planned(table=each.name, budget_thousandths=each.budget_thousandths)
            for each in self.tables
        )

    def table(self, name: str) -> Table:
        return next(each for each in self.tables if each.name == name)

    def cells(self, table: Table, span: Span) -> tuple[str, ...]:
        """Every cell of a table, whether or not anybody is in it: nothing is left out."""
        lists = [
            times(span, name) if name in TIMES else self.values[name]
            for name in table.dimensions(span)
        ]
        return tuple("/".join(parts) for parts in product(*lists))


@cache
def catalogue(file: Path = FILE) -> Catalogue:
    """The catalogue of this version. Raises ``ValueError`` when it promises what it must not."""
    content = file.read_bytes()
    read = tomllib.loads(content.decode())
    tables = tuple(
        Table(
            each["name"], tuple(each["by"]), each["budget_thousandths"], each.get("quarters_from")
        )
        for each in read["table"]
    )
    refuse_what_tells_too_much(tables)
    values: dict[str, tuple[str, ...]] = {}
    groups: dict[str, dict[str, str]] = {}
    for name, told in read["cells"].items():
        values[name] = tuple(told)
        if isinstance(told, dict):
            groups[name] = _group_of_each(told)
    return Catalogue(tables, values, groups, hashlib.sha256(content).hexdigest())


def refuse_what_tells_too_much(tables: tuple[Table, ...]) -> None:
    """Raise ``ValueError`` for a budget overrun, or a situation crossed with anything."""
    if sum(each.budget_thousandths for each in tables) > BUDGET_THOUSANDTHS:
        raise ValueError("the tables together exceed the budget of one hand-over")
    for each in tables:
        dimensions = {*each.by} | ({"quarter"} if each.quarters_from is not None else set())
        if dimensions & ALONE and len(dimensions) > 1:
            raise ValueError(f"{each.name}: a situation is crossed with nothing")


def times(span: Span, name: str) -> tuple[str, ...]:
    """The months or the quarters that a period touches, in order."""
    first = span.begins_on.year * 12 + span.begins_on.month - 1
    last = span.ends_on.year * 12 + span.ends_on.month - 1
    days = [date(rank // 12, rank % 12 + 1, 1) for rank in range(first, last + 1)]
    return tuple(dict.fromkeys(time_of(name, day) for day in days))


def time_of(name: str, day: date) -> str:
    """``2026-11`` or ``2026-q4``."""
    return f"{day:%Y-%m}" if name == "month" else f"{day.year}-q{(day.month + 2) // 3}"


def _group_of_each(told: Mapping[str, Any]) -> dict[str, str]:
    return {member: group for group, members in told.items() for member in members}
