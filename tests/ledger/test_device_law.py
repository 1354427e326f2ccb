"""What holds for every event of a device: it begins once, ends once, and names what exists."""

from uuid import uuid4

import pytest
from given import Given
from lives import (
    ASSOCIATION,
    COUNTER,
    DEVICE,
    IN_STOCK,
    LOT,
    PROMISED_TO_SOMEBODY,
    SHOP,
    WITH_ITS_OWNER,
    at,
    bound,
    collected,
    corrected,
    decided,
    delivered,
    erased,
    erasure_certified,
    given_back,
    handed_over,
    inventoried,
    invited,
    joined,
    label_revoked,
    labelled,
    lent,
    loan_returned,
    locks_checked,
    lot_opened,
    opened,
    part_replaced,
    qualified,
    received,
    reconditioned,
    released,
    replaced,
    reserved,
    retired,
    returned,
    set_formed,
    shipped,
    sold,
    stocked,
    taken_back,
    tested,
    transfer_recalled,
    transfer_refused,
)

from ledger import EVENTS, Event
from ledger.codes import new_code
from ledger.device import (
    Collected,
    Device,
    DeviceCorrected,
    ErasureCertified,
    Lent,
    SetDissolved,
)
from ledger.errors import AlreadyBegun, NotAllowed, Rule, UnknownCommune, UnknownSubject
from ledger.organisation import OrganisationLeft
from ledger.place import PlaceChanged, PlaceClosed
from ledger.values import LotId, OrganisationId, PlaceId

EVERY_KIND = (
    collected(), received(), shipped(), inventoried(), qualified(), bound(new_code()),
    replaced(new_code()), erased(), decided(), erasure_certified(new_code()), locks_checked(),
    part_replaced(), tested(), reconditioned(),
    labelled(), label_revoked(), stocked(), reserved(), released(), delivered(), handed_over(),
    sold(), invited(), returned(), given_back(), taken_back(), retired(), corrected(1),
    lent(DEVICE), loan_returned(), transfer_refused(), transfer_recalled(),
    set_formed(DEVICE, uuid4()),
    SetDissolved(**at(set_id=uuid4(), members=(DEVICE, uuid4()))),
)  # fmt: skip
AFTER_THE_END = {SetDissolved, ErasureCertified, DeviceCorrected}
"""A set is dissolved because one of its devices is gone, a donor is told what became of the data of
one that was destroyed; a mistake may be about the end itself."""


def topic(event: Event) -> str:
    return event.TOPIC


def test_the_list_above_has_every_event_of_a_device() -> None:
    assert {type(event) for event in EVERY_KIND} == {e for e in EVENTS.values() if e.OF is Device}


@pytest.mark.parametrize(
    "event", [e for e in EVERY_KIND if not isinstance(e, Collected)], ids=topic
)
def test_nothing_happens_to_a_device_that_was_never_collected(given: Given, event: Event) -> None:
    assert given().when(event).is_refused(UnknownSubject).kind == "device"


@pytest.mark.parametrize("past", [(collected(),), IN_STOCK, WITH_ITS_OWNER, (*IN_STOCK, retired())])
def test_a_device_is_collected_once(given: Given, past: tuple[Event, ...]) -> None:
    given(*past).when(collected()).is_refused(AlreadyBegun)


@pytest.mark.parametrize(
    "event", [e for e in EVERY_KIND if type(e) not in {Collected, Lent, *AFTER_THE_END}], ids=topic
)
def test_nothing_happens_to_a_retired_device(given: Given, event: Event) -> None:
    refusal = given(*IN_STOCK, retired()).when(event).is_refused(NotAllowed)
    assert (refusal.topic, refusal.stage) == (event.TOPIC, "retired")


@pytest.mark.parametrize(
    "event", [sold(), handed_over(), stocked(), labelled(), retired()], ids=topic
)
def test_a_device_with_its_owner_is_nobody_elses(given: Given, event: Event) -> None:
    assert given(*WITH_ITS_OWNER).when(event).is_refused(NotAllowed).stage == "with_owner"


@pytest.mark.parametrize(
    ("past", "event", "kind"),
    [
        ((), collected(place=uuid4()), "place"),
        ((), collected(place=LOT), "place"),
        ((), collected(lot=LotId(uuid4())), "lot"),
        ((), collected(lot=SHOP), "lot"),
        ((collected(),), received(place=uuid4()), "place"),
        (IN_STOCK, shipped(destination=PlaceId(uuid4())), "place"),
        (IN_STOCK, sold(seller=uuid4()), "organisation"),
        (IN_STOCK, sold(seller=SHOP), "organisation"),
        (PROMISED_TO_SOMEBODY, handed_over(seller=OrganisationId(uuid4())), "organisation"),
        (WITH_ITS_OWNER, returned(place=ASSOCIATION), "place"),
    ],
)
def test_an_event_names_only_what_exists_and_is_of_the_right_kind(
    given: Given, past: tuple[Event, ...], event: Event, kind: str
) -> None:
    assert given(*past).when(event).is_refused(UnknownSubject).kind == kind


@pytest.mark.parametrize("event", [stocked(), corrected(1), opened()], ids=topic)
def test_an_event_is_for_the_kind_of_life_it_belongs_to(given: Given, event: Event) -> None:
    past = given(lot_opened())
    assert past.when(event).is_refused(UnknownSubject).kind == event.OF.KIND


def test_a_place_stands_in_a_commune_of_the_territory(given: Given) -> None:
    assert given().when(opened(commune="75056")).is_refused(UnknownCommune).insee == "75056"
    past = given(opened())
    moved = PlaceChanged(**at(name="Atelier", commune="75056", roles=frozenset()))
    past.when(moved).is_refused(UnknownCommune)
    past.when(moved.model_copy(update={"commune": "05023"})).stands()


def test_a_place_closes_once_and_an_organisation_leaves_once(given: Given) -> None:
    for past, end in (
        (given(opened()), PlaceClosed(**at())),
        (given(joined()), OrganisationLeft(**at())),
    ):
        past.when(end).stands().when(end).is_refused(NotAllowed)


def test_a_device_is_received_at_one_place_and_worked_on_there(given: Given) -> None:
    past = given(collected(), received(place=COUNTER))
    past.when(received(origin=COUNTER, place=SHOP)).is_forbidden(Rule.NOT_IN_TRANSIT)
