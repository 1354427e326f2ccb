"""What must agree between the lives that one command touches, once all of it is judged.

A device is promised to an order as long as the order holds it, and no longer. What the fund has
committed to an order is the share that the order states; what an order or a receipt says was
handed over, sold or paid is written on the device and in the fund by the same command. A sale names
what it leaves on the shelf of a place that keeps a minimum there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from ledger.device import HandedOver, Sold, Stage
from ledger.device.state import Device
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import Event, Subjects
from ledger.fund import (
    AtTheTill,
    Credited,
    CreditSource,
    Fund,
    RefundedAtTheTill,
    Spent,
    SpentAtTheTill,
)
from ledger.fund_settling import CarriedOver
from ledger.order import Order, OrderHandedOver
from ledger.place import Place
from ledger.till import SaleMade, SaleRefunded

Entries = Sequence[tuple[UUID, Event]]
"""The events of one command, each with its subject."""


def check_agreement(entries: Entries, subjects: Subjects) -> None:
    """Raise unless the subjects, as this command leaves them, agree with each other."""
    if refusal := next(_disagreements(entries, subjects), None):
        raise refusal


def _disagreements(entries: Entries, subjects: Subjects) -> Iterator[LedgerError]:
    for order in subjects.values():
        if isinstance(order, Order):
            yield from _promised(order, subjects)
            yield from _committed(order, subjects)
    yield from _carried(entries)
    for subject, event in entries:
        if isinstance(event, OrderHandedOver):
            yield from _handed_over(subjects[subject], event, entries)
        elif isinstance(event, SaleMade):
            yield from _sold(subjects[subject], event, entries, subjects)
            yield from _paid(subject, event, event.fund_cents, SpentAtTheTill, entries)
        elif isinstance(event, SaleRefunded):
            yield from _paid(subject, event, event.fund_cents, RefundedAtTheTill, entries)
        elif isinstance(event, Sold):
            yield from _left(subjects[subject], event, subjects)
        elif isinstance(event, AtTheTill):
            yield from _has_a_receipt(subject, event, entries)


def _promised(order: Order, subjects: Subjects) -> Iterator[LedgerError]:
    held = order.devices if order.held else ()
    for device in subjects.values():
        if isinstance(device, Device) and (device.reservation == order.id) != (device.id in held):
            yield Forbidden(device.id, Rule.BELONGS_TO_AN_ORDER)


def _committed(order: Order, subjects: Subjects) -> Iterator[LedgerError]:
    for fund in subjects.values():
        if isinstance(fund, Fund):
            due_cents = order.fund_cents if order.held and order.fund == fund.id else 0
            cents = fund.committed_cents.get(order.id, 0)
            if cents > due_cents:
                yield Forbidden(order.id, Rule.FUND_SHARE_STILL_COMMITTED)
            if cents < due_cents:
                yield Forbidden(order.id, Rule.FUND_SHARE_NOT_COMMITTED)


def _carried(entries: Entries) -> Iterator[LedgerError]:
    """What one year hands on is what another is credited with, to the cent."""
    moved: Counter[tuple[UUID | None, UUID]] = Counter()
    for subject, event in entries:
        if isinstance(event, CarriedOver):
            moved[subject, event.to] += event.amount_cents
        elif isinstance(event, Credited) and event.source is CreditSource.CARRIED_OVER:
            moved[event.carried_from, subject] -= event.amount_cents
    yield from (Forbidden(to, Rule.NOT_CARRIED) for (_, to), cents in moved.items() if cents)


def _handed_over(order: Any, event: OrderHandedOver, entries: Entries) -> Iterator[LedgerError]:
    """What its devices say was paid is what the order says; the fund spent its share."""
    handed = {
        subject: told
        for subject, told in entries
        if isinstance(told, HandedOver) and told.reservation == order.id
    }
    if set(handed) != set(event.devices):
        yield Forbidden(order.id, Rule.DEVICE_STILL_PROMISED)
    for name in ("price_cents", "person_cents", "third_party_cents", "fund_cents"):
        if sum(getattr(told, name) for told in handed.values()) != getattr(order, name):
            yield Forbidden(order.id, Rule.SHARES_DO_NOT_ADD_UP)
    spent = [told for _, told in entries if isinstance(told, Spent) and told.order == order.id]
    if sum(told.amount_cents for told in spent) != order.fund_cents:
        yield Forbidden(order.id, Rule.NOT_COMMITTED)


def _sold(
    till: Any, event: SaleMade, entries: Entries, subjects: Subjects
) -> Iterator[LedgerError]:
    """Each line of a receipt is a device sold there and then, at that price."""
    sold = {
        subject: (told.price_cents, told.place, told.seller)
        for subject, told in entries
        if isinstance(told, Sold)
    }
    for line in event.devices:
        told = sold.get(line.device)
        gone = subjects[line.device].stage == Stage.WITH_OWNER
        if told != (line.price_cents, till.place, till.seller) or not gone:
            yield Forbidden(till.id, Rule.NOT_SOLD, str(line.device))


def _left(device: Any, event: Sold, subjects: Subjects) -> Iterator[LedgerError]:
    """What it names is on that shelf still: an append that one of these lives outran is refused."""
    place = subjects[event.place]
    left = {each for each in event.left if _stands(subjects[each], device, event)}
    if isinstance(place, Place) and len(left) < place.kept_for_prescription.get(device.kind, 0):
        yield Forbidden(device.id, Rule.MINIMUM_KEPT, str(place.id))


def _stands(other: Any, device: Any, event: Sold) -> bool:
    there = (Stage.STOCKED, device.kind, event.place, None)
    return (other.stage, other.kind, other.place, other.sent_to) == there


def _paid(
    till: UUID,
    event: SaleMade | SaleRefunded,
    cents: int,
    moved: type[AtTheTill],
    entries: Entries,
) -> Iterator[LedgerError]:
    """What a receipt says the fund paid, or got back, is what the fund says."""
    told = [each for _, each in entries if isinstance(each, moved) and each.sale == event.sale]
    if sum(each.amount_cents for each in told) != cents:
        yield Forbidden(till, Rule.NOT_COMMITTED)


def _has_a_receipt(fund: UUID, event: AtTheTill, entries: Entries) -> Iterator[LedgerError]:
    wanted = SaleMade if isinstance(event, SpentAtTheTill) else SaleRefunded
    if not any(isinstance(told, wanted) and told.sale == event.sale for _, told in entries):
        yield Forbidden(fund, Rule.NO_SUCH_SALE)
