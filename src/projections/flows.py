"""How many devices took each step, by month, kind and place."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device, DeviceEvent
from projections.projection import Counts

PARIS = ZoneInfo("Europe/Paris")
"""Months are counted there, whatever the clock of the phone said."""

Flow = Counter[tuple[Any, ...]]

projection = Counts(
    name="flows",
    of=Device,
    columns="""
        month  date NOT NULL,
        step   text NOT NULL,
        kind   text NOT NULL,
        place  uuid NOT NULL,
        count  integer NOT NULL,
        PRIMARY KEY (month, step, kind, place)
    """,
    keys=("month", "step", "kind", "place"),
    draft=Counter,
)


def month_of(moment: datetime) -> date:
    """The month in Paris. Away from its ends no offset of any clock can change it."""
    local = moment if 2 <= moment.day <= 27 else moment.astimezone(PARIS)  # noqa: PLR2004 (see above)
    return date(local.year, local.month, 1)


STEPS: dict[type[DeviceEvent], str] = {
    event: event.TOPIC.split(".")[1]
    for event in (
        d.Collected, d.Reconditioned, d.Labelled, d.Stocked, d.Sold, d.HandedOver, d.Retired,
    )
}  # fmt: skip
"""Events that are counted, and the name of each, cut out of its topic once."""


@projection.on(*STEPS)
def _(draft: Flow, event: DeviceEvent, device: Device, _before: str) -> None:
    draft[month_of(event.happened_at), STEPS[type(event)], device.kind, device.place] += 1


@dataclass(frozen=True, slots=True)
class FlowRow:
    month: date
    step: str
    kind: str
    epci: str
    count: int


def read(connection: Connection[Any], since: date) -> list[FlowRow]:
    """Devices by month, step, kind and intercommunalité, from a month on."""
    cursor = connection.cursor(row_factory=class_row(FlowRow))
    return cursor.execute(
        "SELECT f.month, f.step, f.kind, p.epci, sum(f.count)::integer AS count"
        " FROM views.flows f JOIN views.places p ON p.subject = f.place"
        " WHERE f.month >= %s GROUP BY f.month, f.step, f.kind, p.epci"
        " ORDER BY f.month, f.step, f.kind, p.epci",
        [since],
    ).fetchall()


def read_places(connection: Connection[Any], since: date) -> list[tuple[UUID, str, int]]:
    """Devices by place and step, from a month on."""
    return connection.execute(
        "SELECT place, step, sum(count)::integer FROM views.flows WHERE month >= %s"
        " GROUP BY place, step ORDER BY place, step",
        [since],
    ).fetchall()
