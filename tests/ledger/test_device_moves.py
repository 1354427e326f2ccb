"""A move has two ends: one says it sends, the other that it received."""

import pytest
from given import Given
from lives import (
    COUNTER,
    DESK,
    IN_STOCK,
    ON_THE_BENCH,
    POINT,
    PROMISED_TO_SOMEBODY,
    SHOP,
    WITH_ITS_OWNER,
    at,
    collected,
    delivered,
    erased,
    handed_over,
    inventoried,
    label_revoked,
    opened,
    part_replaced,
    received,
    released,
    reserved,
    retired,
    returned,
    shipped,
    sold,
    stocked,
    tested,
)

from ledger import Event
from ledger.errors import Forbidden, NotAllowed, Rule
from ledger.place import PlaceClosed
from ledger.values import PlaceId

TO_THE_DESK = shipped(destination=DESK)


def test_a_collected_device_is_carried_to_the_shop_by_hand(given: Given) -> None:
    given(collected()).when(received()).stands()


def test_a_shipped_device_is_received_where_it_was_sent(given: Given) -> None:
    past = given(*IN_STOCK, shipped())
    past.when(received(origin=SHOP, place=DESK)).is_forbidden(Rule.NOT_SENT_HERE)
    past.when(received(origin=POINT, place=COUNTER)).is_forbidden(Rule.ELSEWHERE)
    arrived = past.when(received(origin=SHOP, place=COUNTER)).stands()
    arrived.when(sold()).stands()


def test_what_was_not_sent_does_not_arrive(given: Given) -> None:
    arrived = received(origin=SHOP, place=COUNTER)
    given(*IN_STOCK).when(arrived).is_forbidden(Rule.NOT_IN_TRANSIT)


def test_a_device_leaves_from_where_it_is_for_somewhere_else(given: Given) -> None:
    given(*IN_STOCK).when(shipped(origin=POINT)).is_forbidden(Rule.ELSEWHERE)
    given(*IN_STOCK).when(shipped(destination=SHOP)).is_forbidden(Rule.SAME_PLACE)


@pytest.mark.parametrize(
    ("past", "event"),
    [
        (IN_STOCK, shipped()),
        (IN_STOCK, reserved()),
        (IN_STOCK, sold(place=SHOP)),
        (IN_STOCK, part_replaced()),
        (ON_THE_BENCH, erased()),
        (ON_THE_BENCH, tested()),
        (ON_THE_BENCH, inventoried()),
        (PROMISED_TO_SOMEBODY, handed_over()),
        (IN_STOCK[:-1], stocked()),
    ],
    ids=lambda value: value.TOPIC if isinstance(value, Event) else "",
)
def test_nothing_is_done_to_a_device_on_the_road(
    given: Given, past: tuple[Event, ...], event: Event
) -> None:
    if event.TOPIC != "device.sold.v1":  # which the till of the shop would refuse anyway
        given(*past).when(event).stands()
    refusal = given(*past, shipped()).when(event).is_refused(Forbidden)
    assert (refusal.rule, refusal.detail) == (Rule.IN_TRANSIT, str(COUNTER))


@pytest.mark.parametrize("event", [label_revoked(), retired()])
def test_a_device_loses_its_label_or_itself_on_the_road(given: Given, event: Event) -> None:
    given(*IN_STOCK, shipped()).when(event).stands()


def test_a_promised_device_is_sent_and_delivered_where_it_is_handed_over(given: Given) -> None:
    past = given(*PROMISED_TO_SOMEBODY)
    past.when(delivered()).is_forbidden(Rule.NOT_IN_TRANSIT)
    sent = past.when(TO_THE_DESK).stands()
    sent.when(delivered(place=COUNTER)).is_forbidden(Rule.NOT_SENT_HERE)
    sent.when(delivered(origin=POINT)).is_forbidden(Rule.ELSEWHERE)
    there = sent.when(delivered()).stands()
    there.when(handed_over()).is_forbidden(Rule.ELSEWHERE)
    there.when(handed_over(place=DESK)).stands()


def test_only_a_promised_device_is_delivered(given: Given) -> None:
    refusal = given(*IN_STOCK, TO_THE_DESK).when(delivered()).is_refused(NotAllowed)
    assert refusal.stage == "stocked"


def test_a_promise_may_end_on_the_road_and_the_device_still_arrives(given: Given) -> None:
    past = given(*PROMISED_TO_SOMEBODY, TO_THE_DESK).when(released()).stands()
    past.when(reserved()).is_forbidden(Rule.IN_TRANSIT)
    past.when(received(origin=SHOP, place=DESK)).stands().when(reserved()).stands()


@pytest.mark.parametrize("event", [stocked(place=COUNTER), stocked(place=POINT)])
def test_a_device_is_stocked_where_it_is(given: Given, event: Event) -> None:
    given(*IN_STOCK[:-1]).when(event).is_forbidden(Rule.ELSEWHERE)


@pytest.fixture
def closed(given: Given) -> PlaceId:
    past = given(opened(name="Recyclerie de Guillestre", takes_money=True))
    past.when(PlaceClosed(**at())).stands()
    return PlaceId(past.subject)


def test_nothing_new_happens_at_a_closed_place(given: Given, closed: PlaceId) -> None:
    given().when(collected(place=closed)).is_forbidden(Rule.PLACE_CLOSED)
    given(collected()).when(received(place=closed)).is_forbidden(Rule.PLACE_CLOSED)
    given(*IN_STOCK).when(shipped(destination=closed)).is_forbidden(Rule.PLACE_CLOSED)
    given(*WITH_ITS_OWNER).when(returned(place=closed)).is_forbidden(Rule.PLACE_CLOSED)


def test_a_device_gets_out_of_a_place_that_closed_with_it_inside(given: Given) -> None:
    place = given(opened(name="Recyclerie d’Aiguilles"))
    inside = PlaceId(place.subject)
    device = given(collected(), received(place=inside), *IN_STOCK[2:-1])
    place.when(PlaceClosed(**at())).stands()
    device.when(stocked(place=inside)).is_forbidden(Rule.PLACE_CLOSED)
    sent = device.when(shipped(origin=inside, destination=SHOP)).stands()
    sent.when(received(origin=inside, place=SHOP)).stands()


def test_money_is_taken_only_where_there_is_a_till(given: Given) -> None:
    given(*IN_STOCK).when(sold(place=SHOP)).is_forbidden(Rule.NO_MONEY_HERE)
    given(*IN_STOCK).when(sold(place=COUNTER)).is_forbidden(Rule.ELSEWHERE)
