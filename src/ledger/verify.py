"""Finds a changed, removed or reordered record by walking the hash chain from its start."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

_CHAIN = """
    SELECT position, hash, concat_ws(
        E'\\n', position, aggregate_id, version, topic,
        (extract(epoch FROM recorded_at) * 1000000)::bigint, state, metadata)
    FROM ledger.event ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain breaks. ``what`` is one of changed, removed, added."""

    position: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``head`` is the last hash in hexadecimal: note it elsewhere to prove the past later."""

    records: int
    head: str
    faults: tuple[Fault, ...]


def verify(connection: Connection[Any]) -> Verdict:
    """Walk the whole chain. Reads every record once, in constant memory.

    ``connection`` must be outside any transaction: all is read as of one moment, while others
    go on recording.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT position, hash FROM ledger.head").fetchone()
        position, expected = (row[0], bytes(row[1])) if row else (0, b"")
        with connection.cursor("chain") as cursor:
            cursor.itersize = 5000
            cursor.execute(_CHAIN)
            walk = _Walk()
            faults = tuple(dict.fromkeys(walk.over(cursor, position, expected)))
        (last_command,) = connection.execute(
            "SELECT coalesce(max(last_position), 0) FROM ledger.command"
        ).fetchone() or (0,)
        if last_command > walk.position and not faults:
            faults = (Fault(walk.position + 1, "removed"),)
    return Verdict(walk.records, walk.previous.hex(), faults)


class _Walk:
    """Recomputes each hash from the one before, and goes on from what is stored."""

    def __init__(self) -> None:
        self.records = 0
        self.position = 0
        self.previous = hashlib.sha256().digest()

    def over(self, rows: Any, head_position: int, head_hash: bytes) -> Iterator[Fault]:
        for position, stored, text in rows:
            if position != self.position + 1:
                yield Fault(self.position + 1, "removed")
            elif hashlib.sha256(self.previous + text.encode()).digest() != bytes(stored):
                yield Fault(position, "changed")
            self.records += 1
            self.position, self.previous = position, bytes(stored)
        if self.position < head_position:
            yield Fault(self.position + 1, "removed")
        elif self.position > head_position:
            yield Fault(head_position + 1, "added")
        elif self.previous != head_hash:
            yield Fault(self.position, "changed")
