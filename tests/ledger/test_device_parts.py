"""What a changed part, another reading or a second life asks to be done again."""

import pytest
from given import Given
from lives import (
    COUNTER,
    DISK,
    IN_STOCK,
    LABELLED,
    ON_THE_BENCH,
    PROVEN,
    SSD,
    WITH_ITS_OWNER,
    at,
    collected,
    erased,
    facts,
    inventoried,
    labelled,
    locks_checked,
    part_replaced,
    received,
    reconditioned,
    stocked,
    taken_back,
    tested,
)

from ledger import Event
from ledger import device as d
from ledger.device.checklist import EVERYTHING, TOUCHES
from ledger.errors import LabelNotEarned, Lack, Missing, NotAllowed, Rule
from ledger.values import DeviceKind

NEW_DISK = part_replaced(part=d.Part.STORAGE, fitted_storage=SSD, removed_storage=DISK.id)


@pytest.mark.parametrize("part", [part for part in d.Part if part is not d.Part.STORAGE])
@pytest.mark.parametrize("past", [PROVEN, LABELLED, IN_STOCK], ids=["bench", "label", "stock"])
def test_what_a_part_touches_is_tested_and_signed_off_again(
    given: Given, part: d.Part, past: tuple[Event, ...]
) -> None:
    changed = given(*past, part_replaced(part=part))
    refusal = changed.when(labelled()).is_refused(LabelNotEarned)
    touched = TOUCHES[part] & d.FUNCTIONS[DeviceKind.LAPTOP].all
    untested = {Missing(Lack.FUNCTION_UNTESTED, function) for function in touched}
    assert set(refusal.missing) == untested | {Missing(Lack.SIGN_OFF)}
    again = changed.when(tested()).stands() if touched else changed
    again.when(reconditioned()).stands().when(labelled()).stands()


def test_not_knowing_what_was_changed_means_everything() -> None:
    assert TOUCHES[d.Part.OTHER] == TOUCHES[d.Part.MOTHERBOARD] == EVERYTHING


def test_a_fitted_storage_has_to_be_erased_and_the_removed_one_does_not(given: Given) -> None:
    past = given(*LABELLED, NEW_DISK)
    refusal = past.when(reconditioned()).is_refused(LabelNotEarned)
    assert set(refusal.missing) == {
        Missing(Lack.STORAGE_NOT_ERASED, SSD.id),
        Missing(Lack.FUNCTION_UNTESTED, d.Function.STORAGE),
    }
    past.when(erased()).is_forbidden(Rule.UNKNOWN_STORAGE)
    past.when(erased(storage=SSD.id)).stands().when(tested()).stands().when(
        reconditioned()
    ).stands()


def test_a_storage_fitted_under_the_name_of_the_one_it_replaces_is_not_erased(given: Given) -> None:
    same_name = part_replaced(part=d.Part.STORAGE, removed_storage=DISK.id, fitted_storage=DISK)
    refusal = given(*PROVEN, same_name, tested()).when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.STORAGE_NOT_ERASED, DISK.id),)


def test_a_storage_fitted_in_a_printer_has_to_be_erased_too(given: Given) -> None:
    fitted = part_replaced(part=d.Part.STORAGE, fitted_storage=DISK)
    printer = DeviceKind.MULTIFUNCTION
    bare = inventoried(facts=facts(storages=None))
    past = given(collected(kind=printer), received(), bare, tested(printer), fitted)
    refusal = past.when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.STORAGE_NOT_ERASED, DISK.id),)


def test_a_storage_fitted_before_anybody_read_the_others_leaves_them_unread(given: Given) -> None:
    fitted = part_replaced(part=d.Part.STORAGE, fitted_storage=SSD)
    unread = inventoried(facts=facts(storages=None))
    past = given(collected(), received(), unread, fitted, locks_checked(), tested())
    refusal = past.when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.STORAGES_UNREAD),)


def test_a_storage_is_removed_once_and_fitted_under_a_free_name(given: Given) -> None:
    gone = part_replaced(part=d.Part.STORAGE, removed_storage=SSD.id)
    given(*ON_THE_BENCH).when(gone).is_forbidden(Rule.UNKNOWN_STORAGE)
    twin = part_replaced(part=d.Part.STORAGE, fitted_storage=DISK)
    given(*ON_THE_BENCH).when(twin).is_forbidden(Rule.DUPLICATE_STORAGE)


@pytest.mark.parametrize(
    "fields",
    [
        {"part": d.Part.STORAGE},
        {"part": d.Part.BATTERY, "fitted_storage": SSD},
        {"part": d.Part.OTHER, "removed_storage": DISK.id},
    ],
)
def test_a_storage_is_named_when_the_part_is_one_and_only_then(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="name the storage"):
        d.PartReplaced(**at(condition=d.PartCondition.NEW, **fields))


def test_another_reading_keeps_the_proof_of_what_it_finds_again(given: Given) -> None:
    both = inventoried(facts=facts(storages=(DISK, SSD)))
    past = given(*PROVEN).when(both).stands()
    refusal = past.when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.STORAGE_NOT_ERASED, SSD.id),)


def test_another_reading_drops_the_proof_of_a_storage_that_turns_out_another(given: Given) -> None:
    bigger = inventoried(facts=facts(storages=(DISK.model_copy(update={"capacity_gb": 1000}),)))
    refusal = given(*PROVEN, bigger).when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.STORAGE_NOT_ERASED, DISK.id),)


def test_a_device_taken_back_starts_again_from_its_inventory(given: Given) -> None:
    past = given(*WITH_ITS_OWNER).when(taken_back()).stands()
    past.when(stocked()).is_refused(NotAllowed)
    refusal = past.when(labelled()).is_refused(LabelNotEarned)
    lacks = {item.lack for item in refusal.missing}
    assert lacks == {
        Lack.INVENTORY, Lack.LOCKS_UNCHECKED, Lack.FUNCTION_UNTESTED, Lack.SIGN_OFF,
    }  # fmt: skip
    for event in (inventoried(), erased(), locks_checked(), tested(), reconditioned(), labelled()):
        past = past.when(event).stands()


def test_the_disk_of_a_device_taken_back_is_erased_again(given: Given) -> None:
    past = given(*WITH_ITS_OWNER, taken_back(), inventoried(), locks_checked(), tested())
    refusal = past.when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.STORAGE_NOT_ERASED, DISK.id),)


def test_a_device_comes_back_to_any_place(given: Given) -> None:
    past = given(*WITH_ITS_OWNER).when(taken_back(place=COUNTER)).stands()
    past.when(inventoried()).stands()
