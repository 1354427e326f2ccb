"""An order is served from elsewhere, or paid otherwise: money and devices follow at once."""

import pytest
from lives import ASSOCIATION, COUNTER, SHOP, received, shipped
from orders import FUND, act, arrived, asked, in_stock, order_of, ordered, ready

from api import ordering
from api.house import House
from api.ordering import Declared, NoFund, NothingSuits, Payment, Shares
from ledger.device import Device, Stage
from ledger.errors import Forbidden, Outrun, Rule
from ledger.fund import Fund, FundClosed
from ledger.order import OrderStage, Payer, Shortage
from ledger.values import Means


def fund(house: House) -> Fund:
    found: Fund = house.ledger.subject(Fund, FUND)
    return found


def test_another_place_serves_it_in_one_command(house: House) -> None:
    ready(house)
    first = in_stock(house)
    order = ordered(house)
    second = in_stock(house, shipped(), received(origin=SHOP, place=COUNTER))
    route = ordering.reroute(act(house, order.version), order, COUNTER)
    assert route.candidate.devices == (second,)
    again = order_of(house, order.id)
    assert (again.stage, again.origin) == (OrderStage.RESERVED, COUNTER)
    assert house.ledger.subject(Device, first).stage == Stage.STOCKED
    assert dict(fund(house).committed_cents) == {order.id: 100_00}
    assert len({r.metadata.command for r in house.ledger.life(order.id)}) == 2


def test_where_nothing_suits_nothing_is_let_go_of(house: House) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house)
    with pytest.raises(NothingSuits):
        ordering.reroute(act(house), order, COUNTER)
    assert order_of(house, order.id) == order


def test_who_reroutes_what_moved_meanwhile_is_told(house: House) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house)
    in_stock(house, shipped(), received(origin=SHOP, place=COUNTER))
    ordering.prepare(act(house), order)
    with pytest.raises(Outrun):
        ordering.reroute(act(house, order.version), order, COUNTER)


def test_the_wish_of_an_order_is_the_one_it_was_made_with(house: House) -> None:
    ready(house)
    in_stock(house)
    for band, gifts in ((2, True), (4, False)):
        said = asked(declared=Declared(band=band))
        made = ordering.submit(act(house), said, wait=Shortage.STOCK).order
        wish = ordering.wish_again(house, order_of(house, made))
        assert wish == ordering.wish_of(house, said)
        assert wish.public_gifts is gifts
        house.vault.destroy(made)
        assert not ordering.wish_again(house, order_of(house, made)).public_gifts


def test_a_defective_device_is_not_promised_to_the_next(house: House) -> None:
    ready(house)
    device = in_stock(house)
    order = ordered(house)
    assert ordering.found_defective(act(house), order, device) is None
    assert house.ledger.subject(Device, device).stage == Stage.IN_WORKSHOP
    assert order_of(house, order.id).stage == OrderStage.WAITING


@pytest.mark.parametrize(
    ("person_cents", "third_party_cents", "fund_cents"),
    [(5_00, 0, 115_00), (20_00, 50_00, 50_00), (20_00, 100_00, 0), (0, 0, 120_00)],
)
def test_the_fund_commits_what_it_pays_to_the_cent(
    house: House, person_cents: int, third_party_cents: int, fund_cents: int
) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house)
    third_party = ASSOCIATION if third_party_cents else None
    shares = Shares(person_cents, third_party, third_party_cents, fund_cents)
    ordering.change_shares(act(house), order, shares)
    assert dict(fund(house).committed_cents) == ({order.id: fund_cents} if fund_cents else {})
    assert fund(house).available_cents == 1_000_00 - fund_cents
    again = order_of(house, order.id)
    assert (again.person_cents, again.fund_cents) == (person_cents, fund_cents)
    ordering.send(act(house), again)
    ordering.arrive(act(house), order_of(house, order.id))
    said = ordering.HandOver(slip_checked=True)
    ordering.hand_over(act(house), order_of(house, order.id), said)
    assert fund(house).spent_cents == fund_cents


def test_a_waiting_order_changes_its_shares_without_the_fund(house: House) -> None:
    ready(house, money_cents=0)
    waiting = ordering.submit(act(house), asked(), wait=Shortage.MONEY).order
    shares = Shares(20_00, ASSOCIATION, 100_00, 0)
    ordering.change_shares(act(house), order_of(house, waiting), shares)
    assert order_of(house, waiting).third_party_cents == 100_00


def test_without_an_open_fund_it_pays_nothing(house: House) -> None:
    ready(house)
    in_stock(house)
    order = ordered(house, third_party=ASSOCIATION, third_party_cents=100_00, fund_cents=0)
    house.record_events(act(house).author, (FUND, FundClosed(happened_at=house.now())))
    with pytest.raises(NoFund):
        ordering.change_shares(act(house), order, Shares(20_00, None, 0, 100_00))


def test_a_share_stays_above_what_was_paid(house: House) -> None:
    ready(house)
    in_stock(house)
    order = arrived(house)
    payment = Payment(Payer.PERSON, 20_00, Means.CARD, COUNTER, ASSOCIATION)
    ordering.receive_payment(act(house), order, payment)
    with pytest.raises(Forbidden) as refusal:
        ordering.change_shares(act(house), order_of(house, order.id), Shares(5_00, None, 0, 115_00))
    assert refusal.value.rule is Rule.SHARE_PAID
