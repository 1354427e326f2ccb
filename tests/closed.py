"""A service that closed its first period: twenty people at four desks, and four at a counter."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from counters import on_the_shelf, sell
from fastapi.testclient import TestClient
from handings import S, handed
from lives import DESK, SOMEBODY, opened
from orders import ready

from api import statistics
from api.house import House
from ledger.values import PlaceId

MONEY_CENTS = 10_000_00
ELSEWHERE = {"Guillestre": "05065", "Chorges": "05040", "Veynes": "05179"}
"""Other places where people are received, each in an intercommunalité of its own."""
SAID = (
    S.STUDENT,
    S.ISOLATED,
    None,
    S.MINIMUM_INCOME,
    S.STUDENT,
    S.ADAPTED_EQUIPMENT,
    None,
    S.CARE_LEAVER,
)
ADAPTED = SAID.index(S.ADAPTED_EQUIPMENT)
"""Which of the orders is of somebody who said that."""
HANDED, SOLD = 20, 4


@dataclass(frozen=True)
class Closed:
    """The service, anybody in front of it, and the orders that were handed over."""

    house: House
    visitor: TestClient
    orders: list[UUID]


def a_period(house: House) -> list[UUID]:
    """Hand over, sell, and close; the orders."""
    ready(house, money_cents=MONEY_CENTS)
    desks = [DESK, *(PlaceId(uuid4()) for _ in ELSEWHERE)]
    house.record_events(
        SOMEBODY,
        *(
            (desk, opened(name=name, commune=commune))
            for desk, (name, commune) in zip(desks[1:], ELSEWHERE.items(), strict=True)
        ),
    )
    orders = []
    for rank in range(HANDED):
        said = SAID[rank % len(SAID)]
        place = desks[rank * 7 % 10 % len(desks)]
        orders.append(handed(house, *([said] if said else []), place=place))
    for _ in range(SOLD):
        sell(house, on_the_shelf(house))
    statistics.close(house, SOMEBODY)
    return orders
