"""Work that the service does by itself, beside the requests."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from ledger import LedgerError

logger = logging.getLogger("meleze")


@contextmanager
def repeated(
    work: Callable[[], object], name: str, period_seconds: float, failure: str
) -> Iterator[None]:
    """Do it in a thread until the block ends. A failure is logged once, and tried again."""
    stop = threading.Event()

    def go_on() -> None:
        failing = ""
        while not stop.wait(period_seconds):
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
        thread.join(timeout=10)
