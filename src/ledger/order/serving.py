"""A promised order is prepared, travels, arrives and is handed over."""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import model_validator

from ledger.device.state import Stage
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Subjects
from ledger.fund import Fund
from ledger.order.state import Order, OrderEvent, OrderStage, devices_of
from ledger.values import (
    DeviceId,
    FundId,
    Moment,
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
