"""An order ends without a hand-over, and lets go of what it held."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from ledger.correction import stays
from ledger.errors import Forbidden, LedgerError, NotAllowed, Rule
from ledger.event import Subjects
from ledger.fund import Fund
from ledger.order.asking import Shortage
from ledger.order.state import (
    HELD,
    LEFT,
    OPEN,
    UNSERVED,
    Order,
    OrderEvent,
    OrderStage,
    nothing_promised,
)
from ledger.values import (
    Day,
    DeviceId,
    FundId,
    day_of,
)

S = OrderStage


class GivingUp(OrderEvent):
    """Base of what lets go of promised devices: released in the same command."""

    alone: ClassVar = False

    devices: Annotated[tuple[DeviceId, ...], Field(max_length=12)] = ()
    """Those that were promised to it."""
    fund: FundId | None = None

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        if (self.devices, self.fund) != (subject.devices, subject.fund):
            return Forbidden(subject.id, Rule.ANOTHER_RESERVATION)
        fund = others[self.fund] if self.fund else None
        if isinstance(fund, Fund) and subject.id in fund.committed_cents:
            return Forbidden(subject.id, Rule.FUND_SHARE_STILL_COMMITTED)
        return nothing_promised(self.devices, subject, others)

    def change(self, subject: Order) -> None:
        subject.let_go()


class ReleaseCause(StrEnum):
    REROUTED = "rerouted"
    """A coordinator has another place serve it."""
    DEFECT_FOUND = "defect_found"


class Released(GivingUp):
    """What was promised to it is not any more; it is served again, or waits."""

    TOPIC: ClassVar = "order.released.v1"
    moves: ClassVar = dict.fromkeys(HELD, S.SUBMITTED)

    cause: ReleaseCause

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        """What left is there soon: only a defect stops it, nobody chooses another then."""
        if self.cause is ReleaseCause.REROUTED and subject.stage in LEFT:
            return NotAllowed(subject.id, self.TOPIC, subject.stage)
        return GivingUp.fits(self, subject, others)


class CancelReason(StrEnum):
    PERSON_GAVE_UP = "person_gave_up"
    FOUND_ELSEWHERE = "found_elsewhere"
    ORDERED_BY_MISTAKE = "ordered_by_mistake"
    NOT_AFFORDABLE = "not_affordable"


class Cancelled(GivingUp):
    """The order will not be served. What was promised and committed is free again."""

    TOPIC: ClassVar = "order.cancelled.v1"
    moves: ClassVar = dict.fromkeys(OPEN, S.CANCELLED)

    reason: CancelReason


class Unmet(OrderEvent):
    """Nothing could be found: the order ends, and the need counts."""

    TOPIC: ClassVar = "order.unmet.v1"
    moves: ClassVar = dict.fromkeys(UNSERVED, S.UNMET)

    shortage: Shortage


NOTICE = timedelta(days=7)
"""A place is told at least that long before an order that nobody fetches ends."""


class ExpiryAnnounced(OrderEvent):
    """Nobody fetched it for long: the place is told when the order will end."""

    TOPIC: ClassVar = "order.expiry_announced.v1"
    moves: ClassVar = stays([S.ARRIVED])

    expires_on: Day

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        del others
        if subject.expires_on is not None:
            return Forbidden(subject.id, Rule.EXPIRY_ANNOUNCED)
        if self.expires_on < day_of(self.happened_at + NOTICE):
            return Forbidden(subject.id, Rule.NOTICE_TOO_SHORT)
        return None

    def change(self, subject: Order) -> None:
        subject.expires_on = self.expires_on


class Expired(GivingUp):
    """Announced, and still not fetched: what was promised and committed is free again."""

    TOPIC: ClassVar = "order.expired.v1"
    moves: ClassVar = {S.ARRIVED: S.EXPIRED}

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        if subject.expires_on is None or day_of(self.happened_at) < subject.expires_on:
            return Forbidden(subject.id, Rule.NOTICE_TOO_SHORT)
        return GivingUp.fits(self, subject, others)
