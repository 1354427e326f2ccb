"""How many devices stand where and in which state, by place and intercommunalité. Exact."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.device import Device, Stage
from projections import past, places
from projections.places import PlaceRow
from projections.projection import Counts

STATE = {
    Stage.COLLECTED: "to_recondition",
    Stage.RECEIVED: "to_recondition",
    Stage.IN_WORKSHOP: "to_recondition",
    Stage.RECONDITIONED: "to_recondition",
    Stage.LABELLED: "labelled",
    Stage.STOCKED: "available",
    Stage.RESERVED: "promised",
    Stage.DELIVERED: "promised",
    Stage.IN_REPAIR: "in_repair",
    Stage.LENT: "lent",
}
"""What a stage means to whoever looks for a device."""


def _where_it_ends(draft: "Counter[tuple[Any, ...]]", device: Device) -> None:
    state = STATE.get(Stage(device.stage))
    if state is not None:
        draft[device.place, device.kind, state, device.sent_to is not None] += 1


projection = Counts(
    name="stock",
    of=Device,
    columns="""
        place       uuid NOT NULL,
        kind        text NOT NULL,
        state       text NOT NULL,
        in_transit  boolean NOT NULL,
        count       integer NOT NULL,
        PRIMARY KEY (place, kind, state, in_transit)
    """,
    keys=("place", "kind", "state", "in_transit"),
    draft=Counter,
    last=_where_it_ends,
)


@dataclass(frozen=True, slots=True)
class StockRow:
    place: UUID
    place_name: str
    commune_name: str
    epci: str
    kind: str
    state: str
    count: int


def read(connection: Connection[Any]) -> list[StockRow]:
    """Devices by place, kind and state. What is on the road counts where it comes from."""
    cursor = connection.cursor(row_factory=class_row(StockRow))
    return cursor.execute(
        "SELECT s.place, p.name AS place_name, p.commune_name, p.epci, s.kind, s.state,"
        " sum(s.count)::integer AS count"
        " FROM views.stock s JOIN views.places p ON p.subject = s.place"
        " GROUP BY s.place, p.name, p.sort_key, p.commune_name, p.epci, s.kind, s.state"
        " ORDER BY p.sort_key, s.kind, s.state"
    ).fetchall()


def on_shelves_at(connection: Connection[Any], position: int) -> "Counter[tuple[str, str]]":
    """Devices that stood on a shelf once that position was written, by SIREN and kind.

    Places too are read as they were then: what is asked of a position never changes.
    """
    counts = past.counts_at(connection, projection, position)
    shelves = {
        (place, kind): count
        for (place, kind, state, in_transit), count in counts.items()
        if state == STATE[Stage.STOCKED] and not in_transit
    }
    wanted = {place for place, _ in shelves}
    rows = past.rows_at(connection, places.projection, wanted, position)
    there = {row.subject: row for row in (PlaceRow(*row[:-1]) for row in rows)}
    found = Counter[tuple[str, str]]()
    for (place, kind), count in shelves.items():
        if there[place].open:
            found[there[place].epci, kind] += count
    return found
