"""A mistake is corrected by an event, and the life read again must stay lawful."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from given import Given, Past
from lives import (
    COUNTER,
    DESK,
    IN_STOCK,
    LABELLED,
    NOON,
    ON_THE_BENCH,
    PROMISED_TO_SOMEBODY,
    SHOP,
    WITH_ITS_OWNER,
    at,
    collected,
    corrected,
    erased,
    inventoried,
    labelled,
    lot_opened,
    opened,
    received,
    reconditioned,
    reserved,
    retired,
    stocked,
)

from ledger import Event
from ledger.device import Device, DeviceCorrected, Stage
from ledger.errors import (
    AlreadyBegun,
    CorrectionBreaksLife,
    Forbidden,
    InTheFuture,
    LabelNotEarned,
    LedgerError,
    NotAllowed,
    NothingToCorrect,
    UnknownCommune,
    UnknownSubject,
)
from ledger.event import Aggregate
from ledger.lot import LotCorrected
from ledger.place import PlaceCorrected
from ledger.values import DonorKind, PlaceId


def now(past: Past, kind: type[Aggregate] = Device) -> Any:
    return past.ledger.subject(kind, past.subject)


def why(past: Past, correction: Event) -> LedgerError:
    return past.when(correction).is_refused(CorrectionBreaksLife).why


def test_a_life_reads_as_if_the_right_event_had_been_recorded(given: Given) -> None:
    arrived = given(*ON_THE_BENCH).when(corrected(2, received(place=COUNTER))).stands()
    device = now(arrived)
    assert (device.place, device.stage, device.version) == (COUNTER, Stage.IN_WORKSHOP, 4)


def test_a_life_reads_as_if_a_voided_event_had_not_been_recorded(given: Given) -> None:
    past = given(*LABELLED).when(corrected(len(LABELLED))).stands()
    assert now(past).stage == Stage.RECONDITIONED
    past.when(labelled()).stands()


def test_both_the_mistake_and_its_correction_stay_readable(given: Given) -> None:
    wrong, right = inventoried(mass_g=190), inventoried(mass_g=1900)
    past = given(collected(), received(), wrong).when(corrected(3, right)).stands()
    recorded = [record.event for record in past.ledger.life(past.subject)]
    assert recorded[2] == wrong
    assert isinstance(recorded[3], DeviceCorrected)
    assert recorded[3].replaced_by() == right


def test_the_newest_correction_of_an_event_wins(given: Given) -> None:
    past = given(*ON_THE_BENCH).when(corrected(2, received(place=COUNTER))).stands()
    past = past.when(corrected(2, received(place=DESK))).stands()
    assert now(past).place == DESK
    past = past.when(corrected(2, received())).stands()
    assert now(past).place == SHOP


def test_a_wrong_step_is_replaced_by_another_step(given: Given) -> None:
    past = given(*IN_STOCK).when(corrected(len(IN_STOCK), retired())).stands()
    assert now(past).stage == Stage.RETIRED
    back = past.when(corrected(len(IN_STOCK), stocked())).stands()
    assert now(back).stage == Stage.STOCKED, "a correction is corrected by naming the event again"


@pytest.mark.parametrize(
    ("life", "version", "by", "reason"),
    [
        (WITH_ITS_OWNER, 1, None, UnknownSubject),
        (WITH_ITS_OWNER, 4, None, LabelNotEarned),
        (WITH_ITS_OWNER, 4, erased(verdict="failed"), LabelNotEarned),
        (WITH_ITS_OWNER, 7, None, LabelNotEarned),
        (WITH_ITS_OWNER, 8, None, NotAllowed),
        (PROMISED_TO_SOMEBODY, 1, collected(donor=DonorKind.UNKNOWN, lot=None), Forbidden),
        (PROMISED_TO_SOMEBODY, 2, received(place=COUNTER), Forbidden),
        (ON_THE_BENCH, 2, collected(), AlreadyBegun),
    ],
)
def test_a_correction_that_makes_what_followed_unlawful_says_why(
    given: Given, life: tuple[Event, ...], version: int, by: Event, reason: type[LedgerError]
) -> None:
    refusal = given(*life).when(corrected(version, by)).is_refused(CorrectionBreaksLife)
    assert type(refusal.why) is reason
    assert refusal.version >= version


def test_a_correction_is_not_corrected_and_names_what_exists(given: Given) -> None:
    past = given(*ON_THE_BENCH).when(corrected(3, inventoried(mass_g=2000))).stands()
    for version in (4, 5, 0, -1, 10**12):
        refusal = past.when(corrected(version)).is_refused(NothingToCorrect)
        assert refusal.version == version


def test_a_correction_does_not_replace_by_a_correction_nor_by_another_kind_of_life() -> None:
    with pytest.raises(ValueError, match="correct the first event again"):
        corrected(1, corrected(1))
    with pytest.raises(ValueError, match="another kind of life"):
        corrected(1, lot_opened())
    with pytest.raises(ValueError, match="another kind of life"):
        corrected(1, collected(), of=LotCorrected)


def test_a_replacement_is_a_valid_event() -> None:
    state = collected().model_dump(mode="json")
    for topic, broken in (
        ("device.collected.v1", state | {"mass_g": -1}),
        ("device.collected.v1", state | {"serial": "PF0"}),
        ("device.flown.v1", state),
    ):
        with pytest.raises(ValueError, match=r"mass_g|serial|unknown topic"):
            DeviceCorrected(
                **at(version=1, reason="wrong_value", replacement={"topic": topic, "state": broken})
            )


def test_a_replacement_is_not_in_the_future_either(given: Given) -> None:
    past = given(*ON_THE_BENCH)
    later = past.ledger.life(past.subject)[0].recorded_at + timedelta(days=1)
    past.when(corrected(3, inventoried(happened_at=later))).is_refused(InTheFuture)
    past.when(corrected(3, inventoried(happened_at=NOON - timedelta(days=400)))).stands()


def test_a_replacement_names_only_what_exists(given: Given) -> None:
    nowhere = received(place=PlaceId(uuid4()))
    past = given(*ON_THE_BENCH)
    assert past.when(corrected(2, nowhere)).is_refused(UnknownSubject).kind == "place"


def test_a_device_voided_whole_may_begin_again_and_as_nothing_else(given: Given) -> None:
    past = given(collected()).when(corrected(1)).stands()
    assert now(past).stage == Stage.UNBORN
    past.when(received()).is_refused(UnknownSubject)
    past.when(opened()).is_refused(UnknownSubject)
    again = past.when(collected(place=SHOP)).stands()
    assert (now(again).place, now(again).version) == (SHOP, 3)
    assert isinstance(why(again, corrected(1, collected())), AlreadyBegun)


def test_a_life_voided_by_mistake_is_corrected_again(given: Given) -> None:
    past = given(collected()).when(corrected(1)).stands()
    assert now(past.when(corrected(1, collected())).stands()).stage == Stage.COLLECTED
    given().when(corrected(1)).is_refused(UnknownSubject)


def test_the_commune_of_a_place_is_corrected_to_one_of_the_territory(given: Given) -> None:
    past = given(opened())
    far = corrected(1, opened(commune="75056"), of=PlaceCorrected)
    assert isinstance(why(past, far), UnknownCommune)
    past.when(corrected(1, opened(commune="05046"), of=PlaceCorrected)).stands()


def test_events_of_one_command_are_corrected_within_it(given: Given) -> None:
    past = given(*LABELLED[:-2], reconditioned(), corrected(len(LABELLED) - 1, reconditioned()))
    assert now(past).stage == Stage.RECONDITIONED


def test_a_promise_voided_frees_the_device(given: Given) -> None:
    past = given(*PROMISED_TO_SOMEBODY).when(corrected(len(PROMISED_TO_SOMEBODY))).stands()
    assert now(past).reservation is None
    past.when(reserved()).stands()
