"""A device is stripped, and a part of it goes on in another: it is followed, and taken once."""

from uuid import UUID

import pytest
from given import Given, Past
from lives import (
    COUNTER,
    DISK,
    LABELLED,
    ON_THE_BENCH,
    PROVEN,
    SSD,
    at,
    collected,
    command,
    corrected,
    erased,
    facts,
    inventoried,
    part_replaced,
    received,
    reconditioned,
    retired,
)

from ledger import Event
from ledger import device as d
from ledger.errors import ClaimTaken, LabelNotEarned, Lack, Missing, Rule
from ledger.values import DeviceId, Storage

FOR_PARTS = retired(destination=d.Destination.PARTS)
STRIPPED = (*ON_THE_BENCH, FOR_PARTS)
NUMBERED = Storage(id="W1E3", serial="W1E3", capacity_gb=500)


def stripped(given: Given, *past: Event) -> DeviceId:
    return DeviceId(given(*(past or STRIPPED)).subject)


def taken(source: UUID, part: d.Part = d.Part.BATTERY, **fields: object) -> d.PartReplaced:
    return part_replaced(source=source, part=part, **fields)


def disk(source: UUID, storage: Storage = NUMBERED) -> d.PartReplaced:
    return taken(source, d.Part.STORAGE, fitted_storage=storage)


def test_a_part_goes_from_a_stripped_device_into_another(given: Given) -> None:
    given(*ON_THE_BENCH).when(taken(stripped(given))).stands()


@pytest.mark.parametrize(
    "past",
    [ON_THE_BENCH, LABELLED, (*ON_THE_BENCH, retired())],
    ids=["on the bench", "labelled", "recycled"],
)
def test_a_part_comes_from_a_device_retired_for_its_parts(
    given: Given, past: tuple[Event, ...]
) -> None:
    given(*ON_THE_BENCH).when(taken(stripped(given, *past))).is_forbidden(Rule.NOT_FOR_PARTS)


def test_a_device_gives_no_part_to_itself(given: Given) -> None:
    past = given(*ON_THE_BENCH)
    past.when(taken(past.subject)).is_forbidden(Rule.NOT_FOR_PARTS)


def test_a_part_is_taken_where_both_devices_are(given: Given) -> None:
    elsewhere = stripped(given, collected(), received(place=COUNTER), FOR_PARTS)
    given(*ON_THE_BENCH).when(taken(elsewhere)).is_forbidden(Rule.SOURCE_ELSEWHERE)


def test_a_part_is_taken_once(given: Given) -> None:
    source = stripped(given)
    first = given(*ON_THE_BENCH).when(taken(source)).stands()
    first.when(taken(source)).is_forbidden(Rule.PART_TAKEN)
    second = given(*ON_THE_BENCH)
    second.when(taken(source)).is_refused(ClaimTaken)
    second.when(taken(source, d.Part.SCREEN)).stands()
    given(*ON_THE_BENCH).when(taken(stripped(given))).stands()


@pytest.mark.parametrize("part", [d.Part.MEMORY, d.Part.OTHER])
def test_what_a_device_has_several_of_is_not_counted(given: Given, part: d.Part) -> None:
    source = stripped(given)
    for _ in range(2):
        given(*ON_THE_BENCH).when(taken(source, part)).stands()


def test_a_part_said_taken_by_mistake_may_be_taken_by_another(given: Given) -> None:
    source = stripped(given)
    wrong = given(*ON_THE_BENCH, taken(source))
    wrong.when(corrected(len(ON_THE_BENCH) + 1)).stands()
    given(*ON_THE_BENCH).when(taken(source)).stands()


def of_disks(given: Given, *storages: Storage) -> Past:
    facts = ON_THE_BENCH[2].facts.model_copy(update={"storages": storages})
    read = ON_THE_BENCH[2].model_copy(update={"facts": facts})
    return given(*ON_THE_BENCH[:2], read, FOR_PARTS)


def test_a_storage_is_followed_by_its_serial_number(given: Given) -> None:
    source = of_disks(given, NUMBERED).subject
    past = given(*ON_THE_BENCH)
    past.when(disk(source, SSD)).is_forbidden(Rule.STORAGE_UNNAMED)
    another = NUMBERED.model_copy(update={"id": "X9", "serial": "X9"})
    past.when(disk(source, another)).is_forbidden(Rule.NOT_ITS_STORAGE)
    past.when(disk(source)).stands()
    small = NUMBERED.model_copy(update={"serial": "w1e3"})
    given(*ON_THE_BENCH).when(disk(source, small)).is_refused(ClaimTaken)


def test_two_storages_of_one_device_go_two_ways(given: Given) -> None:
    second = NUMBERED.model_copy(update={"id": "X9", "serial": "X9"})
    source = of_disks(given, NUMBERED, second).subject
    given(*ON_THE_BENCH).when(disk(source)).stands()
    given(*ON_THE_BENCH).when(disk(source, second)).stands()


def test_a_storage_of_a_device_nobody_read_may_be_taken(given: Given) -> None:
    source = stripped(given, collected(), received(), FOR_PARTS)
    given(*ON_THE_BENCH).when(disk(source)).stands()


def test_a_storage_that_comes_from_a_stripped_device_has_to_be_erased(given: Given) -> None:
    source = of_disks(given, NUMBERED).subject
    moved = given(*PROVEN, disk(source), *PROVEN[-1:])
    refusal = moved.when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.STORAGE_NOT_ERASED, NUMBERED.id),)
    moved.when(erased(storage=NUMBERED.id)).stands().when(reconditioned()).stands()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"condition": d.PartCondition.NEW}, "is second-hand"),
        ({"part": d.Part.STORAGE, "removed_storage": DISK.id}, "is fitted"),
    ],
)
def test_a_part_of_another_device_is_second_hand_and_fitted(
    fields: dict[str, object], why: str
) -> None:
    said = at(part=d.Part.BATTERY, condition=d.PartCondition.SECOND_HAND, source=UUID(int=9))
    with pytest.raises(ValueError, match=why):
        d.PartReplaced(**said | fields)


def test_two_devices_do_not_take_one_part_in_one_command(given: Given) -> None:
    source = stripped(given)
    both = given.each(ON_THE_BENCH, ON_THE_BENCH)
    with pytest.raises(ClaimTaken):
        given.ledger.record(command(*((each, taken(source)) for each in both.subjects)))


ON_THE_BENCH_WITH_A_DISK = (
    *ON_THE_BENCH[:2],
    inventoried(facts=facts(storages=(NUMBERED,))),
)
OUT = retired(destination=d.Destination.RECYCLING)


def test_what_a_part_came_from_stays_stripped(given: Given) -> None:
    for taking in (taken, disk):
        source = given(*ON_THE_BENCH_WITH_A_DISK, FOR_PARTS)
        version = len(ON_THE_BENCH_WITH_A_DISK) + 1
        given(*ON_THE_BENCH).when(taking(source.subject)).stands()
        for wrong in (corrected(version), corrected(version, OUT)):
            source.when(wrong).is_forbidden(Rule.PARTS_IN_ANOTHER)
        weighed = retired(destination=d.Destination.PARTS, mass_g=2_100)
        source.when(corrected(version, weighed)).stands()


def test_nothing_but_a_taken_part_holds_a_retirement(given: Given) -> None:
    source = given(*STRIPPED)
    given(*ON_THE_BENCH).when(taken(given(*STRIPPED).subject)).stands()
    source.when(corrected(len(STRIPPED), OUT)).stands().when(corrected(len(STRIPPED))).stands()


def test_a_part_that_nobody_counted_holds_it_too(given: Given) -> None:
    source = given(*STRIPPED)
    given(*ON_THE_BENCH).when(taken(source.subject, d.Part.MEMORY)).stands()
    source.when(corrected(len(STRIPPED))).is_forbidden(Rule.PARTS_IN_ANOTHER)


def test_a_part_that_was_not_taken_after_all_holds_nothing(given: Given) -> None:
    source = given(*STRIPPED)
    into = given(*ON_THE_BENCH).when(taken(source.subject)).stands()
    source.when(corrected(len(STRIPPED))).is_forbidden(Rule.PARTS_IN_ANOTHER)
    into.when(corrected(len(ON_THE_BENCH) + 1)).stands()
    source.when(corrected(len(STRIPPED))).stands()


def test_a_correction_that_names_another_source_holds_that_one(given: Given) -> None:
    one, other = given(*STRIPPED), given(*STRIPPED)
    into = given(*ON_THE_BENCH).when(taken(one.subject)).stands()
    into.when(corrected(len(ON_THE_BENCH) + 1, taken(other.subject))).stands()
    one.when(corrected(len(STRIPPED))).stands()
    other.when(corrected(len(STRIPPED))).is_forbidden(Rule.PARTS_IN_ANOTHER)


def test_the_place_and_the_disks_of_a_source_stay_what_they_were(given: Given) -> None:
    source = given(*ON_THE_BENCH_WITH_A_DISK, FOR_PARTS)
    given(*ON_THE_BENCH).when(disk(source.subject)).stands()
    away = received(place=COUNTER)
    source.when(corrected(2, away)).is_forbidden(Rule.PARTS_IN_ANOTHER)
    no_disk = inventoried(facts=facts(storages=()))
    source.when(corrected(3, no_disk)).is_forbidden(Rule.PARTS_IN_ANOTHER)
    renamed = inventoried(facts=facts(maker="HP", storages=(NUMBERED,)))
    source.when(corrected(3, renamed)).stands()


@pytest.mark.parametrize(
    ("slip", "lawful"),
    [
        (None, False),
        ("à venir", False),
        ("BORDEREAU", False),
        ("BSD-20261125-A1B2C3D4E", True),
        ("ECS 05 4471/26", True),
        ("BSD--1", False),
        ("123456", True),
        ("bsd-20261125-a1b2c3d4e", False),
    ],
)
def test_an_eco_organisme_gives_a_slip(given: Given, slip: str | None, *, lawful: bool) -> None:
    attempt = given(*ON_THE_BENCH).when(
        retired(destination=d.Destination.ECO_ORGANISME, waste_slip=slip)
    )
    if lawful:
        attempt.stands()
    else:
        attempt.is_forbidden(Rule.SLIP_MISSING)


def test_other_ways_out_need_no_slip(given: Given) -> None:
    for destination in set(d.Destination) - {d.Destination.ECO_ORGANISME}:
        given(*ON_THE_BENCH).when(retired(destination=destination)).stands()
