"""What every projection owes, whatever it shows."""

from collections.abc import Iterator

import pytest
from lives import (
    DEVICE,
    FOUNDATIONS,
    PROMISED_TO_SOMEBODY,
    bound,
    command,
    handed_over,
    inventoried,
    part_replaced,
    returned,
    scheduled,
    taken_back,
)
from psycopg import sql
from psycopg_pool import ConnectionPool
from uuid import UUID

from ledger import Ledger
from ledger.device import DeviceCorrected
from ledger.correction import CorrectionReason
from projections import ALL, Views
from lives import at

Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def pool(database: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        yield pool


def rows(pool: ConnectionPool) -> Tables:
    with pool.connection() as connection:
        return {
            each.name: sorted(
                connection.execute(
                    sql.SQL("SELECT * FROM {}").format(sql.Identifier("views", each.name))
                ).fetchall(),
                key=repr,
            )
            for each in ALL
        }


def test_rebuilt_equals_followed_after_each_event(ledger: Ledger, pool: ConnectionPool) -> None:
    views = Views(pool, ALL)
    views.prepare()
    ledger.record(command(*FOUNDATIONS, (UUID(int=900), scheduled())))
    corrected = DeviceCorrected(**at(version=1, reason=CorrectionReason.RECORDED_TWICE))
    wrong = DeviceCorrected(**at(version=3, reason=CorrectionReason.WRONG_VALUE, replacement={"topic": "device.inventoried.v1", "state": inventoried(mass_g=1).model_dump(mode="json")}))
    del corrected
    life = (*PROMISED_TO_SOMEBODY, wrong, handed_over(), bound("000000000"), returned(), part_replaced(), taken_back())
    for event in life:
        ledger.record(command((DEVICE, event)))
        assert views.catch_up()
        followed = rows(pool)
        views.rebuild(ALL)
        assert rows(pool) == followed, event.TOPIC
    assert all(followed[name] for name in ("passport", "register", "flows", "places", "agenda"))
