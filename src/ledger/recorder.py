"""Events in PostgreSQL, under the interface of the ``eventsourcing`` library.

The only file that knows that library. Its own PostgreSQL recorder takes six statements and a
table lock for what ``ledger.append`` does in one call; ours keeps the same promise of order
(the library's contract test passes), stores ``jsonb``, and adds metadata, the hash chain,
claims, balances and the result of each command to the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import orjson
import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
    Subscription,
)
from psycopg import sql
from psycopg_pool import ConnectionPool

from ledger.errors import ClaimTaken, CommandReused, NotEnough
from ledger.event import Claim, Draw

__all__ = ["Attempt", "IntegrityError", "LedgerRecorder", "Receipt", "StoredEvent"]

_APPEND = "SELECT * FROM ledger.append(%s, %s, %s::jsonb, %s::jsonb, %s::jsonb, %s::jsonb)"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of writing: the positions a command took, now or when it was first sent."""

    first_position: int
    last_position: int
    replayed: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """What goes into one transaction beside the events themselves."""

    command: UUID | None = None
    digest: bytes = b""
    metadata: Sequence[str] | None = None
    """One JSON text an event; none means ``{}`` for each."""
    takes: Sequence[tuple[Claim, UUID]] = ()
    frees: Sequence[tuple[Claim, UUID]] = ()
    draws: Sequence[Draw] = field(default=())
    judged_by: Mapping[UUID, bytes] = field(default_factory=dict)
    """Hash of the newest page of each life it was judged by; one that went on refuses it."""

    def claims(self) -> str:
        """Frees come first: a command may end one promise and make the next."""
        return orjson.dumps(
            [
                {"kind": claim.kind, "key": claim.key, "holder": holder, "take": take}
                for take, claims in ((False, self.frees), (True, self.takes))
                for claim, holder in claims
            ]
        ).decode()

    def pages(self) -> str:
        return orjson.dumps(
            [{"a": k, "h": page.hex()} for k, page in self.judged_by.items()]
        ).decode()

    def movements(self) -> str:
        return orjson.dumps([{"account": d.account, "cents": d.cents} for d in self.draws]).decode()


class LedgerRecorder(ApplicationRecorder):
    """Appends and reads records; knows nothing of what they mean."""

    def __init__(self, pool: ConnectionPool) -> None:
        super().__init__()
        self._pool = pool

    def insert_events(self, stored_events: Sequence[StoredEvent], **_options: Any) -> Sequence[int]:
        """Append without a command, as the library's interface wants it."""
        if not stored_events:
            return []
        with self._pool.connection() as connection:
            receipt, _ = self.append(connection, stored_events, Attempt())
        return list(range(receipt.first_position, receipt.last_position + 1))

    def append(
        self,
        connection: psycopg.Connection[Any],
        events: Sequence[StoredEvent],
        attempt: Attempt,
    ) -> tuple[Receipt, Sequence[bytes]]:
        """Append all events or none; return the hash of each too, unless they were there before.

        Raises ``IntegrityError`` when a version was taken meanwhile or a life it was judged by
        has gone on, ``CommandReused``, ``ClaimTaken`` or ``NotEnough``.
        """
        arguments = (
            attempt.command,
            attempt.digest,
            _records(events, attempt.metadata or ["{}"] * len(events)),
            attempt.claims(),
            attempt.movements(),
            attempt.pages(),
        )
        try:
            row = connection.execute(_APPEND, arguments, prepare=True).fetchone()
        except psycopg.errors.UniqueViolation as error:
            raise IntegrityError(str(error)) from error
        except psycopg.OperationalError:
            raise
        except psycopg.DatabaseError as error:
            raise _refusal(error, attempt) from error
        first, last, replayed, pages = cast("tuple[int, int, bool, list[bytes] | None]", row)
        return Receipt(first, last, replayed), pages or ()

    def receipt(self, command: UUID | None) -> Receipt | None:
        """What that command came to, if it was recorded."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT first_position, last_position FROM ledger.command WHERE id = %s", [command]
            ).fetchone()
        return None if row is None else Receipt(row[0], row[1], replayed=True)

    def digest(self, command: UUID) -> bytes | None:
        """What that command carried, as a digest."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT digest FROM ledger.command WHERE id = %s", [command]
            ).fetchone()
        return None if row is None else bytes(row[0])

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        query = sql.SQL(
            "SELECT aggregate_id, version, topic, state::text FROM ledger.event"
            " WHERE aggregate_id = %s AND version > %s AND version <= %s"
            " ORDER BY version {} LIMIT %s"
        ).format(sql.SQL("DESC" if desc else "ASC"))
        floor, ceiling = -1 if gt is None else gt, 2**31 - 1 if lte is None else lte
        with self._pool.connection() as connection:
            rows = connection.execute(query, [originator_id, floor, ceiling, limit]).fetchall()
        return [StoredEvent(row[0], row[1], row[2], row[3].encode()) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - inclusive_of_start
        with self._pool.connection() as connection:
            rows = connection.execute(
                "SELECT position, aggregate_id, version, topic, state::text FROM ledger.event"
                " WHERE position > %s AND position <= %s AND (%s OR topic = ANY(%s))"
                " ORDER BY position LIMIT %s",
                [after, 2**62 if stop is None else stop, not topics, list(topics), limit],
            ).fetchall()
        return [Notification(row[1], row[2], row[3], row[4].encode(), row[0]) for row in rows]

    def max_notification_id(self) -> int | None:
        with self._pool.connection() as connection:
            row = connection.execute("SELECT position FROM ledger.head").fetchone()
        return row[0] or None if row else None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Refused: projections follow by position (``projections.runner``), never by a push."""
        raise TypeError(f"no subscription from {gt} to {topics}: follow by position instead")


def _records(events: Sequence[StoredEvent], metadata: Sequence[str]) -> str:
    """One JSON array, put together from the JSON texts there are: an array of texts costs more."""
    return "[%s]" % ",".join(  # noqa: UP031 (braces all around)
        f'{{"a":"{event.originator_id}","v":{event.originator_version},'
        f'"t":{orjson.dumps(event.topic).decode()},"s":{event.state.decode()},"m":{around}}}'
        for event, around in zip(events, metadata, strict=True)
    )


def _refusal(error: psycopg.DatabaseError, attempt: Attempt) -> Exception:
    """The refusal that ``ledger.append`` raised, in our words; or the error itself."""
    detail = error.diag.message_detail
    match error.sqlstate:
        case "ME004":
            return IntegrityError(str(error))
        case "ME001" if attempt.command:
            return CommandReused(attempt.command)
        case "ME002" if detail:
            item = orjson.loads(detail)
            return ClaimTaken(item["kind"], item["key"])
        case "ME003" if detail:
            item = orjson.loads(detail)
            return NotEnough(UUID(item["account"]), -int(item["cents"]))
        case _:
            return error
