"""A move that one end has not confirmed: the other end refuses it, or the sender takes it back."""

import pytest
from given import Given
from lives import (
    COUNTER,
    DESK,
    IN_STOCK,
    POINT,
    PROMISED_TO_SOMEBODY,
    SHOP,
    collected,
    received,
    released,
    reserved,
    shipped,
    transfer_recalled,
    transfer_refused,
)

from ledger import Event
from ledger import device as d
from ledger.device import Device, Stage, TransferRefusal
from ledger.errors import NotAllowed, Rule


def sent_to(given: Given, *past: Event) -> object:
    stood = given(*past)
    return stood.ledger.subject(Device, stood.subject).sent_to


@pytest.mark.parametrize("reason", list(TransferRefusal))
def test_what_is_refused_is_waited_for_where_it_left(given: Given, reason: TransferRefusal) -> None:
    refused = transfer_refused(reason=reason)
    given(*IN_STOCK, shipped()).when(refused).stands()
    assert sent_to(given, *IN_STOCK, shipped(), refused) == SHOP
    back = given(*IN_STOCK, shipped(), refused).when(transfer_recalled()).stands()
    back.when(reserved()).stands()


def test_what_comes_back_is_on_the_road_until_somebody_has_it(given: Given) -> None:
    past = given(*IN_STOCK, shipped(), transfer_refused())
    past.when(reserved()).is_forbidden(Rule.IN_TRANSIT)
    past.when(received(origin=SHOP, place=COUNTER)).is_forbidden(Rule.NOT_SENT_HERE)
    past.when(received(origin=SHOP, place=SHOP)).stands().when(reserved()).stands()


def test_a_transfer_is_refused_once_and_where_it_was_sent(given: Given) -> None:
    past = given(*IN_STOCK, shipped())
    past.when(transfer_refused(place=DESK)).is_forbidden(Rule.NOT_SENT_HERE)
    given(*IN_STOCK).when(transfer_refused()).is_forbidden(Rule.NOT_IN_TRANSIT)
    again = past.when(transfer_refused()).stands()
    again.when(transfer_refused()).is_forbidden(Rule.COMES_BACK)
    again.when(transfer_refused(place=SHOP)).is_forbidden(Rule.COMES_BACK)


def test_the_sender_takes_back_what_never_left(given: Given) -> None:
    given(*IN_STOCK).when(transfer_recalled()).is_forbidden(Rule.NOT_IN_TRANSIT)
    past = given(*IN_STOCK, shipped())
    past.when(transfer_recalled(place=COUNTER)).is_forbidden(Rule.ELSEWHERE)
    past.when(transfer_recalled()).stands().when(reserved()).stands()


def test_a_collected_device_that_comes_back_is_still_to_be_sent(given: Given) -> None:
    there = given(
        collected(), shipped(origin=POINT, destination=SHOP), transfer_refused(place=SHOP)
    )
    back = there.when(transfer_recalled(place=POINT)).stands()
    device = back.ledger.subject(Device, back.subject)
    assert (device.stage, device.place, device.sent_to) == (Stage.COLLECTED, POINT, None)


@pytest.mark.parametrize("event", [transfer_refused(place=DESK), transfer_recalled()])
def test_what_is_promised_moves_with_its_promise(given: Given, event: Event) -> None:
    past = given(*PROMISED_TO_SOMEBODY, shipped(destination=DESK))
    past.when(event).is_refused(NotAllowed)
    past.when(released()).stands().when(event).stands()


def test_what_never_arrived_may_be_said_lost(given: Given) -> None:
    lost = d.Retired(happened_at=collected().happened_at, destination=d.Destination.LOST)
    given(*IN_STOCK, shipped(), transfer_refused()).when(lost).stands()
