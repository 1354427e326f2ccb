"""The fund gives no more than it has and its rules allow; its books add up to the cent."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from given import Given
from lives import at, command, corrected
from trade import Desk, credited, fund_opened

from ledger import Event, Ledger, LedgerError
from ledger import fund as f
from ledger.errors import (
    CeilingReached,
    ClaimTaken,
    CorrectionBreaksLife,
    NotAllowed,
    NotEnough,
    Rule,
)
from ledger.fund import CreditSource, Fund, FundCorrected
from ledger.values import SaleId


@pytest.fixture
def desk(given: Given) -> Desk:
    """A fund of 1 000 € that gives at most 150 € to one order; an order of 100 € waits."""
    desk = Desk(given.ledger)
    desk.write(desk.submitted())
    return desk


def balance(desk: Desk) -> int:
    with Given(desk.ledger).pool.connection() as connection:
        row = connection.execute(
            "SELECT cents FROM ledger.balance WHERE account = %s", [desk.fund]
        ).fetchone()
    return row[0] if row else 0


def agrees(desk: Desk, cents: int) -> None:
    assert (balance(desk), desk.books.available_cents) == (cents, cents)


def test_there_is_one_fund_a_year(given: Given) -> None:
    fund = fund_opened()
    given(fund)
    assert given().when(fund).is_refused(ClaimTaken).kind == "fund"


def test_a_fund_opened_by_mistake_leaves_its_year_to_another(given: Given) -> None:
    fund = fund_opened()
    given(fund).when(corrected(1, of=FundCorrected)).stands()
    given(fund)
    other = fund_opened()
    moved = given(other).when(corrected(1, fund_opened(), of=FundCorrected)).stands()
    assert moved.ledger.subject(Fund, moved.subject).year != other.year
    given(other)


def test_credits_add_up_and_say_where_they_come_from(given: Given) -> None:
    gift = credited(50_00, source=CreditSource.GIFT, convention=None)
    given(fund_opened(), credited(100_00)).when(gift).stands()
    for broken in (
        {"organisation": None},
        {"convention": None},
        {"source": CreditSource.GIFT, "organisation": None},
        {"source": CreditSource.SALE_SHARE},
        {"sale": SaleId(uuid4())},
    ):
        with pytest.raises(ValueError, match=r"funder|gift|share"):
            credited(**broken)


def test_a_sale_gives_its_share_once(given: Given) -> None:
    share = credited(5_00, source=CreditSource.SALE_SHARE, sale=SaleId(uuid4()))
    given(fund_opened(), share)
    assert given(fund_opened()).when(share).is_refused(ClaimTaken).kind == "sale_share"


def test_a_commitment_is_not_available_to_others_until_it_is_released(desk: Desk) -> None:
    desk.write(desk.reserved())
    agrees(desk, 900_00)
    desk.write(desk.let_go(), desk.released())
    agrees(desk, 1_000_00)
    assert dict(desk.books.committed_cents) == {}


def test_spending_what_was_committed_moves_nothing_more(given: Given) -> None:
    desk = Desk(given.ledger)
    desk.at_the_desk()
    agrees(desk, 900_00)
    desk.write(desk.handed_over())
    agrees(desk, 900_00)
    assert desk.books.spent_cents == 100_00


def test_no_more_is_released_or_spent_than_was_committed(desk: Desk) -> None:
    desk.write(desk.reserved())
    for told in (desk.given_back(100_01), desk.spent(100_01)):
        desk.forbids(Rule.NOT_COMMITTED, told)


def test_an_order_gets_what_its_ceiling_allows_at_most(given: Given) -> None:
    desk = Desk(given.ledger)
    desk.write((desk.fund, f.CeilingsSet(**at(order_ceiling_cents=99_99))))
    desk.write(desk.submitted())
    refusal = desk.refuses(CeilingReached, desk.reserved())
    assert (refusal.asked_cents, refusal.left_cents) == (100_00, 99_99)


def test_a_second_commitment_counts_with_the_first(desk: Desk) -> None:
    twice = [*desk.committed(100_00), *desk.committed(60_00)]
    assert desk.refuses(CeilingReached, twice).left_cents == 50_00


@pytest.mark.parametrize("held_cents", [99_99, 0])
def test_nothing_is_committed_that_is_not_there(given: Given, held_cents: int) -> None:
    desk = Desk(given.ledger, money_cents=held_cents)
    desk.write(desk.submitted())
    assert desk.refuses(CeilingReached, desk.reserved()).left_cents == held_cents
    agrees(desk, held_cents)


def test_the_year_has_a_ceiling_whatever_the_fund_holds(given: Given) -> None:
    desk = Desk(given.ledger)
    rules = f.CeilingsSet(**at(order_ceiling_cents=150_00, period_ceiling_cents=150_00))
    desk.write((desk.fund, rules))
    desk.write(desk.submitted())
    desk.write(desk.reserved())
    other = Desk(given.ledger)
    other.fund = desk.fund
    other.write(other.submitted())
    assert other.refuses(CeilingReached, other.reserved()).left_cents == 50_00


def test_ceilings_that_fall_leave_what_is_committed(desk: Desk) -> None:
    desk.write(desk.reserved())
    desk.write((desk.fund, f.CeilingsSet(**at(order_ceiling_cents=1))))
    assert dict(desk.books.committed_cents) == {desk.order: 100_00}
    desk.write(desk.let_go(), desk.cancelled())


def test_a_closed_fund_promises_nothing_more_and_keeps_its_promises(given: Given) -> None:
    desk, late = Desk(given.ledger), Desk(given.ledger)
    late.fund = desk.fund
    desk.at_the_desk()
    late.write(late.submitted())
    late.write(late.reserved())
    desk.write((desk.fund, f.FundClosed(**at())))
    for told in ((desk.fund, credited()), (desk.fund, f.CeilingsSet(**at(order_ceiling_cents=1)))):
        assert desk.refuses(NotAllowed, told).stage == "closed"
    desk.write(desk.handed_over())
    late.write(late.let_go(), late.cancelled())
    agrees(desk, 900_00)
    other = Desk(given.ledger)
    other.fund = desk.fund
    other.write(other.submitted())
    assert other.refuses(NotAllowed, other.reserved()).stage == "closed"


def test_a_credit_is_corrected_and_the_balance_follows(desk: Desk) -> None:
    desk.write((desk.fund, corrected(2, credited(500_00), of=FundCorrected)))
    agrees(desk, 500_00)
    desk.write((desk.fund, corrected(2, of=FundCorrected)))
    agrees(desk, 0)
    desk.write((desk.fund, corrected(2, credited(700_00), of=FundCorrected)))
    agrees(desk, 700_00)


@pytest.mark.parametrize("by", [None, credited(99_99)])
def test_a_credit_that_was_promised_already_is_not_corrected_away(
    desk: Desk, by: Event | None
) -> None:
    desk.write(desk.reserved())
    desk.refuses(CorrectionBreaksLife, (desk.fund, corrected(2, by, of=FundCorrected)))
    agrees(desk, 900_00)
    desk.write((desk.fund, corrected(2, credited(100_00), of=FundCorrected)))
    agrees(desk, 0)


def test_what_belongs_to_an_order_or_a_sale_is_not_corrected_in_the_fund_alone(desk: Desk) -> None:
    share = credited(5_00, source=CreditSource.SALE_SHARE, sale=SaleId(uuid4()))
    desk.write((desk.fund, share))
    desk.write(desk.reserved())
    version = desk.books.version
    for of_another in (version, version - 1):
        told = corrected(of_another, of=FundCorrected)
        desk.forbids(Rule.TIED_TO_ANOTHER, (desk.fund, told))
    for [(_, brought_in)] in (desk.committed(1), desk.given_back(), desk.spent()):
        told = corrected(2, brought_in, of=FundCorrected)
        desk.forbids(Rule.TIED_TO_ANOTHER, (desk.fund, told))
    paid = f.SpentAtTheTill(**at(sale=uuid4(), amount_cents=1))
    desk.forbids(Rule.TIED_TO_ANOTHER, (desk.fund, corrected(2, paid, of=FundCorrected)))


def test_the_last_euros_go_to_whoever_comes_first_and_none_twice(given: Given) -> None:
    """Twenty orders of 100 € want the last 500 €."""
    first = Desk(given.ledger, money_cents=500_00)
    desks = [first, *(Desk(given.ledger) for _ in range(19))]
    for desk in desks:
        desk.fund = first.fund
        desk.write(desk.submitted())

    def reserve(desk: Desk) -> type[LedgerError] | None:
        try:
            desk.write(desk.reserved())
        except (CeilingReached, NotEnough) as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(10) as people:
        told = list(people.map(reserve, desks))
    assert told.count(None) == 5
    agrees(first, 0)
    assert sorted(first.books.committed_cents.values()) == [100_00] * 5


def test_fifty_at_once_on_one_fund_are_all_heard(given: Given) -> None:
    """Each loses its first race; none is told that others were faster."""
    fund = given(fund_opened()).subject

    def credit(rank: int) -> UUID:
        sent = command((fund, credited(rank + 1)))
        given.ledger.record(sent)
        return sent.id

    with ThreadPoolExecutor(50) as people:
        assert len(set(people.map(credit, range(100)))) == 100
    assert given.ledger.subject(Fund, fund).credited_cents == 50_50


def test_two_services_on_one_fund_hear_everybody_too(given: Given) -> None:
    fund = given(fund_opened()).subject
    services = given.ledger, Ledger(given.pool)

    def credit(rank: int) -> None:
        services[rank % 2].record(command((fund, credited(1))))

    with ThreadPoolExecutor(20) as people:
        list(people.map(credit, range(60)))
    assert given.ledger.subject(Fund, fund).credited_cents == 60
