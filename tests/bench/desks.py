"""How fast prescribers are served: the catalogue, an order, and fifty who order at once.

All of it over HTTP, signed in, as at a desk: sessions, form tokens, the threads of the service and
its connections are part of what fifty people race for; the commands alone would hide them.
"""

import socket
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from random import choice
from urllib.parse import urlencode
from uuid import uuid4

from orders import GRID

from api.app import build_house
from api.settings import Settings
from bench.filiere import KINDS, found, sign_in
from bench.filled import database
from bench.pages import as_heavy, ask, rate, together
from bench.run import Result
from ledger.values import Grade, Use
from projections import ALL

DEVICES, ORDERS = 100_000, 20_000
PRESCRIBERS = 50
ROUNDS = 5
FORMS, BARE_FORMS = 60, 400
RACED = 200
NEW = "/commandes/nouvelle"

People = list[tuple[str, str]]
"""The cookie and the form token of each."""


def catalogue() -> list[Result]:
    """Pages per second of the families of a use, and of the bare route, in turns."""
    with served() as (port, people):
        uses = cycle(f"/catalogue/{use}" for use in Use)
        cookie = people[0][0]
        pages, bare = [], []
        for _ in range(ROUNDS):
            pages.append(rate(port, lambda: next(uses), cookie))
            bare.append(rate(port, lambda: "/bare", cookie))
    value, floor = statistics.median(pages), statistics.median(bare)
    return [Result("catalogue", value, "requests/s", floor, value / floor, ">= 0.30")]


def orders() -> list[Result]:
    """Orders per second: two at a time against a bare form; fifty at once against one by one."""
    with served() as (port, people):
        everybody = cycle(people)
        ours, bare, raced, alone = [], [], [], []
        for _ in range(ROUNDS):
            ours.append(together(port, 2, FORMS, lambda line: order(line, *next(everybody))))
            bare.append(together(port, 2, BARE_FORMS, lambda line: send(line, "/bare", *people[0])))
            raced.append(
                together(port, PRESCRIBERS, RACED, lambda line: order(line, *next(everybody)))
            )
            alone.append(together(port, 1, RACED, lambda line: order(line, *next(everybody))))
    value, floor = statistics.median(ours), statistics.median(bare)
    race, line = statistics.median(raced), statistics.median(alone)
    return [
        Result("order_submission", value, "orders/s", floor, value / floor, ">= 0.05"),
        Result("reservation_race", race, "orders/s", line, race / line, ">= 0.90"),
    ]


@contextmanager
def served() -> Iterator[tuple[int, People]]:
    """Port of a service over a filière in full swing, and who is signed in there."""
    with database() as (url, pool):
        house = build_house(Settings(), pool)
        house.views.prepare()
        found(house, url, DEVICES, ORDERS)
        people = sign_in(url, house, PRESCRIBERS)
        house.views.rebuild(ALL)
        pool.close()
        with as_heavy(url, f"/catalogue/{Use.PROCEDURES}", people[0][0]) as (port, _):
            together(port, 2, 20, lambda line: order(line, *people[0]))  # what is read once
            yield port, people


def order(line: socket.socket, cookie: str, csrf: str) -> None:
    """The form that ends an order at the desk: a device is promised, the fund pays a part."""
    send(line, NEW, cookie, csrf)


def send(line: socket.socket, path: str, cookie: str, csrf: str) -> None:
    """A form as the page of an order sends it, answered by the page to go to."""
    form = urlencode(
        {
            "csrf": csrf,
            "command": uuid4(),
            "grille": GRID,
            "usage": Use.PROCEDURES,
            "type": choice(KINDS),  # noqa: S311 (which device, not a secret)
            "aspect": Grade.B,
            "tranche": 2,
        }
    )
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    ask(line, (head + form).encode(), b"HTTP/1.1 303")
