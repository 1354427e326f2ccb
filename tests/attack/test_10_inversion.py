"""Whoever divides published kilograms by their factors finds the published count, never the true.

The attack reads the JSON that anybody downloads, and the factor set that it names. Kilograms of
three measures, at both ends of their range, are as many equations for counts by kind and channel.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest
from closed import Closed
from fastapi.testclient import TestClient
from periods import published

import impact
from api import statistics
from api.house import House
from api.statistics import counting, figures
from api.statistics.catalogue import Span, catalogue
from api.statistics.crossing import Shown
from api.statistics.potential import impact_of_period
from impact import Measure
from impact import Span as Ends
from ledger.statistics import TotalsCounted
from ledger.values import Channel, DeviceKind

ENDS = ("low", "central", "high")
Counts = dict[str, int]


def downloaded(visitor: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = visitor.get("/chiffres/1.json").json()
    return told


def shown(told: Mapping[str, Any]) -> Counts:
    """Kinds that have factors of their own, and a figure."""
    [table] = [table for table in told["tables"] if table["name"] == "kind"]
    kinds = {*map(str, DeviceKind)}
    return {
        each["cell"]: each["count"]
        for each in table["cells"]
        if each["cell"] in kinds and each["count"]
    }


def one_of(kilograms: Mapping[str, Any], kind: str) -> dict[tuple[Measure, str], float]:
    """What one such device comes to, shared between the channels in the published proportion."""
    lines = [line for line in kilograms["devices"] if line["kind"] == kind]
    weights = {Channel(line["channel"]): line["count"] for line in lines}
    whole = sum(weights.values())
    made = impact.figures(
        impact.load(kilograms["factors"]),
        {(DeviceKind(kind), channel): count for channel, count in weights.items()},
        years=Ends.model_validate(kilograms["years"]),
        displacement={
            Channel(name): Ends.model_validate(ends)
            for name, ends in kilograms["displacement"].items()
        },
    )
    return {
        (measure, end): float(getattr(made.avoided[measure], end)) / whole
        for measure, end in product(Measure, ENDS)
    }


def divided(told: Mapping[str, Any]) -> Counts:
    """The attack: kilograms over factors, solved for all kinds and channels at once."""
    if told["impact"] is None:
        return {}
    kilograms, kinds = told["impact"], [*shown(told)]
    ones = {kind: one_of(kilograms, kind) for kind in kinds}
    lines, sums = [], []
    for measure, end in product(Measure, ENDS):
        line = [ones[kind][measure, end] for kind in kinds]
        scale = max(line) or 1.0
        lines.append([each / scale for each in line])
        sums.append(float(kilograms["avoided"][measure.value][end]) / scale)
    solved, *_ = np.linalg.lstsq(np.array(lines), np.array(sums), rcond=None)
    return {kind: round(number) for kind, number in zip(kinds, solved, strict=True)}


def exact(closed: Closed, table: str) -> Counts:
    plan = catalogue()
    [period] = statistics.kept_of(closed.house).periods.values()
    handed = counting.collect(closed.house, plan, period.from_position, period.to_position)
    span = Span(period.begins_on, period.ends_on, period.total)
    return counting.tally(plan, plan.table(table), span, handed)


def test_the_division_gives_the_published_counts_and_nothing_else(
    house: House, attacker: TestClient
) -> None:
    """Of a hundred people and more, so that chance hides nothing; the true counts are nobody."""
    published(house, 130)
    told = downloaded(attacker)
    assert len(shown(told)) > 1
    assert divided(told) == shown(told)


def test_an_impact_of_exact_counts_is_caught(
    closed: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mutant: the figures are composed of the live counts, and the tables of the drawn ones."""

    def mutant(totals: TotalsCounted | None, kinds: Shown, channels: Shown) -> tuple[Any, str]:
        del kinds, channels
        return impact_of_period(totals, exact(closed, "kind"), exact(closed, "channel"))

    monkeypatch.setattr(figures, "impact_of_period", mutant)
    told = downloaded(closed.visitor)
    for table in told["tables"]:  # whoever attacks need not be shown the kind: it is a laptop
        for cell in table["cells"]:
            cell["count"] = 11 if cell["cell"] == "laptop" else None
    assert divided(told) == {"laptop": exact(closed, "kind")["laptop"]}
