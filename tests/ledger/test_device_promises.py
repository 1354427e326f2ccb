"""A device is promised to one person at a time, and handed over for that promise only."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from given import Given
from lives import (
    DESK,
    IN_STOCK,
    PROMISED_TO_SOMEBODY,
    WITH_ITS_OWNER,
    at,
    command,
    delivered,
    handed_over,
    invited,
    released,
    reserved,
    retired,
    shipped,
    sold,
)

from ledger import Event, LedgerError
from ledger.device import HandedOver, Training
from ledger.errors import NotAllowed, Rule, UnknownSubject
from ledger.values import ReservationId, WorkshopId

ANOTHER = ReservationId(UUID(int=401))


def test_a_promised_device_is_not_promised_again(given: Given) -> None:
    refusal = given(*PROMISED_TO_SOMEBODY).when(reserved(reservation=ANOTHER))
    assert refusal.is_refused(NotAllowed).stage == "reserved"


@pytest.mark.parametrize("event", [sold(), retired()])
def test_a_promised_device_goes_nowhere_else(given: Given, event: Event) -> None:
    given(*PROMISED_TO_SOMEBODY).when(event).is_refused(NotAllowed)


@pytest.mark.parametrize("event", [released(reservation=ANOTHER), handed_over(reservation=ANOTHER)])
def test_a_promise_is_kept_or_ended_under_its_own_number(given: Given, event: Event) -> None:
    given(*PROMISED_TO_SOMEBODY).when(event).is_forbidden(Rule.ANOTHER_RESERVATION)


def test_an_ended_promise_leaves_the_device_to_the_next(given: Given) -> None:
    past = given(*PROMISED_TO_SOMEBODY).when(released()).stands()
    past.when(released()).is_refused(NotAllowed)
    again = past.when(reserved(reservation=ANOTHER)).stands()
    again.when(handed_over()).is_forbidden(Rule.ANOTHER_RESERVATION)
    again.when(handed_over(reservation=ANOTHER)).stands()


def test_a_promise_ends_at_the_place_of_hand_over_too(given: Given) -> None:
    there = (*PROMISED_TO_SOMEBODY, shipped(destination=DESK), delivered())
    given(*there).when(released()).stands().when(reserved(reservation=ANOTHER)).stands()


def test_the_claim_on_a_device_lasts_as_long_as_its_promise(given: Given) -> None:
    past = given(*IN_STOCK)
    key = str(past.subject)
    assert given.ledger.holder("promise", key) is None
    past = past.when(reserved()).stands()
    assert given.ledger.holder("promise", key) == past.subject
    past = past.when(released()).stands()
    assert given.ledger.holder("promise", key) is None
    past.when(reserved()).stands().when(handed_over()).stands()
    assert given.ledger.holder("promise", key) is None


def test_fifty_people_want_ten_devices_and_ten_get_one(given: Given) -> None:
    devices = given.each(*[IN_STOCK] * 10).subjects

    def reserve(rank: int) -> UUID | None:
        promise = reserved(reservation=ReservationId(uuid4()))
        try:
            given.ledger.record(command((devices[rank % len(devices)], promise)))
        except LedgerError:
            return None
        return devices[rank % len(devices)]

    with ThreadPoolExecutor(8) as people:
        promised = [device for device in people.map(reserve, range(50)) if device]
    assert sorted(promised) == sorted(devices)


def test_nobody_is_handed_what_was_not_promised(given: Given) -> None:
    given(*IN_STOCK).when(handed_over()).is_refused(NotAllowed)


def test_a_booked_training_has_a_date_and_a_done_one_has_none() -> None:
    state = handed_over().model_dump()
    for training in ({"training": Training.BOOKED}, {"training_at": state["happened_at"]}):
        with pytest.raises(ValueError, match="a booked training has a date"):
            HandedOver.model_validate(state | training)


def test_a_device_is_invited_to_a_workshop_that_is_known(given: Given) -> None:
    past = given(*WITH_ITS_OWNER).when(invited()).stands()
    unknown = invited(workshop=WorkshopId(uuid4()))
    assert past.when(unknown).is_refused(UnknownSubject).kind == "workshop"


def test_an_invitation_is_for_somebody_who_has_or_awaits_the_device(given: Given) -> None:
    given(*IN_STOCK).when(invited()).is_refused(NotAllowed)
    given(*PROMISED_TO_SOMEBODY).when(invited()).stands()
    assert set(type(invited()).model_fields) == {*at(), "theme", "workshop"}, "never who came"
