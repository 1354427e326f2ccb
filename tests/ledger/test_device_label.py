"""Law 4: the label is earned, and can be lost."""

import pytest
from given import Given, Past
from lives import (
    DISK,
    LABELLED,
    ON_THE_BENCH,
    PROVEN,
    SSD,
    at,
    collected,
    erased,
    facts,
    inventoried,
    label_revoked,
    labelled,
    locks_checked,
    part_replaced,
    received,
    reconditioned,
    reserved,
    shipped,
    stocked,
    tested,
)

from ledger import Event
from ledger import device as d
from ledger.device import NoEvidence
from ledger.errors import LabelNotEarned, Lack, Missing, NotAllowed, Rule
from ledger.values import DeviceKind, StorageKind


def lacks(past: Past, event: Event | None = None) -> set[Missing]:
    return set(past.when(event or labelled()).is_refused(LabelNotEarned).missing)


def test_a_label_follows_inventory_erasure_locks_tests_and_sign_off(given: Given) -> None:
    given(*PROVEN, reconditioned()).when(labelled()).stands()


def test_a_refused_label_lists_all_that_is_missing_at_once(given: Given) -> None:
    missing = lacks(given(collected(), received()))
    assert {item.lack for item in missing} == {
        Lack.INVENTORY, Lack.LOCKS_UNCHECKED, Lack.FUNCTION_UNTESTED, Lack.SIGN_OFF,
    }  # fmt: skip
    untested = {item.what for item in missing if item.lack is Lack.FUNCTION_UNTESTED}
    assert untested == d.FUNCTIONS[DeviceKind.LAPTOP].all


@pytest.mark.parametrize("forgotten", [DISK.id, SSD.id])
def test_each_storage_of_the_inventory_is_erased(given: Given, forgotten: str) -> None:
    two = inventoried(facts=facts(storages=(DISK, SSD)))
    erasures = [erased(storage=each) for each in (DISK.id, SSD.id) if each != forgotten]
    past = given(collected(), received(), two, *erasures, locks_checked(), tested())
    expected = {Missing(Lack.STORAGE_NOT_ERASED, forgotten)}
    assert lacks(past, reconditioned()) == expected
    assert lacks(past) == expected | {Missing(Lack.SIGN_OFF)}
    past.when(erased(storage=forgotten)).stands().when(reconditioned()).stands()


@pytest.mark.parametrize(
    ("verdict", "lack"),
    [
        (d.Verdict.FAILED, Lack.ERASURE_FAILED),
        (d.Verdict.ERASED_WITH_RESERVATIONS, Lack.ERASURE_WITH_RESERVATIONS),
    ],
)
def test_only_a_passed_erasure_counts_and_the_last_one_speaks(
    given: Given, verdict: d.Verdict, lack: Lack
) -> None:
    past = given(*PROVEN).when(erased(verdict=verdict)).stands()
    assert lacks(past, reconditioned()) == {Missing(lack, DISK.id)}
    past.when(erased()).stands().when(reconditioned()).stands()


def test_an_erasure_whose_log_was_lost_proves_nothing(given: Given) -> None:
    unproven = d.Erasure(
        method=d.ErasureMethod.OVERWRITE,
        level=d.ErasureLevel.CLEAR,
        no_evidence=NoEvidence.LOG_LOST,
    )
    past = given(*PROVEN, erased(erasure=unproven))
    assert lacks(past, reconditioned()) == {Missing(Lack.ERASURE_WITH_RESERVATIONS, DISK.id)}


@pytest.mark.parametrize("proof", [{}, {"evidence_sha256": "0" * 64, "no_evidence": "log_lost"}])
def test_an_erasure_is_proven_or_says_why_not(proof: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="hash of the log, or why there is none"):
        d.Erasure.model_validate({"method": "overwrite", "level": "clear"} | proof)


def test_a_stated_absence_of_storage_needs_no_erasure(given: Given) -> None:
    without = inventoried(facts=facts(storages=()))
    past = given(collected(), received(), without, locks_checked(), tested(), reconditioned())
    past.when(labelled()).stands()


def test_storages_that_nobody_read_are_asked_for(given: Given) -> None:
    unread = inventoried(facts=facts(storages=None))
    past = given(collected(), received(), unread, locks_checked(), tested())
    assert lacks(past, reconditioned()) == {Missing(Lack.STORAGES_UNREAD)}


@pytest.mark.parametrize("kind", [DeviceKind.SCREEN, DeviceKind.KEYBOARD, DeviceKind.PRINTER])
def test_what_holds_no_data_is_asked_neither_storages_nor_locks(
    given: Given, kind: DeviceKind
) -> None:
    plain = inventoried(facts=facts(storages=None))
    past = given(collected(kind=kind), received(), plain, tested(kind), reconditioned())
    past.when(locks_checked()).is_forbidden(Rule.NO_LOCK_ON_THIS_KIND)
    past.when(labelled()).stands()


@pytest.mark.parametrize("kind", DeviceKind)
def test_each_function_of_the_kind_is_tested_and_passes(given: Given, kind: DeviceKind) -> None:
    before = (collected(kind=kind), received(), inventoried(facts=facts(storages=())))
    function = max(d.FUNCTIONS[kind].all)
    failed = given(*before, tested(kind, failed=[function]))
    assert lacks(failed, reconditioned()) == {Missing(Lack.FUNCTION_FAILED, function)}
    untested = given(*before)
    expected = {Missing(Lack.FUNCTION_UNTESTED, each) for each in d.FUNCTIONS[kind].all}
    assert lacks(untested, reconditioned()) == expected
    failed.when(tested(kind)).stands().when(reconditioned()).stands()


def test_a_function_is_said_absent_only_when_models_without_it_exist(given: Given) -> None:
    absent = d.Outcome.NOT_FITTED
    camera = tested(outcomes={d.Function.CAMERA: absent})
    given(*ON_THE_BENCH, tested(without=[d.Function.CAMERA])).when(camera).stands()
    keyboard = tested(outcomes={d.Function.KEYBOARD: absent})
    given(*ON_THE_BENCH).when(keyboard).is_forbidden(Rule.NOT_OPTIONAL)
    printing = tested(outcomes={d.Function.PRINTING: d.Outcome.PASSED})
    given(*ON_THE_BENCH).when(printing).is_forbidden(Rule.FOREIGN_FUNCTION)


def test_locks_are_looked_for_and_one_found_says_whom_to_ask(given: Given) -> None:
    past = given(*ON_THE_BENCH, erased(), tested(), reconditioned())
    assert lacks(past) == {Missing(Lack.LOCKS_UNCHECKED)}
    found = locks_checked(found={d.Lock.MDM, d.Lock.BIOS}, ask=d.LockHolder.DONOR)
    locked = past.when(found).stands()
    assert lacks(locked) == {
        Missing(Lack.LOCK_FOUND, "bios", "donor"),
        Missing(Lack.LOCK_FOUND, "mdm", "donor"),
    }
    locked.when(locks_checked()).stands().when(labelled()).stands()


@pytest.mark.parametrize("fields", [{"found": {d.Lock.BIOS}}, {"ask": d.LockHolder.DONOR}])
def test_whom_to_ask_is_said_when_a_lock_is_found_and_only_then(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="say whom to ask"):
        d.LocksChecked(**at(**fields))


def test_the_sign_off_is_asked_for(given: Given) -> None:
    assert lacks(given(*PROVEN)) == {Missing(Lack.SIGN_OFF)}


def test_a_sign_off_is_refused_while_something_is_unproven_and_says_what(given: Given) -> None:
    past = given(collected(), received(), inventoried(), tested(failed=[d.Function.BATTERY]))
    assert lacks(past, reconditioned()) == {
        Missing(Lack.STORAGE_NOT_ERASED, DISK.id),
        Missing(Lack.FUNCTION_FAILED, "battery"),
    }


def test_only_a_storage_of_the_inventory_is_erased(given: Given) -> None:
    given(*ON_THE_BENCH).when(erased(storage="another")).is_forbidden(Rule.UNKNOWN_STORAGE)
    unread = inventoried(facts=facts(storages=None))
    given(collected(), received(), unread).when(erased()).is_forbidden(Rule.UNKNOWN_STORAGE)
    given(collected(), received()).when(erased()).is_forbidden(Rule.NO_INVENTORY)


@pytest.mark.parametrize("kind", StorageKind)
@pytest.mark.parametrize("level", [d.ErasureLevel.CLEAR, d.ErasureLevel.PURGE])
def test_overwriting_a_flash_medium_is_clear_at_most(
    given: Given, kind: StorageKind, level: d.ErasureLevel
) -> None:
    storage = DISK.model_copy(update={"kind": kind})
    past = given(collected(), received(), inventoried(facts=facts(storages=(storage,))))
    proof = {"level": level, "evidence_sha256": "0" * 64}
    overwritten = erased(erasure=d.Erasure(method=d.ErasureMethod.OVERWRITE, **proof))
    if kind is StorageKind.HDD or level is d.ErasureLevel.CLEAR:
        past.when(overwritten).stands()
    else:
        past.when(overwritten).is_forbidden(Rule.CLEAR_AT_MOST)
    sanitized = erased(erasure=d.Erasure(method=d.ErasureMethod.NVME_SANITIZE, **proof))
    given(*past.lives[past.subject]).when(sanitized).stands()


@pytest.mark.parametrize("method", d.ErasureMethod)
@pytest.mark.parametrize("level", d.ErasureLevel)
def test_only_what_is_destroyed_is_destroyed(
    given: Given, method: d.ErasureMethod, level: d.ErasureLevel
) -> None:
    said = erased(erasure=d.Erasure(method=method, level=level, evidence_sha256="0" * 64))
    destroys = method is d.ErasureMethod.DESTRUCTION
    if destroys == (level is d.ErasureLevel.DESTROY):
        given(*ON_THE_BENCH).when(said).stands()
    else:
        given(*ON_THE_BENCH).when(said).is_forbidden(Rule.LEVEL_OUT_OF_REACH)


def test_two_storages_of_one_device_bear_two_names(given: Given) -> None:
    twins = inventoried(facts=facts(storages=(DISK, SSD.model_copy(update={"id": DISK.id}))))
    given(collected(), received()).when(twins).is_forbidden(Rule.DUPLICATE_STORAGE)


@pytest.mark.parametrize("event", [stocked(), reserved()])
def test_nothing_is_stocked_or_promised_without_its_label(given: Given, event: Event) -> None:
    refusal = given(*PROVEN, reconditioned()).when(event).is_refused(NotAllowed)
    assert (refusal.topic, refusal.stage) == (event.TOPIC, "reconditioned")


def test_a_device_on_the_road_earns_no_label(given: Given) -> None:
    given(*PROVEN, reconditioned(), shipped()).when(labelled()).is_forbidden(Rule.IN_TRANSIT)


@pytest.mark.parametrize(
    ("reason", "again"),
    [
        (d.RevocationReason.CRITERIA_CHANGED, []),
        (d.RevocationReason.EVIDENCE_INVALID, [erased()]),
        (d.RevocationReason.DEFECT_FOUND, [tested()]),
    ],
)
def test_a_label_lost_is_earned_again_from_what_put_it_in_doubt(
    given: Given, reason: d.RevocationReason, again: list[Event]
) -> None:
    past = given(*LABELLED, stocked()).when(label_revoked(reason=reason)).stands()
    past.when(stocked()).is_refused(NotAllowed)
    for event in again:
        assert Missing(Lack.SIGN_OFF) not in lacks(past, reconditioned())
        past = past.when(event).stands()
    past.when(reconditioned()).stands().when(labelled()).stands().when(stocked()).stands()


def test_a_part_changed_on_the_bench_is_among_what_is_tested_again(given: Given) -> None:
    past = given(*LABELLED).when(part_replaced()).stands()
    battery = {d.Function.BATTERY, d.Function.CHARGING, d.Function.POWER}
    expected = {Missing(Lack.FUNCTION_UNTESTED, function) for function in battery}
    assert lacks(past) == expected | {Missing(Lack.SIGN_OFF)}
