"""Needs that were noted without an order: one row each, to be counted with the unmet orders."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.need import Need, NeedNoted
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    event: NeedNoted | None = None


def _rows(draft: Draft, need: Need) -> list[tuple[Any, ...]]:
    event = draft.event
    if event is None:
        return []
    features = sorted(event.features)
    return [
        (need.id, event.place, event.use, event.kind, features, event.obstacle, event.happened_at)
    ]


projection = Rows[Draft](
    name="needs",
    of=Need,
    columns="""
        subject   uuid PRIMARY KEY,
        place     uuid NOT NULL,
        use       text NOT NULL,
        kind      text,
        features  text[] NOT NULL,
        obstacle  text NOT NULL,
        noted_at  timestamptz NOT NULL
    """,
    indexes=("noted_at",),
    draft=Draft,
    rows=_rows,
)


@projection.on(NeedNoted)
def _(draft: Draft, event: NeedNoted, _need: Need, _before: str) -> None:
    draft.event = event


@dataclass(frozen=True, slots=True)
class NeedRow:
    subject: UUID
    place: UUID
    use: str
    kind: str | None
    features: list[str]
    obstacle: str
    noted_at: datetime


def read(connection: Connection[Any], need: UUID) -> NeedRow | None:
    cursor = connection.cursor(row_factory=class_row(NeedRow))
    return cursor.execute("SELECT * FROM views.needs WHERE subject = %s", [need]).fetchone()


@dataclass(frozen=True, slots=True)
class NeedCount:
    """``told`` needs were noted without an order; ``waiting`` and ``unmet`` are orders."""

    epci: str
    use: str
    told: int
    waiting: int
    unmet: int

    @property
    def total(self) -> int:
        return self.told + self.waiting + self.unmet


@dataclass(frozen=True, slots=True)
class PlaceNeeds:
    """As ``NeedCount``, of one place and one use."""

    place: UUID
    use: str
    told: int
    waiting: int
    unmet: int

    @property
    def total(self) -> int:
        return self.told + self.waiting + self.unmet


def count_by_place(
    connection: Connection[Any], since: datetime, until: datetime
) -> list[PlaceNeeds]:
    """Needs that were not covered, by place and by use: where a coordinator goes to talk of it.

    Noted or ended between the two moments; waiting orders whatever their age.
    """
    cursor = connection.cursor(row_factory=class_row(PlaceNeeds))
    return cursor.execute(
        "SELECT place, use, sum((what = 'told')::int)::int AS told,"
        " sum((what = 'waiting')::int)::int AS waiting,"
        " sum((what = 'unmet')::int)::int AS unmet"
        " FROM (SELECT place, use, 'told' AS what FROM views.needs"
        "   WHERE noted_at >= %(since)s AND noted_at < %(until)s"
        "  UNION ALL SELECT place, use, stage FROM views.orders WHERE stage = 'waiting'"
        "  UNION ALL SELECT place, use, stage FROM views.orders WHERE stage = 'unmet'"
        "   AND moved_at >= %(since)s AND moved_at < %(until)s) n"
        " GROUP BY place, use ORDER BY place, use",
        {"since": since, "until": until},
    ).fetchall()


def count(connection: Connection[Any], since: datetime, until: datetime) -> list[NeedCount]:
    """As ``count_by_place``, by intercommunalité of the place."""
    epcis = dict(connection.execute("SELECT subject, epci FROM views.places").fetchall())
    sums = defaultdict[tuple[str, str], list[int]](lambda: [0, 0, 0])
    for row in count_by_place(connection, since, until):
        line = sums[epcis[row.place], row.use]
        line[:] = [line[0] + row.told, line[1] + row.waiting, line[2] + row.unmet]
    return [NeedCount(epci, use, *line) for (epci, use), line in sorted(sums.items())]
