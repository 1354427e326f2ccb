"""A promised device turns out defective: it goes back, and another is looked for at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.house import House
from api.ordering.act import Act
from api.ordering.closing import let_go
from api.ordering.moving import devices_of
from api.ordering.rerouting import wish_again
from api.ordering.taking import NothingSuits, Taking
from ledger import Entry, Event
from ledger import device as d
from ledger.device import Device
from ledger.order import Order, ReleaseCause, Released, Waitlisted
from ledger.routing import Route
from ledger.values import OrderId


class Way(StrEnum):
    """What becomes of the devices that somebody holds in their hands."""

    STAYS = "stays"
    """Where it is, for now."""
    SENT_BACK = "sent_back"
    """From where it was to be handed over, to the place that served."""
    BACK_ALREADY = "back_already"
    """It was sent, and the place that served has it again."""


def found_defective(act: Act, order: Order, device: UUID, way: Way = Way.STAYS) -> Route | None:
    """Let go of all that was promised, send it where it is mended, serve the order from elsewhere.

    All in one command, as a coordinator's choice is; None when nothing suits and the order waits,
    with its date and so its rank. The defective one goes to the bench, or the next would get it.
    """
    now = act.house.now()
    lost = d.LabelRevoked(happened_at=now, reason=d.RevocationReason.DEFECT_FOUND)
    released = Released(
        happened_at=now,
        devices=order.devices,
        fund=order.fund,
        cause=ReleaseCause.DEFECT_FOUND,
    )
    freed = (
        *let_go(order, d.ReleaseReason.DEFECT_FOUND, now),
        Entry(device, lost),
        *_moved(act.house, order, way, now),
        Entry(order.id, released, act.seen),
    )
    wish = wish_again(act.house, order)
    taking = Taking(replace(act, seen=None), OrderId(order.id), wish, order.fund_cents, freed)
    try:
        return taking.take()
    except NothingSuits as nothing:
        waits = Waitlisted(happened_at=now, shortage=nothing.shortage)
        act.record([*freed, Entry(order.id, waits)])
        return None


def _moved(house: House, order: Order, way: Way, now: datetime) -> Iterator[Entry]:
    """The pieces of a set travel together, the sound ones too."""
    for device in devices_of(house, order):
        if event := _move(order, device, way, now):
            yield Entry(device.id, event)


def _move(order: Order, device: Device, way: Way, now: datetime) -> Event | None:
    if way is Way.STAYS or order.origin is None or device.place is None:
        return None
    if device.sent_to is None:
        if device.place == order.origin:
            return None
        return d.Shipped(happened_at=now, origin=device.place, destination=order.origin)
    if way is Way.BACK_ALREADY:
        return d.TransferRecalled(happened_at=now, place=device.place)
    refusal = d.TransferRefusal.SENT_BACK
    return d.TransferRefused(happened_at=now, place=device.sent_to, reason=refusal)
