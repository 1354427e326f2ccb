"""How fast published figures are read: by everybody, and with the accounts by funders.

Over three years of releases and a million devices in the views of the ledger: their rows are made
by the database, for folding so many lives is measured by ``rebuild``. Nothing moves meanwhile.
"""

import statistics

import psycopg
from counters import on_the_shelf, sell
from lives import SHOP
from orders import in_stock, ready
from people import PASSWORD
from periods import published

from api.access import Grant, Role, create_account
from api.access.sessions import open_session
from api.app import build_house
from api.house import House
from api.settings import Settings
from bench.filled import database
from bench.pages import as_heavy, rate
from bench.run import Result
from projections import ALL

DEVICES = 1_000_000
PERIODS, PEOPLE = 12, 400
ROUNDS = 5

_REGISTER = """
    INSERT INTO views.register
    SELECT made.* FROM (SELECT r FROM views.register r LIMIT 1) one, generate_series(1, %s) rank,
        jsonb_populate_record(one.r, jsonb_build_object('subject', md5(rank::text)::uuid)) made
"""
_FLOWS = """
    INSERT INTO views.flows
    SELECT ('2023-12-01'::date + month * interval '1 month')::date, step, kind, %s, unit, 250
    FROM generate_series(0, 35) month,
         unnest(ARRAY['collected', 'reconditioned', 'labelled', 'stocked', 'retired']) step,
         unnest(ARRAY['desktop', 'tablet', 'smartphone', 'screen', 'printer']) kind,
         unnest(ARRAY['device', 'weighed', 'gram']) unit
"""


def measure() -> list[Result]:
    """Pages per second of each dashboard, and of a bare route as heavy as it, in turns."""
    with database() as (url, pool):
        house = build_house(Settings(), pool)
        house.views.prepare()
        _fill(house, url)
        cookie = _funder(house, url)
        pool.close()
        return [
            _rate("dashboard", url, "/chiffres"),
            _rate("dashboard_funder", url, "/tableau-de-bord", cookie),
        ]


def _rate(name: str, url: str, path: str, cookie: str = "") -> Result:
    pages, bare = [], []
    with as_heavy(url, path, cookie) as (port, _):
        for _ in range(ROUNDS):
            pages.append(rate(port, lambda: path, cookie))
            bare.append(rate(port, lambda: "/bare", cookie))
    value, floor = statistics.median(pages), statistics.median(bare)
    return Result(name, value, "requests/s", floor, value / floor, ">= 0.30")


def _fill(house: House, url: str) -> None:
    """A filière in small, then the rows of a large one."""
    ready(house)
    in_stock(house)
    sell(house, on_the_shelf(house))
    published(house, *(PEOPLE + 10 * rank for rank in range(PERIODS)))
    house.views.rebuild(ALL)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_REGISTER, [DEVICES])
        connection.execute(_FLOWS, [SHOP])
        connection.execute("VACUUM ANALYZE")


def _funder(house: House, url: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        account = create_account(
            connection, "dominique", "Dominique", PASSWORD, [Grant(Role.FUNDER)]
        )
        secret = open_session(connection, account, house.settings.session_lifetime)
    return f"meleze={secret}"
