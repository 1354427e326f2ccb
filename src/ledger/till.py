"""The till of a place that takes money: sales, refunds, the count of each day.

It holds no customer. Its receipts are numbered without a gap by the order of its life. A device is
sold (``device.sold.v1``) and the fund pays its part in the same command.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator
from rpds import HashTrieMap

from ledger.correction import Correction, stays
from ledger.device.state import Stage
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Claim, Event, Subjects
from ledger.place import Place
from ledger.values import (
    Cents,
    Day,
    DeviceId,
    GridId,
    Means,
    OrganisationId,
    PlaceId,
    SaleId,
    TariffId,
    Value,
)


class TillStage(StrEnum):
    UNBORN = UNBORN
    OPEN = "open"


OPEN = TillStage.OPEN


class Accessory(StrEnum):
    """Small things that are sold untraced."""

    MOUSE = "mouse"
    KEYBOARD = "keyboard"
    CHARGER = "charger"
    CABLE = "cable"
    BAG = "bag"
    USB_KEY = "usb_key"
    HEADSET = "headset"
    OTHER = "other"


class DeviceLine(Value):
    device: DeviceId
    price_cents: Cents


class AccessoryLine(Value):
    accessory: Accessory
    quantity: Annotated[int, Field(gt=0, le=50)]
    unit_cents: Cents


class Payment(Value):
    means: Means
    paid_cents: Annotated[int, Field(gt=0, le=1_000_000)]


def taken(payments: Iterable[Payment]) -> int:
    return sum(payment.paid_cents for payment in payments)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sale came to, as far as a refund needs it."""

    number: int
    devices: tuple[DeviceLine, ...]
    paid_cents: int
    """What each payer may still be given back."""
    fund_cents: int
    third_party_cents: int
    taken_back: frozenset[UUID] = frozenset()
    """Devices that were refunded already."""


@dataclass(slots=True)
class Till(Aggregate):
    """The till of a place: what was sold there, by sale, and what should be in its drawer."""

    KIND: ClassVar[str] = "till"

    place: PlaceId | None = None
    seller: OrganisationId | None = None
    receipts: "HashTrieMap[UUID, Receipt]" = field(default_factory=HashTrieMap)
    drawer_cents: int = 0
    """Cash that should be in the drawer since it was last counted."""

    @property
    def next_number(self) -> int:
        return len(self.receipts) + 1


class TillEvent(Event):
    OF: ClassVar = Till


class TillOpened(TillEvent):
    """A place that takes money has a till from now on."""

    TOPIC: ClassVar = "till.opened.v1"
    moves: ClassVar = {TillStage.UNBORN: OPEN}

    place: PlaceId
    seller: OrganisationId
    """Who sells, whose SIRET is on the receipts."""

    def fits(self, subject: Till, others: Subjects) -> LedgerError | None:
        place = others[self.place]
        if not (isinstance(place, Place) and place.takes_money):
            return Forbidden(subject.id, Rule.NO_MONEY_HERE)
        return None

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return (Claim("till", str(self.place)),)

    def change(self, subject: Till) -> None:
        subject.place, subject.seller = self.place, self.seller


class SaleMade(TillEvent):
    """Somebody bought, at the public's price; the fund or a third party may have paid a part."""

    TOPIC: ClassVar = "till.sale_made.v1"
    alone: ClassVar = False
    moves: ClassVar = stays([OPEN])

    sale: SaleId
    number: Annotated[int, Field(gt=0, le=10_000_000)]
    tariff: TariffId | None = None
    grid: GridId | None = None
    """The grid that the prices of the devices come from."""
    devices: Annotated[tuple[DeviceLine, ...], Field(max_length=40)] = ()
    accessories: Annotated[tuple[AccessoryLine, ...], Field(max_length=40)] = ()
    payments: Annotated[tuple[Payment, ...], Field(max_length=5)] = ()
    third_party: OrganisationId | None = None
    third_party_cents: Cents = 0
    fund_cents: Cents = 0

    @property
    def accessories_cents(self) -> int:
        return sum(line.quantity * line.unit_cents for line in self.accessories)

    @property
    def total_cents(self) -> int:
        return sum(line.price_cents for line in self.devices) + self.accessories_cents

    @model_validator(mode="after")
    def _paid_whole(self) -> Self:
        if not self.devices and not self.accessories:
            raise ValueError("a sale sells something")
        if len({line.device for line in self.devices}) != len(self.devices):
            raise ValueError("a device is sold once")
        paid_cents = taken(self.payments) + self.third_party_cents + self.fund_cents
        if paid_cents != self.total_cents:
            raise ValueError("what is paid is not the price")
        if (self.third_party is None) != (self.third_party_cents == 0):
            raise ValueError("a third party has a name and pays something")
        return self

    def refers(self) -> Iterable[tuple[str, UUID]]:
        yield from TillEvent.refers(self)
        for line in self.devices:
            yield "device", line.device

    def fits(self, subject: Till, others: Subjects) -> LedgerError | None:
        if self.number != subject.next_number or self.sale in subject.receipts:
            return Forbidden(subject.id, Rule.RECEIPT_NUMBER)
        for line in self.devices:
            if others[line.device].stage != Stage.WITH_OWNER:
                return Forbidden(subject.id, Rule.NOT_SOLD, str(line.device))
        return None

    def change(self, subject: Till) -> None:
        receipt = Receipt(
            self.number,
            self.devices,
            taken(self.payments),
            self.fund_cents,
            self.third_party_cents,
        )
        subject.receipts = subject.receipts.insert(self.sale, receipt)
        subject.drawer_cents += _cash(self.payments)


class RefundReason(StrEnum):
    BREAKDOWN = "breakdown"
    CHANGED_MIND = "changed_mind"
    EXCHANGED = "exchanged"
    TILL_MISTAKE = "till_mistake"


class SaleRefunded(TillEvent):
    """A price was given back, in part or whole, for what came back or for what stays.

    The devices are taken back in the same command; what the fund had paid returns to it.
    """

    TOPIC: ClassVar = "till.sale_refunded.v1"
    alone: ClassVar = False
    moves: ClassVar = stays([OPEN])

    sale: SaleId
    devices: Annotated[tuple[DeviceId, ...], Field(max_length=40)] = ()
    payments: Annotated[tuple[Payment, ...], Field(max_length=5)] = ()
    """What was given back to the person."""
    third_party_cents: Cents = 0
    fund_cents: Cents = 0
    reason: RefundReason
    accessories_cents: Cents | None = Field(default=None, exclude_if=lambda value: value is None)
    """What of it is for accessories. Unsaid in older ones, which gave whole prices back."""

    @property
    def total_cents(self) -> int:
        return taken(self.payments) + self.third_party_cents + self.fund_cents

    def fits(self, subject: Till, others: Subjects) -> LedgerError | None:
        receipt = subject.receipts.get(self.sale)
        if receipt is None:
            return Forbidden(subject.id, Rule.NO_SUCH_SALE)
        if (
            self.total_cents == 0
            or (self.accessories_cents or 0) > self.total_cents
            or taken(self.payments) > receipt.paid_cents
            or self.fund_cents > receipt.fund_cents
            or self.third_party_cents > receipt.third_party_cents
        ):
            return Forbidden(subject.id, Rule.REFUNDED_TOO_MUCH)
        sold = {line.device for line in receipt.devices} - receipt.taken_back
        for device in self.devices:
            if device not in sold:
                return Forbidden(subject.id, Rule.NO_SUCH_SALE)
            if others[device].stage in {Stage.WITH_OWNER, Stage.IN_REPAIR}:
                return Forbidden(device, Rule.NOT_TAKEN_BACK)
        return None

    def change(self, subject: Till) -> None:
        before = subject.receipts.get(self.sale)
        if before is not None:
            after = replace(
                before,
                paid_cents=before.paid_cents - taken(self.payments),
                fund_cents=before.fund_cents - self.fund_cents,
                third_party_cents=before.third_party_cents - self.third_party_cents,
                taken_back=before.taken_back | set(self.devices),
            )
            subject.receipts = subject.receipts.insert(self.sale, after)
        subject.drawer_cents -= _cash(self.payments)


class TillCounted(TillEvent):
    """The drawer was counted at the end of a day; what differs stays written."""

    TOPIC: ClassVar = "till.counted.v1"
    moves: ClassVar = stays([OPEN])

    day: Day
    expected_cents: Annotated[int, Field(ge=-1_000_000, le=100_000_000)]
    counted_cents: Annotated[int, Field(ge=0, le=100_000_000)]
    kept_cents: Cents = 0
    """Left in the drawer for the next day; the rest goes to the bank."""

    def fits(self, subject: Till, others: Subjects) -> LedgerError | None:
        del others
        if self.expected_cents != subject.drawer_cents:
            return Forbidden(subject.id, Rule.DRAWER_MOVED)
        if self.kept_cents > self.counted_cents:
            return Forbidden(subject.id, Rule.KEPT_TOO_MUCH)
        return None

    def change(self, subject: Till) -> None:
        subject.drawer_cents = self.kept_cents


class TillCorrected(Correction):
    """An earlier event of this till was wrong."""

    TOPIC: ClassVar = "till.corrected.v1"
    OF: ClassVar = Till
    moves: ClassVar = stays(TillStage)

    def may_correct(self, subject: UUID, concerned: Event) -> LedgerError | None:
        """A receipt somebody holds is refunded, never rewritten."""
        return None if concerned.alone else Forbidden(subject, Rule.RECEIPT_STANDS)


def _cash(payments: Iterable[Payment]) -> int:
    return taken(payment for payment in payments if payment.means is Means.CASH)
