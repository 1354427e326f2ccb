"""Given a past, when an event is recorded, then it stands or the ledger says why not."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from lives import command
from psycopg_pool import ConnectionPool

from ledger import Event, Ledger, LedgerError
from ledger.errors import Forbidden, Rule

E = TypeVar("E", bound=LedgerError)
Lives = dict[UUID, tuple[Event, ...]]


@dataclass(frozen=True)
class Given:
    ledger: Ledger

    @property
    def pool(self) -> ConnectionPool:
        """Connections to the ledger's database, which all tests of a run share."""
        return self.ledger._pool  # noqa: SLF001 (a database more would cost a second)

    def __call__(self, *events: Event) -> "Past":
        """One device, or other subject, with this past."""
        return self.each(events)

    def each(self, *lives: tuple[Event, ...]) -> "Past":
        """Several, each with a past of its own."""
        past = Past(self.ledger, {uuid4(): events for events in lives})
        for subject, events in past.lives.items():
            if events:
                self.ledger.record(command(*((subject, event) for event in events)))
        return past


@dataclass(frozen=True)
class Past:
    ledger: Ledger
    lives: Lives

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return tuple(self.lives)

    @property
    def subject(self) -> UUID:
        return self.subjects[0]

    def when(self, *events: Event) -> "Attempt":
        """One event for each subject, all in one command."""
        return Attempt(self, dict(zip(self.lives, events, strict=True)))

    def when_only(self, subject: UUID, event: Event) -> "Attempt":
        """An event for one of several subjects."""
        return Attempt(self, {subject: event})


@dataclass(frozen=True)
class Attempt:
    past: Past
    events: dict[UUID, Event]

    def stands(self) -> Past:
        before = self._lives()
        self._record()
        after = before | {
            subject: (*before[subject], event) for subject, event in self.events.items()
        }
        assert self._lives() == after
        return Past(self.past.ledger, after)

    def is_refused(self, why: type[E]) -> E:
        before = self._lives()
        with pytest.raises(why) as refusal:
            self._record()
        assert self._lives() == before, "refused, yet recorded"
        return refusal.value

    def is_forbidden(self, rule: Rule) -> None:
        assert self.is_refused(Forbidden).rule is rule

    def _record(self) -> None:
        self.past.ledger.record(command(*self.events.items()))

    def _lives(self) -> Lives:
        return {
            subject: tuple(record.event for record in self.past.ledger.life(subject))
            for subject in self.past.lives
        }
