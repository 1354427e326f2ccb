"""How long closing a period of 10,000 hand-overs takes: count, draw, publish, destroy the keys."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from lives import SOMEBODY
from psycopg_pool import ConnectionPool

from api import statistics
from api.app import build_house
from api.house import House
from api.ordering import Declared, seal_declared
from api.ordering.declared import Situation
from api.settings import Settings
from bench.filiere import found
from bench.filled import database
from bench.run import Result
from ledger.order import OrderHandedOver
from projections import ALL

DEVICES, ORDERS = 20_000, 15_200
HANDED_OVER = 10_000
MOST_SECONDS = 60


def measure() -> list[Result]:
    """Seconds from the click to the end of the keys, against a minute."""
    with database() as (url, pool), tempfile.TemporaryDirectory() as var:
        house = closable(url, pool, Path(var))
        started = time.perf_counter()
        period = statistics.close(house, SOMEBODY)
        seconds = time.perf_counter() - started
        period = statistics.kept_of(house).periods[period.number]
    if period.total < HANDED_OVER or period.missing or not period.destroyed:
        raise RuntimeError("the books were not closed")
    ratio = MOST_SECONDS / seconds
    return [Result("close_period", seconds, "s", MOST_SECONDS, ratio, ">= 1")]


def closable(
    url: str, pool: ConnectionPool, var: Path, devices: int = DEVICES, orders: int = ORDERS
) -> House:
    """A filière whose books may be closed: two orders of three were handed over."""
    house = build_house(Settings(var=var, keys_kept=timedelta()), pool)
    house.views.prepare()
    found(house, url, devices, orders)
    _seal_each(house, url)
    house.views.rebuild(ALL)
    return house


def _seal_each(house: House, url: str) -> None:
    """Give each copied order a key and a declaration of its own, as its companion would have."""
    said = [frozenset[Situation](), *(frozenset({each}) for each in Situation)]
    with psycopg.connect(url, autocommit=True) as connection:
        orders: list[tuple[UUID]] = connection.execute(
            "SELECT aggregate_id FROM ledger.event WHERE topic = %s", [OrderHandedOver.TOPIC]
        ).fetchall()
        sealed = [
            (seal_declared(house.vault, order, _declared(said[rank % len(said)])), order)
            for rank, (order,) in enumerate(orders)
        ]
        connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")  # a copy, not a ledger
        connection.cursor().executemany(
            "UPDATE ledger.event SET state = jsonb_set(state, '{declared}', to_jsonb(%s::text))"
            " WHERE aggregate_id = %s AND version = 1",
            sealed,
        )
        connection.execute("ALTER TABLE ledger.event ENABLE TRIGGER ALL")
        connection.execute("VACUUM ANALYZE ledger.event")


def _declared(situations: frozenset[Situation]) -> Declared:
    return Declared(band=2, situations=situations)
