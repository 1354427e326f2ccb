"""The register of blank stickers: each batch, where it is, and how many are left of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.batch import Batch, BatchPrinted
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    printed: BatchPrinted | None = None


def _rows(draft: Draft, batch: Batch) -> list[tuple[Any, ...]]:
    printed = draft.printed
    if printed is None:
        return []
    return [
        (
            batch.id,
            printed.happened_at,
            printed.place,
            printed.organisation,
            printed.paper,
            list(printed.codes),
            batch.place,
            len(batch.voided),
        )
    ]


projection = Rows[Draft](
    name="batches",
    of=Batch,
    columns="""
        subject       uuid PRIMARY KEY,
        printed_at    timestamptz NOT NULL,
        printed_in    uuid NOT NULL,
        printed_by    uuid NOT NULL,
        paper         text NOT NULL,
        codes         text[] NOT NULL,
        place         uuid NOT NULL,
        voided        integer NOT NULL
    """,
    indexes=("printed_at",),
    draft=Draft,
    rows=_rows,
)


@projection.on(BatchPrinted)
def _(draft: Draft, event: BatchPrinted, _batch: Batch, _before: str) -> None:
    draft.printed = event


@dataclass(frozen=True, slots=True)
class BatchRow:
    """``printed_by`` is the structure. ``codes`` in the order of the sheet."""

    subject: UUID
    printed_at: datetime
    printed_in: UUID
    printed_by: UUID
    paper: str
    codes: list[str]
    place: UUID
    voided: int
    bound: int
    """How many lead to a device, now or before they were replaced."""

    @property
    def left(self) -> int:
        return len(self.codes) - self.voided - self.bound


_SELECT: LiteralString = """
    SELECT b.subject, b.printed_at, b.printed_in, b.printed_by, b.paper, b.codes, b.place, b.voided,
        (SELECT count(*) FROM ledger.claim c
         WHERE c.kind = 'sticker' AND c.key = ANY(b.codes) AND c.holder <> b.subject) AS bound
    FROM views.batches b
"""
"""Who holds a code is asked of the claims, as a scan does: a device's life knows its last one."""


def read(connection: Connection[Any], batch: UUID) -> BatchRow | None:
    cursor = connection.cursor(row_factory=class_row(BatchRow))
    return cursor.execute(f"{_SELECT} WHERE subject = %s", [batch]).fetchone()


def read_recent(
    connection: Connection[Any], places: list[UUID] | None, limit: int = 100
) -> list[BatchRow]:
    """Batches that were made or are at these places, the newest first; None: of everywhere."""
    cursor = connection.cursor(row_factory=class_row(BatchRow))
    return cursor.execute(
        f"{_SELECT} WHERE %(places)s::uuid[] IS NULL OR place = ANY(%(places)s)"
        " OR printed_in = ANY(%(places)s) ORDER BY printed_at DESC, subject LIMIT %(limit)s",
        {"places": places, "limit": limit},
    ).fetchall()


def read_used(connection: Connection[Any], batch: BatchRow) -> dict[str, UUID]:
    """Codes of a batch that are left no more, and who holds each: a device, or the batch itself."""
    return dict(
        connection.execute(
            "SELECT key, holder FROM ledger.claim WHERE kind = 'sticker' AND key = ANY(%s)",
            [batch.codes],
        ).fetchall()
    )


_VOIDED: LiteralString = """
    SELECT EXISTS (SELECT FROM ledger.claim s
                   WHERE s.kind = 'sticker' AND s.key = b.key AND s.holder = b.holder)
    FROM ledger.claim b WHERE b.kind = 'batch' AND b.key = %s
"""


def read_voided(connection: Connection[Any], code: str) -> bool | None:
    """Whether this sticker was voided; None when it is of no batch."""
    row = connection.execute(_VOIDED, [code]).fetchone()
    return row[0] if row else None
