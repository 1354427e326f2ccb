"""Brings the views up to date with what other processes recorded."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolTimeout

from ledger import LedgerError
from projections import Views

PERIOD_SECONDS = 0.5
"""Requests bring up to date what they record themselves; this is for the others."""

log = logging.getLogger("meleze")


@contextmanager
def following(views: Views) -> Iterator[None]:
    """Follow in a thread until the block ends. A failure is logged once, and tried again."""
    stop = threading.Event()
    thread = threading.Thread(target=_follow, args=(views, stop), name="follower", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)


def _follow(views: Views, stop: threading.Event) -> None:
    failing = ""
    while not stop.wait(PERIOD_SECONDS):
        try:
            views.catch_up(wait=False)
            failing = ""
        except (psycopg.Error, PoolTimeout, LedgerError) as error:
            if str(error) != failing:
                log.exception("the views cannot be brought up to date")
            failing = str(error)
