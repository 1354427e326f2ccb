"""A filière after some years: devices in every state on many shelves, orders in every stage.

A few of each kind are recorded through the very commands of the service; the others are copies of
their rows. As in ``filled``, the hash chain is left out.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import lives as make
import psycopg
from orders import FUND, act, asked, fund_opened, granted, order_of, ordered, published
from valleys import planned

from api import ordering
from api.access import Grant, Role, create_account
from api.access.sessions import open_session
from api.house import House
from api.ordering import HandOver
from bench.scenes import Scene, copy, seen
from ledger import Command, Entry, Event, Ledger
from ledger.codes import new_code
from ledger.device import Device
from ledger.order import NOTICE, CancelReason, ExpiryAnnounced, Order, Shortage
from ledger.tariff import TARIFF
from ledger.values import DeviceKind, Feature, Grade

COMMUNES = ("05023", "05046", "05139", "05132", "05096", "05065", "05101", "05079")
PLACES = {UUID(int=1_001 + rank): commune for rank, commune in enumerate(COMMUNES)}
DESKS = (make.DESK, *PLACES)
"""Where people are received, and devices stand on shelves."""
KINDS = (DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.TABLET)
GRANTS, GRANTED_CENTS = 5, 1_000_000_000

ORDERS = {
    "handed_over": 0.66,
    "cancelled": 0.10,
    "expired": 0.03,
    "unmet": 0.06,
    "waiting": 0.02,
    "reserved": 0.03,
    "prepared": 0.02,
    "shipped": 0.03,
    "arrived": 0.05,
}
"""Which share of the orders stands at which stage."""
OPEN = {"waiting", "reserved", "prepared", "shipped", "arrived"}
DEVICES = {"on the bench": 0.30, "in stock": 0.37, "in a set": 0.01, "with somebody": 0.32}
"""The same of devices that none of these orders concerns; of a set, two stand on the shelf."""


def found(house: House, url: str, devices: int, orders: int) -> None:
    """Places, a grid, a round, money; then that many devices and orders."""
    now = house.now()
    house.record_events(
        make.SOMEBODY,
        *(
            (place, make.opened(name=f"Lieu {place.int}", commune=at))
            for place, at in PLACES.items()
        ),
        (TARIFF, published(now)),
        (FUND, fund_opened(now)),
        *((FUND, granted(GRANTED_CENTS)) for _ in range(GRANTS)),
    )
    planned(house)
    scenes: list[Scene] = []
    for stage, share in ORDERS.items():
        made = [_order(house, stage, kind) for kind in KINDS]
        scenes += _as_many(made, round(orders * share))
    left = devices - sum(scene.devices for scene in scenes)
    for state, share in DEVICES.items():
        scenes += _as_many(list(_devices(house, state)), round(left * share))
    random.Random(7).shuffle(scenes)  # noqa: S311 (orders among devices, no secret)
    copy(url, iter(scenes), DESKS, make.DESK)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "UPDATE ledger.balance SET cents = (SELECT sum((state->>'amount_cents')::bigint *"
            " CASE topic WHEN 'fund.committed.v1' THEN -1 WHEN 'fund.spent.v1' THEN 0 ELSE 1 END)"
            " FROM ledger.event WHERE aggregate_id = account) WHERE account = %s",
            [FUND],
        )


def sign_in(url: str, house: House, count: int) -> list[tuple[str, str]]:
    """The cookie and the form token of so many prescribers, each at a desk of theirs."""
    with psycopg.connect(url, autocommit=True) as connection:
        people = []
        for rank in range(count):
            grants = [Grant(Role.PRESCRIBER, DESKS[rank % len(DESKS)])]
            name = f"prescriber-{rank}"
            account = create_account(connection, name, name, "un mélèze au bord du lac", grants)
            secret = open_session(connection, account, house.settings.session_lifetime)
            [(csrf,)] = connection.execute(
                "SELECT csrf FROM access.session WHERE account = %s", [account]
            ).fetchall()
            people.append((f"meleze={secret}", csrf))
    return people


def _as_many(made: list[Scene], number: int) -> Iterator[Scene]:
    return (made[rank % len(made)] for rank in range(number))


def _labelled(kind: DeviceKind, rank: int) -> list[Event]:
    """Labelled, with a sticker: some wide, some with little memory, in every look."""
    known = make.facts(
        model=f"Modèle {rank}",
        screen_inches=(14.0, 15.6, 17.3)[rank % 3],
        memory_mb=(8192, 8192, 16384, 4096)[rank % 4],
    )
    return [
        make.collected(kind=kind), make.bound(new_code()), make.received(),
        make.inventoried(facts=known), make.erased(), make.locks_checked(), make.tested(kind),
        make.reconditioned(grade=(Grade.B, Grade.A, Grade.C)[rank % 3]), make.labelled(),
    ]  # fmt: skip


def _screen() -> list[Event]:
    kind = DeviceKind.SCREEN
    return [
        make.collected(kind=kind), make.received(), make.inventoried(facts=make.facts(storages=())),
        make.tested(kind), make.reconditioned(), make.labelled(),
    ]  # fmt: skip


def _devices(house: House, state: str) -> Iterator[Scene]:
    """Devices that go their way without an order."""
    there = (
        make.shipped(destination=make.DESK),
        make.received(origin=make.SHOP, place=make.DESK),
        make.stocked(place=make.DESK),
    )
    for rank in range(12):
        device, other = uuid4(), uuid4()
        life = _labelled(KINDS[rank % len(KINDS)], rank)
        events: list[tuple[UUID, Event]] = [(device, event) for event in life]
        if state == "in stock":
            shelf = there if rank % 4 else (make.stocked(),)
            events += [(device, event) for event in shelf]
        elif state == "in a set":
            pair = make.set_formed(device, other, set_id=other)
            events += [(other, event) for event in _screen()]
            events += [
                (each, event) for event in (pair, make.stocked()) for each in (device, other)
            ]
        elif state == "with somebody":
            gone = (make.stocked(), make.reserved(), make.handed_over())
            events += [(device, event) for event in gone]
        house.record_events(make.SOMEBODY, *events)
        subjects = (device, other) if state == "in a set" else (device,)
        scene = seen(house, subjects, FUND, days=300)
        _take_away(house, subjects)
        yield scene


def _order(house: House, stage: str, kind: DeviceKind) -> Scene:
    """An order of that stage, with its device and what the fund does for it."""
    days = 3 if stage in OPEN else 300
    if stage in {"waiting", "unmet"}:  # for what no shelf has
        rare = asked(kind=kind, features=frozenset({Feature.TOUCHSCREEN, Feature.FULL_KEYBOARD}))
        placed = ordering.submit(act(house), rare, wait=Shortage.STOCK)
        if stage == "unmet":
            ordering.give_up(act(house), order_of(house, placed.order), Shortage.STOCK)
        return seen(house, (placed.order,), FUND, days)
    device = uuid4()
    life = (*_labelled(kind, 0), make.stocked())
    house.record_events(make.SOMEBODY, *((device, event) for event in life))
    order = ordered(house, kind=kind)
    if order.devices != (device,):
        raise RuntimeError("another device was promised")
    _brought_to(house, order.id, stage)
    scene = seen(house, (order.id, device), FUND, days)
    if stage in {"cancelled", "expired"}:
        _take_away(house, (device,))
    return scene


def _brought_to(house: House, order: UUID, stage: str) -> None:
    def now() -> Order:
        return order_of(house, order)

    if stage == "cancelled":
        ordering.cancel(act(house), now(), CancelReason.PERSON_GAVE_UP)
        return
    steps = {"prepared": 1, "shipped": 2, "arrived": 3, "handed_over": 3, "expired": 3}
    for step in (ordering.prepare, ordering.send, ordering.arrive)[: steps.get(stage, 0)]:
        step(act(house), now())
    if stage == "handed_over":
        ordering.hand_over(act(house), now(), HandOver(slip_checked=True))
    if stage == "expired":
        last = house.today() + NOTICE
        announced = ExpiryAnnounced(happened_at=house.now(), expires_on=last)
        house.record(Command(uuid4(), make.SOMEBODY, (Entry(order, announced),)))
        later = house.now() + NOTICE + timedelta(days=1)
        then = replace(house, ledger=Ledger(house.pool, clock=lambda: later), clock=lambda: later)
        ordering.expire(act(then), now())


def _take_away(house: House, devices: tuple[UUID, ...]) -> None:
    """Off the shelf, so that no order of another scene takes it."""
    standing = [each for each in devices if house.ledger.subject(Device, each).stage == "stocked"]
    if standing:
        house.record_events(make.SOMEBODY, *((each, make.reserved()) for each in standing))
