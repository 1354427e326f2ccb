"""How many devices took each step, and what they weigh, by month, kind and place."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
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


class Unit(StrEnum):
    """What a row counts."""

    DEVICE = "device"
    WEIGHED = "weighed"
    """Of the devices, those whose mass is known."""
    GRAM = "gram"
    """What these weigh together."""


class Flow(Counter[tuple[Any, ...]]):
    """What one device counts for. Its mass may be known long after a step that it weighs in."""

    def __init__(self) -> None:
        super().__init__()
        self.mass_g: int | None = None
        self.weighings: list[tuple[tuple[Any, ...], int | None]] = []
        """A step, and what the device weighed then if that was told with it."""


def _weigh(draft: Flow, _device: Device) -> None:
    for step, mass_g in draft.weighings:
        if grams := mass_g or draft.mass_g:
            draft[*step, Unit.WEIGHED] += 1
            draft[*step, Unit.GRAM] += grams


projection = Counts[Flow](
    name="flows",
    of=Device,
    columns="""
        month  date NOT NULL,
        step   text NOT NULL,
        kind   text NOT NULL,
        place  uuid NOT NULL,
        unit   text NOT NULL,
        count  bigint NOT NULL,
        PRIMARY KEY (month, step, kind, place, unit)
    """,
    keys=("month", "step", "kind", "place", "unit"),
    draft=Flow,
    last=_weigh,
    alone=True,
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


WEIGHED = (d.Collected, d.Reconditioned, d.Retired)
"""Steps that are told in kilograms too: what comes in, what is saved, what is lost."""


@projection.on(*(event for event in STEPS if event not in WEIGHED))
def _(draft: Flow, event: DeviceEvent, device: Device, _before: str) -> None:
    _step(draft, event, device)


@projection.on(d.Collected)
def _(draft: Flow, event: d.Collected, device: Device, _before: str) -> None:
    draft.mass_g = event.mass_g
    draft.weighings.append((_step(draft, event, device), None))


@projection.on(d.Inventoried)
def _(draft: Flow, event: d.Inventoried, _device: Device, _before: str) -> None:
    draft.mass_g = event.mass_g or draft.mass_g


@projection.on(d.Reconditioned)
def _(draft: Flow, event: d.Reconditioned, device: Device, _before: str) -> None:
    draft.weighings.append((_step(draft, event, device), None))


@projection.on(d.Retired)
def _(draft: Flow, event: d.Retired, device: Device, _before: str) -> None:
    """What was taken out of it no longer weighs, and what came in did."""
    draft.weighings.append((_step(draft, event, device), event.mass_g))
    draft.mass_g = draft.mass_g or event.mass_g


def _step(draft: Flow, event: DeviceEvent, device: Device) -> tuple[Any, ...]:
    step = month_of(event.happened_at), STEPS[type(event)], device.kind, device.place
    draft[*step, Unit.DEVICE] += 1
    return step


@dataclass(frozen=True, slots=True)
class FlowRow:
    """Devices that took a step; ``weighed`` of them have a known mass, ``mass_g`` together."""

    month: date
    step: str
    kind: str
    epci: str
    count: int
    weighed: int
    mass_g: int


def read(connection: Connection[Any], since: date) -> list[FlowRow]:
    """Devices and their mass by month, step, kind and intercommunalité, from a month on."""
    cursor = connection.cursor(row_factory=class_row(FlowRow))
    return cursor.execute(
        "SELECT f.month, f.step, f.kind, p.epci,"
        " coalesce(sum(f.count) FILTER (WHERE f.unit = 'device'), 0)::bigint AS count,"
        " coalesce(sum(f.count) FILTER (WHERE f.unit = 'weighed'), 0)::bigint AS weighed,"
        " coalesce(sum(f.count) FILTER (WHERE f.unit = 'gram'), 0)::bigint AS mass_g"
        " FROM views.flows f JOIN views.places p ON p.subject = f.place"
        " WHERE f.month >= %s GROUP BY f.month, f.step, f.kind, p.epci"
        " ORDER BY f.month, f.step, f.kind, p.epci",
        [since],
    ).fetchall()


def read_places(connection: Connection[Any], since: date) -> list[tuple[UUID, str, int]]:
    """Devices by place and step, from a month on."""
    return connection.execute(
        "SELECT place, step, sum(count)::integer FROM views.flows"
        " WHERE month >= %s AND unit = 'device' GROUP BY place, step ORDER BY place, step",
        [since],
    ).fetchall()
