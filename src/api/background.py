"""Work that the service does by itself, beside the requests."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from ledger import LedgerError

logger = logging.getLogger("meleze")

GATHERED_SECONDS = 0.03
"""What many ask for at once is done once for all of them."""


@contextmanager
def repeated(
    work: Callable[[], object],
    name: str,
    period_seconds: float,
    failure: str,
    *,
    sooner: threading.Event | None = None,
) -> Iterator[None]:
    """Do it in a thread until the block ends. A failure is logged once, and tried again.

    Once ``sooner`` is set it is done within ``GATHERED_SECONDS``, for all who set it meanwhile.
    """
    stop = threading.Event()
    sooner = sooner or threading.Event()

    def go_on() -> None:
        failing = ""
        while True:
            sooner.wait(period_seconds)
            if stop.wait(GATHERED_SECONDS):
                return
            sooner.clear()
            try:
                work()
                failing = ""
            except (psycopg.Error, LedgerError, OSError) as error:
                if str(error) != failing:
                    logger.exception(failure)
                failing = str(error)

    thread = threading.Thread(target=go_on, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        sooner.set()
        thread.join(timeout=10)
