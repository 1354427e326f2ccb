"""The ledger: records commands, judged by the law of each life; reads lives back."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5

import orjson
from psycopg_pool import ConnectionPool
from pydantic import ValidationError

from ledger.aggregates import KINDS
from ledger.correction import Correction, Pages, check_correction, fold
from ledger.errors import (
    CommandReused,
    Corrupt,
    InTheFuture,
    LedgerError,
    Outrun,
    UnknownSubject,
)
from ledger.event import EVENTS, UNBORN, Aggregate, Author, Event, Metadata, Recorded, apply, check
from ledger.hindsight import as_things_stood
from ledger.recorder import Attempt, IntegrityError, LedgerRecorder, Receipt, StoredEvent
from ledger.values import EARLIEST, LATEST

ATTEMPTS = 5
"""How often a command without a version seen is judged again after losing a race."""

CLOCK_TOLERANCE = timedelta(seconds=5)
"""A sender's clock that is off by less is called right: the network takes its time too."""

_LIVES = """
    SELECT uuid_send(aggregate_id), version, topic, state::text
    FROM ledger.event WHERE aggregate_id = ANY(%s) ORDER BY aggregate_id, version
"""

_ROWS = """
    SELECT position, aggregate_id, version, topic, state::text, recorded_at, metadata::text
    FROM ledger.event
"""


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
        self._territory = territory
        self._clock = clock

    def record(self, command: Command) -> Receipt:
        """Append every event of the command, or none.

        Raises the ``LedgerError`` that says why nothing was appended. A command that was
        recorded before answers as it did then, even if its events would be refused today.
        """
        texts = command.texts()
        digest = command.digest(texts)
        for _ in range(ATTEMPTS):
            try:
                return self._attempt(command, texts, digest)
            except IntegrityError:
                continue
            except LedgerError:
                if (receipt := self._before(command, digest)) is None:
                    raise
                return receipt
        lost = command.entries[0]
        raise Outrun(lost.subject, lost.seen or 0, self.subject_version(lost.subject))

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

    def _attempt(self, command: Command, texts: Sequence[bytes], digest: bytes) -> Receipt:
        now = self._clock()
        entries = [
            (entry, *_on_time(entry.event, command.sent_at, now)) for entry in command.entries
        ]
        subjects, lives = self._subjects(entry for entry, _, _ in entries)
        stored, metadata = [], []
        for rank, (entry, event, clock) in enumerate(entries):
            subject = subjects.setdefault(entry.subject, event.OF(entry.subject))
            if entry.seen not in {None, subject.version}:
                raise Outrun(subject.id, entry.seen or 0, subject.version)
            self._judge(event, subject, subjects, lives)
            version = subject.version + 1
            lives.setdefault(entry.subject, []).append((version, event))
            if isinstance(event, Correction):
                subjects[entry.subject] = fold(event.OF, entry.subject, lives[entry.subject])
            else:
                apply(event, subject)
            moved = event is not entry.event
            state = event.model_dump_json().encode() if moved else texts[rank]
            stored.append(StoredEvent(entry.subject, version, event.TOPIC, state))
            metadata.append(self._metadata(command, rank, clock))
        for kind in KINDS.values():
            kind.check_together(
                [(subjects[e.subject], event) for e, event, _ in entries if event.OF is kind]
            )
        return self._recorder.append(
            stored,
            Attempt(
                command=command.id,
                digest=digest,
                metadata=metadata,
                takes=[(c, e.subject) for e, event, _ in entries for c in event.claims(e.subject)],
                frees=[(c, e.subject) for e, event, _ in entries for c in event.frees(e.subject)],
                draws=[draw for _, event, _ in entries for draw in event.draws()],
            ),
        )

    def _judge(
        self,
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
            written = self.life(subject.id)
            named = {other for _, page in life for _, other in page.refers()}
            others = {other: self.life(other) for other in named}
            then = as_things_stood(written, others, subjects, event.version)
            check_correction(event, subject, life, then)
        else:
            check(event, subject, subjects)

    def _subjects(
        self, entries: Iterable[Entry]
    ) -> tuple[dict[UUID, Aggregate], dict[UUID, list[tuple[int, Event]]]]:
        """Everybody these entries are about or name, folded; and their lives."""
        wanted: set[UUID] = set()
        for entry in entries:
            wanted.add(entry.subject)
            wanted.update(other for _, other in entry.event.refers())
        with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(_LIVES, [list(wanted)], prepare=True)
            rows = cursor.fetchall()
        subjects: dict[UUID, Aggregate] = {}
        lives: dict[UUID, list[tuple[int, Event]]] = {}
        for key, pages in groupby(rows, key=itemgetter(0)):
            subject = UUID(bytes=key)
            life = [
                (version, read_back(subject, version, topic, state))
                for _, version, topic, state in pages
            ]
            lives[subject] = life
            subjects[subject] = fold(life[0][1].OF, subject, life)
        return subjects, lives

    def _metadata(self, command: Command, rank: int, clock: datetime | None) -> str:
        author = command.author
        return orjson.dumps(
            {
                "id": uuid5(command.id, str(rank)),
                "command": command.id,
                "causation": command.causation,
                "actor": author.kind,
                "actor_id": author.id,
                "organisation": author.organisation,
                "place": author.place,
                "territory": self._territory,
                "clock": clock,
            }
        ).decode()

    def subject(self, kind: type[Any], subject: UUID) -> Any:
        """The aggregate as its life leaves it, to tell what may happen next.

        Raises ``UnknownSubject`` when nothing was recorded, or about another kind.
        """
        life = self.life(subject)
        if not life or life[0].event.OF is not kind:
            raise UnknownSubject(kind.KIND, subject)
        return fold(kind, subject, pages_of(life))

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
            rows = connection.execute(
                f"{_ROWS} WHERE aggregate_id = %s ORDER BY version", [subject], prepare=True
            )
            return [_recorded(row) for row in rows]

    def since(self, position: int, limit: int = 500) -> Iterator[Recorded]:
        """Records after a position, of all lives, in the order they were written down."""
        with self._pool.connection() as connection:
            rows = connection.execute(
                f"{_ROWS} WHERE position > %s ORDER BY position LIMIT %s", [position, limit]
            )
            yield from [_recorded(row) for row in rows]

    def holder(self, kind: str, key: str) -> UUID | None:
        """Who holds a claim: the device that a sticker code leads to."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT holder FROM ledger.claim WHERE kind = %s AND key = %s", [kind, key]
            ).fetchone()
        return None if row is None else row[0]


def pages_of(life: Sequence[Recorded]) -> Pages:
    return [(record.version, record.event) for record in life]


def read_back(subject: UUID, version: int, topic: str, state: str | bytes) -> Event:
    """The event that was stored. Raises ``Corrupt`` when it no longer reads."""
    try:
        return EVENTS[topic].__pydantic_validator__.validate_json(state)  # type: ignore[no-any-return]
    except (KeyError, ValidationError) as error:
        raise Corrupt(subject, version, topic) from error


def _recorded(row: tuple[Any, ...]) -> Recorded:
    position, subject, version, topic, state, recorded_at, metadata = row
    event = read_back(subject, version, topic, state)
    envelope = Metadata.model_validate_json(metadata)
    return Recorded(position, subject, version, event, recorded_at, envelope)


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
