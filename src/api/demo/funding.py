"""The fund of the demonstration: a grant a year, and one spring when it nearly ran dry."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo.life import Happening
from api.demo.orders import fund_of
from api.demo.places import GAP, named
from ledger import Event
from ledger.fund import (
    CommitmentReleased,
    Committed,
    Credited,
    CreditSource,
    FundClosed,
    FundOpened,
)
from ledger.values import OrganisationId

PARIS = ZoneInfo("Europe/Paris")
FUNDER = "Département exemple"
NEARLY_DRY_CENTS = 40_00
"""What was left the day before the second grant came."""
ROUND_CENTS = 100_00
AHEAD_CENTS = 1_500_00
"""What is left at the end of a year."""


def years(since: datetime, until: datetime) -> range:
    return range(since.year, until.year + 1)


def openings(since: datetime, until: datetime) -> Iterator[tuple[UUID, Event]]:
    for year in years(since, until):
        opened = FundOpened(
            happened_at=since,
            year=year,
            order_ceiling_cents=180_00,
            sale_share_percent=5,
            target_orders=120,
        )
        yield fund_of(year), opened


def grants(
    happenings: Iterable[Happening], since: datetime, until: datetime
) -> Iterator[Happening]:
    """Grants that cover what is committed: two a year, the second just in time."""
    ordered = sorted(happenings, key=lambda each: each[0])
    for year in years(since, until):
        fund = fund_of(year)
        drawn = [
            (moment, _drawn(event)) for moment, _, subject, event in ordered if subject == fund
        ]
        begins = max(since, datetime(year, 1, 1, 8, tzinfo=PARIS))
        commitments = [moment for moment, cents in drawn if cents > 0]
        middle = commitments[len(commitments) // 2] if commitments else begins
        before = _most(cents for moment, cents in drawn if moment < middle)
        whole = _most(cents for _, cents in drawn)
        first = Credited(
            happened_at=begins,
            source=CreditSource.GRANT,
            amount_cents=before + NEARLY_DRY_CENTS,
            organisation=OrganisationId(named(FUNDER)),
            convention=f"Convention {year}-017",
        )
        second = first.model_copy(
            update={
                "happened_at": middle - timedelta(minutes=1),
                "amount_cents": _rounded(whole - before + AHEAD_CENTS),
                "convention": f"Convention {year}-042",
            }
        )
        yield begins, GAP.id, fund, first
        if second.happened_at > begins:
            yield second.happened_at, GAP.id, fund, second
        closed_at = datetime(year + 1, 2, 15, 18, tzinfo=PARIS)
        if closed_at < until:
            yield closed_at, GAP.id, fund, FundClosed(happened_at=closed_at)


def _drawn(event: Event) -> int:
    """How far an event moves what must be covered; shares of sales only help."""
    match event:
        case Committed():
            return event.amount_cents
        case CommitmentReleased():
            return -event.amount_cents
        case _:
            return 0


def _most(cents: Iterable[int]) -> int:
    """The highest that a running sum gets."""
    highest = running = 0
    for each in cents:
        running += each
        highest = max(highest, running)
    return highest


def _rounded(cents: int) -> int:
    return -(-cents // ROUND_CENTS) * ROUND_CENTS
