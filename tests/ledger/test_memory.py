"""What the ledger remembers saves reading; it never decides what is no longer so."""

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from given import Given
from hypothesis import HealthCheck, settings
from hypothesis import given as chosen
from lives import (
    FOUNDATIONS,
    IN_STOCK,
    LABELLED,
    POINT,
    SHOP,
    SOMEBODY,
    bound,
    collected,
    command,
    corrected,
    opened,
    received,
    reserved,
    shipped,
    stocked,
)
from psycopg_pool import ConnectionPool
from random_lives import Command as Happening
from random_lives import histories

from ledger import Command, Entry, Event, Ledger
from ledger.codes import new_code
from ledger.correction import fold, pages_of
from ledger.device import Device, Reconditioned
from ledger.errors import Corrupt, Forbidden, NotAllowed, Outrun, Rule
from ledger.memory import Memory
from ledger.place import PlaceClosed


@pytest.fixture
def other(given: Given) -> Ledger:
    """Another service on the same database: the command line, a second process."""
    return Ledger(given.pool)


def test_a_place_that_somebody_else_closed_is_closed(given: Given, other: Ledger) -> None:
    place = uuid4()
    given.ledger.record(command((place, opened())))
    here = given(*LABELLED, shipped(destination=place), received(origin=SHOP, place=place))
    given.ledger.record(command((here.subject, stocked(place=place))))
    later = given(*LABELLED, shipped(destination=place), received(origin=SHOP, place=place))
    other.record(command((place, PlaceClosed(happened_at=collected().happened_at))))
    refusal = later.when(stocked(place=place)).is_refused(Forbidden)
    assert refusal.rule is Rule.PLACE_CLOSED


def test_what_somebody_else_recorded_comes_first(given: Given, other: Ledger) -> None:
    device = given(*LABELLED).subject
    other.record(command((device, stocked(place=SHOP))))
    receipt = given.ledger.record(command((device, reserved())))
    assert not receipt.replayed
    assert [record.version for record in given.ledger.life(device)][-2:] == [9, 10]


def test_nobody_is_refused_for_what_somebody_else_undid(given: Given, other: Ledger) -> None:
    device = given(*LABELLED).subject
    with pytest.raises(NotAllowed):
        given.ledger.record(command((device, reserved())))
    other.record(command((device, stocked(place=SHOP))))
    given.ledger.record(command((device, reserved())))
    assert len(given.ledger.life(device)) == len(LABELLED) + 2


def test_a_version_that_somebody_else_made_is_known(given: Given, other: Ledger) -> None:
    device = given(*LABELLED).subject
    receipt = other.record(command((device, bound(new_code()))))
    seen = len(LABELLED) + 1
    given.ledger.record(seen_at(device, seen, stocked(place=SHOP)))
    assert given.ledger.life(device)[-2].position == receipt.last_position
    with pytest.raises(Outrun):
        given.ledger.record(seen_at(device, seen, reserved()))


def seen_at(device: UUID, version: int, event: Event) -> Command:
    return Command(uuid4(), SOMEBODY, (Entry(device, event, seen=version),))


def test_a_correction_by_somebody_else_is_heeded(given: Given, other: Ledger) -> None:
    device = given(*IN_STOCK).subject
    given.ledger.subject(Device, device)
    other.record(command((device, corrected(len(IN_STOCK)))))
    with pytest.raises(NotAllowed):
        given.ledger.record(command((device, reserved())))


@chosen(happenings=histories())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_two_services_in_turn_remember_what_the_whole_life_says(
    given: Given, happenings: list[Happening]
) -> None:
    ledgers = (given.ledger, Ledger(given.pool))
    for rank, happening in enumerate(happenings):
        ledgers[rank % 2].record(command(*happening))
    for subject, kind in {s: event.OF for each in happenings for s, event in each}.items():
        whole = fold(kind, subject, pages_of(given.ledger.life(subject)))
        assert [ledger.subject(kind, subject) for ledger in ledgers] == [whole, whole]


@pytest.fixture
def restorable(database: str) -> Iterator[tuple[Ledger, psycopg.Connection[tuple[int]]]]:
    """A ledger with places, and a superuser who may put an older state of it back."""
    with (
        ConnectionPool(database, kwargs={"autocommit": True}) as pool,
        psycopg.connect(database, autocommit=True) as superuser,
    ):
        ledger = Ledger(pool)
        ledger.record(command(*FOUNDATIONS))
        superuser.execute("ALTER TABLE ledger.event DISABLE TRIGGER append_only")
        superuser.execute("ALTER TABLE ledger.command DISABLE TRIGGER append_only")
        yield ledger, superuser


def restore(superuser: psycopg.Connection[tuple[int]], position: int) -> None:
    superuser.execute("DELETE FROM ledger.event WHERE position > %s", [position])
    superuser.execute("DELETE FROM ledger.command WHERE last_position > %s", [position])
    superuser.execute(
        "UPDATE ledger.head SET position = %s,"
        " hash = (SELECT hash FROM ledger.event WHERE position = %s)",
        [position, position],
    )


@pytest.mark.parametrize("meanwhile", [(), (shipped(origin=POINT, destination=SHOP),)])
def test_a_ledger_put_back_from_a_backup_is_believed(
    restorable: tuple[Ledger, psycopg.Connection[tuple[int]]], meanwhile: tuple[Event, ...]
) -> None:
    """Even when as many events were recorded since as were lost."""
    ledger, superuser = restorable
    device = uuid4()
    backup = ledger.record(command((device, collected()))).last_position
    ledger.record(command((device, received())))
    restore(superuser, backup)
    for event in meanwhile:
        with ConnectionPool(superuser.info.dsn, kwargs={"autocommit": True}) as pool:
            Ledger(pool).record(command((device, event)))
    assert ledger.subject(Device, device).version == 1 + len(meanwhile)
    ledger.record(command((device, bound(new_code()))))
    assert [record.version for record in ledger.life(device)] == list(range(1, 3 + len(meanwhile)))


def test_what_was_used_last_is_forgotten_last(given: Given) -> None:
    first, second, third = (given(collected()).subject for _ in range(3))
    memory = Memory(most=2)
    with given.pool.connection() as connection:
        for each in (first, second, first, third):
            memory.read(connection, [each])
    assert memory.recall([first, third])
    assert memory.recall([second]) is None


@pytest.fixture
def rewritten(peopled_database: str) -> Iterator[Given]:
    """A ledger of its own: what is damaged here is read by no other test."""
    with ConnectionPool(peopled_database, kwargs={"autocommit": True}) as pool:
        yield Given(Ledger(pool))


@pytest.mark.parametrize("written", ["Appeler le 06 12 34 56 78", "Système " * 100, "a\tb"])
def test_a_rule_made_stricter_later_leaves_what_was_written_readable(
    rewritten: Given, written: str
) -> None:
    device = rewritten(*LABELLED).subject
    rewrite(rewritten, device, json.dumps({"operating_system": written}))
    event = rewritten.ledger.life(device)[6].event
    assert isinstance(event, Reconditioned)
    assert event.operating_system == written


def test_what_is_not_even_of_its_type_does_not_read(rewritten: Given) -> None:
    device = rewritten(*LABELLED).subject
    rewrite(rewritten, device, '{"happened_at": "hier"}')
    with pytest.raises(Corrupt):
        rewritten.ledger.life(device)


def rewrite(given: Given, device: UUID, state: str) -> None:
    """The page where the work was signed, as an older service could have written it."""
    with given.pool.connection() as connection, connection.transaction():
        connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER append_only")
        connection.execute(
            "UPDATE ledger.event SET state = state || %s::jsonb"
            " WHERE aggregate_id = %s AND version = 7",
            [state, device],
        )
        connection.execute("ALTER TABLE ledger.event ENABLE TRIGGER append_only")
