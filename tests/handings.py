"""People who were handed what they ordered, and others who bought at the counter of Briançon."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from counters import on_the_shelf, sell
from orders import act, arrived, in_stock

from api import ordering
from api.house import House
from api.ordering import Declared, HandOver
from api.ordering.declared import Situation
from ledger import Ledger
from ledger.order import CancelReason, Order

S = Situation


def handed(house: House, *situations: Situation, **fields: Any) -> UUID:
    """One more person leaves with a laptop, having said these situations; the order's id."""
    in_stock(house)
    declared = Declared(band=2, situations=frozenset(situations))
    shares: dict[str, Any] = {"person_cents": 30_00, "fund_cents": 90_00}
    order = arrived(house, declared=declared, **shares | fields)
    ordering.hand_over(act(house), order, HandOver(slip_checked=True))
    return order.id


def cancelled(house: House) -> UUID:
    """Somebody ordered and gave up."""
    in_stock(house)
    order: Order = arrived(house, person_cents=30_00, fund_cents=90_00)
    ordering.cancel(act(house), order, CancelReason.PERSON_GAVE_UP)
    return order.id


def some_handed(house: House, said: Sequence[Situation | None] = (S.STUDENT,) * 9) -> list[UUID]:
    return [handed(house, *([each] if each else [])) for each in said]


def bought(house: House, number: int = 1) -> None:
    """Sales at the counter of Briançon."""
    for _ in range(number):
        sell(house, on_the_shelf(house))


def later(house: House, days: int) -> House:
    """The same service, so many days from now."""
    now = house.now() + timedelta(days=days)
    return replace(house, clock=lambda: now, ledger=Ledger(house.pool, clock=lambda: now))
