"""Devices as those who work on them look for them: by code, serial, lot, set, place."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from given import Given
from lives import (
    COUNTER,
    IN_STOCK,
    NOON,
    ON_THE_BENCH,
    POINT,
    WITH_ITS_OWNER,
    bound,
    collected,
    corrected,
    facts,
    inventoried,
    lot_opened,
    opened,
    qualified,
    received,
    reconditioned,
    replaced,
    retired,
    set_formed,
    shipped,
    tested,
)
from reader import Reader

from ledger.codes import new_code
from ledger.device import Stage
from ledger.values import DonorKind, LotId, PlaceId
from projections import register


@pytest.fixture
def place(given: Given) -> PlaceId:
    return PlaceId(given(opened(name="Atelier de Tallard")).subject)


def device(read: Reader, subject: UUID) -> register.DeviceRow:
    row = read(register.read, subject)
    assert row is not None
    return row


def test_a_row_says_where_a_device_stands(given: Given, read: Reader) -> None:
    code, later = new_code(), NOON + timedelta(days=2)
    lot = LotId(given(lot_opened(donor=DonorKind.UNKNOWN)).subject)
    past = given(collected(lot=lot, donor=DonorKind.UNKNOWN), bound(code), *IN_STOCK[1:])
    past.when(shipped(happened_at=later)).stands()
    assert device(read, past.subject) == register.DeviceRow(
        subject=past.subject,
        kind="laptop",
        maker="Lenovo",
        model="ThinkPad T460",
        serial="PF0SECRET",
        grade="B",
        lot=lot,
        code=code,
        set_id=None,
        stage="stocked",
        place=PlaceId(UUID(int=202)),
        sent_to=COUNTER,
        origin_unknown=True,
        collected_at=NOON,
        moved_at=later,
    )


def test_an_unknown_device_has_no_row(given: Given, read: Reader) -> None:
    assert read(register.read, uuid4()) is None
    voided = given(collected()).when(corrected(1)).stands()
    assert read(register.read, voided.subject) is None


def test_the_row_follows_the_origin_and_the_sticker(given: Given, read: Reader) -> None:
    codes = new_code(), new_code()
    past = given(collected(lot=None, donor=DonorKind.UNKNOWN), bound(codes[0]))
    assert device(read, past.subject).origin_unknown
    past.when(qualified()).stands().when(replaced(codes[1])).stands()
    row = device(read, past.subject)
    assert (row.origin_unknown, row.code) == (False, codes[1])


def test_work_on_the_bench_is_no_move(given: Given, read: Reader) -> None:
    past = given(*ON_THE_BENCH)
    past.when(tested(happened_at=NOON + timedelta(days=1))).stands()
    assert device(read, past.subject).moved_at == NOON


def test_a_lot_is_told_in_the_order_it_was_collected(given: Given, read: Reader) -> None:
    lot = LotId(given(lot_opened()).subject)
    moments = [NOON + timedelta(minutes=minutes) for minutes in (2, 1, 3)]
    second, first, third = given.each(
        *((collected(lot=lot, happened_at=moment),) for moment in moments)
    ).subjects
    assert [row.subject for row in read(register.read_lot, lot)] == [first, second, third]
    empty = uuid4()
    assert read(register.count_by_lot, [lot, empty]) == {lot: 3}
    assert read(register.read_lot, empty) == []


def test_a_set_is_told_whole(given: Given, read: Reader) -> None:
    pair = given.each((collected(),), (collected(),))
    formed = set_formed(*pair.subjects, set_id=uuid4())
    pair.when(formed, formed).stands()
    rows = read(register.read_set, formed.set_id)
    assert [row.subject for row in rows] == sorted(pair.subjects)


def test_a_serial_number_is_found_in_any_case_on_every_device_that_bears_it(
    given: Given, read: Reader
) -> None:
    serial = f"Ab{uuid4().hex}"
    life = (collected(), received(), inventoried(facts=facts(serial=serial)))
    twins = given.each(life, life)
    for typed in (serial, serial.upper(), serial.lower()):
        assert {row.subject for row in read(register.read_serial, typed)} == set(twins.subjects)
    assert read(register.read_serial, serial[:-1]) == []
    given(collected(), received(), inventoried(facts=facts(serial=None)))
    assert read(register.read_serial, "") == []


def test_a_place_tells_what_stands_there_and_is_still_ours(
    given: Given, read: Reader, place: PlaceId
) -> None:
    inside = given(collected(), received(place=place)).subject
    gone = given(collected(), received(place=place), retired()).subject
    sent = given(collected(), shipped(origin=POINT, destination=place)).subject
    with_owner = given(*WITH_ITS_OWNER).subject
    assert [row.subject for row in read(register.read_place, place)] == [inside]
    seen = {row.subject for row in read(register.read_page, [place])}
    assert seen == {inside, gone, sent}
    assert with_owner not in seen
    assert [row.subject for row in read(register.read_page, [place], stage=Stage.RETIRED)] == [gone]


def test_a_place_is_told_a_page_at_a_time(given: Given, read: Reader, place: PlaceId) -> None:
    life = (collected(), received(place=place))
    devices = sorted(given.each(*[life] * 5).subjects)
    first = [row.subject for row in read(register.read_place, place, limit=2)]
    rest = [row.subject for row in read(register.read_place, place, after=first[-1])]
    assert first + rest == devices
    page = read(register.read_page, [place], after=devices[2], limit=1)
    assert [row.subject for row in page] == [devices[3]]


def test_the_newest_sign_off_gives_the_grade(given: Given, read: Reader) -> None:
    past = given(*ON_THE_BENCH)
    assert device(read, past.subject).grade is None
    past = given(*IN_STOCK).when(corrected(7, reconditioned(grade="C"))).stands()
    assert device(read, past.subject).grade == "C"
