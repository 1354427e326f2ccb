"""Writes a report: the same bytes for the same published figures and the same accounts.

It reads no clock, and makes no figure: the command and the pages hand over the same file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from api.house import House
from api.pages.statistics import accounts as books
from api.reporting.accounts import accounts
from api.reporting.avoided import avoided, factors
from api.reporting.method import method
from api.reporting.people import people, trend
from api.reporting.scope import Book, Scope, span
from api.reporting.scope import of_year as periods_of
from api.reporting.splits import splits
from api.reporting.story import first_page
from api.statistics import figures
from api.statistics.figures import Figures
from api.statistics.files import sha256
from labels.report import Report, report_pdf
from projections import fund_book, funds

NOTHING_PUBLISHED = "Aucune période n’est encore publiée : le rapport se fait après une clôture."
UNKNOWN_PERIOD = "La période {period} n’est pas publiée."
NO_SUCH_YEAR = "L’exercice {year} du fonds n’existe pas."
YEAR_UNPUBLISHED = (
    "Aucune période publiée n’est de l’exercice {year} : son rapport n’aurait que des comptes. "
    "Prenez la fiche pour une délibération, sur la page du fonds."
)


class Unwritten(Exception):
    """There is nothing to report; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Written:
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content)


def newest_period(house: House) -> int:
    """The last that is published. Raises ``Unwritten`` when none is."""
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
    if not periods:
        raise Unwritten(NOTHING_PUBLISHED)
    return periods[0].period


def of_period(house: House, period: int) -> Written:
    """For anybody: what is published of a period. Raises ``Unwritten``."""
    with house.pool.connection() as connection:
        known = figures.read_all(connection)[::-1]
    history = tuple(each for each in known if each.period <= period)
    if not known:
        raise Unwritten(NOTHING_PUBLISHED)
    if not history or history[-1].period != period:
        raise Unwritten(UNKNOWN_PERIOD.format(period=period))
    scope = _scope(house, history[-1:], history, None)
    return _written(scope, f"periode-{period}", f"période {period}, {span(scope.newest)}")


def of_year(house: House, year: int) -> Written:
    """For who reads the accounts: the year and its periods. Raises ``Unwritten``."""
    with house.pool.connection() as connection:
        known = figures.read_all(connection)[::-1]
        book = _book(house, connection, year)
    if book is None:
        raise Unwritten(NO_SUCH_YEAR.format(year=year))
    mine = periods_of(known, year)
    if not mine:
        raise Unwritten(YEAR_UNPUBLISHED.format(year=year))
    history = tuple(each for each in known if each.period <= mine[-1].period)
    return _written(_scope(house, mine, history, book), f"exercice-{year}", f"exercice {year}")


def _book(house: House, connection: Connection[Any], year: int) -> Book | None:
    if year not in {row.year for row in funds.read_all(connection)}:
        return None
    found = books.read(connection, year, year, house.settings.timezone)
    rows = fund_book.read(connection, year)
    last = max((row.happened_at for row in rows), default=None)
    return Book(found, len(rows), last) if found else None


def _scope(
    house: House, periods: Sequence[Figures], history: Sequence[Figures], book: Book | None
) -> Scope:
    settings = house.settings
    return Scope(
        settings.territory,
        settings.address,
        settings.timezone,
        tuple(periods),
        tuple(history),
        book,
    )


def _written(scope: Scope, name: str, about: str) -> Written:
    report = Report(
        territory=scope.territory,
        title=f"Mélèze, {scope.territory} : rapport d’impact, {about}",
        subject="Personnes équipées, impact, comptes, méthode et marges"
        if scope.year
        else "Personnes équipées, impact, méthode et marges",
        foot=f"Rapport d’impact, {about} · {scope.page_of(scope.newest)}",
        blocks=[
            *first_page(scope),
            *splits(scope),
            *avoided(scope),
            *people(scope),
            *trend(scope),
            *accounts(scope),
            *method(scope),
            *factors(scope),
        ],
    )
    return Written(f"meleze-rapport-{name}.pdf", report_pdf(report))
