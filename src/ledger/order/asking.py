"""An order is made, waits for what it asks, and is promised devices."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from ledger.codes import SlipCode
from ledger.device.state import law_on_price
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Claim, Subjects
from ledger.fund import Fund
from ledger.order.state import (
    UNSERVED,
    Order,
    OrderEvent,
    OrderStage,
    devices_of,
    shares_add_up,
)
from ledger.place import OPEN as PLACE_OPEN
from ledger.tariff import Tariff
from ledger.values import (
    SORTED,
    Cents,
    Channel,
    DeviceId,
    DeviceKind,
    Feature,
    FundId,
    Grade,
    GridId,
    OrganisationId,
    PlaceId,
    Sealed,
    TariffId,
    Use,
    day_of,
)

S = OrderStage


class Submitted(OrderEvent):
    """A companion asks for a use and a kind of device, for the person in front of them.

    The price is frozen here, whatever grid comes later. ``declared`` is the resource band and,
    if the person wished, their situation, sealed under the order's own key (law 8). ``slip`` is
    the code on the paper the person takes along: all that ties them to the order.
    """

    TOPIC: ClassVar = "order.submitted.v1"
    moves: ClassVar = {S.UNBORN: S.SUBMITTED}
    alone: ClassVar = False

    place: PlaceId
    use: Use
    kind: DeviceKind
    grade: Grade
    features: Annotated[frozenset[Feature], SORTED] = frozenset()
    slip: SlipCode
    declared: Sealed
    tariff: TariffId
    grid: GridId
    price_cents: Cents
    person_cents: Cents
    third_party: OrganisationId | None = None
    third_party_cents: Cents = 0
    fund_cents: Cents = 0

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        if others[self.place].stage != PLACE_OPEN:
            return Forbidden(subject.id, Rule.PLACE_CLOSED, str(self.place))
        if (self.third_party is None) != (self.third_party_cents == 0):
            return Forbidden(subject.id, Rule.THIRD_PARTY_UNNAMED)
        return self._priced(subject, others) or shares_add_up(
            subject.id,
            self.price_cents,
            self.person_cents,
            self.third_party_cents,
            self.fund_cents,
        )

    def _priced(self, subject: Order, others: Subjects) -> LedgerError | None:
        """The band is sealed: what is asked must stand in the grid for some band."""
        tariff = others[self.tariff]
        grid = tariff.in_force(day_of(self.happened_at)) if isinstance(tariff, Tariff) else None
        if grid is None or grid.id != self.grid:
            return Forbidden(subject.id, Rule.ANOTHER_GRID)
        lines = grid.offers(Channel.PURCHASE, self.kind, self.grade)
        asked_cents = self.person_cents + self.third_party_cents
        if not any(
            line.price_cents == self.price_cents
            and self.person_cents <= line.highest_cents
            and asked_cents >= line.lowest_cents
            for line in lines
        ):
            return Forbidden(subject.id, Rule.NOT_IN_THE_GRID)
        return None

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return (Claim("slip", self.slip, printed=True),)

    def change(self, subject: Order) -> None:
        subject.place = self.place
        subject.use, subject.kind, subject.grade = self.use, self.kind, self.grade
        subject.features = self.features
        subject.slip = self.slip
        subject.price_cents = self.price_cents
        subject.person_cents = self.person_cents
        subject.third_party = self.third_party
        subject.third_party_cents = self.third_party_cents
        subject.fund_cents = self.fund_cents


class Shortage(StrEnum):
    """What an order waits for."""

    STOCK = "stock"
    MONEY = "money"
    """The fund has no longer what the order needs of it."""


class Waitlisted(OrderEvent):
    """It waits its turn: the oldest order is served first, by itself, when it can be."""

    TOPIC: ClassVar = "order.waitlisted.v1"
    moves: ClassVar = {S.SUBMITTED: S.WAITING}

    shortage: Shortage


class Routing(StrEnum):
    """Why this place serves it (``ledger.routing`` states the rules)."""

    ALREADY_HERE = "already_here"
    ON_A_ROUND = "on_a_round"
    BY_ROAD = "by_road"
    CHOSEN = "chosen"
    """A coordinator chose otherwise."""


class DevicesReserved(OrderEvent):
    """Devices are promised to it, and the fund's share is committed, in the same command."""

    TOPIC: ClassVar = "order.reserved.v1"
    moves: ClassVar = dict.fromkeys(UNSERVED, S.RESERVED)
    alone: ClassVar = False

    devices: Annotated[tuple[DeviceId, ...], Field(min_length=1, max_length=12)]
    origin: PlaceId
    seller: OrganisationId
    fund: FundId | None = None
    routing: Routing
    road_min: Annotated[int, Field(ge=0, le=1_440)] | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.devices)) != len(self.devices):
            raise ValueError("a device is promised once")
        return self

    def fits(self, subject: Order, others: Subjects) -> LedgerError | None:
        devices = devices_of(self.devices, others)
        for device in devices:
            if device.reservation != subject.id:
                return Forbidden(subject.id, Rule.DEVICE_NOT_PROMISED, str(device.id))
            if device.place != self.origin:
                return Forbidden(device.id, Rule.ELSEWHERE, str(device.place))
        if any(device.public_gift for device in devices) and not getattr(
            others[self.seller], "sells_public_gifts", False
        ):
            return Forbidden(subject.id, Rule.SELLER_NOT_ELIGIBLE)
        return law_on_price(devices, subject.price_cents) or self._funded(subject, others)

    def _funded(self, subject: Order, others: Subjects) -> LedgerError | None:
        fund = others[self.fund] if self.fund else None
        committed = fund.committed_cents.get(subject.id, 0) if isinstance(fund, Fund) else 0
        if committed != subject.fund_cents:
            return Forbidden(subject.id, Rule.FUND_SHARE_NOT_COMMITTED)
        return None

    def change(self, subject: Order) -> None:
        subject.devices = self.devices
        subject.origin = self.origin
        subject.seller = self.seller
        subject.fund = self.fund
