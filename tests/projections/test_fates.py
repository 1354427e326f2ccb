"""What became of each device, what it weighs, what was taken out of it; also as it once stood."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from lives import (
    IN_REPAIR,
    IN_STOCK,
    LABELLED,
    LOT,
    ON_THE_BENCH,
    SHOP,
    WITH_ITS_OWNER,
    collected,
    command,
    corrected,
    part_replaced,
    retired,
)
from psycopg_pool import ConnectionPool

from ledger import Event, Ledger
from ledger.device import Destination
from ledger.values import DeviceId
from projections import Views, fates, parts, past
from projections.fates import Fate


@pytest.fixture
def pool(peopled_database: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(peopled_database, kwargs={"autocommit": True}) as pool:
        yield pool


@pytest.fixture
def ledger(pool: ConnectionPool) -> Ledger:
    return Ledger(pool)


@pytest.fixture
def views(pool: ConnectionPool) -> Views:
    return Views(pool, (fates.projection, parts.projection))


def lived(ledger: Ledger, views: Views, *past_: Event) -> UUID:
    device = uuid4()
    ledger.record(command(*((device, event) for event in past_)))
    assert views.catch_up()
    return device


@pytest.mark.parametrize(
    ("life", "fate"),
    [
        ((collected(),), Fate.IN_WORKSHOP),
        (ON_THE_BENCH, Fate.IN_WORKSHOP),
        (LABELLED, Fate.READY),
        (IN_STOCK, Fate.READY),
        (WITH_ITS_OWNER, Fate.REUSED),
        (IN_REPAIR, Fate.REUSED),
        ((*ON_THE_BENCH, retired(destination=Destination.PARTS)), Fate.STRIPPED),
        ((*ON_THE_BENCH, retired()), Fate.RECYCLED),
        (
            (*ON_THE_BENCH, retired(destination=Destination.ECO_ORGANISME, waste_slip="BSD-1234")),
            Fate.RECYCLED,
        ),
        ((collected(), retired(destination=Destination.STOLEN)), Fate.LOST),
    ],
)
def test_a_device_of_a_lot_came_to_this(
    ledger: Ledger, views: Views, pool: ConnectionPool, life: tuple[Event, ...], fate: Fate
) -> None:
    lived(ledger, views, *life)
    with pool.connection() as connection:
        [row] = fates.read_lot(connection, LOT)
    assert row.fate == fate


def test_a_mass_is_the_last_one_that_was_read(
    ledger: Ledger, views: Views, pool: ConnectionPool
) -> None:
    lived(ledger, views, collected(mass_g=2500), *ON_THE_BENCH[1:], retired(mass_g=None))
    with pool.connection() as connection:
        assert [row.mass_g for row in fates.read_lot(connection, LOT)] == [1900]


def test_slips_are_summed_by_day_and_kind_and_what_was_not_weighed_is_said(
    ledger: Ledger, views: Views, pool: ConnectionPool
) -> None:
    late = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)  # in Paris it is another year
    slip = "BSD-20261125-A1B2C3D4E"
    out = {"destination": Destination.ECO_ORGANISME, "waste_slip": slip}
    for mass_g in (1000, None):
        lived(ledger, views, *ON_THE_BENCH[:2], retired(**out, mass_g=mass_g))
    lived(ledger, views, *ON_THE_BENCH[:2], retired(**out, happened_at=late))
    with pool.connection() as connection:
        assert fates.places_with_slips(connection, 2026) == [SHOP]
        [row] = fates.read_slips(connection, [SHOP], 2026)
        assert (row.count, row.weighed, row.mass_g) == (2, 1, 1000)
        assert [row.count for row in fates.read_slips(connection, [SHOP], 2025)] == [1]
        assert fates.read_slips(connection, [], 2026) == []


def test_a_part_is_found_from_both_ends(ledger: Ledger, views: Views, pool: ConnectionPool) -> None:
    source = lived(ledger, views, *ON_THE_BENCH, retired(destination=Destination.PARTS))
    mended = lived(ledger, views, *ON_THE_BENCH, part_replaced(source=DeviceId(source)))
    with pool.connection() as connection:
        assert [row.subject for row in fates.read_sources(connection, SHOP)] == [source]
        for end in (source, mended):
            [row] = parts.read(connection, end)
            assert (row.source, row.subject, row.part) == (source, mended, "battery")


def test_what_stood_at_a_position_stands_there_for_ever(
    ledger: Ledger, views: Views, pool: ConnectionPool
) -> None:
    device = lived(ledger, views, *WITH_ITS_OWNER)
    with pool.connection() as connection:
        row = connection.execute("SELECT max(position) FROM ledger.event").fetchone()
        assert row
        then = past.rows_at(connection, fates.projection, [device], row[0])
        ledger.record(command((device, corrected(len(WITH_ITS_OWNER)))))
        assert views.catch_up()
        assert past.rows_at(connection, fates.projection, [device], row[0]) == then
        assert [each.fate for each in fates.told(then)] == [Fate.REUSED]
        assert [each.fate for each in fates.read_lot(connection, LOT)] == [Fate.READY]
        assert past.rows_at(connection, fates.projection, [device], 1) == []
