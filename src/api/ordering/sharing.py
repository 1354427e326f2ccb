"""Who pays what changes before the hand-over; the fund's commitment changes with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.house import House
from api.ordering.act import Act
from ledger import Entry, Receipt
from ledger.correction import CorrectionReason
from ledger.fund import CommitmentReleased, Committed
from ledger.order import Order, OrderCorrected, Payer, PaymentReceived, SharesChanged
from ledger.values import FundId, Means, OrderId, OrganisationId, PlaceId
from projections import funds


class NoFund(Exception):
    """No fund is open this year: it cannot pay a part."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Who pays what from now on. The whole price stays."""

    person_cents: int
    third_party: OrganisationId | None = None
    third_party_cents: int = 0
    fund_cents: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    payer: Payer
    paid_cents: int
    means: Means
    place: PlaceId
    received_by: OrganisationId


def change_shares(act: Act, order: Order, shares: Shares) -> Receipt:
    """Record it with what the fund promises more, or less. Raises ``NoFund``."""
    house, now = act.house, act.house.now()
    fund = _fund(house, order, shares)
    moved = _moved(order, shares, fund, now) if order.held else iter(())
    changed = SharesChanged(
        happened_at=now,
        person_cents=shares.person_cents,
        third_party=shares.third_party,
        third_party_cents=shares.third_party_cents,
        fund_cents=shares.fund_cents,
        fund=fund if order.held and (shares.fund_cents or order.fund_cents) else None,
    )
    return act.record([*moved, Entry(order.id, changed, act.seen)])


def _fund(house: House, order: Order, shares: Shares) -> FundId | None:
    """The fund that already pays a part, else the one that is open this year."""
    if order.fund is not None or not shares.fund_cents:
        return order.fund
    with house.pool.connection() as connection:
        row = funds.open_on(connection, house.today())
    if row is None:
        raise NoFund
    return FundId(row.subject)


def _moved(order: Order, shares: Shares, fund: FundId | None, now: datetime) -> Iterator[Entry]:
    more_cents = shares.fund_cents - order.fund_cents
    if fund is None or not more_cents:
        return
    kind = Committed if more_cents > 0 else CommitmentReleased
    about = OrderId(order.id)
    yield Entry(fund, kind(happened_at=now, order=about, amount_cents=abs(more_cents)))


def receive_payment(act: Act, order: Order, payment: Payment) -> Receipt:
    """A share came in, at a place that may take money."""
    received = PaymentReceived(
        happened_at=act.house.now(),
        payer=payment.payer,
        paid_cents=payment.paid_cents,
        means=payment.means,
        place=payment.place,
        received_by=payment.received_by,
    )
    return act.record([Entry(order.id, received, act.seen)])


def annul_payment(act: Act, order: Order, version: int) -> Receipt:
    """It was written down wrong: what it said to be paid is due again."""
    annulled = OrderCorrected(
        happened_at=act.house.now(), version=version, reason=CorrectionReason.WRONG_VALUE
    )
    return act.record([Entry(order.id, annulled, act.seen)])
