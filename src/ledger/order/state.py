"""An order: where it stands, what it asks for, who pays; and the base of its events."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.correction import Correction, stays
from ledger.device.state import Device
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Event, Subjects
from ledger.values import (
    Cents,
    DeviceId,
    DeviceKind,
    Feature,
    FundId,
    Grade,
    OrganisationId,
    PlaceId,
    Use,
)


class OrderStage(StrEnum):
    """Where an order stands, as both sides see it."""

    UNBORN = UNBORN
    SUBMITTED = "submitted"
    WAITING = "waiting"
    """On the waiting list: the oldest is served first, by itself."""
    RESERVED = "reserved"
    PREPARED = "prepared"
    SHIPPED = "shipped"
    ARRIVED = "arrived"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNMET = "unmet"


S = OrderStage
UNSERVED = (S.SUBMITTED, S.WAITING)
HELD = (S.RESERVED, S.PREPARED, S.SHIPPED, S.ARRIVED)
"""Devices are promised to it, and the fund's share is committed."""
LEFT = (S.SHIPPED, S.ARRIVED)
"""Its devices are on the road, or where the person comes."""
OPEN = (*UNSERVED, *HELD)


class Payer(StrEnum):
    PERSON = "person"
    THIRD_PARTY = "third_party"
    FUND = "fund"


@dataclass(slots=True)
class Order(Aggregate):
    """What the past of one order allows it next. Band and situation are sealed: no rule needs them.

    The shares of the whole price: the person's may be nothing (law 6).
    """

    KIND: ClassVar[str] = "order"

    place: PlaceId | None = None
    use: Use = Use.PROCEDURES
    kind: DeviceKind = DeviceKind.LAPTOP
    grade: Grade = Grade.C
    features: frozenset[Feature] = frozenset()
    price_cents: Cents = 0
    person_cents: Cents = 0
    third_party: OrganisationId | None = None
    third_party_cents: Cents = 0
    fund_cents: Cents = 0
    slip: str = ""
    devices: tuple[DeviceId, ...] = ()
    origin: PlaceId | None = None
    """The place that serves it."""
    seller: OrganisationId | None = None
    fund: FundId | None = None
    expires_on: date | None = None
    """Announced: after that day it ends unless somebody fetches it."""
    paid_cents: dict[str, int] = field(default_factory=dict)
    """What came in, by payer."""

    @property
    def held(self) -> bool:
        return self.stage in HELD

    def let_go(self) -> None:
        """Nothing is promised to it any more."""
        self.devices = ()
        self.origin = self.seller = self.fund = None
        self.expires_on = None


class OrderEvent(Event):
    """An event of an order's life. It carries no free text (law 1)."""

    OF: ClassVar = Order


class OrderCorrected(Correction):
    """An earlier event of this order was wrong."""

    TOPIC: ClassVar = "order.corrected.v1"
    OF: ClassVar = Order
    moves: ClassVar = stays(OrderStage)

    def may_correct(self, subject: UUID, concerned: Event) -> LedgerError | None:
        return None if concerned.alone else Forbidden(subject, Rule.TIED_TO_ANOTHER)


def shares_add_up(order: UUID, price_cents: int, *shares_cents: int) -> LedgerError | None:
    if sum(shares_cents) != price_cents:
        return Forbidden(order, Rule.SHARES_DO_NOT_ADD_UP)
    return None


def devices_of(named: Iterable[UUID], others: Subjects) -> list[Device]:
    """The devices that an event names, as this command leaves them."""
    return [device for each in named if isinstance(device := others[each], Device)]


def nothing_promised(devices: Iterable[UUID], order: Order, others: Subjects) -> LedgerError | None:
    """None of these devices is promised to this order any more."""
    for device in devices_of(devices, others):
        if device.reservation == order.id:
            return Forbidden(order.id, Rule.DEVICE_STILL_PROMISED, str(device.id))
    return None
