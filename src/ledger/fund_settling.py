"""What leaves a year of the fund: what it did not spend goes on, what sellers are owed is paid."""

from collections.abc import Iterable
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from ledger.correction import stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Claim, Draw, Subjects
from ledger.fund import Amount, Fund, FundEvent, FundStage
from ledger.values import Day, FundId, OrganisationId

S = FundStage


def left_cents(closed: Fund, following: Fund | None) -> int:
    """What a closed year may still hand on.

    What was carried over when the next year was opened, before this was an event of both, is still
    in the books of the year it came from: it is not carried twice.
    """
    return closed.available_cents - (following.from_before_cents if following else 0)


class CarriedOver(FundEvent):
    """What a closed year has left is that of an open one, which is credited in the same command."""

    TOPIC: ClassVar = "fund.carried_over.v1"
    alone: ClassVar = False
    moves: ClassVar = stays([S.CLOSED])

    to: FundId
    amount_cents: Amount

    def asks(self, subject: Fund) -> Iterable[UUID | Claim]:
        """The year that follows, whichever takes the money."""
        return (Claim("fund", str(subject.year + 1)),)

    def fits(self, subject: Fund, others: Subjects) -> LedgerError | None:
        to = others[self.to]
        if not isinstance(to, Fund) or to.stage != S.OPEN or to.year <= subject.year:
            return Forbidden(subject.id, Rule.NOT_CARRIED_THERE)
        if self.amount_cents > left_cents(subject, _following(subject, others)):
            return Forbidden(subject.id, Rule.CARRIED_TOO_MUCH)
        return None

    def draws(self, subject: UUID) -> Iterable[Draw]:
        return (Draw(subject, -self.amount_cents),)

    def change(self, subject: Fund) -> None:
        subject.credited_cents -= self.amount_cents


def _following(subject: Fund, others: Subjects) -> Fund | None:
    for other in others.values():
        if isinstance(other, Fund) and other.year == subject.year + 1:
            return other
    return None


class SellerPaid(FundEvent):
    """The fund paid a seller what it owed for a month. It was spent when people left with it."""

    TOPIC: ClassVar = "fund.seller_paid.v1"
    moves: ClassVar = stays([S.OPEN, S.CLOSED])

    seller: OrganisationId
    month: Annotated[Day, Field(description="Its first day.")]
    amount_cents: Amount
