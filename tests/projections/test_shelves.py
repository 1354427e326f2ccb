"""What can be promised, counted by sort and place: never a device that an order would not find."""

from uuid import uuid4

import pytest
from given import Given
from lives import (
    IN_STOCK,
    LABELLED,
    collected,
    command,
    facts,
    inventoried,
    labelled,
    opened,
    received,
    reconditioned,
    released,
    reserved,
    set_formed,
    shipped,
    stocked,
    tested,
)
from reader import Reader

from ledger import Event
from ledger.routing import Wish
from ledger.values import DeviceKind, DonorKind, Facts, Feature, Grade, PlaceId, Use
from projections import catalogue, shelves
from projections.shelves import Sort

LAPTOPS = Sort("laptops", Use.OFFICE, DeviceKind.LAPTOP)


@pytest.fixture
def shelf(given: Given) -> PlaceId:
    """A place whose shelf is empty."""
    return PlaceId(given(opened(name="Ressourcerie de Névache", commune="05093")).subject)


def on(shelf: PlaceId, *changes: Event, past: tuple[Event, ...] = IN_STOCK) -> tuple[Event, ...]:
    """A device stocked there; ``changes`` take the place of steps of its usual life."""
    life = [collected(), received(place=shelf), *past[2:-1], stocked(place=shelf)]
    for change in changes:
        life = [change if type(step) is type(change) else step for step in life]
    return tuple(life)


def found(read: Reader, shelf: PlaceId, sort: Sort, **wanted: bool) -> tuple[int, list[str]]:
    rows = [row for row in read(shelves.count, [sort], **wanted) if row.place == shelf]
    return (rows[0].count, rows[0].grades) if rows else (0, [])


def test_a_device_counts_while_it_stands_there_for_anybody(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    past = given(*on(shelf))
    given(*on(shelf, reconditioned(grade=Grade.A)))
    assert found(read, shelf, LAPTOPS) == (2, ["A", "B"])
    past = past.when(reserved()).stands()
    assert found(read, shelf, LAPTOPS) == (1, ["A"])
    past = past.when(released()).stands()
    assert found(read, shelf, LAPTOPS) == (2, ["A", "B"])
    past.when(shipped(origin=shelf)).stands()
    assert found(read, shelf, LAPTOPS) == (1, ["A"])


@pytest.mark.parametrize(
    ("sort", "count"),
    [
        (Sort("", Use.OFFICE), 2),
        (Sort("", Use.OFFICE, DeviceKind.TABLET), 0),
        (Sort("", Use.OFFICE, DeviceKind.LAPTOP, frozenset({Feature.LIGHT})), 1),
        (Sort("", Use.OFFICE, None, frozenset({Feature.LARGE_SCREEN})), 1),
        (Sort("", Use.OFFICE, None, frozenset({Feature.LIGHT, Feature.LARGE_SCREEN})), 0),
    ],
)
def test_a_sort_is_a_use_a_kind_and_what_it_must_have(
    given: Given, read: Reader, shelf: PlaceId, sort: Sort, count: int
) -> None:
    given(*on(shelf))
    given(*on(shelf, inventoried(facts=facts(screen_inches=17.3))))
    given(*on(shelf, inventoried(facts=facts(memory_mb=None))))
    assert found(read, shelf, sort)[0] == count


def test_a_public_bodys_gift_is_counted_for_who_may_have_it(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    gift = collected(donor=DonorKind.PUBLIC_BODY, free_public_gift=True, lot=None)
    given(*on(shelf, gift))
    assert found(read, shelf, LAPTOPS)[0] == 1
    assert found(read, shelf, LAPTOPS, public_gifts=False)[0] == 0


def test_a_set_counts_once_with_the_sum_of_its_devices_as_an_order_finds_it(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    kinds = DeviceKind.DESKTOP, DeviceKind.KEYBOARD
    tower, keyboard = uuid4(), uuid4()
    desktop = on(shelf, collected(kind=kinds[0]), tested(kinds[0]), past=(*LABELLED, stocked()))
    typed = (
        collected(kind=kinds[1]), received(place=shelf), inventoried(facts=Facts()),
        tested(kinds[1]), reconditioned(), labelled(),
    )  # fmt: skip
    for device, life in ((tower, desktop[:-1]), (keyboard, typed)):
        given.ledger.record(command(*((device, event) for event in life)))
    both = (tower, keyboard)
    set_id = uuid4()
    formed = [(each, set_formed(*both, set_id=set_id)) for each in both]
    given.ledger.record(command(*formed))
    given.ledger.record(command((tower, stocked(place=shelf)), (keyboard, stocked(place=shelf))))
    full = frozenset({Feature.FULL_KEYBOARD})
    sort = Sort("", Use.OFFICE, DeviceKind.DESKTOP, full)
    assert found(read, shelf, sort) == (1, ["B"])
    wish = Wish(shelf, "05093", Use.OFFICE, DeviceKind.DESKTOP, Grade.B, full)
    suits = [each for each in read(catalogue.candidates, wish) if each.place == shelf]
    assert [set(each.devices) for each in suits] == [set(both)]


def test_technical_facts_are_ranges(given: Given, read: Reader, shelf: PlaceId) -> None:
    sort = Sort("", Use.PROCEDURES, DeviceKind.ALL_IN_ONE)
    assert read(shelves.technical, sort).makers == []
    kind = DeviceKind.ALL_IN_ONE
    for memory_mb, maker in ((4096, "Acer"), (8192, None)):
        inventory = inventoried(facts=facts(memory_mb=memory_mb, maker=maker, screen_inches=22.0))
        given(*on(shelf, collected(kind=kind), tested(kind), inventory))
    technical = read(shelves.technical, sort)
    assert (technical.least_memory_mb, technical.most_memory_mb) == (4096, 8192)
    assert technical.makers == ["Acer"]
    assert technical.least_inches == technical.most_inches == 22.0


def test_what_was_counted_is_counted_again_once_the_ledger_moved(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    counted = shelves.Counted()

    def here() -> int:
        rows = read(counted.count, [LAPTOPS])
        return sum(row.count for row in rows if row.place == shelf)

    assert here() == 0
    past = given(*on(shelf))
    assert [here(), here()] == [1, 1]
    assert read(counted.count, [LAPTOPS]) is read(counted.count, [LAPTOPS])
    past.when(reserved()).stands()
    assert here() == 0
