"""What every projection owes, whatever it shows: rebuilt, it says what it said when followed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from coordination import decided, goes, met, noted, settled
from hypothesis import HealthCheck, settings
from hypothesis import given as whatever
from lives import (
    ASSOCIATION,
    COUNTER,
    DEVICE,
    FOUNDATIONS,
    IN_REPAIR,
    IN_STOCK,
    ON_THE_BENCH,
    PROMISED_TO_SOMEBODY,
    at,
    bound,
    collected,
    command,
    corrected,
    erased,
    given_back,
    handed_over,
    inventoried,
    joined,
    label_revoked,
    labelled,
    lent,
    locks_checked,
    lot_opened,
    opened,
    part_replaced,
    received,
    reconditioned,
    released,
    reserved,
    retired,
    returned,
    scheduled,
    stocked,
    taken_back,
    tested,
)
from orders import published
from psycopg import sql
from psycopg_pool import ConnectionPool
from random_lives import Command, histories, history
from trade import fund_opened

from ledger import EVENTS, Event, Ledger
from ledger import device as d
from ledger.delivery_round import RoundCorrected, RoundPlanned
from ledger.device import Destination, Device
from ledger.fund import FundCorrected
from ledger.lot import LotCorrected
from ledger.meeting import MeetingCorrected
from ledger.need import NeedCorrected
from ledger.organisation import OrganisationCorrected
from ledger.place import PlaceCorrected
from ledger.tariff import TariffCorrected
from ledger.till import TillCorrected, TillOpened
from ledger.values import DeviceId
from ledger.workshop import WorkshopCorrected
from projections import ALL, Views

Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def pool(peopled_database: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(peopled_database, kwargs={"autocommit": True}, max_size=8) as pool:
        yield pool


@pytest.fixture
def ledger(pool: ConnectionPool) -> Ledger:
    """A ledger that knows its places and nothing else."""
    return Ledger(pool)


@pytest.fixture
def views(pool: ConnectionPool) -> Views:
    """All views of it, as the service keeps them."""
    return Views(pool, ALL)


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


A_LONG_LIFE: tuple[Event, ...] = (
    *PROMISED_TO_SOMEBODY, corrected(3, inventoried(mass_g=1)), released(), label_revoked(),
    tested(), reconditioned(), labelled(), stocked(), bound("000000000"), reserved(),
    corrected(19), reserved(), handed_over(), returned(), part_replaced(), tested(), given_back(),
    corrected(22, handed_over(price_cents=100)), returned(), taken_back(), inventoried(), erased(),
    locks_checked(), tested(), corrected(33), retired(), corrected(1, collected(mass_g=7)),
)  # fmt: skip


def test_rebuilt_says_the_same_as_followed_after_each_event(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    ledger.record(command((UUID(int=900), scheduled())))
    of_devices = [each for each in ALL if each.of is Device]
    for number, event in enumerate(A_LONG_LIFE, start=1):
        ledger.record(command((DEVICE, event)))
        assert views.catch_up()
        followed = rows(pool)
        # others handle no event of a device, as a test below says: they are made anew at the end
        views.rebuild(of_devices if event is not A_LONG_LIFE[-1] else ALL)
        assert rows(pool) == followed, f"event {number}, {event.TOPIC}"
    assert all(rows(pool)[name] for name in ("passport", "register", "flows", "places", "agenda"))


@whatever(histories())
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_rebuilt_says_the_same_as_followed_in_any_lawful_life(
    ledger: Ledger, pool: ConnectionPool, views: Views, commands: list[Command]
) -> None:
    if not ledger.subject_version(FOUNDATIONS[0][0]):
        ledger.record(command(*FOUNDATIONS))
    for happenings in commands:
        ledger.record(command(*happenings))
        assert views.catch_up()
    followed = rows(pool)
    views.rebuild(ALL)
    assert rows(pool) == followed


def test_lives_that_fill_every_view_say_the_same_rebuilt_and_in_one_batch(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    # by chance alone, nobody lends before the 240th history, nor decides before the 36th
    broken, loan, meeting, action = uuid4(), uuid4(), uuid4(), uuid4()
    stripped, mended = uuid4(), uuid4()
    for_parts = retired(destination=Destination.PARTS)
    lives = (
        (broken, IN_REPAIR),
        (loan, (*IN_STOCK, lent(broken))),
        (stripped, (collected(), received(), for_parts)),
        (mended, (*ON_THE_BENCH, part_replaced(source=DeviceId(stripped)))),
        (meeting, (met(), decided(action))),
    )
    ledger.record(command(*((subject, event) for subject, past in lives for event in past)))
    assert views.catch_up()
    ledger.record(command((meeting, settled(action))))
    empty = {each.name for each in ALL}
    seeds = iter(range(1000))
    while empty:
        for happenings in history(next(seeds), 40):
            ledger.record(command(*happenings))
        assert views.catch_up()
        followed = rows(pool)
        empty -= {name for name, found in followed.items() if found}
    with pool.connection() as connection:
        assert [each.error for each in views.generations(connection) if each.error] == []
    views.rebuild(ALL)
    assert rows(pool) == followed


def test_a_batch_of_many_events_says_the_same_as_each_by_itself(
    ledger: Ledger, pool: ConnectionPool, views: Views
) -> None:
    for event in A_LONG_LIFE:
        ledger.record(command((DEVICE, event)))
    assert views.catch_up()
    at_once = rows(pool)
    views.rebuild(ALL)
    assert rows(pool) == at_once


@pytest.mark.parametrize(
    ("begun", "correction"),
    [
        (collected(), d.DeviceCorrected),
        (opened(), PlaceCorrected),
        (joined(), OrganisationCorrected),
        (lot_opened(), LotCorrected),
        (scheduled(), WorkshopCorrected),
        (published(), TariffCorrected),
        (fund_opened(), FundCorrected),
        (TillOpened(**at(place=COUNTER, seller=ASSOCIATION)), TillCorrected),
        (noted(), NeedCorrected),
        (RoundPlanned(**goes()), RoundCorrected),
        (met(), MeetingCorrected),
    ],
)
def test_a_life_that_never_began_is_in_no_view(
    ledger: Ledger, pool: ConnectionPool, views: Views, begun: Event, correction: type[Any]
) -> None:
    assert views.catch_up()
    before = rows(pool)
    subject = uuid4()
    ledger.record(command((subject, begun), (subject, corrected(1, of=correction))))
    assert views.catch_up()
    with pool.connection() as connection:
        assert [each.name for each in views.generations(connection) if each.error] == []
    assert rows(pool) == before


@pytest.mark.parametrize("followers", [2, 4])
def test_several_followers_count_each_event_once(
    ledger: Ledger, pool: ConnectionPool, views: Views, followers: int
) -> None:
    done = threading.Event()

    def follow(_: int) -> None:
        mine = Views(pool, ALL)
        while not done.is_set():
            mine.catch_up()

    with ThreadPoolExecutor(followers + 1) as people:
        following = [people.submit(follow, rank) for rank in range(followers)]
        for _ in range(30):
            device = uuid4()
            ledger.record(command((device, collected())))
            ledger.record(command((device, received())))
        done.set()
        for each in following:
            each.result()
    assert views.catch_up()
    followed = rows(pool)
    assert [row[-1] for row in followed["stock"]] == [30]
    views.rebuild(ALL)
    assert rows(pool) == followed


def test_no_projection_handles_an_event_of_another_kind_of_life() -> None:
    for projection in ALL:
        assert {event.OF for event in projection.handlers} <= {projection.of}
        assert set(projection.handlers) <= set(EVENTS.values())
