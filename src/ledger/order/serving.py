"""A promised order is prepared, travels, arrives, is handed over or not fetched; and is paid."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.correction import stays
from ledger.device.state import Stage
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Subjects
from ledger.fund import Fund
from ledger.order.asking import GivingUp
from ledger.order.state import HELD, Order, OrderEvent, OrderStage, Payer, devices_of
from ledger.place import Place
from ledger.values import (
    Cents,
    Day,
    DeviceId,
    FundId,
    Means,
    Moment,
    OrganisationId,
    PlaceId,
    day_of,
)

S = OrderStage


class Prepared(OrderEvent):
    """The devices are updated, packed and ready to leave with their papers."""

    TOPIC: ClassVar = "order.prepared.v1"
    moves: ClassVar = {S.RESERVED: S.PREPARED}


class Sent(OrderEvent):
    """The devices left for the place that ordered; they are shipped in the same command."""

    TOPIC: ClassVar = "order.shipped.v1"
    moves: ClassVar = dict.fromkeys((S.RESERVED, S.PREPARED), S.SHIPPED)
    alone: ClassVar = False

    devices: tuple[DeviceId, ...]

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        if self.devices != subject.devices:
            return Forbidden(subject.id, Rule.ANOTHER_RESERVATION)
        for device in devices_of(self.devices, others):
            if device.sent_to != subject.place:
                return Forbidden(subject.id, Rule.NOT_SENT_HERE, str(device.sent_to))
        return None


class Arrived(OrderEvent):
    """The devices are where the person will be handed them. They may have been there all along."""

    TOPIC: ClassVar = "order.arrived.v1"
    moves: ClassVar = dict.fromkeys((S.RESERVED, S.PREPARED, S.SHIPPED), S.ARRIVED)
    alone: ClassVar = False

    devices: tuple[DeviceId, ...]

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        if self.devices != subject.devices:
            return Forbidden(subject.id, Rule.ANOTHER_RESERVATION)
        for device in devices_of(self.devices, others):
            if device.sent_to is not None or device.place != subject.place:
                return Forbidden(subject.id, Rule.ELSEWHERE, str(device.place))
        return None


class NoTrainingReason(StrEnum):
    """Why the first training is not done there and then; a date is booked."""

    NO_TIME_LEFT = "no_time_left"
    PERSON_TIRED = "person_tired"
    SOMEBODY_FETCHES_IT = "somebody_fetches_it"
    NETWORK_DOWN = "network_down"
    ALREADY_AT_EASE = "already_at_ease"


class OrderHandedOver(OrderEvent):
    """The person left with it, trained. Its devices are handed over in the same command."""

    TOPIC: ClassVar = "order.handed_over.v1"
    moves: ClassVar = {S.ARRIVED: S.HANDED_OVER}
    alone: ClassVar = False

    devices: tuple[DeviceId, ...]
    fund: FundId | None = None
    slip_checked: bool
    """Whether the person showed the paper; else the place found the order by date and kind."""
    no_training: NoTrainingReason | None = None
    training_at: Moment | None = None
    """When the first training is booked for."""

    @model_validator(mode="after")
    def _an_exception_has_a_date(self) -> Self:
        if (self.no_training is None) != (self.training_at is None):
            raise ValueError("a training that is not done is booked, and says why")
        return self

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        if (self.devices, self.fund) != (subject.devices, subject.fund):
            return Forbidden(subject.id, Rule.ANOTHER_RESERVATION)
        fund = others[self.fund] if self.fund else None
        if isinstance(fund, Fund) and subject.id in fund.committed_cents:
            return Forbidden(subject.id, Rule.FUND_SHARE_STILL_COMMITTED)
        for device in devices_of(self.devices, others):
            if device.stage != Stage.WITH_OWNER:
                return Forbidden(subject.id, Rule.DEVICE_STILL_PROMISED, str(device.id))
        return None


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
