"""Devices of one set are promised, priced and capped together, or not at all."""

from uuid import uuid4

import pytest
from given import Given, Past
from lives import (
    COUNTER,
    IN_STOCK,
    SET,
    SHOP,
    at,
    collected,
    corrected,
    handed_over,
    received,
    released,
    reserved,
    retired,
    set_formed,
    shipped,
    sold,
    tested,
)

from ledger import Event
from ledger.device import SetDissolved
from ledger.errors import NotAllowed, PriceRefused, Rule, SetIncomplete
from ledger.values import DeviceKind, DonorKind, SetId

GIFT = {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True, "lot": None}
COMPUTER_AND_SCREEN = (DeviceKind.DESKTOP, DeviceKind.SCREEN)


def in_stock(kind: DeviceKind, **origin: object) -> tuple[Event, ...]:
    """A device of that kind on the shelf of the shop, without storage to erase."""
    life = [collected(kind=kind, **origin), *IN_STOCK[1:]]
    life = [tested(kind) if event.TOPIC == "device.tested.v1" else event for event in life]
    if kind in {DeviceKind.SCREEN, DeviceKind.KEYBOARD}:
        life = [event for event in life if event.TOPIC != "device.locks_checked.v1"]
    return tuple(life)


@pytest.fixture
def pair(given: Given) -> Past:
    return a_set(given)


def a_set(given: Given, **origin: object) -> Past:
    apart = given.each(*(in_stock(kind, **origin) for kind in COMPUTER_AND_SCREEN))
    return apart.when(*[set_formed(*apart.subjects)] * 2).stands()


def dissolved(past: Past) -> SetDissolved:
    return SetDissolved(**at(set_id=SET, members=past.subjects))


def test_devices_of_a_set_are_promised_and_handed_over_together(pair: Past) -> None:
    promised = pair.when(reserved(), reserved()).stands()
    promised.when(handed_over(), handed_over(price_cents=0)).stands()


def test_one_device_does_not_leave_without_the_others_of_its_set(pair: Past) -> None:
    alone = pair.when_only(pair.subject, reserved())
    assert alone.is_refused(SetIncomplete).absent == pair.subjects[1:]
    there = pair.when(shipped(), shipped()).stands()
    there = there.when(*[received(origin=SHOP, place=COUNTER)] * 2).stands()
    there.when_only(pair.subject, sold()).is_refused(SetIncomplete)
    there.when(sold(), sold(price_cents=0)).stands()


def test_a_promise_on_a_set_ends_for_the_whole_set(pair: Past) -> None:
    promised = pair.when(reserved(), reserved()).stands()
    refusal = promised.when_only(promised.subjects[1], released()).is_refused(SetIncomplete)
    assert refusal.absent == promised.subjects[:1]
    promised.when(released(), released()).stands()


def test_a_set_is_made_of_devices_that_all_say_so(given: Given) -> None:
    apart = given.each((collected(),), (collected(),), (collected(),))
    one, two, three = apart.subjects
    both = set_formed(one, two)
    assert apart.when_only(one, both).is_refused(SetIncomplete).absent == (two,)
    askew = (set_formed(one, two), set_formed(two, three), set_formed(one, three))
    apart.when(*askew).is_refused(SetIncomplete)
    apart.when(both, both, both).is_forbidden(Rule.NOT_IN_THIS_SET)
    apart.when(*[set_formed(*apart.subjects)] * 3).stands()


def test_a_set_holds_each_device_once_and_at_least_two() -> None:
    device = uuid4()
    with pytest.raises(ValueError, match="once"):
        set_formed(device, device)
    with pytest.raises(ValueError, match="at least 2"):
        set_formed(device)


def test_a_device_is_in_one_set_at_a_time(given: Given, pair: Past) -> None:
    other = given(collected()).subject
    again = set_formed(pair.subject, other, set_id=SetId(uuid4()))
    pair.when_only(pair.subject, again).is_forbidden(Rule.ALREADY_IN_A_SET)


def test_a_dissolved_set_lets_each_go_its_own_way(pair: Past) -> None:
    apart = pair.when(dissolved(pair), dissolved(pair)).stands()
    apart.when_only(apart.subject, reserved()).stands()
    apart.when_only(apart.subjects[1], dissolved(pair)).is_forbidden(Rule.NOT_IN_THIS_SET)


def test_a_set_is_dissolved_for_all_its_devices_at_once(pair: Past) -> None:
    pair.when_only(pair.subject, dissolved(pair)).is_refused(SetIncomplete)
    other = SetDissolved(**at(set_id=SetId(uuid4()), members=pair.subjects))
    pair.when(other, other).is_forbidden(Rule.NOT_IN_THIS_SET)


def test_a_set_outlives_none_of_its_devices_but_can_be_dissolved_after_one(pair: Past) -> None:
    broken = pair.when_only(pair.subject, retired()).stands()
    broken.when(reserved(), reserved()).is_refused(NotAllowed)
    apart = broken.when(dissolved(pair), dissolved(pair)).stands()
    apart.when_only(apart.subjects[1], reserved()).stands()


def test_the_price_of_a_set_is_judged_whole(given: Given) -> None:
    promised = a_set(given, **GIFT).when(reserved(), reserved()).stands()
    dear = promised.when(handed_over(price_cents=120_00), handed_over(price_cents=30_01))
    refusal = dear.is_refused(PriceRefused)
    assert (refusal.price_cents, refusal.cap_cents) == (150_01, 150_00)
    promised.when(handed_over(price_cents=120_00), handed_over(price_cents=30_00)).stands()


def test_one_public_gift_caps_the_whole_set(given: Given) -> None:
    computer, screen = COMPUTER_AND_SCREEN
    mixed = given.each(in_stock(computer), in_stock(screen, **GIFT))
    mixed = mixed.when(*[set_formed(*mixed.subjects)] * 2).stands()
    promised = mixed.when(reserved(), reserved()).stands()
    dear = promised.when(handed_over(price_cents=151_00), handed_over(price_cents=0))
    assert dear.is_refused(PriceRefused).cap_cents == 150_00


def test_a_set_costs_at_least_one_euro_in_all(pair: Past) -> None:
    promised = pair.when(reserved(), reserved()).stands()
    cheap = promised.when(handed_over(price_cents=99), handed_over(price_cents=0))
    assert cheap.is_refused(PriceRefused).price_cents == 99
    promised.when(handed_over(price_cents=100), handed_over(price_cents=0)).stands()


def test_the_prices_of_a_set_are_corrected_together(given: Given) -> None:
    past = a_set(given, **GIFT).when(reserved(), reserved()).stands()
    past = past.when(handed_over(price_cents=120_00), handed_over(price_cents=30_00)).stands()
    tower, screen = (len(life) for life in past.lives.values())
    more = corrected(tower, handed_over(price_cents=140_00))
    past.when_only(past.subject, more).is_refused(SetIncomplete)
    same = corrected(screen, handed_over(price_cents=30_00))
    past.when(more, same).is_refused(PriceRefused)
    past.when(more, corrected(screen, handed_over(price_cents=10_00))).stands()


def test_a_set_may_stand_in_two_places_but_is_handed_over_in_one(pair: Past) -> None:
    promised = pair.when(reserved(), reserved()).stands()
    moved = promised.when_only(promised.subject, shipped()).stands()
    moved.when(handed_over(), handed_over(price_cents=0)).is_forbidden(Rule.IN_TRANSIT)
