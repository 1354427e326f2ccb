"""A device is lent while another is repaired, comes back, and starts again from its inventory."""

from uuid import uuid4

import pytest
from given import Given
from lives import (
    COUNTER,
    IN_REPAIR,
    IN_STOCK,
    LABELLED,
    PROMISED_TO_SOMEBODY,
    SHOP,
    WITH_ITS_OWNER,
    at,
    corrected,
    erased,
    given_back,
    inventoried,
    joined,
    labelled,
    lent,
    loan_returned,
    locks_checked,
    opened,
    reconditioned,
    reserved,
    retired,
    set_formed,
    shipped,
    sold,
    stocked,
    tested,
)

from ledger import Event
from ledger.device import Device, Stage
from ledger.errors import LabelNotEarned, NotAllowed, Rule, UnknownSubject
from ledger.place import PlaceClosed
from ledger.values import PlaceId


def test_a_device_is_lent_for_the_time_of_a_repair_and_comes_back(given: Given) -> None:
    broken = given(*IN_REPAIR)
    past = given(*IN_STOCK).when(lent(broken.subject)).stands()
    broken.when(given_back()).stands()
    back = past.when(loan_returned()).stands()
    device: Device = back.ledger.subject(Device, back.subject)
    assert device.stage == Stage.RECEIVED
    assert (device.inventory, device.storages, device.outcomes, device.erasures) == (
        None, None, {}, {},
    )  # fmt: skip


def test_what_was_lent_has_its_label_to_earn_again(given: Given) -> None:
    broken = given(*IN_REPAIR).subject
    past = given(*IN_STOCK, lent(broken), loan_returned(), inventoried())
    refusal = past.when(reconditioned()).is_refused(LabelNotEarned)
    lacks = {missing.lack for missing in refusal.missing}
    assert lacks == {"storage_not_erased", "function_untested"}
    given(
        *IN_STOCK, lent(broken), loan_returned(), inventoried(), erased(), locks_checked(),
        tested(), reconditioned(), labelled(), stocked(),
    )  # fmt: skip


@pytest.mark.parametrize("life", [IN_STOCK, WITH_ITS_OWNER, (*IN_STOCK, retired())])
def test_nothing_is_lent_instead_of_a_device_that_is_not_in_repair(
    given: Given, life: tuple[Event, ...]
) -> None:
    other = given(*life).subject
    given(*IN_STOCK).when(lent(other)).is_forbidden(Rule.NOT_IN_REPAIR)


def test_a_loan_names_a_device_that_exists(given: Given) -> None:
    assert given(*IN_STOCK).when(lent(uuid4())).is_refused(UnknownSubject).kind == "device"
    place = given(joined()).subject
    assert given(*IN_STOCK).when(lent(place)).is_refused(UnknownSubject).kind == "device"


@pytest.mark.parametrize("life", [LABELLED, PROMISED_TO_SOMEBODY, WITH_ITS_OWNER, IN_REPAIR])
def test_only_what_stands_on_a_shelf_is_lent(given: Given, life: tuple[Event, ...]) -> None:
    broken = given(*IN_REPAIR).subject
    given(*life).when(lent(broken)).is_refused(NotAllowed)


def test_a_device_on_the_road_or_elsewhere_is_not_lent(given: Given) -> None:
    broken = given(*IN_REPAIR).subject
    given(*IN_STOCK, shipped()).when(lent(broken)).is_forbidden(Rule.IN_TRANSIT)
    given(*IN_STOCK).when(lent(broken, place=COUNTER)).is_forbidden(Rule.ELSEWHERE)


def test_a_device_of_a_set_is_not_lent_alone(given: Given) -> None:
    broken = given(*IN_REPAIR).subject
    past = given.each(IN_STOCK, IN_STOCK)
    formed = set_formed(*past.subjects)
    past = past.when(formed, formed).stands()
    past.when_only(past.subject, lent(broken)).is_forbidden(Rule.ALREADY_IN_A_SET)


def test_what_is_lent_is_promised_and_sold_to_nobody_and_comes_back_to_an_open_place(
    given: Given,
) -> None:
    broken = given(*IN_REPAIR).subject
    past = given(*IN_STOCK, lent(broken))
    for event in (reserved(), sold(place=SHOP), shipped(), lent(broken)):
        assert past.when(event).is_refused(NotAllowed).stage == "lent"
    closed = PlaceId(given(opened(), PlaceClosed(**at())).subject)
    past.when(loan_returned(place=closed)).is_forbidden(Rule.PLACE_CLOSED)
    past.when(loan_returned(place=COUNTER)).stands()


def test_a_loan_that_never_comes_back_is_written_off(given: Given) -> None:
    broken = given(*IN_REPAIR).subject
    given(*IN_STOCK, lent(broken)).when(retired(destination="lost", mass_g=None)).stands()


def test_a_loan_by_mistake_is_voided(given: Given) -> None:
    broken = given(*IN_REPAIR)
    past = given(*IN_STOCK, lent(broken.subject))
    broken.when(given_back()).stands()
    back = past.when(corrected(len(IN_STOCK) + 1)).stands()
    assert back.ledger.subject(Device, back.subject).stage == Stage.STOCKED
