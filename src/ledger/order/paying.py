"""Who pays what of an order, and what came in."""

from typing import Annotated, ClassVar

from pydantic import Field

from ledger.correction import stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Subjects
from ledger.fund import Fund
from ledger.order.state import (
    HELD,
    OPEN,
    Order,
    OrderEvent,
    OrderStage,
    Payer,
    shares_add_up,
)
from ledger.place import Place
from ledger.values import (
    Cents,
    FundId,
    Means,
    OrganisationId,
    PlaceId,
)

S = OrderStage


class SharesChanged(OrderEvent):
    """Who pays what changed before the hand-over; the whole price did not.

    The fund's commitment is changed in the same command.
    """

    TOPIC: ClassVar = "order.shares_changed.v1"
    moves: ClassVar = stays(OPEN)
    alone: ClassVar = False

    person_cents: Cents
    third_party: OrganisationId | None = None
    third_party_cents: Cents = 0
    fund_cents: Cents = 0
    fund: FundId | None = None

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        if (self.third_party is None) != (self.third_party_cents == 0):
            return Forbidden(subject.id, Rule.THIRD_PARTY_UNNAMED)
        if self.person_cents > subject.person_cents:
            return Forbidden(subject.id, Rule.PERSON_NEVER_PAYS_MORE)
        if self._takes_from_what_was_paid(subject):
            return Forbidden(subject.id, Rule.SHARE_PAID)
        if subject.fund_cents and subject.fund not in {None, self.fund}:
            return Forbidden(subject.id, Rule.FUND_SHARE_STILL_COMMITTED)
        fund = others[self.fund] if self.fund else None
        committed = fund.committed_cents.get(subject.id, 0) if isinstance(fund, Fund) else 0
        if subject.stage in HELD and committed != self.fund_cents:
            return Forbidden(subject.id, Rule.FUND_SHARE_NOT_COMMITTED)
        return shares_add_up(
            subject.id,
            subject.price_cents,
            self.person_cents,
            self.third_party_cents,
            self.fund_cents,
        )

    def _takes_from_what_was_paid(self, subject: Order) -> bool:
        left_cents = {
            Payer.PERSON: self.person_cents,
            Payer.THIRD_PARTY: (
                self.third_party_cents if self.third_party == subject.third_party else 0
            ),
            Payer.FUND: self.fund_cents,
        }
        paid = subject.paid_cents
        return any(paid.get(payer, 0) > cents for payer, cents in left_cents.items())

    def change(self, subject: Order) -> None:
        subject.person_cents = self.person_cents
        subject.third_party = self.third_party
        subject.third_party_cents = self.third_party_cents
        subject.fund_cents = self.fund_cents
        if subject.held:
            subject.fund = self.fund


class PaymentReceived(OrderEvent):
    """A share came in: at the place, if it may take money, else at the seller's."""

    TOPIC: ClassVar = "order.payment_received.v1"
    moves: ClassVar = stays([*HELD, S.HANDED_OVER])

    payer: Payer
    paid_cents: Annotated[int, Field(gt=0, le=1_000_000)]
    means: Means
    place: PlaceId
    """Where it was received."""
    received_by: OrganisationId

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        place = others[self.place]
        if not (isinstance(place, Place) and place.takes_money):
            return Forbidden(subject.id, Rule.NO_MONEY_HERE)
        due_cents = share_cents(subject, self.payer) - subject.paid_cents.get(self.payer, 0)
        if self.paid_cents > due_cents:
            return Forbidden(subject.id, Rule.PAID_TWICE)
        return None

    def change(self, subject: Order) -> None:
        before_cents: Cents = subject.paid_cents.get(self.payer, 0)
        subject.paid_cents = {**subject.paid_cents, self.payer: before_cents + self.paid_cents}


def share_cents(order: Order, payer: Payer) -> int:
    return {
        Payer.PERSON: order.person_cents,
        Payer.THIRD_PARTY: order.third_party_cents,
        Payer.FUND: order.fund_cents,
    }[payer]
