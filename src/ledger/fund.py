"""The Fonds de Solidarité Numérique: one stream a financial year, in cents, never overdrawn.

What may be spent is a guarded balance (``Draw``): credits add to it, a commitment takes from it
at once, and a release gives it back. Spending what was committed moves nothing more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator
from rpds import HashTrieMap

from ledger.correction import Correction, stays
from ledger.errors import CeilingReached, Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Claim, Draw, Event, Subjects
from ledger.values import Cents, FundId, OrderId, OrganisationId, Percent, SaleId, ShortText


class FundStage(StrEnum):
    UNBORN = UNBORN
    OPEN = "open"
    CLOSED = "closed"


OPEN = FundStage.OPEN
Amount = Annotated[int, Field(gt=0, le=1_000_000_000)]
FinancialYear = Annotated[int, Field(ge=2000, le=9999)]


@dataclass(slots=True)
class Fund(Aggregate):
    """The books of one financial year, as far as a rule needs them."""

    KIND: ClassVar[str] = "fund"

    year: int = 0
    order_ceiling_cents: int = 0
    period_ceiling_cents: int | None = None
    sale_share_percent: int = 0
    target_orders: int | None = None
    credited_cents: int = 0
    spent_cents: int = 0
    promised_cents: int = 0
    """All that is committed and not yet spent."""
    committed_cents: "HashTrieMap[UUID, int]" = field(default_factory=HashTrieMap)
    """The same by order."""
    sales_cents: "HashTrieMap[UUID, int]" = field(default_factory=HashTrieMap)
    """What was spent at a till, by sale: what a refund may give back."""
    from_before_cents: int = 0
    """Carried over from the year before while the books of that year did not say so."""

    @property
    def engaged_cents(self) -> int:
        return self.spent_cents + self.promised_cents

    @property
    def available_cents(self) -> int:
        return self.credited_cents - self.engaged_cents

    def room(self, cents: int) -> LedgerError | None:
        """Why that much may not be promised to one order or sale, or None."""
        if cents > self.order_ceiling_cents:
            return CeilingReached(self.id, cents, self.order_ceiling_cents)
        left_cents = self.available_cents
        if self.period_ceiling_cents is not None:
            left_cents = min(left_cents, self.period_ceiling_cents - self.engaged_cents)
        return CeilingReached(self.id, cents, max(left_cents, 0)) if cents > left_cents else None

    def commit(self, order: UUID, cents: int) -> None:
        before_cents = self.committed_cents.get(order, 0)
        held_cents = max(before_cents + cents, 0)
        self.promised_cents += held_cents - before_cents
        if held_cents:
            self.committed_cents = self.committed_cents.insert(order, held_cents)
        else:
            self.committed_cents = self.committed_cents.discard(order)


class FundEvent(Event):
    OF: ClassVar = Fund


class Ceilings(FundEvent):
    """Base of what states the rules of a fund; the territory decides them."""

    order_ceiling_cents: Amount
    """The most it gives to one order or one sale."""
    period_ceiling_cents: Amount | None = None
    """The most it gives in the year, whatever it holds."""
    sale_share_percent: Percent = 0
    """What each sale at a counter brings to it."""
    target_orders: Annotated[int, Field(gt=0, le=100_000)] | None = None
    """How many orders a deliberation expects it to help in the year."""

    def change(self, subject: Fund) -> None:
        subject.order_ceiling_cents = self.order_ceiling_cents
        subject.period_ceiling_cents = self.period_ceiling_cents
        subject.sale_share_percent = self.sale_share_percent
        subject.target_orders = self.target_orders


class FundOpened(Ceilings):
    """The books of a financial year are open. There is one a year."""

    TOPIC: ClassVar = "fund.opened.v1"
    moves: ClassVar = {FundStage.UNBORN: OPEN}

    year: FinancialYear

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return (Claim("fund", str(self.year)),)

    def change(self, subject: Fund) -> None:
        Ceilings.change(self, subject)
        subject.year = self.year


class CeilingsSet(Ceilings):
    """From now on the fund gives by other ceilings. What is committed stays."""

    TOPIC: ClassVar = "fund.ceilings_set.v1"
    moves: ClassVar = stays([OPEN])


class CreditSource(StrEnum):
    GRANT = "grant"
    """By a convention with a public funder."""
    SALE_SHARE = "sale_share"
    GIFT = "gift"
    CARRIED_OVER = "carried_over"


class Credited(FundEvent):
    """Money came in."""

    TOPIC: ClassVar = "fund.credited.v1"
    moves: ClassVar = stays([OPEN])

    source: CreditSource
    amount_cents: Amount
    organisation: OrganisationId | None = None
    convention: ShortText | None = None
    """The reference of the convention, as a deliberation cites it."""
    sale: SaleId | None = None
    """Whose share it is; a sale gives it once."""
    carried_from: FundId | None = Field(default=None, exclude_if=lambda value: value is None)
    """The closed year that it comes from, which says so in the same command."""

    @model_validator(mode="after")
    def _says_where_from(self) -> Self:
        if self.source is CreditSource.GRANT and None in {self.organisation, self.convention}:
            raise ValueError("a grant has its funder and its convention")
        if self.source is CreditSource.GIFT and self.organisation is None:
            raise ValueError("a gift comes from an organisation")
        if (self.source is CreditSource.SALE_SHARE) != (self.sale is not None):
            raise ValueError("the share of a sale names it")
        if self.carried_from and self.source is not CreditSource.CARRIED_OVER:
            raise ValueError("only what is carried over comes from another year")
        return self

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return () if self.sale is None else (Claim("sale_share", str(self.sale)),)

    def draws(self, subject: UUID) -> Iterable[Draw]:
        return (Draw(subject, self.amount_cents),)

    def change(self, subject: Fund) -> None:
        subject.credited_cents += self.amount_cents
        if self.source is CreditSource.CARRIED_OVER and self.carried_from is None:
            subject.from_before_cents += self.amount_cents


class Committed(FundEvent):
    """A part is promised to an order, and no longer available to others."""

    TOPIC: ClassVar = "fund.committed.v1"
    alone: ClassVar = False
    moves: ClassVar = stays([OPEN])

    order: OrderId
    amount_cents: Amount

    def fits(self, subject: Fund, others: Subjects) -> LedgerError | None:
        del others
        held_cents = subject.committed_cents.get(self.order, 0)
        if held_cents + self.amount_cents > subject.order_ceiling_cents:
            left_cents = max(subject.order_ceiling_cents - held_cents, 0)
            return CeilingReached(subject.id, self.amount_cents, left_cents)
        return subject.room(self.amount_cents)

    def draws(self, subject: UUID) -> Iterable[Draw]:
        return (Draw(subject, -self.amount_cents),)

    def change(self, subject: Fund) -> None:
        subject.commit(self.order, self.amount_cents)


class FromCommitment(FundEvent):
    """Base of what ends a commitment, or a part of it."""

    alone: ClassVar = False
    moves: ClassVar = stays(FundStage)

    order: OrderId
    amount_cents: Amount

    def fits(self, subject: Fund, others: Subjects) -> LedgerError | None:
        del others
        if self.amount_cents > subject.committed_cents.get(self.order, 0):
            return Forbidden(subject.id, Rule.NOT_COMMITTED)
        return None


class CommitmentReleased(FromCommitment):
    """The order needs it no more: it is available again, to the cent."""

    TOPIC: ClassVar = "fund.released.v1"

    def draws(self, subject: UUID) -> Iterable[Draw]:
        return (Draw(subject, self.amount_cents),)

    def change(self, subject: Fund) -> None:
        subject.commit(self.order, -self.amount_cents)


class Spent(FromCommitment):
    """What was committed is spent: the person left with the device."""

    TOPIC: ClassVar = "fund.spent.v1"

    def change(self, subject: Fund) -> None:
        subject.commit(self.order, -self.amount_cents)
        subject.spent_cents += self.amount_cents


class AtTheTill(FundEvent):
    """Base of what moves with a sale at a counter."""

    alone: ClassVar = False

    sale: SaleId
    amount_cents: Amount


class SpentAtTheTill(AtTheTill):
    """The fund paid a part of a sale, there and then."""

    TOPIC: ClassVar = "fund.spent_at_till.v1"
    moves: ClassVar = stays([OPEN])

    def fits(self, subject: Fund, others: Subjects) -> LedgerError | None:
        del others
        if self.sale in subject.sales_cents:
            return Forbidden(subject.id, Rule.PAID_TWICE)
        return subject.room(self.amount_cents)

    def draws(self, subject: UUID) -> Iterable[Draw]:
        return (Draw(subject, -self.amount_cents),)

    def change(self, subject: Fund) -> None:
        paid_cents = subject.sales_cents.get(self.sale, 0) + self.amount_cents
        subject.sales_cents = subject.sales_cents.insert(self.sale, paid_cents)
        subject.spent_cents += self.amount_cents


class RefundedAtTheTill(AtTheTill):
    """A sale was refunded: what the fund had paid of it is available again."""

    TOPIC: ClassVar = "fund.refunded_at_till.v1"
    moves: ClassVar = stays(FundStage)

    def fits(self, subject: Fund, others: Subjects) -> LedgerError | None:
        del others
        if self.amount_cents > subject.sales_cents.get(self.sale, 0):
            return Forbidden(subject.id, Rule.NOT_COMMITTED)
        return None

    def draws(self, subject: UUID) -> Iterable[Draw]:
        return (Draw(subject, self.amount_cents),)

    def change(self, subject: Fund) -> None:
        left_cents: Cents = subject.sales_cents.get(self.sale, 0) - self.amount_cents
        subject.sales_cents = subject.sales_cents.insert(self.sale, left_cents)
        subject.spent_cents -= self.amount_cents


class FundClosed(FundEvent):
    """The financial year is over: commitments may still be spent or released, none is made."""

    TOPIC: ClassVar = "fund.closed.v1"
    moves: ClassVar = {OPEN: FundStage.CLOSED}


class FundCorrected(Correction):
    """An earlier event of this fund was wrong; the balance moves with the correction."""

    TOPIC: ClassVar = "fund.corrected.v1"
    OF: ClassVar = Fund
    moves: ClassVar = stays(FundStage)

    def may_correct(self, subject: UUID, concerned: Event) -> LedgerError | None:
        """What is committed, spent or carried belongs to an order, a sale or a year as well."""
        credit = concerned if isinstance(concerned, Credited) else None
        from_elsewhere = credit is not None and (credit.sale or credit.carried_from)
        if from_elsewhere or not concerned.alone:
            return Forbidden(subject, Rule.TIED_TO_ANOTHER)
        return None
