"""The road of one day: at each stop, what to load and unload, what waits and what is stuck."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.house import House
from api.pages.coordination.figures import STUCK_DAYS
from ledger.roads import road_min, roads
from projections import orders, organisations, places, register
from projections.orders import OrderRow
from projections.places import PlaceRow
from projections.register import DeviceRow
from projections.rounds import RoundRow

ON_THE_WAY = ("prepared", "shipped")
MOST = 500


@dataclass(frozen=True)
class Parcel:
    """What goes from one stop to a later one: the devices of an order, or one that is sent."""

    origin: UUID
    destination: UUID
    devices: tuple[DeviceRow, ...]
    kind: str
    order: OrderRow | None = None

    @property
    def is_sent(self) -> bool:
        """Whether the place it leaves has already recorded that it left."""
        return self.order is None or self.order.stage == "shipped"


@dataclass
class Stop:
    place: PlaceRow
    organisation: str
    drive_min: int | None
    """From the stop before; None at the first."""
    load: list[Parcel] = field(default_factory=list)
    unload: list[Parcel] = field(default_factory=list)
    waiting: list[OrderRow] = field(default_factory=list)
    stuck: list[OrderRow] = field(default_factory=list)


def read_stops(house: House, row: RoundRow, day: date) -> list[Stop]:
    """The stops in order. The road is that of the day; what travels is that of now."""
    with house.pool.connection() as connection:
        named = [places.read(connection, each) for each in row.stops]
        names = {each.subject: each.name for each in organisations.read_all(connection)}
        parcels = _parcels(connection, row.stops)
        waiting = orders.read_at(connection, row.stops, ["waiting"], limit=MOST)
        stuck = orders.stuck(connection, STUCK_DAYS, house.now())
    known = [each for each in named if each is not None]
    drives = [None, *(road_min(a.commune, b.commune, day) for a, b in pairwise(known))]
    return [
        Stop(
            place,
            names.get(place.organisation, "structure partie"),
            drive,
            [each for each in parcels if each.origin == place.subject],
            [each for each in parcels if each.destination == place.subject],
            [each for each in waiting if each.place == place.subject],
            [each for each in stuck if place.subject in {each.place, each.origin}],
        )
        for place, drive in zip(known, drives, strict=True)
    ]


def closed_passes(day: date) -> list[str]:
    """Passes that snow usually closes on that day, by name."""
    return sorted({road.via for road in roads() if road.via and not road.open_on(day)})


def _parcels(connection: Connection[Any], stops: Sequence[UUID]) -> list[Parcel]:
    """What the round can carry: it stops where it leaves before it stops where it goes."""
    rank = {place: number for number, place in enumerate(stops)}
    ordered = orders.between(connection, stops, ON_THE_WAY)
    promised = {device for order in ordered for device in order.devices}
    devices = register.read_these(connection, sorted(promised))
    found = [
        Parcel(
            order.origin,
            order.place,
            tuple(devices[each] for each in order.devices if each in devices),
            order.kind,
            order,
        )
        for order in ordered
        if order.origin
    ]
    found += [
        Parcel(row.place, row.sent_to, (row,), row.kind)
        for row in register.read_sent_between(connection, list(stops))
        if row.sent_to and row.subject not in promised
    ]
    return [each for each in found if rank[each.origin] < rank[each.destination]]
