"""What the report of a financial year says: its accounts, and its periods beside each other."""

from lives import SOMEBODY
from orders import FUND, granted
from papers import composed, text_of
from papers import flat as f
from periods import published

from api import reporting, words
from api.drawings.french import number
from api.house import House
from api.pages.statistics.accounts import read as read_accounts
from api.reporting.scope import year_of
from api.statistics import files
from api.statistics.french import figure_words, measured, whole
from ledger.fund import Credited


def test_the_accounts_of_a_year_are_those_of_the_book(two_periods: House) -> None:
    year = two_periods.today().year
    text = text_of(reporting.of_year(two_periods, year).content)
    with two_periods.pool.connection() as connection:
        book = read_accounts(connection, year, year, two_periods.settings.timezone)
    assert book
    for post, now, then in book.lines:
        assert f(f"{post} {now} {then}") in text
    assert book.year.credits
    for name, cents in book.year.credits:
        assert f(f"{name} {words.euros(cents)}") in text
    totals = [composed(two_periods, each).total for each in (1, 2)]
    assert f(f"{number(sum(totals))} personnes équipées") in text
    for told in (composed(two_periods, each) for each in (1, 2)):
        assert files.sha256(files.json_of(told)) in text
        assert told.impact
        for _, label, unit, amount in measured(told.impact.figures):
            ends = " ".join(whole(each) for each in (amount.low, amount.central, amount.high))
            assert f(f"{label} {unit} {ends}") in text


def test_a_year_of_many_conventions_is_told_whole(two_periods: House) -> None:
    year = two_periods.today().year
    told = [
        granted(100 * each).model_copy(update={"convention": f"C-{each}"}) for each in range(1, 61)
    ]
    two_periods.record_events(SOMEBODY, *((FUND, each) for each in told))
    text = text_of(reporting.of_year(two_periods, year).content)
    assert all(f"C-{each} {each} €" in text for each in range(1, 61))


def test_tables_of_a_year_stand_beside_each_other(two_periods: House) -> None:
    text = text_of(reporting.of_year(two_periods, two_periods.today().year).content)
    first, second = composed(two_periods, 1), composed(two_periods, 2)
    for name in ("situation", "kind"):
        lines = zip(first.table(name).lines, second.table(name).lines, strict=True)
        for then, now in lines:
            assert now.change
            row = f"{figure_words(then.count)} {figure_words(now.count)} {now.change.short}"
            assert f(f"{now.label} {row}") in text
    for then_sum, now_sum in zip(first.territories, second.territories, strict=True):
        shown = f"{now_sum.label} {then_sum.words}"
        assert f(shown) in text
        assert f(f"{now_sum.words}, à {now_sum.margin} près") in text


def test_a_report_of_a_year_moves_with_its_book_alone(two_periods: House) -> None:
    year = two_periods.today().year
    before = reporting.of_year(two_periods, year).content
    assert reporting.of_year(two_periods, year).content == before
    fund = next(each for each in two_periods.ledger.since(0) if isinstance(each.event, Credited))
    two_periods.record_events(SOMEBODY, (fund.subject, fund.event))
    assert reporting.of_year(two_periods, year).content != before


def test_a_period_is_of_the_year_in_which_its_middle_lies(busy: House) -> None:
    published(busy, 96, 240)
    assert [year_of(composed(busy, each)) for each in (1, 2)] == [2020, 2020]
