"""The hand-over at the companion's place: one command for devices, money, order and invitation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.house import House
from api.ordering.act import Act
from api.ordering.moving import devices_of
from ledger import Entry, Receipt
from ledger import device as d
from ledger.device import Device
from ledger.fund import Spent
from ledger.order import NoTrainingReason, Order, OrderHandedOver, Payer, PaymentReceived
from ledger.values import Means, OrderId, OrganisationId, PlaceId, ReservationId, WorkshopId
from ledger.workshop import Theme


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the companion says at the desk. ``paid`` is None where the place takes no money."""

    slip_checked: bool
    no_training: NoTrainingReason | None = None
    training_at: datetime | None = None
    paid: Means | None = None
    organisation: OrganisationId | None = None
    """Who receives the person's share: the organisation of the place."""
    theme: Theme | None = None
    workshop: WorkshopId | None = None


def hand_over(act: Act, order: Order, said: HandOver) -> Receipt:
    """Record that the person left with it, trained. Raises the ``LedgerError`` that refuses."""
    now = act.house.now()
    return act.record(
        [
            *_devices(act.house, order, said, now),
            *_spent(order, now),
            Entry(order.id, _handed(order, said, now), act.seen),
            *_paid(order, said, now),
            *_invited(order, said, now),
        ]
    )


def _handed(order: Order, said: HandOver, now: datetime) -> OrderHandedOver:
    return OrderHandedOver(
        happened_at=now,
        devices=order.devices,
        fund=order.fund,
        slip_checked=said.slip_checked,
        no_training=said.no_training,
        training_at=said.training_at,
    )


def _devices(house: House, order: Order, said: HandOver, now: datetime) -> Iterator[Entry]:
    """The first device of a set bears the whole price, the others nothing: it is one price."""
    for rank, device in enumerate(devices_of(house, order)):
        yield Entry(device.id, _handed_device(order, device, said, now, bears=rank == 0))


def _handed_device(
    order: Order, device: Device, said: HandOver, now: datetime, *, bears: bool
) -> d.HandedOver:
    return d.HandedOver.model_validate(
        {
            "happened_at": now,
            "place": device.place,
            "seller": order.seller,
            "reservation": ReservationId(order.id),
            "price_cents": order.price_cents if bears else 0,
            "person_cents": order.person_cents if bears else 0,
            "third_party_cents": order.third_party_cents if bears else 0,
            "fund_cents": order.fund_cents if bears else 0,
            "training": d.Training.BOOKED if said.training_at else d.Training.DONE,
            "training_at": said.training_at,
        }
    )


def _spent(order: Order, now: datetime) -> Iterator[Entry]:
    if order.fund is not None and order.fund_cents:
        spent = Spent(happened_at=now, order=OrderId(order.id), amount_cents=order.fund_cents)
        yield Entry(order.fund, spent)


def _paid(order: Order, said: HandOver, now: datetime) -> Iterator[Entry]:
    due_cents = order.person_cents - order.paid_cents.get(Payer.PERSON, 0)
    if said.paid and said.organisation and order.place and due_cents > 0:
        paid = PaymentReceived(
            happened_at=now,
            payer=Payer.PERSON,
            paid_cents=due_cents,
            means=said.paid,
            place=PlaceId(order.place),
            received_by=said.organisation,
        )
        yield Entry(order.id, paid)


def _invited(order: Order, said: HandOver, now: datetime) -> Iterator[Entry]:
    """An invitation is an event of the device and a slip of paper, never a reminder (law 2)."""
    if said.theme is not None and order.devices:
        invited = d.InvitedToWorkshop(happened_at=now, theme=said.theme, workshop=said.workshop)
        yield Entry(order.devices[0], invited)
