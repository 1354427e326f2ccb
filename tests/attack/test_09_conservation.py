"""Hand-overs by place do not follow from what comes in and what is left: no stock is public.

What leaves a place is what stood there, and came in, and is gone: whoever had the stock by place
would need nothing else.
"""

from collections import Counter
from uuid import UUID

import lives as make
import numpy as np
import pytest
from atoms import Vector
from closed import Closed
from counters import on_the_shelf, sell
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from lives import COUNTER, SHOP, SOMEBODY
from open_to_all import Seen, addresses_of, look, numbers
from orders import in_stock

from api.house import House
from api.statistics.catalogue import catalogue
from projections import stock

TERRITORIES = len(catalogue().values["territory"])
ACCOUNTS = ("before", "after", "in", "moved", "scrapped", "handed over")
"""Of each territory: its stock at both ends of a period, and all that changed it."""
SIGNS = (1, -1, 1, 1, -1, -1)
NEARLY = 1e-9
MOVED = 7


def of(account: str, territory: int) -> Vector:
    row = np.zeros(TERRITORIES * len(ACCOUNTS))
    row[territory * len(ACCOUNTS) + ACCOUNTS.index(account)] = 1
    return row


def determined(public: list[Vector]) -> int:
    """In how many territories the hand-overs follow from the public rows and from conservation."""
    everywhere = range(TERRITORIES)
    conserved = [
        sum(
            (sign * of(each, t) for sign, each in zip(SIGNS, ACCOUNTS, strict=True)),
            0 * of("in", 0),
        )
        for t in everywhere
    ]
    total = sum((of("handed over", t) for t in everywhere), 0 * of("in", 0))
    known = np.vstack([*conserved, total, *public])
    rank = np.linalg.matrix_rank(known, NEARLY)
    return sum(
        np.linalg.matrix_rank(np.vstack([known, of("handed over", t)]), NEARLY) == rank
        for t in everywhere
    )


FLOWS = [of(account, t) for account in ("in", "moved", "scrapped") for t in range(TERRITORIES)]
"""More than is public: every flow of devices by territory, exact."""


def test_flows_of_devices_do_not_determine_hand_overs_by_territory() -> None:
    assert determined(FLOWS) == 0


def test_nor_does_the_stock_of_one_day() -> None:
    assert determined([*FLOWS, *(of("after", t) for t in range(TERRITORIES))]) == 0


def test_the_stock_of_each_day_would() -> None:
    """A mutant of what is public: a map of the stock in numbers."""
    shown = [of(account, t) for account in ("before", "after") for t in range(TERRITORIES)]
    assert determined([*FLOWS, *shown]) == TERRITORIES
    blank = [row for row in shown if not row[-len(ACCOUNTS) :].any()]
    assert determined([*FLOWS, *blank]) == TERRITORIES, "one place left out: the total gives it"


def moved_to_the_counter(house: House, devices: list[UUID]) -> None:
    """Seven devices change places: the stock by place changes, and nothing else."""
    for device in devices:
        house.record_events(
            SOMEBODY,
            (device, make.shipped()),
            (device, make.received(origin=SHOP, place=COUNTER)),
        )


def followed(before: Seen, after: Seen) -> dict[str, Counter[bytes]]:
    """The attack: numbers that stand somewhere now and did not before."""
    then, now = numbers(before), numbers(after)
    return {
        address: now[address] - then[address] for address in now if now[address] != then[address]
    }


def map_in_numbers(app: FastAPI, house: House) -> None:
    """A mutant: a page that anybody opens, with the stock of each place."""

    def page() -> PlainTextResponse:
        with house.pool.connection() as connection:
            rows = stock.read(connection)
        counts = Counter[str]()
        for row in rows:
            counts[row.place_name] += row.count if row.state == "available" else 0
        return PlainTextResponse("\n".join(f"{name}: {n}" for name, n in sorted(counts.items())))

    app.add_api_route("/carte", page)


@pytest.mark.parametrize("mutated", [False, True], ids=["as served", "with a map in numbers"])
def test_no_number_of_the_stock_by_place_is_on_a_page_that_anybody_opens(
    closed: Closed,
    mutated: bool,  # noqa: FBT001 (a parameter of pytest)
) -> None:
    house, visitor = closed.house, closed.visitor
    assert isinstance(visitor.app, FastAPI)
    if mutated:
        map_in_numbers(visitor.app, house)
    devices = [in_stock(house) for _ in range(MOVED)]
    code = on_the_shelf(house)
    known = (f"/A/{code}", f"/api/v1/devices/{code}", "/chiffres/1.json")
    addresses = addresses_of(visitor.app, visitor, known)
    first = look(visitor, addresses)
    moved_to_the_counter(house, devices)
    second = look(visitor, addresses)
    assert {*followed(first, second)} == ({"/carte"} if mutated else set())
    sell(house, code)
    third = look(visitor, addresses)
    assert {*followed(second, third)} == ({"/carte"} if mutated else set())
    if mutated:
        lost = [
            line
            for line in second["/carte"][2].splitlines()
            if line not in third["/carte"][2].splitlines()
        ]
        assert [line.partition(b":")[0].decode() for line in lost] == ["Ressourcerie de Briançon"]
