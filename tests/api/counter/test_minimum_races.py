"""Counters and orders race for a shelf of which a part is kept for prescription."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from counters import device_of, keeps, on_the_shelf, sell
from lives import COUNTER
from orders import act, asked, ready
from people import Person
from psycopg_pool import ConnectionPool

from api import ordering
from api.app import build_house
from api.house import House
from api.ordering import NothingSuits
from api.selling import NotForSale
from ledger import LedgerError
from ledger import device as d
from ledger.device import Device, Stage
from ledger.event import apply

pytestmark = pytest.mark.usefixtures("fresh_house")

KEPT, SELLERS, ROUNDS = 2, 2, 12


@pytest.fixture
def other_house(house: House, database: str) -> Iterator[House]:
    """Another process on the same ledger: nothing is shared but the database."""
    with ConnectionPool(database, max_size=8, kwargs={"autocommit": True}) as pool:
        yield build_house(house.settings, pool)


def left_after_each_sale(house: House) -> list[int]:
    """How many stood on the shelf when each sale was written down, in the order of the ledger."""
    standing: dict[UUID, Device] = {}
    counts = []
    for record in house.ledger.since(0, limit=10_000):
        if not isinstance(record.event, d.DeviceEvent):
            continue
        apply(record.event, standing.setdefault(record.subject, Device(record.subject)))
        if isinstance(record.event, d.Sold):
            there = (Stage.STOCKED, COUNTER)
            counts.append(
                len([each for each in standing.values() if (each.stage, each.place) == there])
            )
    return counts


def test_no_sale_of_two_processes_leaves_less_than_is_kept(
    house: House, other_house: House
) -> None:
    ready(house, money_cents=10_000_00)
    codes = [on_the_shelf(house) for _ in range(KEPT)]
    keeps(house, KEPT)
    sold = 0
    for _ in range(ROUNDS):
        while len(standing := [code for code in codes if stands(house, code)]) < KEPT + 2:
            codes.append(on_the_shelf(house))
        start = Barrier(4)

        def one(rank: int, codes: list[str] = standing, start: Barrier = start) -> bool:
            mine = (house, other_house)[rank % 2]
            start.wait()
            try:
                if rank < SELLERS:
                    sell(mine, codes[rank])
                else:
                    ordering.submit(act(mine), asked())
            except (NotForSale, NothingSuits, LedgerError):
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            sold += sum([*pool.map(one, range(4))][:SELLERS])
    counts = left_after_each_sale(house)
    assert len(counts) == sold
    assert min(counts, default=KEPT) >= KEPT


def stands(house: House, code: str) -> bool:
    device: Device = house.ledger.subject(Device, device_of(house, code))
    return device.stage == Stage.STOCKED


def test_the_page_of_a_device_sells_no_more_than_a_receipt_does(
    house: House, cashier: Person
) -> None:
    ready(house)
    first, second = on_the_shelf(house), on_the_shelf(house)
    keeps(house, 1)
    stages: list[tuple[int, str]] = []
    for code in (first, second):
        device = device_of(house, code)
        path = f"/appareils/{device}/etapes/{d.Sold.TOPIC}"
        version = house.ledger.subject_version(device)
        sent = {"command": f"{UUID(int=version + len(stages))}", "seen": str(version)}
        answer = cashier.submit(path, price_cents="120", place=str(COUNTER), **sent)
        stages.append((answer.status_code, house.ledger.subject(Device, device).stage))
    assert stages == [(200, Stage.WITH_OWNER), (409, Stage.STOCKED)]
