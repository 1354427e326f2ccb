"""Asked ten thousand times in every form, the service draws nothing: its answers are the same."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from handings import S, some_handed
from lives import SOMEBODY

from api import statistics
from api.house import House
from api.statistics.drawing import draw
from ledger.statistics import STATISTICS, Released
from projections import releases

ADDRESSES = ("/chiffres", "/chiffres/1", "/chiffres/1.csv", "/chiffres/1.json")
ASKED = 60
"""Requests of each form: below the page, 10,000 readings."""


def mean_of(read: Callable[[], list[int]], times: int) -> list[float]:
    """The attack: the mean of many answers, in which independent noise would vanish."""
    sums = [0] * len(read())
    for _ in range(times):
        sums = [total + each for total, each in zip(sums, read(), strict=True)]
    return [total / times for total in sums]


@pytest.fixture
def published(house: House) -> House:
    some_handed(house, [S.STUDENT] * 12)
    statistics.close(house, SOMEBODY)
    return house


def test_every_answer_is_the_same_bytes_and_nothing_is_recorded(
    published: House, attacker: TestClient
) -> None:
    before = published.ledger.since(0, 10**6)[-1].position
    for address in ADDRESSES:
        answers = {
            (answer.content, answer.headers.get("etag"))
            for _ in range(ASKED)
            if (answer := attacker.get(address)).status_code == 200
        }
        assert len(answers) == 1, address
    assert published.ledger.since(0, 10**6)[-1].position == before


@pytest.mark.parametrize("asked", ["?bruit=1", "?situation=young", "?depuis=2020-01-01", "?n=2"])
def test_no_question_changes_the_answer(published: House, attacker: TestClient, asked: str) -> None:
    del published
    for address in ADDRESSES:
        assert attacker.get(address + asked).content == attacker.get(address).content


def test_the_mean_of_ten_thousand_readings_is_the_one_draw(published: House) -> None:
    [drawn] = [
        record.event
        for record in published.ledger.life(STATISTICS)
        if isinstance(record.event, Released) and record.event.table == "situation"
    ]
    counts = [cell.count for cell in drawn.cells]
    with published.pool.connection() as connection:

        def read() -> list[int]:
            rows = releases.read(connection, 1)
            return next(row.counts for row in rows if row.table_name == "situation")

        assert mean_of(read, 10_000) == counts


def test_noise_that_is_drawn_for_each_request_is_caught() -> None:
    truth = [12, 0, 0, 3, 0, 0, 1]
    mean = mean_of(lambda: draw(truth, 500), 2_000)
    assert [round(each) for each in mean] == truth, "the attack finds the truth of the mutant"
