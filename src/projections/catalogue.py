"""What can be reserved, by use. One row a device on a shelf, promised to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device, Stage
from ledger.features import features
from ledger.routing import Candidate, Wish
from ledger.uses import uses
from ledger.values import DeviceKind, Facts, Feature, Grade, Use
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    stocked_at: datetime | None = None


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    if device.stage != Stage.STOCKED or device.sent_to is not None:
        return []
    facts = device.inventory or Facts()
    return [
        (
            device.id,
            device.sticker,
            device.kind,
            sorted(uses(device.kind, facts)),
            sorted(features(device)),
            device.grade,
            device.place,
            device.set_id,
            len(device.set_members) or 1,
            device.public_gift,
            facts.maker,
            facts.model,
            facts.processor,
            facts.memory_mb,
            facts.screen_inches,
            draft.stocked_at,
        )
    ]


projection = Rows[Draft](
    name="catalogue",
    of=Device,
    columns="""
        subject        uuid PRIMARY KEY,
        code           text,
        kind           text NOT NULL,
        uses           text[] NOT NULL,
        features       text[] NOT NULL,
        grade          text NOT NULL,
        place          uuid NOT NULL,
        set_id         uuid,
        set_size       integer NOT NULL,
        public_gift    boolean NOT NULL,
        maker          text,
        model          text,
        processor      text,
        memory_mb      integer,
        screen_inches  real,
        stocked_at     timestamptz NOT NULL
    """,
    indexes=(
        "place, kind, grade, public_gift, stocked_at, subject",
        "set_id",
        "(CASE WHEN set_size > 1 THEN kind END), place, public_gift, stocked_at",
    ),
    draft=Draft,
    rows=_rows,
)


@projection.on(d.Stocked)
def _(draft: Draft, event: d.Stocked, _device: Device, _before: str) -> None:
    draft.stocked_at = event.happened_at


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    subject: UUID
    code: str | None
    kind: str
    uses: list[str]
    grade: str
    place: UUID
    place_name: str
    commune_name: str
    epci: str
    set_id: UUID | None
    public_gift: bool
    maker: str | None
    model: str | None
    processor: str | None
    memory_mb: int | None
    screen_inches: float | None
    stocked_at: datetime


def read(
    connection: Connection[Any],
    *,
    use: Use | None = None,
    epci: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[CatalogueRow]:
    """Devices that can be reserved, the longest on the shelf first."""
    cursor = connection.cursor(row_factory=class_row(CatalogueRow))
    return cursor.execute(
        "SELECT c.subject, c.code, c.kind, c.uses, c.grade, c.place, p.name AS place_name,"
        " p.commune_name, p.epci, c.set_id, c.public_gift, c.maker, c.model, c.processor,"
        " c.memory_mb, c.screen_inches, c.stocked_at"
        " FROM views.catalogue c JOIN views.places p ON p.subject = c.place"
        " WHERE (%(use)s::text IS NULL OR %(use)s = ANY(c.uses))"
        " AND (%(epci)s::text IS NULL OR p.epci = %(epci)s)"
        " ORDER BY c.stocked_at, c.subject LIMIT %(limit)s OFFSET %(offset)s",
        {"use": use, "epci": epci, "limit": limit, "offset": offset},
    ).fetchall()


MAIN = (
    DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.ALL_IN_ONE, DeviceKind.MINI_PC,
    DeviceKind.TABLET, DeviceKind.SMARTPHONE, DeviceKind.MULTIFUNCTION, DeviceKind.PRINTER,
    DeviceKind.SCREEN, DeviceKind.KEYBOARD, DeviceKind.MOUSE, DeviceKind.CHARGER,
)  # fmt: skip
"""Which device of a set people ask for: the first of these that is in it."""


_SINGLE = """
    SELECT DISTINCT ON (s.place, s.public_gift) ARRAY[c.subject], s.kind, s.uses, s.features,
        s.grade, s.place, p.commune, s.public_gift, c.stocked_at
    FROM views.shelves s JOIN views.places p ON p.subject = s.place AND p.open
    CROSS JOIN LATERAL (
        SELECT subject, stocked_at FROM views.catalogue
        WHERE place = s.place AND kind = s.kind AND grade = s.grade AND uses = s.uses
            AND features = s.features AND public_gift = s.public_gift AND set_size = 1
            AND subject <> ALL(%(without)s)
        ORDER BY stocked_at, subject LIMIT 1
    ) c
    WHERE s.kind = %(kind)s AND %(use)s = ANY(s.uses) AND s.features @> %(features)s
        AND s.grade <= %(grade)s AND (%(public_gifts)s OR NOT s.public_gift)
    ORDER BY s.place, s.public_gift, c.stocked_at, c.subject
"""
"""Of each sort on the shelves of a place that suits, the device that is longest there, by few steps
into an index; of these, the longest. Reading along the shelf would pass all that do not suit."""

_SETS = """
    SELECT w.*
    FROM views.places p CROSS JOIN (VALUES (true), (false)) AS g (gift)
    CROSS JOIN LATERAL (
        SELECT s.*
        FROM views.catalogue m CROSS JOIN LATERAL (
            SELECT array_agg(c.subject ORDER BY array_position(%(main)s, c.kind), c.subject),
                %(kind)s AS kind, array_agg(DISTINCT each.use), array_agg(DISTINCT each.feature),
                max(c.grade), p.subject, p.commune, bool_or(c.public_gift), min(c.stocked_at)
            FROM views.catalogue c LEFT JOIN LATERAL
                ROWS FROM (unnest(c.uses), unnest(c.features)) AS each (use, feature) ON true
            WHERE c.set_id = m.set_id AND c.place = m.place
            HAVING count(DISTINCT c.subject) = m.set_size AND max(c.grade) <= %(grade)s
                AND min(array_position(%(main)s, c.kind)) = array_position(%(main)s, %(kind)s)
                AND bool_or(%(use)s = each.use) AND array_agg(each.feature) @> %(features)s
                AND (%(public_gifts)s OR NOT bool_or(c.public_gift))
                AND NOT bool_or(c.subject = ANY(%(without)s))
        ) s
        WHERE CASE WHEN m.set_size > 1 THEN m.kind END = %(kind)s
            AND m.place = p.subject AND m.public_gift = g.gift AND m.grade <= %(grade)s
        ORDER BY m.stocked_at, m.subject LIMIT 1
    ) w
    WHERE p.open
"""
"""The set of a place whose main device is longest on its shelf, found along an index of those."""


def candidates(
    connection: Connection[Any], wish: Wish, without: Sequence[UUID] = ()
) -> list[Candidate]:
    """What could serve this wish: of each place the device longest on its shelf, and the set.

    Of each place one that any band may have, and one that is a public body's free gift. A set
    offers the sum of its devices; its look is that of the worst of them. ``without`` names
    devices that were tried already, or are being promised.
    """
    asked = {
        "kind": wish.kind,
        "use": wish.use,
        "features": sorted(wish.features),
        "grade": wish.grade,
        "public_gifts": wish.public_gifts,
        "without": list(without),
        "main": [str(kind) for kind in MAIN],
    }
    rows = [
        *connection.execute(_SINGLE, asked, prepare=True).fetchall(),
        *connection.execute(_SETS, asked, prepare=True).fetchall(),
    ]
    return [
        Candidate(
            tuple(dict.fromkeys(devices)),
            DeviceKind(main),
            frozenset(Use(use) for use in uses if use),
            frozenset(Feature(feature) for feature in has if feature),
            Grade(grade),
            place,
            commune,
            gift,
            stocked_at,
        )
        for devices, main, uses, has, grade, place, commune, gift, stocked_at in rows
    ]


def standing_at(
    connection: Connection[Any], place: UUID, kinds: Sequence[str]
) -> dict[str, list[UUID]]:
    """The devices of these kinds on the shelves of one place, the newest there first."""
    return dict(
        connection.execute(
            "SELECT kind, array_agg(subject ORDER BY stocked_at DESC, subject) FROM views.catalogue"
            " WHERE place = %s AND kind = ANY(%s) GROUP BY kind",
            [place, list(kinds)],
        ).fetchall()
    )


@dataclass(frozen=True, slots=True)
class UseRow:
    use: str
    kind: str
    epci: str
    count: int


def count_by_use(connection: Connection[Any]) -> list[UseRow]:
    """How many devices serve a use, by kind and intercommunalité. One may serve several uses."""
    cursor = connection.cursor(row_factory=class_row(UseRow))
    return cursor.execute(
        "SELECT u.use, c.kind, p.epci, count(*)::integer AS count FROM views.catalogue c"
        " CROSS JOIN LATERAL unnest(c.uses) AS u(use)"
        " JOIN views.places p ON p.subject = c.place"
        " GROUP BY u.use, c.kind, p.epci ORDER BY u.use, c.kind, p.epci"
    ).fetchall()
