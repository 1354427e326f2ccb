"""How many of a kind a place keeps for prescription."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from lives import COUNTER, DESK, SHOP, SOMEBODY
from orders import in_stock
from people import Person

from api.house import House
from ledger.place import MinimumStockSet, PlaceClosed
from ledger.values import DeviceKind
from projections import places

STOCKS = "/coordination/stocks"
KEPT = {"place": str(SHOP), "kind": "laptop", "count": "2"}


def test_a_minimum_is_set_told_and_taken_back(
    house: House, coordinator: Person, boss: Person, connection: psycopg.Connection[Any]
) -> None:
    in_stock(house)
    page = coordinator.submit(STOCKS, command=str(uuid4()), **KEPT)
    assert "Un lieu a moins que ce qu’il faut garder" in page.text
    assert "manque 1" in page.text
    row = places.read(connection, SHOP)
    assert row
    assert row.kept == {"laptop": 2}
    assert "ordinateur portable\u00a0: 2" in boss.get(f"/administration/lieux/{SHOP}").text
    assert "on y garde pour la prescription" in boss.get("/administration/lieux").text
    in_stock(house)
    assert "Chaque lieu a ce qu’il doit garder" in coordinator.get(STOCKS).text
    coordinator.submit(STOCKS, command=str(uuid4()), **KEPT | {"count": "0"})
    assert "Aucun lieu ne garde" in coordinator.get(STOCKS).text
    assert "Rien n’est gardé" in boss.get(f"/administration/lieux/{SHOP}").text


def test_the_page_of_a_place_sets_it_too(boss: Person, recorded: Callable[[], list[Any]]) -> None:
    page = boss.get(f"/administration/lieux/{COUNTER}").text
    assert f'action="{STOCKS}"' in page
    assert f'name="place" value="{COUNTER}"' in page
    boss.submit(STOCKS, command=str(uuid4()), **KEPT | {"place": str(COUNTER)})
    [record] = recorded()
    assert isinstance(record.event, MinimumStockSet)
    assert (record.subject, record.event.kind, record.event.count) == (
        COUNTER,
        DeviceKind.LAPTOP,
        2,
    )


def test_a_form_sent_twice_is_recorded_once(
    coordinator: Person, recorded: Callable[[], list[Any]]
) -> None:
    command = str(uuid4())
    for _ in range(2):
        assert coordinator.submit(STOCKS, command=command, **KEPT).status_code == 200
    assert len(recorded()) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"place": ""}, "Choisissez un lieu de la liste"),
        ({"place": str(uuid4())}, "Ce lieu n’est pas au registre"),
        ({"kind": "piano"}, "Choisissez une réponse de la liste"),
        ({"count": "-1"}, "Écrivez un nombre"),
        ({"count": "201"}, "Il faut au plus 200"),
        ({"count": ""}, "À remplir"),
    ],
)
def test_a_minimum_badly_said_is_refused(
    coordinator: Person, recorded: Callable[[], list[Any]], fields: dict[str, str], said: str
) -> None:
    answer = coordinator.submit(STOCKS, command=str(uuid4()), **KEPT | fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert recorded() == []


def test_a_closed_place_keeps_nothing(house: House, coordinator: Person) -> None:
    house.record_events(SOMEBODY, (DESK, PlaceClosed(happened_at=house.now())))
    answer = coordinator.submit(STOCKS, command=str(uuid4()), **KEPT | {"place": str(DESK)})
    assert answer.status_code == 422
    assert "c’est fermé" in answer.text
