"""The demonstration filière: plausible, the same each time, recorded like everybody's."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from psycopg_pool import ConnectionPool

from api.demo import ACCOUNTS, load
from api.demo.load import commands, shown
from api.demo.places import COUNTERS, DESKS
from api.house import House
from api.rendering import build_templates
from api.settings import Settings
from ledger import Ledger
from ledger.territory import intercommunalities
from ledger.verify import verify
from projections import ALL, Views, worklist
from projections.worklist import Task

UNTIL = datetime(2026, 11, 23, 18, tzinfo=UTC)


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        settings = Settings()
        views = Views(pool, ALL)
        views.prepare()
        yield House(settings, pool, Ledger(pool), views, build_templates(settings))


def test_the_filiere_is_whole_and_lawful(house: House) -> None:
    told: list[tuple[int, int]] = []
    load(house, UNTIL, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    with house.pool.connection() as connection:
        assert not verify(connection).faults
        stages: dict[str, int] = dict(
            connection.execute("SELECT stage, count(*) FROM views.register GROUP BY stage")
        )
        assert 380 <= sum(stages.values()) <= 450
        every_stage = {"collected", "received", "in_workshop", "stocked", "with_owner", "retired"}
        assert every_stage <= set(stages)
        stocked_in = connection.execute(
            "SELECT DISTINCT p.epci FROM views.catalogue c"
            " JOIN views.places p ON p.subject = c.place"
        ).fetchall()
        assert {epci for (epci,) in stocked_in} == {each.siren for each in intercommunalities()}
        months = connection.execute("SELECT count(DISTINCT month) FROM views.flows").fetchone()
        assert months is not None
        assert months[0] >= 18
        for place, task in (
            (DESKS[0], "hand_over"),
            (DESKS[0], "receive"),
            (COUNTERS[0], "receive"),
        ):
            assert worklist.read(connection, [place.id], Task(task)), (place.name, task)
        logins = {row[0] for row in connection.execute("SELECT login FROM access.account")}
        assert logins == {each.login for each in ACCOUNTS}
    assert len(shown(house).codes) == 3


def test_it_is_the_same_each_time() -> None:
    first = [(command.id, command.texts()) for command in commands(UNTIL)]
    assert first == [(command.id, command.texts()) for command in commands(UNTIL)]
