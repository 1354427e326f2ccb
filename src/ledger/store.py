"""The ledger: records commands, judged by the law of each life; reads lives back."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout

from ledger import reading
from ledger.agreement import check_agreement
from ledger.command import Command, Entry
from ledger.correction import Correction, check_correction, draws, fold, frees
from ledger.errors import (
    CommandReused,
    Forbidden,
    InTheFuture,
    LedgerError,
    Outrun,
    Rule,
    UnknownSubject,
)
from ledger.event import UNBORN, ActorKind, Aggregate, Claim, Draw, Event, Recorded, apply, check
from ledger.hindsight import as_things_stood
from ledger.memory import Known, Memory
from ledger.recorder import Attempt, IntegrityError, LedgerRecorder, Receipt, StoredEvent

ATTEMPTS = 100
"""How often a command is judged again after losing a race. Within a process whoever lost one is
next, so only other processes can win that many."""

CLOCK_TOLERANCE = timedelta(seconds=5)
"""A sender's clock that is off by less is called right: the network takes its time too."""


class Ledger:
    """What happened to every subject, append-only. Safe to share between threads."""

    def __init__(
        self,
        pool: ConnectionPool,
        *,
        territory: str = "hautes-alpes",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``pool`` must give autocommit connections: an append is one round trip."""
        self._pool = pool
        self._recorder = LedgerRecorder(pool)
        self._memory = Memory()
        self._turns = threading.Lock()
        self._territory = territory
        self._clock = clock

    def record(self, command: Command) -> Receipt:
        """Append every event of the command, or none.

        Raises the ``LedgerError`` that says why nothing was appended. A command that was
        recorded before answers as it did then, even if its events would be refused today.
        When the connection breaks, nobody knows whether the commit went through: the command
        is sent once more, and its id tells.
        """
        texts = command.texts()
        digest = command.digest(texts)
        try:
            return self._record(command, texts, digest)
        except PoolTimeout:
            raise  # nothing was sent
        except OperationalError:
            return self._record(command, texts, digest)

    def _record(self, command: Command, texts: Sequence[bytes], digest: bytes) -> Receipt:
        """By memory, at once; then, after a lost race or a refusal, by what stands, in turn.

        Whoever comes while somebody waits for a turn waits too: nobody is outrun for ever.
        """
        with self._turns if self._turns.locked() else nullcontext():
            try:
                with self._pool.connection() as connection:
                    return self._attempt(connection, command, texts, digest, by_memory=True)
            except (IntegrityError, LedgerError):
                pass  # nobody is refused for what may no longer be so
        with self._turns:
            return self._record_in_turn(command, texts, digest)

    def _record_in_turn(self, command: Command, texts: Sequence[bytes], digest: bytes) -> Receipt:
        for _ in range(ATTEMPTS):
            try:
                with self._pool.connection() as connection:
                    return self._attempt(connection, command, texts, digest, by_memory=False)
            except IntegrityError:
                continue
            except LedgerError:
                if (receipt := self._before(command, digest)) is None:
                    raise
                return receipt
        lost = command.entries[0]
        raise Outrun(lost.subject, lost.seen or 0, self.subject_version(lost.subject))

    def refusal(self, command: Command) -> LedgerError | None:
        """Why this command would be refused as things stand, or None. Nothing is recorded."""
        texts = command.texts()
        try:
            with self._pool.connection() as connection:
                self._judged(connection, command, texts, command.digest(texts), by_memory=False)
        except LedgerError as why:
            return why
        return None

    def sent_before(self, command: Command) -> Receipt | None:
        """What this command came to when it was first sent; None when it never was.

        Raises ``CommandReused``.
        """
        return self._before(command, command.digest(command.texts()))

    def _before(self, command: Command, digest: bytes) -> Receipt | None:
        known = self._recorder.digest(command.id)
        if known is not None and known != digest:
            raise CommandReused(command.id)
        return self._recorder.receipt(command.id)

    def _attempt(
        self,
        connection: Connection[Any],
        command: Command,
        texts: Sequence[bytes],
        digest: bytes,
        *,
        by_memory: bool,
    ) -> Receipt:
        judged = self._judged(connection, command, texts, digest, by_memory=by_memory)
        stored, attempt, subjects = judged
        receipt, hashes = self._recorder.append(connection, stored, attempt)
        if not receipt.replayed:
            pages = zip(command.entries, hashes, strict=True)
            newest = {entry.subject: page for entry, page in pages}
            for each, page in newest.items():
                self._memory.remember(each, Known(subjects[each].version, page, subjects[each]))
        return receipt

    def _judged(
        self,
        connection: Connection[Any],
        command: Command,
        texts: Sequence[bytes],
        digest: bytes,
        *,
        by_memory: bool,
    ) -> tuple[list[StoredEvent], Attempt, dict[UUID, Any]]:
        """What would be written, and the subjects as it leaves them. Raises why it may not be."""
        now = self._clock()
        entries = [
            (entry, *_on_time(entry.event, command.sent_at, now)) for entry in command.entries
        ]
        wanted = {entry.subject for entry in command.entries}
        wanted.update(other for _, event, _ in entries for _, other in event.refers())
        wanted.update(other for _, event, _ in entries for other in event.mentions())
        known = self._memory.recall(wanted) if by_memory else None
        if known is None:
            known = self._memory.read(connection, wanted)
        judged = [(event, _stood(known, entry, event)) for entry, event, _ in entries]
        if asked := reading.asked(connection, judged) - known.keys():
            known |= self._memory.read(connection, asked)
        subjects = {each: was.subject for each, was in known.items()}
        for each in {entry.subject for entry in command.entries} & known.keys():
            subjects[each] = copy(subjects[each])  # it moves on; the others are only looked at
        lives: dict[UUID, list[tuple[int, Event]]] = {}
        if any(event.corrects for _, event, _ in entries):
            lives = reading.pages(connection, wanted)
        stored, metadata, around = [], [], self._around(command)
        moved: list[Draw] = []
        freed: list[tuple[Claim, UUID]] = []
        for rank, (entry, event, clock) in enumerate(entries):
            subject = subjects.setdefault(entry.subject, event.OF(entry.subject))
            _allow(command.author.kind, subject.id, event)
            if entry.seen not in {None, subject.version}:
                raise Outrun(subject.id, entry.seen or 0, subject.version)
            self._judge(connection, event, subject, subjects, lives)
            version = subject.version + 1
            life = lives.setdefault(entry.subject, [])
            moved += draws(event, entry.subject, life)
            freed += [(claim, entry.subject) for claim in frees(event, entry.subject, life)]
            life.append((version, event))
            if isinstance(event, Correction):
                subjects[entry.subject] = fold(event.OF, entry.subject, life)
            else:
                apply(event, subject)
            state = texts[rank] if event is entry.event else event.model_dump_json().encode()
            stored.append(StoredEvent(entry.subject, version, event.TOPIC, state))
            own = {"id": uuid5(command.id, str(rank)), "clock": clock}
            metadata.append(orjson.dumps(around | own).decode())
        for kind in {event.OF for _, event, _ in entries}:
            kind.check_together(
                [(subjects[e.subject], event) for e, event, _ in entries if event.OF is kind]
            )
        check_agreement([(entry.subject, event) for entry, event, _ in entries], subjects)
        attempt = Attempt(
            command=command.id,
            digest=digest,
            metadata=metadata,
            takes=[(c, e.subject) for e, event, _ in entries for c in event.claims(e.subject)],
            frees=freed,
            draws=moved,
            judged_by={each: was.hash for each, was in known.items()},
        )
        return stored, attempt, subjects

    @staticmethod
    def _judge(
        connection: Connection[Any],
        event: Event,
        subject: Aggregate,
        subjects: dict[UUID, Aggregate],
        lives: dict[UUID, list[tuple[int, Event]]],
    ) -> None:
        if type(subject) is not event.OF:
            raise UnknownSubject(event.OF.KIND, subject.id)
        for kind, other in event.refers():
            known = subjects.get(other)
            if known is None or known.stage == UNBORN or kind != known.KIND:
                raise UnknownSubject(kind, other)
        if isinstance(event, Correction) and (life := lives.get(subject.id)):
            written = reading.life(connection, subject.id)
            pages = [page for _, page in life]
            named = {other for page in pages for _, other in page.refers()}
            named |= reading.asked(connection, ((page, subject) for page in (*pages, event)))
            others = {other: reading.life(connection, other) for other in named}
            then = as_things_stood(written, others, subjects, event.version)
            beside = reading.beside(connection, written, event.version)
            leaning = reading.leaning(connection, subject.id) if subject.leaned_on else ()
            check_correction(event, subject, life, then, beside, leaning)
        else:
            check(event, subject, subjects)

    def _around(self, command: Command) -> dict[str, Any]:
        """What the metadata of each of its events begin with."""
        author = command.author
        sent_by = {"sent_by": command.sent_by} if command.sent_by else {}
        return sent_by | {
            "command": command.id,
            "causation": command.causation,
            "actor": author.kind,
            "actor_id": author.id,
            "organisation": author.organisation,
            "place": author.place,
            "territory": self._territory,
        }

    def subject(self, kind: type[Any], subject: UUID) -> Any:
        """The aggregate as its life leaves it, to tell what may happen next.

        Raises ``UnknownSubject`` when nothing was recorded, or about another kind.
        """
        with self._pool.connection() as connection:
            known = self._memory.read(connection, [subject]).get(subject)
        if known is None or type(known.subject) is not kind:
            raise UnknownSubject(kind.KIND, subject)
        return copy(known.subject)

    def subjects(self, wanted: Collection[UUID]) -> dict[UUID, Any]:
        """These as their lives leave them, in one question; one without a life is left out."""
        with self._pool.connection() as connection:
            known = self._memory.read(connection, frozenset(wanted))
        return {each: copy(was.subject) for each, was in known.items()}

    def knows(self, command: UUID) -> bool:
        """Whether a command of this id was recorded, whatever it carried."""
        return self._recorder.digest(command) is not None

    def subject_version(self, subject: UUID) -> int:
        """The newest version of that life; 0 when nothing was recorded."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT max(version) FROM ledger.event WHERE aggregate_id = %s", [subject]
            ).fetchone()
        return row[0] or 0 if row else 0

    def life(self, subject: UUID) -> list[Recorded]:
        """Every record of one life, oldest first; empty when there is none."""
        with self._pool.connection() as connection:
            return reading.life(connection, subject)

    def pages(self, subjects: Collection[UUID]) -> dict[UUID, list[tuple[int, Event]]]:
        """The lives of several subjects without envelopes, read at once."""
        with self._pool.connection() as connection:
            return reading.pages(connection, subjects)

    def since(self, position: int, limit: int = 500) -> list[Recorded]:
        """Records after a position, of all lives, in the order they were written down."""
        with self._pool.connection() as connection:
            return reading.since(connection, position, limit)

    def holder(self, kind: str, key: str) -> UUID | None:
        """Who holds a claim: the device that a sticker code leads to."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT holder FROM ledger.claim WHERE kind = %s AND key = %s", [kind, key]
            ).fetchone()
        return None if row is None else row[0]


def _stood(known: Mapping[UUID, Known], entry: Entry, event: Event) -> Aggregate:
    """The subject of an entry as it stands before the command."""
    was = known.get(entry.subject)
    return was.subject if was else event.OF(entry.subject)


def _allow(author: ActorKind, subject: UUID, event: Event) -> None:
    """Raise when a program asserts, by itself or by a correction, what a person answers for."""
    told = event.replaced_by() if isinstance(event, Correction) else event
    if told is not None and told.by_people and author is not ActorKind.PERSON:
        raise Forbidden(subject, Rule.A_PERSON_DECIDES)


def _on_time(
    event: Event, sent_at: datetime | None, now: datetime
) -> tuple[Event, datetime | None]:
    """The event at the time it really happened, and the wrong clock's own time if it differs.

    Raises ``InTheFuture``.
    """
    raw = event.happened_at
    offset = now - sent_at if sent_at else timedelta()
    wrong = abs(offset) > CLOCK_TOLERANCE
    happened_at = raw + offset if wrong else raw
    told = event.replaced_by() if isinstance(event, Correction) else None
    for moment in (happened_at, told.happened_at if told else happened_at):
        if moment > now + CLOCK_TOLERANCE:
            raise InTheFuture(moment, now)
    happened_at = min(happened_at, now.astimezone(raw.tzinfo))
    if happened_at == raw:
        return event, None
    return event.model_copy(update={"happened_at": happened_at}), raw if wrong else None
