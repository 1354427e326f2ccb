"""A promised order on its way: packed, sent, arrived; its devices move in the same command."""

from api.house import House
from api.ordering.act import Act
from ledger import Entry, Receipt
from ledger import device as d
from ledger.device import Device
from ledger.order import Arrived, Order, Prepared, Sent
from ledger.values import PlaceId


def prepare(act: Act, order: Order) -> Receipt:
    """The devices are ready to leave."""
    event = Prepared(happened_at=act.house.now())
    return act.record([Entry(order.id, event, act.seen)])


def send(act: Act, order: Order) -> Receipt:
    """The devices left for the place that ordered."""
    now = act.house.now()
    shipped = [
        Entry(
            device.id,
            d.Shipped(happened_at=now, origin=_standing(device), destination=_place(order)),
        )
        for device in devices_of(act.house, order)
    ]
    event = Sent(happened_at=now, devices=order.devices)
    return act.record([*shipped, Entry(order.id, event, act.seen)])


def arrive(act: Act, order: Order) -> Receipt:
    """The devices are where they will be handed over; those that were there all along too."""
    now = act.house.now()
    delivered = [
        Entry(
            device.id, d.Delivered(happened_at=now, origin=_standing(device), place=_place(order))
        )
        for device in devices_of(act.house, order)
        if device.sent_to is not None
    ]
    event = Arrived(happened_at=now, devices=order.devices)
    return act.record([*delivered, Entry(order.id, event, act.seen)])


def devices_of(house: House, order: Order) -> list[Device]:
    """The devices promised to it, as they stand."""
    return [house.ledger.subject(Device, device) for device in order.devices]


def _standing(device: Device) -> PlaceId:
    if device.place is None:
        raise AssertionError(f"{device.id} was promised, so it was collected somewhere")
    return device.place


def _place(order: Order) -> PlaceId:
    if order.place is None:
        raise AssertionError(f"{order.id} was submitted, so it has a place")
    return order.place
