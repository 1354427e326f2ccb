"""Asked ten thousand times in every form, the service draws nothing: its answers are the same.

As often as that with ``--all``; else a few dozen times.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from closed import Closed
from psycopg import Connection
from tier import Tier

from api import statistics
from api.statistics import counting
from api.statistics.catalogue import Span, catalogue
from api.statistics.drawing import draw
from ledger.statistics import STATISTICS, Released
from projections import releases
from projections.releases import ReleaseRow

ADDRESSES = ("/chiffres", "/chiffres/1", "/chiffres/1.csv", "/chiffres/1.json")
"""As a page with its charts, as CSV, as JSON; each with its ETag, where it has one."""

Answer = tuple[bytes, tuple[tuple[str, str], ...]]


def answer(closed: Closed, address: str) -> Answer:
    """All that is sent."""
    got = closed.visitor.get(address)
    assert got.status_code == 200
    return got.content, tuple(sorted(got.headers.items()))


def mean_of(read: Callable[[], list[int]], times: int) -> list[float]:
    """The attack: the mean of many answers, in which independent noise would vanish."""
    sums = [0] * len(read())
    for _ in range(times):
        sums = [total + each for total, each in zip(sums, read(), strict=True)]
    return [total / times for total in sums]


def truth(closed: Closed, table: str) -> list[int]:
    plan = catalogue()
    handed = counting.collect(closed.house, plan, 0, 10**9)
    [period] = statistics.kept_of(closed.house).periods.values()
    span = Span(period.begins_on, period.ends_on, period.total)
    return [*counting.tally(plan, plan.table(table), span, handed).values()]


def drawn(closed: Closed) -> list[int]:
    [found] = [
        record.event
        for record in closed.house.ledger.life(STATISTICS)
        if isinstance(record.event, Released) and record.event.table == "situation"
    ]
    return [cell.count for cell in found.cells]


def test_every_answer_is_the_same_bytes_and_nothing_is_recorded(closed: Closed, tier: Tier) -> None:
    before = closed.house.ledger.since(0, 10**6)[-1].position
    for address in ADDRESSES:
        answers = {answer(closed, address) for _ in range(tier(30, 10_000 // len(ADDRESSES)))}
        assert len(answers) == 1, address
    assert closed.house.ledger.since(0, 10**6)[-1].position == before


def test_no_question_changes_the_answer(closed: Closed) -> None:
    for asked in ("?bruit=1", "?situation=young", "?depuis=2020-01-01", "?n=2"):
        for address in ADDRESSES[1:]:
            assert answer(closed, address + asked) == answer(closed, address)


def test_the_mean_of_many_readings_is_the_one_draw(closed: Closed, tier: Tier) -> None:
    with closed.house.pool.connection() as connection:

        def read() -> list[int]:
            rows = releases.read(connection, 1)
            return next(row.counts for row in rows if row.table_name == "situation")

        assert mean_of(read, tier(200, 10_000)) == drawn(closed)


def test_noise_that_is_drawn_for_each_request_is_caught(
    closed: Closed, tier: Tier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mutant of the one exit: each reading draws anew."""
    exit_of_all = releases.read

    def mutant(connection: Connection[Any], period: int) -> list[ReleaseRow]:
        return [
            replace(row, counts=draw(truth(closed, row.table_name), row.budget_thousandths))
            for row in exit_of_all(connection, period)
        ]

    monkeypatch.setattr(releases, "read", mutant)
    assert len({answer(closed, "/chiffres/1.json") for _ in range(10)}) > 1
    counts = truth(closed, "situation")
    mean = mean_of(lambda: draw(counts, 500), tier(1_000, 10_000))
    assert [round(each) for each in mean] == counts, "the attack finds the truth of the mutant"
