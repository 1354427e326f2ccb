"""One device is never promised twice, whoever asks at the same moment, from wherever."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import psycopg
import pytest
from lives import SHOP
from order_forms import form_of
from orders import FUND, act, asked, in_stock, order_of, ready
from people import Person, SignIn
from psycopg_pool import ConnectionPool

from api import ordering
from api.access import Role
from api.app import build_house
from api.house import House
from api.ordering import NothingSuits
from api.steward import TENDING
from ledger.fund import Fund
from ledger.order import OrderStage, Shortage

pytestmark = pytest.mark.usefixtures("fresh_house")

PEOPLE, DEVICES = 50, 10


@pytest.fixture
def shelf(house: House) -> set[UUID]:
    """Ten laptops, and money for all who ask."""
    ready(house, money_cents=PEOPLE * 100_00)
    return {in_stock(house) for _ in range(DEVICES)}


@pytest.fixture
def other_house(house: House, database: str) -> Iterator[House]:
    """Another process on the same ledger: nothing is shared but the database."""
    with ConnectionPool(database, max_size=8, kwargs={"autocommit": True}) as pool:
        yield build_house(house.settings, pool)


@pytest.fixture
def untended(database: str) -> Iterator[None]:
    """Nobody else serves the waiting list meanwhile, however slow the machine is."""
    with psycopg.connect(database) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [TENDING])
        yield


def promised(house: House, orders: Sequence[UUID]) -> list[UUID]:
    return [device for order in orders for device in order_of(house, order).devices]


def committed_cents(house: House) -> int:
    fund: Fund = house.ledger.subject(Fund, FUND)
    return sum(fund.committed_cents.values())


@pytest.mark.usefixtures("untended")
def test_fifty_forms_sent_at_once_for_ten_devices(
    house: House, shelf: set[UUID], sign_in: SignIn
) -> None:
    waiting = [
        ordering.submit(act(house), asked(), wait=Shortage.STOCK).order for _ in range(PEOPLE)
    ]
    people = [sign_in(Role.COORDINATOR) for _ in range(5)]
    forms = [
        (person, order, form_of(person, order, "autre-lieu", place=str(SHOP)))
        for order, person in zip(waiting, people * 10, strict=True)
    ]
    start = Barrier(PEOPLE)

    def send(form: tuple[Person, UUID, dict[str, str]]) -> tuple[int, str]:
        person, order, fields = form
        start.wait()
        path = f"/commandes/{order}/autre-lieu"
        answer = person.post(path, data=fields, follow_redirects=False)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(send, forms))
    assert Counter(code for code, _ in answers) == {303: DEVICES, 409: PEOPLE - DEVICES}
    for code, text in answers:
        assert code == 303 or "Ce lieu ne peut plus servir" in text
    devices = promised(house, waiting)
    assert sorted(devices) == sorted(shelf)
    assert committed_cents(house) == DEVICES * 100_00


def test_two_processes_race_for_the_same_shelf(
    house: House, other_house: House, shelf: set[UUID]
) -> None:
    start = Barrier(PEOPLE)

    def ask(rank: int) -> UUID | Shortage:
        start.wait()
        mine = (house, other_house)[rank % 2]
        try:
            return ordering.submit(act(mine), asked()).order
        except NothingSuits as nothing:
            return nothing.shortage

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(ask, range(PEOPLE)))
    orders = [each for each in answers if isinstance(each, UUID)]
    assert Counter(each for each in answers if not isinstance(each, UUID)) == {
        Shortage.STOCK: PEOPLE - DEVICES
    }
    assert sorted(promised(house, orders)) == sorted(shelf)
    assert {order_of(house, order).stage for order in orders} == {OrderStage.RESERVED}
    assert committed_cents(house) == DEVICES * 100_00
