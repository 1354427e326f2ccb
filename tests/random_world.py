"""Subjects on their way, and the same judgement of a command as the ledger's, without a database.

What it accepts the ledger must accept: a test that records random lives holds one to the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import lives as make

from ledger import ActorKind, Event
from ledger.agreement import check_agreement
from ledger.correction import Correction, Pages, check_correction, fold
from ledger.errors import UnknownSubject
from ledger.event import UNBORN, Aggregate, Metadata, Recorded, Subjects, apply, check
from ledger.hindsight import as_things_stood

Command = tuple[tuple[UUID, Event], ...]

SURROUNDINGS: Subjects = {
    subject: fold(event.OF, subject, [(1, event)]) for subject, event in make.FOUNDATIONS
}
"""What devices may name. Nothing happens to these; other places, lots… have lives of their own."""


@dataclass
class Walk:
    """One subject on its way: its life so far."""

    kind: type[Aggregate]
    id: UUID = field(default_factory=uuid4)
    written: list[Recorded] = field(default_factory=list)

    @property
    def life(self) -> list[tuple[int, Event]]:
        return [(record.version, record.event) for record in self.written]

    @property
    def now(self) -> Any:
        return fold(self.kind, self.id, self.life)

    def followed_by(self, event: Event) -> Pages:
        return [*self.life, (len(self.written) + 1, event)]


Steps = Iterable[tuple[Walk, Event]]


class World:
    """Every walk of one history, beside the surroundings."""

    def __init__(self) -> None:
        self.walks: list[Walk] = []
        self.position = 0
        self.beside: dict[UUID, set[type[Event]]] = {}
        """What each command wrote."""

    def walk(self, kind: type[Aggregate]) -> Walk:
        self.walks.append(Walk(kind))
        return self.walks[-1]

    @property
    def subjects(self) -> dict[UUID, Aggregate]:
        """Everybody, as they stand."""
        return {**SURROUNDINGS, **{walk.id: walk.now for walk in self.walks if walk.written}}

    def accept(self, steps: Steps) -> Command:
        """Take these steps in one command. Raises the ``LedgerError`` that refuses them."""
        told = list(steps)
        subjects = self.subjects
        for walk, event in told:
            subject = subjects.setdefault(walk.id, walk.kind(walk.id))
            self._judge(walk, event, subjects)
            if isinstance(event, Correction):
                subjects[walk.id] = fold(walk.kind, walk.id, walk.followed_by(event))
            else:
                apply(event, subject)
        for kind in {event.OF for _, event in told}:
            pairs = [(subjects[walk.id], event) for walk, event in told if event.OF is kind]
            kind.check_together(pairs)
        entries = tuple((walk.id, event) for walk, event in told)
        check_agreement(entries, subjects)
        self._write(told)
        return entries

    def _write(self, told: list[tuple[Walk, Event]]) -> None:
        around = Metadata(
            id=uuid4(), command=uuid4(), actor=ActorKind.SYSTEM, actor_id=uuid4(), territory=""
        )
        self.beside[around.command] = {type(event) for _, event in told}
        for walk, event in told:
            self.position += 1
            version = len(walk.written) + 1
            walk.written.append(Recorded(self.position, walk.id, version, event, make.NOON, around))

    def _judge(self, walk: Walk, event: Event, subjects: dict[UUID, Aggregate]) -> None:
        for kind, other in event.refers():
            known = subjects.get(other)
            if known is None or known.stage == UNBORN or kind != known.KIND:
                raise UnknownSubject(kind, other)
        if not isinstance(event, Correction):
            check(event, subjects[walk.id], subjects)
            return
        named = {other for _, page in walk.life for _, other in page.refers()}
        others = {each.id: each.written for each in self.walks if each.id in named}
        then = as_things_stood(walk.written, others, subjects, event.version)
        commands = [r.metadata.command for r in walk.written if r.version == event.version]
        beside = set().union(*(self.beside[command] for command in commands))
        check_correction(event, subjects[walk.id], walk.life, then, beside)
