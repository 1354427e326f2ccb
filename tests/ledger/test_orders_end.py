"""An order ends with its devices and its money; who pays what is settled to the cent."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from given import Given
from lives import (
    ASSOCIATION,
    DESK,
    IN_STOCK,
    NOON,
    at,
    corrected,
    joined,
)
from trade import Desk, Entry, credited, fund_opened

from ledger import device as d
from ledger import order as o
from ledger.device import Device, Stage
from ledger.errors import (
    CorrectionBreaksLife,
    NotAllowed,
    Rule,
)
from ledger.order import OrderCorrected


def stage(desk: Desk) -> str:
    device: Device = desk.ledger.subject(Device, desk.device)
    return device.stage


# the hand-over


def test_an_order_is_handed_over_with_its_device_and_the_money_of_the_fund(here: Desk) -> None:
    here.forbids(Rule.DEVICE_STILL_PROMISED, here.spent(), here.ends())
    here.forbids(Rule.FUND_SHARE_STILL_COMMITTED, here.handed(), here.ends())
    here.forbids(Rule.ANOTHER_RESERVATION, here.handed(), here.spent(), here.ends(fund=None))
    here.write(here.handed_over())


def test_the_fund_spends_what_the_order_says_and_not_a_part_of_it(here: Desk) -> None:
    told = [*here.handed(), *here.given_back(40_00), *here.spent(60_00), *here.ends()]
    here.forbids(Rule.NOT_COMMITTED, told)


def test_what_its_device_says_was_paid_is_what_the_order_says(here: Desk) -> None:
    dearer = here.handed(person_cents=30_00, fund_cents=90_00)
    here.forbids(Rule.SHARES_DO_NOT_ADD_UP, dearer, here.spent(), here.ends())
    cheaper = here.handed(price_cents=110_00, fund_cents=90_00)
    here.forbids(Rule.SHARES_DO_NOT_ADD_UP, cheaper, here.spent(), here.ends())


def test_a_training_that_is_not_done_says_why_and_when(here: Desk) -> None:
    for half in ({"no_training": o.NoTrainingReason.PERSON_TIRED}, {"training_at": NOON}):
        with pytest.raises(ValueError, match="says why"):
            here.ends(**half)
    reason = {"no_training": o.NoTrainingReason.PERSON_TIRED, "training_at": NOON}
    here.write(here.handed(), here.spent(), here.ends(**reason))


# nobody fetches it

SOON = timedelta(days=7)


def announced(desk: Desk, days: int) -> Entry:
    return desk.order, o.ExpiryAnnounced(**at(expires_on=(NOON + timedelta(days)).date()))


def expired(desk: Desk, days: int) -> Entry:
    about = {"devices": (desk.device,), "fund": desk.fund}
    return desk.order, o.Expired(**at(**about) | {"happened_at": NOON + timedelta(days)})


def test_an_order_that_nobody_fetches_ends_a_week_after_it_was_announced(here: Desk) -> None:
    here.forbids(Rule.NOTICE_TOO_SHORT, here.let_go(), expired(here, 30))
    here.forbids(Rule.NOTICE_TOO_SHORT, announced(here, 6))
    here.write(announced(here, 7))
    here.forbids(Rule.NOTICE_TOO_SHORT, here.let_go(), expired(here, 6))
    here.forbids(Rule.DEVICE_STILL_PROMISED, here.given_back(), expired(here, 7))
    here.write(here.let_go(), expired(here, 7))
    assert stage(here) == Stage.STOCKED


def test_an_end_is_announced_once_and_put_off_by_a_correction(here: Desk) -> None:
    here.write(announced(here, 7))
    here.forbids(Rule.EXPIRY_ANNOUNCED, announced(here, 30))
    version = here.now.version
    _, later = announced(here, 30)
    here.write((here.order, corrected(version, later, of=OrderCorrected)))
    here.forbids(Rule.NOTICE_TOO_SHORT, here.let_go(), expired(here, 29))
    here.write(here.let_go(), expired(here, 30))


def test_an_end_announced_is_forgotten_once_the_order_is_served_anew(here: Desk) -> None:
    here.write(announced(here, 7))
    here.write(here.let_go(), here.cancelled())
    assert here.now.expires_on is None


# who pays what


def test_the_shares_change_with_the_fund_in_one_command(held: Desk) -> None:
    third = {"third_party": ASSOCIATION, "third_party_cents": 40_00, "fund_cents": 60_00}
    held.forbids(Rule.FUND_SHARE_NOT_COMMITTED, held.shares(**third))
    held.forbids(Rule.THIRD_PARTY_UNNAMED, held.shares(third_party_cents=40_00, fund_cents=60_00))
    held.forbids(Rule.PERSON_NEVER_PAYS_MORE, held.shares(person_cents=30_00, fund_cents=90_00))
    held.forbids(Rule.SHARES_DO_NOT_ADD_UP, held.shares(person_cents=10_00))
    held.write(held.given_back(40_00), held.shares(**third))
    assert dict(held.books.committed_cents) == {held.order: 60_00}


def test_no_commitment_is_left_behind_in_a_fund_that_is_not_named_any_more(held: Desk) -> None:
    nothing = {"third_party": ASSOCIATION, "third_party_cents": 100_00, "fund_cents": 0}
    held.forbids(Rule.FUND_SHARE_STILL_COMMITTED, held.shares(**nothing, fund=None))
    second = uuid4()
    held.write((second, fund_opened()), (second, credited()))
    [(_, again)] = held.committed()
    held.forbids(Rule.FUND_SHARE_STILL_COMMITTED, (second, again), held.shares(fund=second))
    held.write(held.given_back(), held.shares(**nothing))
    held.write(held.freed(), held.cancelled())
    assert dict(held.books.committed_cents) == {}


def test_the_shares_of_an_order_that_waits_commit_nothing(asked: Desk) -> None:
    third = {"third_party": ASSOCIATION, "third_party_cents": 100_00, "fund_cents": 0}
    asked.write(asked.shares(**third, fund=None))
    asked.write(asked.promised(), asked.holds(fund=None))
    assert dict(asked.books.committed_cents) == {}


def test_a_share_is_paid_once_where_money_may_be_taken(here: Desk) -> None:
    here.forbids(Rule.NO_MONEY_HERE, here.paid(20_00, place=DESK))
    here.forbids(Rule.PAID_TWICE, here.paid(20_01))
    here.write(here.paid(15_00))
    here.forbids(Rule.PAID_TWICE, here.paid(5_01))
    here.write(here.paid(5_00))
    here.forbids(Rule.PAID_TWICE, here.paid(1))
    here.forbids(Rule.PAID_TWICE, here.paid(1, payer=o.Payer.THIRD_PARTY))
    here.write(here.handed_over())
    here.write(here.paid(100_00, payer=o.Payer.FUND))


def test_a_share_that_was_paid_neither_falls_nor_changes_its_payer(
    held: Desk, given: Given
) -> None:
    held.write(held.paid(20_00))
    less = {"person_cents": 10_00, "third_party": ASSOCIATION, "third_party_cents": 10_00}
    held.forbids(Rule.SHARE_PAID, held.shares(**less))
    third = {"third_party": ASSOCIATION, "third_party_cents": 40_00, "fund_cents": 60_00}
    held.write(held.given_back(40_00), held.shares(**third))
    held.write(held.paid(40_00, payer=o.Payer.THIRD_PARTY))
    other = given(joined()).subject
    held.forbids(Rule.SHARE_PAID, held.shares(**third | {"third_party": other}))


def test_money_is_taken_for_an_order_that_holds_something_or_was_handed_over(asked: Desk) -> None:
    assert asked.refuses(NotAllowed, asked.paid(1_00)).stage == "submitted"


# corrections


def undone(desk: Desk, subject: UUID, topic: type[object], of: type[object]) -> Entry:
    [*_, version] = [r.version for r in desk.ledger.life(subject) if isinstance(r.event, topic)]
    return subject, corrected(version, of=of)


def test_what_is_written_on_several_lives_is_not_corrected_on_one(here: Desk) -> None:
    here.write(here.handed_over())
    for subject, event, of in (
        (here.device, d.Reserved, d.DeviceCorrected),
        (here.device, d.Shipped, d.DeviceCorrected),
        (here.device, d.Delivered, d.DeviceCorrected),
        (here.device, d.HandedOver, d.DeviceCorrected),
        (here.order, o.Submitted, OrderCorrected),
        (here.order, o.DevicesReserved, OrderCorrected),
        (here.order, o.OrderHandedOver, OrderCorrected),
    ):
        here.forbids(Rule.TIED_TO_ANOTHER, undone(here, subject, event, of))


def test_a_hand_over_is_not_told_again_with_other_shares(here: Desk) -> None:
    here.write(here.handed_over())
    [(_, other)] = here.handed(person_cents=0, fund_cents=120_00)
    version = len(here.ledger.life(here.device))
    here.forbids(Rule.TIED_TO_ANOTHER, (here.device, corrected(version, other)))


def test_no_correction_brings_in_what_belongs_to_several_lives(here: Desk) -> None:
    here.write(announced(here, 7))
    version = here.now.version
    [(_, cancelled)] = here.cancelled()
    told = corrected(version, cancelled, of=OrderCorrected)
    here.forbids(Rule.TIED_TO_ANOTHER, (here.order, told))


def test_no_correction_promises_a_device_to_an_order_that_does_not_hold_it(asked: Desk) -> None:
    asked.write((asked.device, d.Reserved(**at(reservation=UUID(int=400)))))
    [(_, reserved)] = asked.promised()
    version = len(IN_STOCK) + 1
    asked.forbids(Rule.BELONGS_TO_AN_ORDER, (asked.device, corrected(version, reserved)))


def test_a_payment_and_a_wait_are_corrected_by_themselves(here: Desk) -> None:
    here.write(here.paid(20_00))
    [(_, less)] = here.paid(10_00)
    here.write((here.order, corrected(here.now.version, less, of=OrderCorrected)))
    assert here.now.paid_cents == {"person": 10_00}


def test_an_announcement_is_not_voided_under_the_end_that_it_announced(here: Desk) -> None:
    here.write(announced(here, 7))
    told = undone(here, here.order, o.ExpiryAnnounced, OrderCorrected)
    here.write(here.let_go(), expired(here, 7))
    here.refuses(CorrectionBreaksLife, told)
