"""Ten years of periods: no hand-over is ever told of by more than the budget, whoever tries."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from lives import SOMEBODY
from published import period_closed

from api.house import House
from api.statistics.catalogue import Table, catalogue, refuse_what_tells_too_much
from ledger import Event, LedgerError
from ledger.errors import Forbidden, Rule
from ledger.event import apply, check
from ledger.statistics import (
    BUDGET_THOUSANDTHS,
    STATISTICS,
    Cell,
    Planned,
    Released,
    Statistics,
    spent_thousandths,
)

PLAN = catalogue()
YEARS = 10


def period(number: int, tables: Iterable[Planned] = PLAN.planned) -> Event:
    first = date(2026, 1, 1)
    return period_closed(
        period=number,
        from_position=(number - 1) * 1_000,
        to_position=number * 1_000,
        begins_on=first + timedelta(days=91 * (number - 1)),
        ends_on=first + timedelta(days=91 * number),
        tables=tuple(tables),
        catalogue=PLAN.sha256,
    )


def release(number: int, table: Planned, **fields: Any) -> Released:
    known: dict[str, Any] = {
        "happened_at": period(number).happened_at,
        "period": number,
        "table": table.table,
        "cells": [Cell(name="a", noisy=41, count=40)],
        "budget_thousandths": table.budget_thousandths,
        "sensitivity": 1,
        "code": "replay",
        "catalogue": PLAN.sha256,
    }
    return Released(**known | fields)


def everything(number: int) -> list[Event]:
    return [period(number), *(release(number, table) for table in PLAN.planned)]


def lawful(statistics: Statistics, event: Event) -> bool:
    try:
        check(event, statistics)
    except LedgerError:
        return False
    apply(event, statistics)
    return True


def test_ten_years_of_quarters_spend_the_budget_of_each_hand_over_and_no_more() -> None:
    statistics, recorded = Statistics(STATISTICS), list[Event]()
    for number in range(1, 4 * YEARS + 1):
        for event in everything(number):
            assert lawful(statistics, event)
            recorded.append(event)
        again = [each for each in everything(number)[1:] if lawful(statistics, each)]
        assert again == [], "a second draw"
    assert set(spent_thousandths(recorded).values()) == {BUDGET_THOUSANDTHS}


EXTRA = Planned(table="commune", budget_thousandths=250)


@pytest.mark.parametrize(
    "event",
    [
        release(1, EXTRA),
        release(1, PLAN.planned[0], catalogue="00" * 32),
        release(1, Planned(table=PLAN.planned[0].table, budget_thousandths=750)),
        period(2, [*PLAN.planned, EXTRA]),
    ],
    ids=["a table more", "another catalogue", "less noise", "a larger catalogue"],
)
def test_what_would_spend_more_is_refused_by_the_ledger(house: House, event: Event) -> None:
    told: list[Event] = [period(1)]
    if isinstance(event, Released):
        told += [release(1, table) for table in PLAN.planned[1:]]
    house.record_events(SOMEBODY, *((STATISTICS, each) for each in told))
    with pytest.raises(Forbidden) as refused:
        house.record_events(SOMEBODY, (STATISTICS, event))
    assert refused.value.rule in {Rule.ANOTHER_CATALOGUE, Rule.BUDGET_EXCEEDED}


def test_a_second_draw_is_refused_by_the_ledger(house: House) -> None:
    house.record_events(SOMEBODY, *((STATISTICS, each) for each in everything(1)))
    with pytest.raises(Forbidden) as refused:
        house.record_events(SOMEBODY, (STATISTICS, release(1, PLAN.planned[0])))
    assert refused.value.rule is Rule.RELEASED_ALREADY


def test_a_catalogue_that_grew_is_refused_before_anything_is_drawn() -> None:
    refuse_what_tells_too_much(PLAN.tables)
    more = Table("commune", ("commune",), 250)
    with pytest.raises(ValueError, match="exceed the budget"):
        refuse_what_tells_too_much((*PLAN.tables, more))
    crossed = replace(PLAN.table("situation"), by=("situation", "territory"))
    with pytest.raises(ValueError, match="crossed with nothing"):
        refuse_what_tells_too_much((crossed,))


def without_the_law(events: Iterable[Event]) -> int:
    """A mutant: nobody counts what was spent."""
    return max(spent_thousandths(events).values())


def test_a_table_added_at_run_time_is_caught_by_the_replay() -> None:
    assert without_the_law(everything(1)) == BUDGET_THOUSANDTHS
    assert without_the_law([*everything(1), release(1, EXTRA)]) > BUDGET_THOUSANDTHS
