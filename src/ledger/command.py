"""What an author wants recorded: some events, all of them or nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ledger.event import Author, Event
from ledger.values import EARLIEST, LATEST


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for one life. ``seen`` is the version its author looked at; None means any."""

    subject: UUID
    event: Event
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """What an author wants recorded, all of it or nothing.

    ``id`` is made by the client: sent twice, the command is recorded once and answers the
    same. ``sent_at`` is the client's clock when it sent: the events' times are moved by what
    that clock is wrong; a ``ledger.values.Moment``.
    """

    id: UUID
    author: Author
    entries: tuple[Entry, ...]
    sent_at: datetime | None = None
    causation: UUID | None = None
    sent_by: UUID | None = None
    """The account that sent it, when somebody else's phone had kept it: see ``Metadata``."""

    def __post_init__(self) -> None:
        if not self.entries:
            raise ValueError("a command carries at least one event")
        if self.sent_at is not None and not EARLIEST <= self.sent_at < LATEST:
            raise ValueError("the sender's clock shows a year that nobody believes")

    def texts(self) -> list[bytes]:
        """Each event as JSON, at the time its author's clock told."""
        return [entry.event.model_dump_json().encode() for entry in self.entries]

    def digest(self, texts: Sequence[bytes]) -> bytes:
        """What it carries, whoever sends it and whenever: not its author, not its clock."""
        digest = hashlib.sha256()
        for entry, text in zip(self.entries, texts, strict=True):
            digest.update(entry.subject.bytes)
            digest.update(entry.event.TOPIC.encode())
            digest.update(text)
        return digest.digest()
