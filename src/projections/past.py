"""What a view would have shown at a position: the same handlers, on lives cut there.

A position never changes what it holds, so a paper that names one can be made again.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger import reading
from ledger.event import UNBORN
from projections.lives import Folder
from projections.projection import Rows


def rows_at(
    connection: Connection[Any], projection: Rows[Any], subjects: Collection[UUID], position: int
) -> list[tuple[Any, ...]]:
    """The rows of these subjects as they stood once that position was written."""
    folder = Folder(projection.of, [projection])
    found: list[tuple[Any, ...]] = []
    for subject, life in sorted(reading.pages(connection, subjects, position).items()):
        draft = projection.draft()
        aggregate = folder.fold(projection.of(subject), life, [draft])
        if aggregate.stage != UNBORN:
            found += projection.rows(draft, aggregate)
    return found
