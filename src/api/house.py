"""What a page may ask for. All of it is built once, in ``api.app``."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Event as Flag
from threading import Lock
from typing import Annotated, Any, cast
from uuid import UUID, uuid4

import psycopg
from fastapi import Depends, Request
from fastapi.templating import Jinja2Templates
from psycopg import AsyncConnection, Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from api.settings import Settings
from ledger import Author, Command, Entry, Event, Ledger, LedgerError, Receipt
from ledger.vault import Vault
from projections import Views, seldom
from projections.seldom import Seldom
from projections.shelves import Counted
from projections.standing import Remembered, standing

log = logging.getLogger("meleze")

ALL = "all"


@dataclass(frozen=True)
class House:
    """The running service: one ledger, its views, its templates, its settings."""

    settings: Settings
    pool: ConnectionPool
    ledger: Ledger
    views: Views
    templates: Jinja2Templates
    vault: Vault
    ordering: Lock = field(default_factory=Lock)
    """Orders of one process take turns: they draw on the same shelves and the same fund."""
    promising: set[UUID] = field(default_factory=set)
    """Devices that an order has just taken and that the views may still offer. In turns."""
    to_follow: Flag = field(default_factory=Flag)
    """Set by who was answered before the views show it: the follower brings them up soon."""
    shelves: Counted = field(default_factory=Counted)
    """What stands on the shelves, counted once at each position of the ledger."""
    choices: Remembered = field(
        default_factory=lambda: Remembered("shelves", "catalogue", "places", "rounds", "tariffs")
    )
    """What the catalogue shows of a use, from a place, on a day."""
    weekly: Remembered = field(default_factory=Remembered)
    """What was told of each week to everybody: it follows from the ledger as it stood then."""
    published: Remembered = field(default_factory=lambda: Remembered("releases"))
    """What is public of closed periods, as it is shown, until another is published."""
    opened: Remembered = field(default_factory=lambda: Remembered("releases"))
    """The same as open data: the files of every period, and their catalogue."""
    dashboards: Remembered = field(
        default_factory=lambda: Remembered(
            "releases", "flows", "funds", "fund_book", "sales", "organisations"
        )
    )
    """What funders read, by the period and the financial year they choose."""
    _seldom: Remembered = field(default_factory=lambda: Remembered(*seldom.VIEWS))
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """What time it is for whoever works here: the demonstration records the past."""

    def now(self) -> datetime:
        return self.clock()

    def today(self) -> date:
        return self.now().astimezone(self.settings.timezone).date()

    def seldom(self, connection: Connection[Any] | None = None) -> Seldom:
        """Grids, places, structures, rounds and funds, read again once one of them changed.

        On this connection, for whoever holds one: two at a time starve the others.
        """
        with nullcontext(connection) if connection else self.pool.connection() as mine:
            answers = self._seldom.answers(standing(mine, seldom.VIEWS))
            if ALL not in answers:
                answers[ALL] = seldom.read(mine)
        return cast("Seldom", answers[ALL])

    def record(self, command: Command) -> Receipt:
        """Record, then let the author read what was written.

        Raises a ``LedgerError`` when refused. A view that fails never undoes or hides what
        is recorded: it is logged here, kept in its row and told by ``/healthz``.
        """
        receipt = self.ledger.record(command)
        self.show(receipt)
        return receipt

    def show(self, receipt: Receipt) -> None:
        """Bring the views up to what was recorded, together with what others record meanwhile."""
        try:
            self.views.catch_up(receipt.last_position)
        except (psycopg.Error, LedgerError):
            log.exception("views did not catch up to %s", receipt.last_position)

    def follow(self, *, wait: bool = True) -> None:
        """Bring the views up to all that is recorded: they offer no more what orders took.

        Raises ``psycopg.Error`` or ``LedgerError`` when a view cannot be read or written.
        """
        with self.ordering:
            taken = set(self.promising)
        if self.views.catch_up(wait=wait):
            with self.ordering:
                self.promising.difference_update(taken)

    def record_events(
        self, author: Author, *entries: tuple[UUID, Event], command: UUID | None = None
    ) -> Receipt:
        """Record events of any version, in one transaction."""
        return self.record(
            Command(command or uuid4(), author, tuple(Entry(*entry) for entry in entries))
        )


async def _house(request: Request) -> House:
    """Async for speed alone: FastAPI would send a plain function to another thread."""
    return cast("House", request.app.state.house)


HouseDep = Annotated[House, Depends(_house)]


def unthreaded(request: Request) -> AsyncConnectionPool[AsyncConnection[Any]]:
    """Connections that the event loop waits for by itself: a question costs no thread."""
    return cast("AsyncConnectionPool[AsyncConnection[Any]]", request.app.state.unthreaded)
