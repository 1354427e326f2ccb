"""The code of a sticker leads to one device, for ever."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from given import Given
from lives import IN_STOCK, WITH_ITS_OWNER, bound, collected, command, corrected, replaced

from ledger import Event
from ledger.codes import new_code
from ledger.errors import ClaimTaken, Rule


@pytest.fixture
def code() -> str:
    return new_code()


def test_a_blank_sticker_is_bound_at_its_first_scan(given: Given, code: str) -> None:
    past = given(collected()).when(bound(code)).stands()
    assert given.ledger.holder("sticker", code) == past.subject
    assert given.ledger.holder("sticker", new_code()) is None


@pytest.mark.parametrize("past", [(collected(),), IN_STOCK, WITH_ITS_OWNER])
def test_a_sticker_is_stuck_on_at_any_time_of_its_life(
    given: Given, past: tuple[Event, ...]
) -> None:
    given(*past).when(bound(new_code())).stands()


def test_a_code_is_never_bound_to_a_second_device(given: Given, code: str) -> None:
    given(collected(), bound(code))
    refusal = given(collected()).when(bound(code)).is_refused(ClaimTaken)
    assert (refusal.kind, refusal.key) == ("sticker", code)


def test_a_device_has_one_sticker_at_a_time(given: Given, code: str) -> None:
    past = given(collected())
    past.when(replaced(code)).is_forbidden(Rule.NO_STICKER)
    past.when(bound(code)).stands().when(bound(new_code())).is_forbidden(Rule.ALREADY_BOUND)


def test_an_old_code_still_leads_to_the_same_device_and_never_to_another(
    given: Given, code: str
) -> None:
    newer = new_code()
    past = given(collected(), bound(code)).when(replaced(newer)).stands()
    assert given.ledger.holder("sticker", code) == past.subject
    assert given.ledger.holder("sticker", newer) == past.subject
    other = given(collected())
    other.when(bound(code)).is_refused(ClaimTaken)
    other.when(bound(new_code())).stands().when(replaced(code)).is_refused(ClaimTaken)


def test_a_sticker_found_again_goes_back_on_its_own_device(given: Given, code: str) -> None:
    given(collected(), bound(code), replaced(new_code())).when(replaced(code)).stands()


def test_one_command_does_not_bind_one_code_to_two_devices(given: Given, code: str) -> None:
    given.each((collected(),), (collected(),)).when(bound(code), bound(code)).is_refused(ClaimTaken)
    assert given.ledger.holder("sticker", code) is None


def test_a_code_is_stored_as_it_is_printed_whoever_typed_it(given: Given, code: str) -> None:
    past = given(collected()).when(bound(f"{code[:3]}-{code[3:6]} {code[6:]}".lower())).stands()
    assert given.ledger.holder("sticker", code) == past.subject


def test_a_miscopied_code_is_no_code(code: str) -> None:
    wrong = code[:-1] + next(sign for sign in "01" if sign != code[-1])
    with pytest.raises(ValueError, match="is not a sticker code"):
        bound(wrong)


def test_a_binding_is_corrected_to_another_code_of_its_own(given: Given, code: str) -> None:
    right = new_code()
    past = given(collected(), bound(code)).when(corrected(2, bound(right))).stands()
    assert given.ledger.holder("sticker", right) == past.subject
    assert given.ledger.holder("sticker", code) == past.subject, "it may be stuck on something"


def test_a_correction_takes_no_code_from_another_device(given: Given, code: str) -> None:
    given(collected(), bound(code))
    past = given(collected(), bound(new_code()))
    past.when(corrected(2, bound(code))).is_refused(ClaimTaken)


def test_of_many_first_scans_at_once_one_wins(given: Given, code: str) -> None:
    devices = given.each(*[(collected(),)] * 8).subjects

    def scan(device: UUID) -> UUID | None:
        try:
            given.ledger.record(command((device, bound(code))))
        except ClaimTaken:
            return None
        return device

    with ThreadPoolExecutor(len(devices)) as people:
        winners = [device for device in people.map(scan, devices) if device]
    assert winners == [given.ledger.holder("sticker", code)]
