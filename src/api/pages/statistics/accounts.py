"""The accounts of a financial year beside those of the year before: exact, for who pays.

They are of the whole department: nothing here splits people any finer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from api import words
from api.pages.fund.book import Helped, balance, helped
from api.pages.fund.exports import credits_of
from projections import fund_book, funds, organisations, tills
from projections.fund_book import Balance
from projections.funds import FundRow
from projections.tills import Turnover

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Year:
    """What the fund and the tills did in a financial year."""

    fund: FundRow
    balance: Balance
    helped: Helped
    credits: Sequence[tuple[str, int]]
    """By convention, or by source, the largest first."""
    sales: Turnover


@dataclass(frozen=True, slots=True)
class Accounts:
    """A financial year, the one before if there was one, and which can be chosen."""

    year: Year
    before: Year | None
    years: tuple[int, ...]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Each post, this year and the year before."""
        now = dict(_posts(self.year))
        then = dict(_posts(self.before)) if self.before else {}
        return [(post, value, then.get(post, UNKNOWN)) for post, value in now.items()]


def read(
    connection: Connection[Any], asked: int | None, today: int, zone: ZoneInfo
) -> Accounts | None:
    """The year that is asked for, else this one, else the newest; None when there is none."""
    known = {row.year: row for row in funds.read_all(connection)}
    if asked is not None and asked not in known:
        return None
    chosen = asked or (today if today in known else max(known, default=0))
    if chosen not in known:
        return None
    before = known.get(chosen - 1)
    return Accounts(
        _year(connection, known[chosen], zone),
        _year(connection, before, zone) if before else None,
        tuple(known),
    )


def _year(connection: Connection[Any], fund: FundRow, zone: ZoneInfo) -> Year:
    rows = fund_book.read(connection, fund.year)
    names = {row.subject: row.name for row in organisations.read_all(connection)}
    begins, ends = (datetime(year, 1, 1, tzinfo=zone) for year in (fund.year, fund.year + 1))
    return Year(
        fund,
        balance(rows),
        helped(rows),
        credits_of(rows, names),
        tills.turnover(connection, begins, ends),
    )


def _posts(year: Year) -> Iterator[tuple[str, str]]:
    yield "Crédits", words.euros(year.balance.credited_cents)
    yield "Engagé pour des commandes ouvertes", words.euros(year.balance.committed_cents)
    yield "Dépensé", words.euros(year.balance.spent_cents)
    yield "Disponible", words.euros(year.balance.available_cents)
    yield (
        "Ventes en caisse, remboursements retirés",
        words.euros(year.sales.sold_cents - year.sales.refunded_cents),
    )
    yield "Aides payées", str(year.helped.orders + year.helped.sales)
    unit_cents = year.helped.unit_cents
    yield "Coût moyen d’une aide", words.euros(unit_cents) if unit_cents else UNKNOWN
    target = year.fund.target_orders
    yield (
        "Commandes aidées, sur l’objectif",
        f"{year.helped.orders} sur {target}"
        if target
        else (f"{year.helped.orders}, sans objectif"),
    )
