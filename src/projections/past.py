"""What a view would have shown at a position: the same handlers, on lives cut there.

A position never changes what it holds, so a paper that names one can be made again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from ledger import log
from ledger.event import EVENTS
from projections import lives
from projections.begun import Begun
from projections.folding import outcomes_of
from projections.lives import Life
from projections.projection import Counts, Rows

_HELD = "SELECT position FROM views.generation WHERE current AND name = %s FOR SHARE"
SWAPS = 3
"""A view that was swapped while we waited for it is asked for again: it is another row then."""


def rows_at(
    connection: Connection[Any], projection: Rows[Any], subjects: Collection[UUID], position: int
) -> list[tuple[Any, ...]]:
    """The rows of these subjects, by id, as they stood once that position was written."""
    found_lives: dict[bytes, list[log.Row]] = defaultdict(list)
    for row in log.lives(connection, [subject.bytes for subject in subjects], position):
        found_lives[row[1]].append(row)
    cut = [Life(UUID(bytes=subject), rows) for subject, rows in sorted(found_lives.items())]
    found = outcomes_of(lambda: cut, [projection])[projection.name]
    if found.error:
        raise found.error
    return found.rows


def counts_at(
    connection: Connection[Any], projection: Counts[Any], position: int
) -> Counter[tuple[Any, ...]]:
    """The counts of a view, by their keys, as they stood once that position was written.

    What it says now, less what moved since: only the lives that moved are read, and as they were
    known then: what was corrected later is not corrected yet.
    """
    now, counts = _now(connection, projection)
    first, last = sorted((position, now))
    topics = [topic for topic, event in EVENTS.items() if event.OF is projection.of]
    moved = log.of_topics(connection, topics, first, last)
    read = lives.read(connection, moved, first, Begun())
    found = outcomes_of(lambda: read, [projection])[projection.name]
    if found.error:
        raise found.error
    for key, count in found.counts.items():
        counts[key] += count if now < position else -count
    return Counter({key: count for key, count in counts.items() if count})


def _now(
    connection: Connection[Any], projection: Counts[Any]
) -> tuple[int, Counter[tuple[Any, ...]]]:
    """Where a view stands, and what it says there: nobody moves or swaps it in between."""
    name = projection.name
    columns = sql.SQL(", ").join(map(sql.Identifier, (*projection.keys, "count")))
    said = sql.SQL("SELECT {} FROM views.{}").format(columns, sql.Identifier(name))
    for _ in range(SWAPS):
        with connection.transaction():
            row = connection.execute(_HELD, [name]).fetchone()
            if row is not None:
                counts = {tuple(keys): count for *keys, count in connection.execute(said)}
                return row[0], Counter(counts)
    raise LookupError(name)
