"""What each place has to do next, and what a device on the bench waits for."""

from datetime import timedelta

import pytest
from given import Given, Past
from lives import (
    DESK,
    IN_REPAIR,
    IN_STOCK,
    LABELLED,
    NOON,
    ON_THE_BENCH,
    PROMISED_TO_SOMEBODY,
    PROVEN,
    WITH_ITS_OWNER,
    at,
    bound,
    collected,
    corrected,
    delivered,
    inventoried,
    label_revoked,
    locks_checked,
    lot_opened,
    opened,
    part_replaced,
    received,
    reconditioned,
    retired,
    shipped,
    taken_back,
    tested,
)
from reader import Reader

from ledger import Event
from ledger import device as d
from ledger.codes import new_code
from ledger.values import DonorKind, LotId, PlaceId
from projections import worklist
from projections.worklist import Task


@pytest.fixture
def shop(given: Given) -> PlaceId:
    """A shop where nothing else waits."""
    return PlaceId(given(opened(name="Atelier de Veynes")).subject)


def there(shop: PlaceId, life: tuple[Event, ...]) -> tuple[Event, ...]:
    """The same life, lived in that shop."""
    return tuple(
        event.model_copy(update={"place": shop})
        if "place" in type(event).model_fields and not isinstance(event, d.Collected)
        else event
        for event in life
    )


BROKEN = tested(failed=[d.Function.BATTERY])


@pytest.mark.parametrize(
    ("life", "task"),
    [
        ((collected(), received()), Task.INVENTORY),
        (ON_THE_BENCH, Task.RECONDITION),
        (PROVEN, Task.SIGN_OFF),
        ((*PROVEN, BROKEN), Task.RECONDITION),
        ((*PROVEN, reconditioned()), Task.LABEL),
        (LABELLED, Task.STOCK),
        ((*LABELLED, part_replaced()), Task.RECONDITION),
        ((*LABELLED, label_revoked(reason="criteria_changed")), Task.SIGN_OFF),
        (PROMISED_TO_SOMEBODY, Task.DELIVER),
        (IN_REPAIR, Task.GIVE_BACK),
        ((*IN_REPAIR, part_replaced()), Task.REPAIR),
        ((*WITH_ITS_OWNER, taken_back()), Task.INVENTORY),
        (IN_STOCK, None),
        (WITH_ITS_OWNER, None),
        ((*IN_STOCK, retired()), None),
    ],
)
def test_each_stage_waits_for_one_task_or_for_nobody(
    given: Given, read: Reader, shop: PlaceId, life: tuple[Event, ...], task: Task | None
) -> None:
    past = given(*there(shop, life))
    rows = read(worklist.read, [shop])
    assert [(row.subject, row.task) for row in rows] == ([(past.subject, task)] if task else [])
    assert read(worklist.count, [shop]) == ({task: 1} if task else {})


def test_a_collected_device_waits_to_be_sent_to_a_shop(given: Given, read: Reader) -> None:
    point = PlaceId(given(opened(name="Point de Serres")).subject)
    given(collected(place=point))
    assert read(worklist.count, [point]) == {Task.SEND_TO_SHOP: 1}


def test_what_is_on_the_road_waits_where_it_is_going(
    given: Given, read: Reader, shop: PlaceId
) -> None:
    past = given(*there(shop, PROMISED_TO_SOMEBODY))
    past.when(shipped(origin=shop, destination=DESK)).stands()
    assert read(worklist.count, [shop]) == {}
    assert past.subject in {row.subject for row in read(worklist.read, [DESK], Task.RECEIVE)}
    past.when(delivered(origin=shop)).stands()
    assert past.subject in {row.subject for row in read(worklist.read, [DESK], Task.HAND_OVER)}


def test_a_device_on_the_bench_says_what_its_label_waits_for(
    given: Given, read: Reader, shop: PlaceId
) -> None:
    locked = locks_checked(found={d.Lock.MDM}, ask=d.LockHolder.DONOR)
    done = tested(without=[d.Function.POWER])
    given(*there(shop, ON_THE_BENCH), locked, done)
    [row] = read(worklist.read, [shop])
    assert row.missing == [
        ["storage_not_erased", "disk-1", ""],
        ["function_untested", "power", ""],
        ["lock_found", "mdm", "donor"],
        ["sign_off", "", ""],
    ]


def test_a_row_tells_the_device_apart(given: Given, read: Reader, shop: PlaceId) -> None:
    lot, code = LotId(given(lot_opened(donor=DonorKind.UNKNOWN)).subject), new_code()
    nobodys = collected(lot=lot, donor=DonorKind.UNKNOWN)
    past = given(nobodys, *there(shop, ON_THE_BENCH[1:]), bound(code))
    [row] = read(worklist.read, [shop])
    assert (row.kind, row.maker, row.model) == ("laptop", "Lenovo", "ThinkPad T460")
    assert (row.code, row.lot, row.origin_unknown) == (code, lot, True)
    assert read(worklist.read_lot, lot) == {past.subject: Task.RECONDITION}


def test_who_waits_longest_comes_first_a_page_at_a_time(
    given: Given, read: Reader, shop: PlaceId
) -> None:
    days = (3, 1, 2)
    pasts = [
        given(collected(), received(place=shop, happened_at=NOON - timedelta(days=ago)))
        for ago in days
    ]
    oldest = [pasts[0].subject, pasts[2].subject, pasts[1].subject]
    assert [row.subject for row in read(worklist.read, [shop])] == oldest
    page = read(worklist.read, [shop], limit=1, offset=1)
    assert [(row.subject, row.since) for row in page] == [(oldest[1], NOON - timedelta(days=2))]


def test_only_the_places_and_the_task_asked_for_are_told(
    given: Given, read: Reader, shop: PlaceId
) -> None:
    given(collected(), received(place=shop))
    bench = given(*there(shop, ON_THE_BENCH))
    assert read(worklist.read, []) == []
    assert [row.subject for row in read(worklist.read, [shop], Task.RECONDITION)] == [bench.subject]
    point = PlaceId(given(opened(name="Point d’Orpierre")).subject)
    given(collected(place=point))
    assert list(read(worklist.count, [shop, point]))[-1] is Task.SEND_TO_SHOP
    assert read(worklist.count, [shop]) == {Task.RECONDITION: 1, Task.INVENTORY: 1}


def test_a_correction_neither_hides_nor_renews_what_waits(
    given: Given, read: Reader, shop: PlaceId
) -> None:
    past: Past = given(*there(shop, ON_THE_BENCH))
    past.when(corrected(3, inventoried(mass_g=5))).stands()
    [row] = read(worklist.read, [shop])
    assert (row.task, row.since) == (Task.RECONDITION, NOON)
    past.when(corrected(3)).stands()
    assert [row.task for row in read(worklist.read, [shop])] == [Task.INVENTORY]
    past.when(corrected(2)).stands().when(corrected(1)).stands()
    assert read(worklist.read, [shop]) == []
    assert at()["happened_at"] == NOON
