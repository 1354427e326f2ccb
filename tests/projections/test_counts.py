"""How many devices stand where, and how many took each step: exact, by month in Paris."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from given import Given
from lives import (
    COUNTER,
    IN_STOCK,
    WITH_ITS_OWNER,
    collected,
    corrected,
    handed_over,
    inventoried,
    label_revoked,
    opened,
    received,
    reserved,
    retired,
    returned,
    shipped,
    sold,
    stocked,
    taken_back,
)
from reader import Reader

from ledger import Event
from ledger.territory import commune
from ledger.values import DeviceKind, PlaceId
from projections import flows, stock

QUEYRAS = commune("05120").epci
"""Of Abriès-Ristolas: nothing else happens there."""


@pytest.fixture
def place(given: Given) -> PlaceId:
    """A place where nothing else happens."""
    return PlaceId(
        given(opened(name="Ressourcerie du Queyras", commune="05120", takes_money=True)).subject
    )


Count = Callable[[], dict[str, int]]


@pytest.fixture
def count(read: Reader, place: PlaceId) -> Count:
    return lambda: {row.state: row.count for row in read(stock.read) if row.place == place}


def there(place: PlaceId, *events: Event) -> tuple[Event, ...]:
    """The usual life up to the shelf, lived there; then these."""
    home = [received(place=place), *IN_STOCK[2:-1], stocked(place=place)]
    moved = [
        event.model_copy(update={"place": place}) if "place" in type(event).model_fields else event
        for event in events
    ]
    return (collected(), *home, *moved)


def test_stock_follows_a_device_from_stage_to_stage(
    given: Given, place: PlaceId, count: Count
) -> None:
    past = given(collected(), received(place=place))
    assert count() == {"to_recondition": 1}
    expected = {"labelled": 7, "available": 8, "promised": 9}
    for number, event in enumerate(there(place, reserved())[2:], start=2):
        past = past.when(event).stands()
        state = [name for name, since in expected.items() if since <= number]
        assert count() == {[*state, "to_recondition"][len(state) - 1 if state else -1]: 1}
    past = past.when(handed_over(place=place)).stands()
    assert count() == {}
    past = past.when(returned(place=place)).stands()
    assert count() == {"in_repair": 1}
    past.when(taken_back(place=place)).stands()
    assert count() == {"to_recondition": 1}


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((label_revoked(),), "to_recondition"),
        ((retired(),), None),
        ((sold(),), None),
        ((shipped(),), "available"),
    ],
)
def test_what_is_gone_is_in_no_stock_and_what_is_on_the_road_in_that_it_left(
    given: Given, place: PlaceId, count: Count, events: tuple[Event, ...], state: str | None
) -> None:
    events = tuple(e.model_copy(update={"origin": place}) if e == shipped() else e for e in events)
    given(*there(place, *events))
    assert count() == ({state: 1} if state else {})


def test_stock_is_told_by_place_and_kind(given: Given, read: Reader, place: PlaceId) -> None:
    given.each(*[(collected(place=place),)] * 3, (collected(place=place, kind=DeviceKind.SCREEN),))
    rows = [row for row in read(stock.read) if row.place == place]
    assert [(row.kind, row.state, row.count) for row in rows] == [
        ("laptop", "to_recondition", 3),
        ("screen", "to_recondition", 1),
    ]
    assert {(row.place_name, row.commune_name, row.epci) for row in rows} == {
        ("Ressourcerie du Queyras", "Abriès-Ristolas", QUEYRAS)
    }


def test_a_move_takes_a_device_out_of_one_stock_and_into_the_other(
    given: Given, read: Reader, place: PlaceId, count: Count
) -> None:
    past = given(*there(place)).when(shipped(origin=place, destination=COUNTER)).stands()
    there_before = total(read, COUNTER)
    past.when(received(origin=place, place=COUNTER)).stands()
    assert count() == {}
    assert total(read, COUNTER) == there_before + 1


def total(read: Reader, place: PlaceId) -> int:
    return sum(row.count for row in read(stock.read) if row.place == place)


def test_a_correction_moves_a_device_out_of_a_stock_it_never_was_in(
    given: Given, place: PlaceId, count: Count
) -> None:
    past = given(collected(), received(place=place))
    past = past.when(corrected(2, received(place=COUNTER))).stands()
    assert count() == {}
    past = past.when(corrected(2, received(place=place))).stands()
    assert count() == {"to_recondition": 1}
    past.when(corrected(2)).stands().when(corrected(1)).stands()
    assert count() == {}


def steps(read: Reader, place: PlaceId) -> dict[str, int]:
    everything = read(flows.read_places, date(1970, 1, 1))
    return {step: number for where, step, number in everything if where == place}


def test_each_step_is_counted_once_where_it_was_taken(
    given: Given, read: Reader, place: PlaceId
) -> None:
    given(*there(place, reserved(), handed_over()))
    assert steps(read, place) == {"reconditioned": 1, "labelled": 1, "stocked": 1, "handed_over": 1}
    given(*there(place, sold()))
    given(*there(place, retired()))
    told = {
        "reconditioned": 3,
        "labelled": 3,
        "stocked": 3,
        "handed_over": 1,
        "sold": 1,
        "retired": 1,
    }
    assert steps(read, place) == told


def test_a_second_life_is_counted_again(given: Given, read: Reader, place: PlaceId) -> None:
    again = WITH_ITS_OWNER[2:9]
    given(*there(place, reserved(), handed_over(), taken_back(), *again))
    assert steps(read, place)["stocked"] == 2


def test_a_corrected_step_is_counted_as_corrected(
    given: Given, read: Reader, place: PlaceId
) -> None:
    past = given(*there(place))
    past = past.when(corrected(9)).stands()
    assert "stocked" not in steps(read, place)
    past.when(corrected(9, retired())).stands()
    assert steps(read, place)["retired"] == 1


@pytest.fixture
def weights(read: Reader) -> Callable[[], dict[str, tuple[int, int, int]]]:
    """Devices, devices with a known mass and grams of each step in the Queyras, of tablets."""
    return lambda: {
        row.step: (row.count, row.weighed, row.mass_g)
        for row in read(flows.read, date(1970, 1, 1))
        if (row.epci, row.kind) == (QUEYRAS, "tablet") and row.step in WEIGHED_STEPS
    }


WEIGHED_STEPS = ("collected", "reconditioned", "retired")
Weights = Callable[[], dict[str, tuple[int, int, int]]]


def test_what_a_device_weighs_is_known_of_its_earlier_steps_too(
    given: Given, read: Reader, place: PlaceId, weights: Weights
) -> None:
    tablet = collected(place=place, kind=DeviceKind.TABLET)
    past = given(tablet, received(origin=place, place=place))
    assert weights() == {"collected": (1, 0, 0)}, "nobody weighed it"
    past = past.when(inventoried(mass_g=500)).stands()
    assert weights() == {"collected": (1, 1, 500)}
    past = past.when(retired(mass_g=420)).stands()
    assert weights() == {"collected": (1, 1, 500), "retired": (1, 1, 420)}
    past.when(corrected(4, retired(mass_g=None))).stands()
    assert weights() == {"collected": (1, 1, 500), "retired": (1, 1, 500)}
    given(collected(place=place, kind=DeviceKind.TABLET), retired(mass_g=80))
    given(collected(place=place, kind=DeviceKind.TABLET, mass_g=None))
    assert weights() == {"collected": (3, 2, 580), "retired": (2, 2, 580)}
    assert steps(read, place)["collected"] == 3, "grams are no devices"


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), date(2025, 12, 1)),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 3, 1, 10, 0, tzinfo=timezone(timedelta(hours=12))), date(2026, 2, 1)),
        (datetime(2026, 2, 27, 23, 59, tzinfo=timezone(timedelta(hours=-14))), date(2026, 2, 1)),
        (datetime(2026, 2, 28, 23, 59, tzinfo=timezone(timedelta(hours=-14))), date(2026, 3, 1)),
        (datetime(2026, 2, 2, 0, 0, tzinfo=timezone(timedelta(hours=14))), date(2026, 2, 1)),
    ],
)  # fmt: skip
def test_a_month_is_that_of_paris(
    given: Given, read: Reader, place: PlaceId, moment: datetime, month: date
) -> None:
    def mice() -> int:
        rows = [row for row in read(flows.read, month) if (row.month, row.epci) == (month, QUEYRAS)]
        return sum(row.count for row in rows if (row.step, row.kind) == ("collected", "mouse"))

    assert flows.month_of(moment) == month
    before = mice()
    given(collected(place=place, kind=DeviceKind.MOUSE, happened_at=moment))
    assert mice() == before + 1


def test_flows_are_told_from_a_month_on(given: Given, read: Reader, place: PlaceId) -> None:
    given(collected(place=place, happened_at=datetime(2022, 5, 10, tzinfo=UTC)))
    months = {row.month for row in read(flows.read, date(2022, 6, 1))}
    assert date(2022, 5, 1) not in months
    assert date(2022, 5, 1) in {row.month for row in read(flows.read, date(2022, 5, 1))}
