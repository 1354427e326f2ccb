"""What can be reserved, counted: how many devices of each sort stand on the shelves of a place.

A row counts devices that go alone. Sets are few, and what one offers is only known of its devices
together: they are read in the catalogue, by the rules that an order is served by.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.device import Device, Stage
from ledger.features import features
from ledger.uses import uses
from ledger.values import DeviceKind, Facts, Feature, Use
from projections.catalogue import MAIN
from projections.projection import Counts
from projections.standing import Remembered, standing


def _where_it_stands(draft: "Counter[tuple[Any, ...]]", device: Device) -> None:
    if device.stage != Stage.STOCKED or device.sent_to is not None or len(device.set_members) > 1:
        return
    facts = device.inventory or Facts()
    key = (
        device.place,
        device.kind,
        device.grade or "",
        _array(uses(device.kind, facts)),
        _array(features(device)),
        device.public_gift,
    )
    draft[key] += 1


@lru_cache(maxsize=256)
def _array(codes: frozenset[str]) -> str:
    """As PostgreSQL writes an array, so that a key can be hashed."""
    return f"{{{','.join(sorted(codes))}}}"


projection = Counts(
    name="shelves",
    of=Device,
    columns="""
        place        uuid NOT NULL,
        kind         text NOT NULL,
        grade        text NOT NULL,
        uses         text[] NOT NULL,
        features     text[] NOT NULL,
        public_gift  boolean NOT NULL,
        count        integer NOT NULL,
        PRIMARY KEY (place, kind, grade, uses, features, public_gift)
    """,
    keys=("place", "kind", "grade", "uses", "features", "public_gift"),
    draft=Counter,
    last=_where_it_stands,
)


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of device that somebody may look for: of any kind when it names none."""

    name: str
    use: Use
    kind: DeviceKind | None = None
    features: frozenset[Feature] = frozenset()


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """How many devices, or whole sets, of a sort one place can promise."""

    sort: str
    place: UUID
    place_name: str
    commune: str
    commune_name: str
    epci: str
    grades: list[str]
    """The looks there are, the best first."""
    count: int


_COUNT = """
    WITH wanted AS (
        SELECT name, use, kind, string_to_array(features, ' ') AS features
        FROM unnest(%(names)s::text[], %(uses)s::text[], %(kinds)s::text[], %(features)s::text[])
            AS w (name, use, kind, features)
    ), sets AS (
        SELECT c.place, (array_agg(c.kind ORDER BY array_position(%(main)s, c.kind)))[1] AS kind,
            max(c.grade) AS grade,
            coalesce(array_agg(DISTINCT each.use) FILTER (WHERE each.use <> ''), '{}') AS uses,
            coalesce(array_agg(DISTINCT each.has) FILTER (WHERE each.has <> ''), '{}') AS features,
            bool_or(c.public_gift) AS public_gift
        FROM views.catalogue c
        LEFT JOIN LATERAL ROWS FROM (unnest(c.uses), unnest(c.features)) AS each (use, has) ON true
        WHERE c.set_id IS NOT NULL AND c.set_size > 1
        GROUP BY c.set_id, c.set_size, c.place
        HAVING count(DISTINCT c.subject) = c.set_size
    ), offers AS (
        SELECT place, kind, grade, uses, features, public_gift, count FROM views.shelves
        UNION ALL SELECT place, kind, grade, uses, features, public_gift, 1 FROM sets
    ), found AS (
        SELECT w.name AS sort, o.place, array_agg(DISTINCT o.grade) AS grades,
            sum(o.count)::integer AS count
        FROM wanted w JOIN offers o ON (w.kind = '' OR o.kind = w.kind)
            AND w.use = ANY(o.uses) AND o.features @> w.features
        WHERE %(public_gifts)s OR NOT o.public_gift
        GROUP BY w.name, o.place
    )
    SELECT f.sort, f.place, p.name AS place_name, p.commune, p.commune_name, p.epci, f.grades,
        f.count
    FROM found f JOIN views.places p ON p.subject = f.place AND p.open
    ORDER BY f.sort, p.sort_key
"""
"""A set offers the sum of its devices, as in ``catalogue.candidates``."""


def count(
    connection: Connection[Any], sorts: Sequence[Sort], *, public_gifts: bool = True
) -> list[ShelfRow]:
    """What each open place can promise of each sort; places in French alphabetical order.

    Without ``public_gifts``, what a person may have who is not in a precarious band (law 5).
    """
    cursor = connection.cursor(row_factory=class_row(ShelfRow))
    asked = {
        "names": [each.name for each in sorts],
        "uses": [each.use for each in sorts],
        "kinds": [each.kind or "" for each in sorts],
        "features": [" ".join(sorted(each.features)) for each in sorts],
        "public_gifts": public_gifts,
        "main": [str(kind) for kind in MAIN],
    }
    return cursor.execute(_COUNT, asked).fetchall()


class Counted:
    """What ``count`` answered where the views stand."""

    def __init__(self) -> None:
        self._remembered = Remembered("shelves", "catalogue", "places")

    def count(
        self, connection: Connection[Any], sorts: Sequence[Sort], *, public_gifts: bool = True
    ) -> list[ShelfRow]:
        answers = self._remembered.answers(standing(connection, self._remembered.views))
        asked = (tuple(sorts), public_gifts)
        if asked not in answers:
            answers[asked] = count(connection, sorts, public_gifts=public_gifts)
        found: list[ShelfRow] = answers[asked]
        return found


@dataclass(frozen=True, slots=True)
class Technical:
    """What the devices of a sort are made of, from the least to the most. None: nobody knows."""

    makers: list[str]
    least_memory_mb: int | None
    most_memory_mb: int | None
    least_inches: float | None
    most_inches: float | None


def technical(connection: Connection[Any], sort: Sort) -> Technical:
    """Ranges over the devices on the shelves: no device, no serial number."""
    cursor = connection.cursor(row_factory=class_row(Technical))
    found = cursor.execute(
        "SELECT coalesce(array_agg(DISTINCT maker) FILTER (WHERE maker <> ''), '{}') AS makers,"
        " min(memory_mb) AS least_memory_mb, max(memory_mb) AS most_memory_mb,"
        " min(screen_inches) AS least_inches, max(screen_inches) AS most_inches"
        " FROM views.catalogue WHERE kind = %(kind)s AND %(use)s = ANY(uses)"
        " AND (set_id IS NOT NULL OR features @> %(features)s::text[])",
        {"kind": sort.kind, "use": sort.use, "features": sorted(sort.features)},
    ).fetchone()
    return found or Technical([], None, None, None, None)
