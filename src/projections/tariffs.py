"""The published price grids, one row each: what holds, what will hold, what held."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger.tariff import TARIFF, BandRow, Grid, Line, Tariff, TariffPublished
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    events: list[TariffPublished] = field(default_factory=list)


projection = Rows[Draft](
    name="tariffs",
    of=Tariff,
    columns="""
        subject       uuid NOT NULL,
        grid          uuid NOT NULL,
        rank          integer NOT NULL,
        effective_on  date NOT NULL,
        published_at  timestamptz NOT NULL,
        state         jsonb NOT NULL,
        PRIMARY KEY (subject, grid)
    """,
    draft=Draft,
    rows=lambda draft, tariff: [
        (
            tariff.id,
            event.grid,
            rank,
            event.effective_on,
            event.happened_at,
            event.model_dump(mode="json", include={"bands", "lines"}),
        )
        for rank, event in enumerate(draft.events)
    ],
)


@projection.on(TariffPublished)
def _(draft: Draft, event: TariffPublished, _tariff: Tariff, _before: str) -> None:
    draft.events.append(event)


@dataclass(frozen=True, slots=True)
class Published:
    grid: Grid
    published_at: datetime


def read_all(connection: Connection[Any]) -> list[Published]:
    """Every grid, in the order they were published."""
    rows = connection.execute(
        "SELECT grid, effective_on, published_at, state::text FROM views.tariffs"
        " WHERE subject = %s ORDER BY rank",
        [TARIFF],
    ).fetchall()
    return [Published(_grid(grid, day, state), at) for grid, day, at, state in rows]


@lru_cache(maxsize=64)
def _grid(grid: UUID, effective_on: date, state: str) -> Grid:
    """Read once as long as its text stays: every page with a price asks for it."""
    told = json.loads(state)
    bands = tuple(BandRow.model_validate(row) for row in told["bands"])
    lines = tuple(Line.model_validate(row) for row in told["lines"])
    return Grid(grid, effective_on, bands, lines)
