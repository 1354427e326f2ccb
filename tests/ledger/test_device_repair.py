"""Back for a repair, a device still belongs to its owner, and so do the data on it."""

import pytest
from given import Given
from lives import (
    COUNTER,
    DISK,
    IN_REPAIR,
    IN_STOCK,
    PROMISED_TO_SOMEBODY,
    SHOP,
    SSD,
    WITH_ITS_OWNER,
    erased,
    given_back,
    inventoried,
    part_replaced,
    received,
    retired,
    returned,
    shipped,
    sold,
    stocked,
    taken_back,
    tested,
)

from ledger import Event
from ledger import device as d
from ledger.errors import Forbidden, NotAllowed, Rule

BATTERY = {d.Function.BATTERY, d.Function.CHARGING, d.Function.POWER}


def passed(*functions: d.Function, outcome: d.Outcome = d.Outcome.PASSED) -> d.Tested:
    return tested(outcomes=dict.fromkeys(functions, outcome))


def test_the_owners_data_are_not_erased(given: Given) -> None:
    given(*IN_REPAIR).when(erased()).is_forbidden(Rule.OWNERS_DATA)


@pytest.mark.parametrize("event", [inventoried(), stocked()])
def test_a_device_in_repair_is_not_the_filieres_to_dispose_of(given: Given, event: Event) -> None:
    assert given(*IN_REPAIR).when(event).is_refused(NotAllowed).stage == "in_repair"


def test_a_device_that_nothing_was_changed_in_is_given_back(given: Given) -> None:
    given(*IN_REPAIR).when(given_back()).stands().when(returned()).stands()


def test_a_changed_part_is_tested_before_the_device_is_given_back(given: Given) -> None:
    past = given(*IN_REPAIR, part_replaced())
    refusal = past.when(given_back()).is_refused(Forbidden)
    assert refusal.rule is Rule.REPAIR_UNFINISHED
    assert refusal.detail == ", ".join(sorted(BATTERY))
    half = past.when(passed(d.Function.POWER, d.Function.CHARGING)).stands()
    assert half.when(given_back()).is_refused(Forbidden).detail == "battery"
    half.when(passed(*BATTERY)).stands().when(given_back()).stands()


def test_a_failed_test_does_not_finish_a_repair(given: Given) -> None:
    past = given(*IN_REPAIR, part_replaced(), passed(*BATTERY, outcome=d.Outcome.FAILED))
    past.when(given_back()).is_forbidden(Rule.REPAIR_UNFINISHED)


def test_a_changed_camera_is_tested_although_some_models_have_none(given: Given) -> None:
    past = given(*IN_REPAIR, part_replaced(part=d.Part.CAMERA))
    assert past.when(given_back()).is_refused(Forbidden).detail == "camera"
    past.when(passed(d.Function.CAMERA)).stands().when(given_back()).stands()


def test_what_the_model_does_not_have_is_not_asked_for(given: Given) -> None:
    absent = passed(d.Function.TOUCHSCREEN, outcome=d.Outcome.NOT_FITTED)
    life = [*IN_REPAIR]
    life.insert(6, absent)
    past = given(*life, part_replaced(part=d.Part.SCREEN))
    waits = past.when(given_back()).is_refused(Forbidden).detail
    assert waits == "camera, display, microphone"


def test_a_part_that_took_a_function_away_is_said_absent(given: Given) -> None:
    past = given(*IN_REPAIR, part_replaced(part=d.Part.CAMERA))
    past.when(passed(d.Function.CAMERA, outcome=d.Outcome.NOT_FITTED)).stands().when(
        given_back()
    ).stands()


def test_a_storage_changed_in_repair_is_tested_and_not_erased(given: Given) -> None:
    changed = part_replaced(part=d.Part.STORAGE, removed_storage=DISK.id, fitted_storage=SSD)
    past = given(*IN_REPAIR, changed)
    past.when(erased(storage=SSD.id)).is_forbidden(Rule.OWNERS_DATA)
    past.when(passed(d.Function.STORAGE)).stands().when(given_back()).stands()


def test_a_device_is_given_back_where_it_is(given: Given) -> None:
    given(*IN_REPAIR).when(given_back(place=COUNTER)).is_forbidden(Rule.ELSEWHERE)
    past = given(*IN_REPAIR).when(shipped()).stands()
    past.when(given_back(place=COUNTER)).is_forbidden(Rule.IN_TRANSIT)
    arrived = past.when(received(origin=SHOP, place=COUNTER)).stands()
    arrived.when(given_back(place=COUNTER)).stands()


def test_an_owner_gives_the_device_up_instead(given: Given) -> None:
    past = given(*IN_REPAIR, part_replaced()).when(taken_back()).stands()
    past.when(given_back()).is_refused(NotAllowed)
    past.when(inventoried()).stands().when(erased()).stands()


def test_a_device_past_repair_is_retired(given: Given) -> None:
    given(*IN_REPAIR).when(retired()).stands()


@pytest.mark.parametrize("event", [returned(), taken_back()])
def test_only_what_left_comes_back(given: Given, event: Event) -> None:
    for past in (IN_STOCK, PROMISED_TO_SOMEBODY):
        given(*past).when(event).is_refused(NotAllowed)
    given(*WITH_ITS_OWNER).when(event).stands()
    at_the_counter = (shipped(), received(origin=SHOP, place=COUNTER), sold())
    given(*IN_STOCK, *at_the_counter).when(event).stands()
