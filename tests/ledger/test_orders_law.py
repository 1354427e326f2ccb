"""An order holds what is promised to it, all of it and nothing else, from its making to its end."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from given import Given
from lives import (
    ASSOCIATION,
    COUNTER,
    IN_STOCK,
    NOON,
    PROMISED_TO_SOMEBODY,
    SHOP,
    at,
    collected,
    handed_over,
    inventoried,
    joined,
    labelled,
    opened,
    received,
    reconditioned,
    released,
    set_formed,
    stocked,
    tested,
)
from trade import Desk, Entry, credited, fund_opened

from ledger import device as d
from ledger import order as o
from ledger.device import Device, Stage
from ledger.errors import (
    ClaimTaken,
    NotAllowed,
    PriceRefused,
    Rule,
    UnknownSubject,
)
from ledger.order import OrderStage
from ledger.place import PlaceClosed
from ledger.values import DeviceKind, DonorKind, Grade, GridId, OrganisationId, PlaceId


def stage(desk: Desk) -> str:
    device: Device = desk.ledger.subject(Device, desk.device)
    return device.stage


def test_an_order_goes_from_the_desk_to_the_person_and_back_to_nobody(desk: Desk) -> None:
    seen = []
    for step in (desk.submitted(), desk.waits(), desk.reserved(), desk.sent(), desk.arrived()):
        desk.write(step)
        seen.append(desk.now.stage)
    assert seen == ["submitted", "waiting", "reserved", "shipped", "arrived"]
    desk.write(desk.handed_over())
    assert (desk.now.stage, stage(desk)) == (OrderStage.HANDED_OVER, Stage.WITH_OWNER)
    books = desk.books
    assert (books.spent_cents, dict(books.committed_cents)) == (100_00, {})


# what is asked


def test_an_order_is_priced_by_the_grid_in_force(desk: Desk) -> None:
    desk.forbids(Rule.ANOTHER_GRID, desk.submitted(grid=GridId(uuid4())))
    desk.forbids(Rule.ANOTHER_GRID, desk.submitted(happened_at=NOON - timedelta(days=2)))
    desk.write(desk.submitted(happened_at=NOON.replace(hour=1)))


def test_the_day_of_a_grid_is_the_day_in_paris(desk: Desk) -> None:
    """At 22:30 in Greenwich it is tomorrow already."""
    desk.write(desk.submitted(happened_at=NOON.replace(day=30, hour=22, minute=30)))
    assert desk.now.stage == OrderStage.SUBMITTED


@pytest.mark.parametrize(
    "shares",
    [
        {"price_cents": 119_00, "fund_cents": 99_00},
        {"person_cents": 101_00, "fund_cents": 19_00},
        {"grade": Grade.A},
    ],
)
def test_an_order_has_a_price_and_a_share_that_the_grid_knows(
    desk: Desk, shares: dict[str, object]
) -> None:
    desk.forbids(Rule.NOT_IN_THE_GRID, desk.submitted(**shares))


def test_the_shares_of_an_order_make_its_price(desk: Desk) -> None:
    desk.forbids(Rule.SHARES_DO_NOT_ADD_UP, desk.submitted(fund_cents=99_00))
    third = {"third_party_cents": 40_00, "fund_cents": 60_00}
    desk.forbids(Rule.THIRD_PARTY_UNNAMED, desk.submitted(**third))
    desk.forbids(Rule.THIRD_PARTY_UNNAMED, desk.submitted(third_party=ASSOCIATION))
    desk.write(desk.submitted(**third, third_party=ASSOCIATION))


def test_nobody_orders_at_a_place_that_is_closed(desk: Desk) -> None:
    place = PlaceId(uuid4())
    desk.write((place, opened()), (place, PlaceClosed(**at())))
    desk.forbids(Rule.PLACE_CLOSED, desk.submitted(place=place))


def test_a_slip_belongs_to_one_order_for_ever(asked: Desk, given: Given) -> None:
    other = Desk(given.ledger)
    slip = asked.now.slip
    refusal = other.refuses(ClaimTaken, other.submitted(slip=slip))
    assert refusal.kind == "slip"


# what is promised


def test_a_device_is_promised_to_the_order_in_the_same_command(asked: Desk) -> None:
    asked.forbids(Rule.DEVICE_NOT_PROMISED, asked.committed(), asked.holds())
    elsewhere = [*asked.promised(), *asked.committed(), *asked.holds(origin=COUNTER)]
    asked.forbids(Rule.ELSEWHERE, elsewhere)
    asked.write(asked.reserved())
    assert asked.now.devices == (asked.device,)


def test_no_device_is_promised_to_an_order_that_does_not_name_it(asked: Desk) -> None:
    asked.forbids(Rule.BELONGS_TO_AN_ORDER, asked.promised())
    other = asked.shelve()
    asked.forbids(Rule.BELONGS_TO_AN_ORDER, asked.promised(other), asked.reserved())
    with pytest.raises(ValueError, match="promised once"):
        asked.holds(devices=(other, other))


def test_a_set_is_promised_whole(asked: Desk) -> None:
    other = asked.shelve()
    formed = set_formed(asked.device, other)
    asked.write((asked.device, formed), (other, formed))
    both = [*asked.promised(), *asked.promised(other), *asked.committed()]
    asked.forbids(Rule.BELONGS_TO_AN_ORDER, both, asked.holds())
    asked.write(both, asked.holds(devices=(asked.device, other)))


@pytest.mark.parametrize("cents", [99_00, 101_00])
def test_the_fund_commits_the_share_of_the_order_to_the_cent(asked: Desk, cents: int) -> None:
    told = [*asked.promised(), *asked.committed(cents), *asked.holds()]
    asked.forbids(Rule.FUND_SHARE_NOT_COMMITTED, told)
    asked.forbids(Rule.FUND_SHARE_NOT_COMMITTED, asked.promised(), asked.holds())
    asked.forbids(Rule.FUND_SHARE_NOT_COMMITTED, asked.promised(), asked.holds(fund=None))
    asked.forbids(Rule.FUND_SHARE_STILL_COMMITTED, asked.committed())


def test_no_second_fund_commits_to_the_same_order(asked: Desk) -> None:
    second = uuid4()
    asked.write((second, fund_opened()), (second, credited()))
    [(_, twice)] = asked.committed()
    asked.forbids(Rule.FUND_SHARE_STILL_COMMITTED, (second, twice), asked.reserved())


def test_a_public_gift_is_promised_by_an_eligible_seller_under_the_caps(asked: Desk) -> None:
    gift = (collected(donor=DonorKind.PUBLIC_BODY, free_public_gift=True, lot=None), *IN_STOCK[1:])
    asked.device = asked.shelve(*gift)
    shop = OrganisationId(uuid4())
    asked.write((shop, joined(sells_public_gifts=False)))
    asked.forbids(Rule.SELLER_NOT_ELIGIBLE, asked.reserved(seller=shop))
    asked.write(asked.reserved())


def test_a_public_gift_of_a_kind_with_a_low_cap_is_not_promised_above_it(asked: Desk) -> None:
    screen = collected(
        donor=DonorKind.PUBLIC_BODY, free_public_gift=True, lot=None, kind=DeviceKind.SCREEN
    )
    life = (
        screen, received(), inventoried(facts={"storages": ()}), tested(DeviceKind.SCREEN),
        reconditioned(), labelled(), stocked(),
    )  # fmt: skip
    asked.device = asked.shelve(*life)
    assert asked.refuses(PriceRefused, asked.reserved()).cap_cents == 30_00


# what is promised moves with its order only


def test_a_device_of_an_order_is_neither_released_nor_handed_over_by_itself(held: Desk) -> None:
    held.forbids(Rule.BELONGS_TO_AN_ORDER, held.freed())
    held.forbids(Rule.BELONGS_TO_AN_ORDER, held.handed(place=SHOP))
    assert stage(held) == Stage.RESERVED


def test_a_device_of_no_order_is_released_and_handed_over_as_before(given: Given) -> None:
    given(*PROMISED_TO_SOMEBODY).when(released()).stands()
    given(*PROMISED_TO_SOMEBODY).when(handed_over()).stands()


def test_the_fund_lets_go_of_a_commitment_with_its_order_only(held: Desk) -> None:
    held.forbids(Rule.FUND_SHARE_NOT_COMMITTED, held.given_back())
    held.forbids(Rule.FUND_SHARE_NOT_COMMITTED, held.given_back(1))
    held.forbids(Rule.FUND_SHARE_NOT_COMMITTED, held.spent())
    held.forbids(Rule.FUND_SHARE_STILL_COMMITTED, held.committed(1_00))


@pytest.mark.parametrize(
    "ends",
    [
        lambda desk: desk.cancelled(),
        lambda desk: desk.released(),
    ],
)
def test_an_order_lets_go_of_its_device_and_of_the_fund_at_once(
    held: Desk, ends: Callable[[Desk], list[Entry]]
) -> None:
    held.forbids(Rule.DEVICE_STILL_PROMISED, held.given_back(), ends(held))
    held.forbids(Rule.FUND_SHARE_STILL_COMMITTED, held.freed(), ends(held))
    held.forbids(Rule.FUND_SHARE_STILL_COMMITTED, held.freed(), held.given_back(99_00), ends(held))
    held.write(held.let_go(), ends(held))
    assert (held.now.devices, held.now.fund, stage(held)) == ((), None, Stage.STOCKED)
    assert held.books.available_cents == 1_000_00


def test_an_order_lets_go_of_what_it_holds_and_of_nothing_else(held: Desk) -> None:
    told = held.let_go()
    held.forbids(Rule.ANOTHER_RESERVATION, told, held.cancelled(devices=()))
    held.forbids(Rule.ANOTHER_RESERVATION, told, held.cancelled(fund=None))
    held.forbids(Rule.ANOTHER_RESERVATION, told, held.cancelled(devices=(held.shelve(),)))


def test_once_it_left_a_defect_releases_it_and_nobody_chooses_another_place(desk: Desk) -> None:
    for step in (desk.submitted(), desk.reserved(), desk.sent()):
        desk.write(step)
    defect = {"cause": o.ReleaseCause.DEFECT_FOUND}
    assert desk.refuses(NotAllowed, desk.let_go(), desk.released()).stage == OrderStage.SHIPPED
    desk.forbids(Rule.DEVICE_STILL_PROMISED, desk.given_back(), desk.released(**defect))
    desk.forbids(Rule.FUND_SHARE_STILL_COMMITTED, desk.freed(), desk.released(**defect))
    desk.write(desk.arrived())
    assert desk.refuses(NotAllowed, desk.let_go(), desk.released()).stage == OrderStage.ARRIVED
    desk.write(desk.let_go(), desk.released(**defect), desk.waits())
    assert (desk.now.stage, desk.books.promised_cents) == (OrderStage.WAITING, 0)


def test_a_released_order_is_served_again_by_another_device(held: Desk) -> None:
    held.write(held.let_go(), held.released(), held.waits())
    held.device = held.shelve()
    held.write(held.reserved())
    assert held.now.devices == (held.device,)


def test_an_order_that_ended_holds_nothing_and_takes_nothing(held: Desk) -> None:
    held.write(held.let_go(), held.cancelled())
    assert held.refuses(NotAllowed, held.reserved()).stage == "cancelled"
    held.forbids(Rule.BELONGS_TO_AN_ORDER, held.promised())
    held.forbids(Rule.FUND_SHARE_STILL_COMMITTED, held.committed())


def test_an_order_waits_and_ends_unmet_while_nothing_is_promised(asked: Desk) -> None:
    asked.write(asked.waits(shortage=o.Shortage.MONEY))
    unmet = (asked.order, o.Unmet(**at(shortage=o.Shortage.MONEY)))
    asked.write(asked.reserved())
    assert asked.refuses(NotAllowed, unmet).stage == "reserved"
    asked.write(asked.let_go(), asked.released())
    asked.write(unmet)
    assert asked.refuses(NotAllowed, asked.waits()).stage == "unmet"


def test_nothing_happens_to_an_order_that_was_never_made(desk: Desk) -> None:
    assert desk.refuses(UnknownSubject, desk.waits()).kind == "order"
    assert desk.refuses(UnknownSubject, desk.committed()).kind == "order"


# on its way


def test_an_order_is_sent_where_it_was_made(held: Desk) -> None:
    [_, sent] = held.sent()
    held.forbids(Rule.NOT_SENT_HERE, sent)
    elsewhere = d.Shipped(**at(origin=SHOP, destination=COUNTER))
    held.forbids(Rule.NOT_SENT_HERE, (held.device, elsewhere), sent)
    other = o.Sent(**at(devices=(held.shelve(),)))
    held.forbids(Rule.ANOTHER_RESERVATION, (held.order, other))


def test_an_order_arrives_when_its_device_is_there(held: Desk) -> None:
    [_, arrived] = held.arrived()
    held.forbids(Rule.ELSEWHERE, arrived)
    held.write(held.sent())
    held.forbids(Rule.ELSEWHERE, arrived)
    held.write(held.arrived())
