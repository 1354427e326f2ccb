"""The record of what happened. Start with ``ledger.event``, then ``ledger.device``."""

from ledger.command import Command, Entry
from ledger.errors import LedgerError
from ledger.event import EVENTS, ActorKind, Author, Event, Recorded
from ledger.recorder import Receipt
from ledger.store import Ledger

__all__ = [
    "EVENTS",
    "ActorKind",
    "Author",
    "Command",
    "Entry",
    "Event",
    "Ledger",
    "LedgerError",
    "Receipt",
    "Recorded",
]
