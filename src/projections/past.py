"""What a view would have shown at a position: the same handlers, on lives cut there.

A position never changes what it holds, so a paper that names one can be made again.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger import log
from projections.folding import outcomes_of
from projections.lives import Life
from projections.projection import Rows


def rows_at(
    connection: Connection[Any], projection: Rows[Any], subjects: Collection[UUID], position: int
) -> list[tuple[Any, ...]]:
    """The rows of these subjects, by id, as they stood once that position was written."""
    lives: dict[bytes, list[log.Row]] = defaultdict(list)
    for row in log.lives(connection, [subject.bytes for subject in subjects], position):
        lives[row[1]].append(row)
    cut = [Life(UUID(bytes=subject), rows) for subject, rows in sorted(lives.items())]
    found = outcomes_of(lambda: cut, [projection])[projection.name]
    if found.error:
        raise found.error
    return found.rows
