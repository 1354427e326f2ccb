"""What can be promised today: on a shelf, to nobody yet, by what it is good for."""

from datetime import timedelta

import pytest
from given import Given
from lives import (
    COUNTER,
    IN_STOCK,
    LABELLED,
    NOON,
    PROMISED_TO_SOMEBODY,
    WITH_ITS_OWNER,
    bound,
    collected,
    corrected,
    facts,
    handed_over,
    inventoried,
    label_revoked,
    opened,
    received,
    reconditioned,
    released,
    reserved,
    retired,
    set_formed,
    shipped,
    stocked,
)
from reader import Reader

from ledger import Event
from ledger.codes import new_code
from ledger.territory import commune
from ledger.values import DonorKind, Grade, PlaceId, Use
from projections import catalogue

BRIANCON = commune("05023").epci


@pytest.fixture
def shelf(given: Given) -> PlaceId:
    """A place whose shelf is empty, in the north."""
    return PlaceId(given(opened(name="Ressourcerie de Névache", commune="05093")).subject)


def on(shelf: PlaceId, *changes: Event) -> tuple[Event, ...]:
    """A device stocked there; ``changes`` take the place of steps of its usual life."""
    life = [collected(), received(place=shelf), *IN_STOCK[2:-1], stocked(place=shelf)]
    for change in changes:
        life = [change if type(step) is type(change) else step for step in life]
    return tuple(life)


def on_the_shelf(read: Reader, shelf: PlaceId, **wanted: object) -> list[catalogue.CatalogueRow]:
    rows = read(catalogue.read, limit=10_000, **wanted)  # type: ignore[arg-type]
    return [row for row in rows if row.place == shelf]


def test_a_device_on_a_shelf_is_offered_with_what_helps_to_choose(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    code = new_code()
    gift = collected(donor=DonorKind.PUBLIC_BODY, free_public_gift=True, lot=None)
    past = given(*on(shelf, gift, reconditioned(grade=Grade.A)), bound(code))
    assert on_the_shelf(read, shelf) == [
        catalogue.CatalogueRow(
            subject=past.subject,
            code=code,
            kind="laptop",
            uses=["learning", "office", "procedures"],
            grade="A",
            place=shelf,
            place_name="Ressourcerie de Névache",
            commune_name="Névache",
            epci=commune("05093").epci,
            set_id=None,
            public_gift=True,
            maker="Lenovo",
            model="ThinkPad T460",
            processor="Intel Core i5-6300U",
            memory_mb=8192,
            screen_inches=14.0,
            stocked_at=NOON,
        )
    ]


@pytest.mark.parametrize("exit_", [reserved(), label_revoked(), retired()])
def test_what_is_promised_or_gone_or_in_doubt_is_not_offered(
    given: Given, read: Reader, shelf: PlaceId, exit_: Event
) -> None:
    past = given(*on(shelf))
    assert len(on_the_shelf(read, shelf)) == 1
    past.when(exit_).stands()
    assert on_the_shelf(read, shelf) == []


@pytest.mark.parametrize("life", [LABELLED, PROMISED_TO_SOMEBODY, WITH_ITS_OWNER])
def test_only_what_stands_on_a_shelf_is_offered(
    given: Given, read: Reader, life: tuple[Event, ...]
) -> None:
    device = given(*life).subject
    assert device not in {row.subject for row in read(catalogue.read, limit=10_000)}


def test_what_is_on_the_road_is_offered_again_where_it_arrives(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    past = given(*on(shelf)).when(shipped(origin=shelf, destination=COUNTER)).stands()
    assert on_the_shelf(read, shelf) == []
    past.when(received(origin=shelf, place=COUNTER)).stands()
    assert past.subject in {row.subject for row in on_the_shelf(read, COUNTER)}


def test_an_ended_promise_offers_it_again_since_it_was_stocked(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    past = given(*on(shelf), reserved())
    later = NOON + timedelta(days=3)
    past.when(released(happened_at=later)).stands()
    [row] = on_the_shelf(read, shelf)
    assert row.stocked_at == NOON
    past.when(reserved()).stands().when(handed_over(place=shelf)).stands()
    assert on_the_shelf(read, shelf) == []


def test_it_is_searched_by_use_and_by_intercommunalite(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    weak = inventoried(facts=facts(memory_mb=4096))
    past = given(*on(shelf, weak))
    assert [row.uses for row in on_the_shelf(read, shelf)] == [["procedures"]]
    assert on_the_shelf(read, shelf, use=Use.OFFICE) == []
    assert len(on_the_shelf(read, shelf, use=Use.PROCEDURES, epci=BRIANCON)) == 1
    assert on_the_shelf(read, shelf, epci=commune("05061").epci) == []
    past.when(corrected(3, inventoried())).stands()
    assert len(on_the_shelf(read, shelf, use=Use.OFFICE)) == 1


def test_uses_are_counted_by_kind_and_intercommunalite(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    def counted() -> dict[tuple[str, str, str], int]:
        rows = read(catalogue.count_by_use)
        return {(row.use, row.kind, row.epci): row.count for row in rows}

    before = counted()
    given.each(*[on(shelf)] * 3)
    given(*on(shelf, inventoried(facts=facts(memory_mb=4096))))
    after = counted()
    more = {key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key)}
    assert more == {
        ("procedures", "laptop", BRIANCON): 4,
        ("office", "laptop", BRIANCON): 3,
        ("learning", "laptop", BRIANCON): 3,
    }


def test_the_longest_on_the_shelf_comes_first_a_page_at_a_time(
    given: Given, read: Reader, shelf: PlaceId
) -> None:
    ages = [2000, 4000, 3000]
    lives = [
        on(shelf, stocked(place=shelf, happened_at=NOON - timedelta(days=age))) for age in ages
    ]
    new, oldest, old = given.each(*lives).subjects
    first_two = read(catalogue.read, limit=2)
    assert [row.subject for row in first_two] == [oldest, old]
    assert [row.subject for row in read(catalogue.read, limit=1, offset=2)] == [new]


def test_a_set_is_told_on_each_of_its_devices(given: Given, read: Reader, shelf: PlaceId) -> None:
    pair = given.each(on(shelf), on(shelf))
    formed = set_formed(*pair.subjects)
    pair.when(formed, formed).stands()
    assert {row.set_id for row in on_the_shelf(read, shelf)} == {formed.set_id}
