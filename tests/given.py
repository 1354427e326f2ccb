"""Given a past, when an event is recorded, then it stands or the ledger says why not."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from lives import command

from ledger import Event, Ledger, LedgerError
from ledger.errors import Forbidden, Rule

E = TypeVar("E", bound=LedgerError)


@dataclass(frozen=True)
class Given:
    ledger: Ledger

    def __call__(self, *events: Event) -> "Past":
        subject = uuid4()
        if events:
            self.ledger.record(command(*((subject, event) for event in events)))
        return Past(self.ledger, subject, events)


@dataclass(frozen=True)
class Past:
    ledger: Ledger
    subject: UUID
    events: tuple[Event, ...]

    def when(self, event: Event) -> "Attempt":
        return Attempt(self, event)


@dataclass(frozen=True)
class Attempt:
    past: Past
    event: Event

    def stands(self) -> Past:
        self._record()
        assert self._life() == [*self.past.events, self.event]
        return Past(self.past.ledger, self.past.subject, (*self.past.events, self.event))

    def is_refused(self, why: type[E]) -> E:
        with pytest.raises(why) as refusal:
            self._record()
        assert self._life() == [*self.past.events], "refused, yet recorded"
        return refusal.value

    def is_forbidden(self, rule: Rule) -> None:
        assert self.is_refused(Forbidden).rule is rule

    def _record(self) -> None:
        self.past.ledger.record(command((self.past.subject, self.event)))

    def _life(self) -> list[Event]:
        return [record.event for record in self.past.ledger.life(self.past.subject)]
