"""What the gifts of a civil year became, by who gave and under which law: for the yearly extract.

It is read behind a sign-in, and is still told so that nobody follows a device with it: whoever
reads it may be the donor, who knows serial numbers. So departures are by fives here too (decision
0037), line by line, and a total is the sum of what its lines say: one that was rounded by itself
would give back the line that moved. All else is exact: labelled or already gone is one number,
that nobody's leaving changes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from api.house import House
from api.lot_account import REUSABLE, Account, target_percent
from ledger.device import Destination
from ledger.values import DonorKind, LegalStatus
from projections import fates, lots
from projections.fates import Fate, FateRow, SlipRow

OTHER_WAYS_OUT = frozenset({Fate.RECYCLED, Fate.LOST})


@dataclass(frozen=True, slots=True)
class Source:
    """Who gave, and under which law: as the lots tell it."""

    donor: DonorKind
    public_gift: bool
    legal_status: LegalStatus


SOURCES = tuple(
    Source(donor, public_gift, status)
    for donor in (
        DonorKind.PUBLIC_BODY, DonorKind.COMPANY, DonorKind.ASSOCIATION, DonorKind.PERSON,
        DonorKind.UNKNOWN,
    )
    for public_gift in (True, False)
    for status in LegalStatus
)  # fmt: skip
"""In the order of the extract: those whom the law gives a target come first."""


@dataclass(frozen=True)
class Line:
    """The devices of one source."""

    source: Source
    account: Account

    @property
    def target(self) -> int | None:
        """What the law wants used again of what public bodies retire in that year."""
        public = self.source.donor is DonorKind.PUBLIC_BODY
        return target_percent(self.account.year) if public else None

    @property
    def reusable_counted(self) -> int:
        """Of those that the law counts, how many are used again or ready to be."""
        return sum(row.fate in REUSABLE for row in self.account.counted)

    @property
    def to_eco_organisme(self) -> list[FateRow]:
        return [row for row in self.account.rows if row.destination == Destination.ECO_ORGANISME]

    @property
    def other_ways_out(self) -> int:
        """Recycled by others, destroyed, lost or stolen."""
        out = sum(row.fate in OTHER_WAYS_OUT for row in self.account.rows)
        return out - len(self.to_eco_organisme)

    @property
    def slips(self) -> list[str]:
        return sorted({row.waste_slip for row in self.to_eco_organisme if row.waste_slip})

    @property
    def unweighed(self) -> int:
        return self.account.total - self.account.weighed

    @property
    def reusable_g(self) -> int:
        return sum(row.mass_g or 0 for row in self.account.rows if row.fate in REUSABLE)

    @property
    def stripped_g(self) -> int:
        return sum(row.mass_g or 0 for row in self.account.rows if row.fate == Fate.STRIPPED)

    @property
    def eco_organisme_g(self) -> int:
        return sum(row.mass_g or 0 for row in self.to_eco_organisme)


@dataclass(frozen=True, slots=True)
class Extract:
    """The gifts of a year as they stand now, and what left that year with a slip."""

    year: int
    lines: Sequence[Line]
    slips: Sequence[SlipRow]
    without_lot: int

    @property
    def whole(self) -> Line:
        """All lines together, but for departures: see ``told_reused``."""
        rows = [row for line in self.lines for row in line.account.rows]
        anything = Source(DonorKind.UNKNOWN, public_gift=False, legal_status=LegalStatus.PRODUCT)
        return Line(anything, Account(rows, self.year))

    @property
    def told_reused(self) -> int:
        return sum(line.account.told_reused for line in self.lines)

    @property
    def told_counted(self) -> int:
        return sum(line.account.told_counted for line in self.lines)


def read(house: House, year: int) -> Extract:
    """The extract of a civil year, in Paris."""
    with house.pool.connection() as connection:
        given = {row.subject: row for row in lots.read_given(connection, year)}
        devices = fates.read_lots(connection, given)
        slips = fates.read_slips(connection, fates.places_with_slips(connection, year), year)
        alone = fates.without_lot(connection)
    by_source: defaultdict[Source, list[FateRow]] = defaultdict(list)
    for row in devices:
        if row.lot:
            lot = given[row.lot]
            source = Source(DonorKind(lot.donor), lot.public_gift, LegalStatus(lot.legal_status))
            by_source[source].append(row)
    lines = [
        Line(source, Account(by_source[source], year)) for source in SOURCES if source in by_source
    ]
    return Extract(year, lines, slips, alone)
