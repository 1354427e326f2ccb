"""Who acts on an order, as every command about orders needs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from api.house import House
from ledger import Author, Command, Entry, Receipt
from projections.seldom import Seldom


@dataclass(frozen=True, slots=True)
class Act:
    """``seen`` is the version of the order that the author looked at; None means any.

    ``seldom`` is what the choice was made by, for who read it already. ``at_once``: the author is
    answered when the order is recorded, and views follow (``House.follow``).
    """

    house: House
    author: Author
    command: UUID
    seen: int | None = None
    seldom: Seldom | None = None
    at_once: bool = False

    def record(self, entries: Iterable[Entry]) -> Receipt:
        """Record all of it or nothing. Raises the ``LedgerError`` that refuses."""
        return self.house.record(self.command_of(entries))

    def command_of(self, entries: Iterable[Entry]) -> Command:
        return Command(self.command, self.author, tuple(entries))
