"""One row a place: its name, where it is, what it does. Other views name places by id."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.place import Place, PlaceChanged, PlaceOpened
from ledger.territory import commune, french_order
from ledger.values import DeviceKind, PlaceRole
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    name: str = ""
    commune: str = ""
    address: str | None = None


projection = Rows[Draft](
    name="places",
    of=Place,
    columns="""
        subject       uuid PRIMARY KEY,
        name          text NOT NULL,
        address       text,
        commune       text NOT NULL,
        commune_name  text NOT NULL,
        epci          text NOT NULL,
        organisation  uuid NOT NULL,
        roles         text[] NOT NULL,
        takes_money   boolean NOT NULL,
        open          boolean NOT NULL,
        kept          jsonb NOT NULL,
        sort_key      text NOT NULL
    """,
    indexes=("sort_key",),
    draft=Draft,
    rows=lambda draft, place: [
        (
            place.id,
            draft.name,
            draft.address,
            draft.commune,
            commune(draft.commune).name,
            commune(draft.commune).epci,
            place.organisation,
            sorted(place.roles),
            place.takes_money,
            place.stage == "open",
            {str(kind): n for kind, n in _kept(place)},
            "".join(french_order(draft.name)),
        )
    ],
)


def _kept(place: Place) -> list[tuple[DeviceKind, int]]:
    return sorted(place.kept_for_prescription.items())


def _describe(draft: Draft, event: PlaceOpened | PlaceChanged, _place: Place, _before: str) -> None:
    draft.name = event.name
    draft.commune = event.commune
    draft.address = event.address


projection.on(PlaceOpened)(_describe)
projection.on(PlaceChanged)(_describe)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    subject: UUID
    name: str
    address: str | None
    commune: str
    commune_name: str
    epci: str
    organisation: UUID
    roles: list[str]
    takes_money: bool
    open: bool
    kept: dict[str, int] = field(default_factory=dict)
    """How many of a kind its counter leaves on the shelf for prescribers."""


_SELECT = (
    "SELECT subject, name, address, commune, commune_name, epci, organisation, roles,"
    " takes_money, open, kept FROM views.places"
)


def read(connection: Connection[Any], place: UUID) -> PlaceRow | None:
    cursor = connection.cursor(row_factory=class_row(PlaceRow))
    return cursor.execute(f"{_SELECT} WHERE subject = %s", [place]).fetchone()


def read_all(connection: Connection[Any], role: PlaceRole | None = None) -> list[PlaceRow]:
    """Open places in French alphabetical order, all of them or those with a role."""
    cursor = connection.cursor(row_factory=class_row(PlaceRow))
    return cursor.execute(
        f"{_SELECT} WHERE open AND (%s::text IS NULL OR %s = ANY(roles)) ORDER BY sort_key",
        [role, role],
    ).fetchall()


def read_organisation(connection: Connection[Any], organisation: UUID) -> list[PlaceRow]:
    """The places that an organisation runs, those it closed too: they may still hold devices."""
    cursor = connection.cursor(row_factory=class_row(PlaceRow))
    return cursor.execute(
        f"{_SELECT} WHERE organisation = %s ORDER BY sort_key", [organisation]
    ).fetchall()
