"""An order is answered when it is recorded; whoever reads it next finds it in the views."""

from collections.abc import Iterator

import pytest
from desk import made, ordered, priced, text_of
from fastapi import FastAPI
from orders import in_stock, ready
from people import Person
from psycopg_pool import ConnectionPool

from api.app import build_house
from api.house import House
from ledger.order import OrderStage
from projections import orders

pytestmark = pytest.mark.usefixtures("fresh_house")


@pytest.fixture(autouse=True)
def _nobody_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The views stay where they are until somebody needs them."""
    monkeypatch.setattr("api.background.GATHERED_SECONDS", 3600.0)


@pytest.fixture
def other_house(house: House, database: str) -> Iterator[House]:
    """Another process on the same ledger: nothing is shared but the database."""
    with ConnectionPool(database, max_size=8, kwargs={"autocommit": True}) as pool:
        yield build_house(house.settings, pool)


def test_the_page_that_follows_finds_an_order_that_the_views_do_not_show_yet(
    house: House, adviser: Person
) -> None:
    ready(house)
    in_stock(house)
    answer = ordered(adviser, priced(adviser))
    order = made(house, answer)
    with house.pool.connection() as connection:
        assert orders.read(connection, order.id) is None
    slip = adviser.get(answer.headers["location"])
    assert slip.status_code == 200, text_of(slip)
    with house.pool.connection() as connection:
        assert orders.read(connection, order.id) is not None


def test_another_process_finds_it_too(
    app: FastAPI, house: House, other_house: House, adviser: Person
) -> None:
    ready(house)
    in_stock(house)
    order = made(house, ordered(adviser, priced(adviser)))
    app.state.house = other_house
    assert adviser.get(f"/commandes/{order.id}").status_code == 200


def test_what_the_views_still_offer_is_promised_to_nobody_else(
    house: House, adviser: Person
) -> None:
    ready(house)
    devices = {in_stock(house) for _ in range(2)}
    pages = [priced(adviser) for _ in range(3)]
    first, second = (made(house, ordered(adviser, page)) for page in pages[:2])
    assert {*first.devices, *second.devices} == devices
    assert first.stage == second.stage == OrderStage.RESERVED
    last = ordered(adviser, pages[2])
    assert last.status_code == 409
    assert "Rien ne convient plus" in text_of(last)
    assert house.promising == devices
    house.follow()
    assert house.promising == set()


def test_an_order_sent_twice_before_the_views_show_it_is_one(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house)
    page = priced(adviser)
    first, again = (made(house, ordered(adviser, page)) for _ in range(2))
    assert first.id == again.id
