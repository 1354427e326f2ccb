"""What a closed year has left goes on to the cent, once; and what sellers were paid is written."""

from uuid import UUID, uuid4

import pytest
from given import Given
from lives import ASSOCIATION, at, corrected
from shop import Shop
from trade import Desk, Entry, credited, fund_opened

from ledger import fund as f
from ledger.errors import CorrectionBreaksLife, Forbidden, NotAllowed, Rule
from ledger.fund import CreditSource, Fund, FundCorrected
from ledger.fund_settling import CarriedOver, SellerPaid, left_cents


class Years(Desk):
    """An open year, and one before it that is closed with 1 000 € of which an order holds 100."""

    def __init__(self, given: Given) -> None:
        Desk.__init__(self, given.ledger)
        for step in (self.submitted(), self.reserved()):
            self.write(step)
        self.write((self.fund, f.FundClosed(**at())))
        self.later = uuid4()
        self.write((self.later, fund_opened()))

    def carried(self, cents: int, to: UUID | None = None) -> Entry:
        return self.fund, CarriedOver(**at(to=to or self.later, amount_cents=cents))

    def credit(self, cents: int, **fields: object) -> Entry:
        over = {"source": CreditSource.CARRIED_OVER, "carried_from": self.fund}
        nobody = {"organisation": None, "convention": None}
        return self.later, credited(cents, **over | nobody | fields)

    def over(self, cents: int) -> list[Entry]:
        return [self.carried(cents), self.credit(cents)]

    def agree(self, before: int, after: int) -> None:
        """What the books say is what the guarded balances say."""
        with Given(self.ledger).pool.connection() as connection:
            rows: dict[UUID, int] = dict(
                connection.execute("SELECT account, cents FROM ledger.balance").fetchall()
            )
        later: Fund = self.ledger.subject(Fund, self.later)
        assert (self.books.available_cents, later.available_cents) == (before, after)
        assert (rows[self.fund], rows[self.later]) == (before, after)


@pytest.fixture
def years(given: Given) -> Years:
    return Years(given)


def test_what_is_released_after_the_closing_goes_on_to_the_cent(years: Years) -> None:
    years.write(years.over(900_00))
    years.agree(0, 900_00)
    years.forbids(Rule.CARRIED_TOO_MUCH, years.over(1))
    years.write(years.let_go(), years.cancelled())
    years.agree(100_00, 900_00)
    years.forbids(Rule.CARRIED_TOO_MUCH, years.over(100_01))
    years.write(years.over(33_33))
    years.write(years.over(66_67))
    years.agree(0, 1_000_00)


def test_what_leaves_one_year_is_what_comes_to_the_other(years: Years) -> None:
    years.forbids(Rule.NOT_CARRIED, years.carried(10_00))
    years.forbids(Rule.NOT_CARRIED, years.credit(10_00))
    years.forbids(Rule.NOT_CARRIED, years.carried(10_00), years.credit(9_99))
    years.forbids(Rule.NOT_CARRIED, years.carried(10_00), years.credit(10_00, carried_from=None))
    with pytest.raises(ValueError, match="another year"):
        credited(10_00, carried_from=years.fund)


def test_it_goes_to_no_earlier_year(given: Given) -> None:
    earlier, years = Desk(given.ledger), Years(given)
    years.forbids(Rule.NOT_CARRIED_THERE, years.carried(10_00, to=earlier.fund))


def test_it_goes_to_a_later_year_that_is_open(years: Years) -> None:
    years.forbids(Rule.NOT_CARRIED_THERE, years.carried(10_00, to=years.fund))
    years.write((years.later, f.FundClosed(**at())))
    refused = [years.carried(10_00)]
    years.forbids(Rule.NOT_CARRIED_THERE, refused)
    still_open = uuid4()
    years.write((still_open, fund_opened()))
    back = CarriedOver(**at(to=years.fund, amount_cents=1))
    assert years.refuses(NotAllowed, (still_open, back)).stage == "open"


def test_what_an_older_opening_carried_over_is_not_carried_twice() -> None:
    closed, following = Fund(uuid4(), year=2026, credited_cents=1_000_00), Fund(uuid4(), year=2027)
    nobody = {"organisation": None, "convention": None}
    credited(600_00, source=CreditSource.CARRIED_OVER, **nobody).change(following)
    assert left_cents(closed, following) == 400_00
    others = {following.id: following}
    following.stage = f.OPEN
    for cents, refused in ((400_00, False), (400_01, True)):
        told = CarriedOver(**at(to=following.id, amount_cents=cents))
        assert bool(told.fits(closed, others)) is refused
    linked = credited(5_00, source=CreditSource.CARRIED_OVER, carried_from=closed.id, **nobody)
    linked.change(following)
    assert left_cents(closed, following) == 400_00


def test_a_carry_is_not_corrected_on_one_side(years: Years) -> None:
    years.write(years.over(10_00))
    for fund in (years.fund, years.later):
        version = len(years.ledger.life(fund))
        with pytest.raises(Forbidden) as why:
            years.write((fund, corrected(version, of=FundCorrected)))
        assert why.value.rule is Rule.TIED_TO_ANOTHER


def test_a_credit_that_was_carried_on_is_not_taken_back(years: Years) -> None:
    years.write(years.over(900_00))
    less = corrected(2, credited(999_99), of=FundCorrected)
    years.refuses(CorrectionBreaksLife, (years.fund, less))


def test_a_payment_to_a_seller_moves_nothing_and_may_be_annulled(given: Given) -> None:
    shop = Shop(given)
    shop.write(shop.aided())
    before = shop.desk.books.available_cents
    paid = SellerPaid(**at(seller=ASSOCIATION, month="2026-03-01", amount_cents=30_00))
    shop.write((shop.fund, paid))
    version = shop.desk.books.version
    shop.write((shop.fund, f.FundClosed(**at())))
    shop.write((shop.fund, corrected(version, of=FundCorrected)))
    assert shop.desk.books.available_cents == before
