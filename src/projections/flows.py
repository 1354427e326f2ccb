"""How many devices took each step, and what they weigh, by month, kind and place."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device, DeviceEvent
from projections import past
from projections.projection import Tally

PARIS = ZoneInfo("Europe/Paris")
"""Months are counted there, whatever the clock of the phone said."""


Key = tuple[date, str, str, UUID | None]

WEIGHED_STEPS = frozenset({"collected", "reconditioned", "retired"})
"""Told in kilograms too: what comes in, what is saved, what is lost."""

DEVICE, WEIGHED, GRAM = "device", "weighed", "gram"
"""What a row counts: devices, those of them whose mass is known, or what these weigh together."""


@dataclass(slots=True)
class Flow:
    """What one device counts for. Its mass may be known long after a step that it weighs in."""

    steps: list[tuple[Key, int | None]] = field(default_factory=list)
    """Each step, and what the device weighed then if that was told with it."""
    mass_g: int | None = None


def _told(flow: Flow, _device: Device) -> Iterator[tuple[Key, tuple[int, int, int]]]:
    for step, mass_g in flow.steps:
        grams = (mass_g or flow.mass_g or 0) if step[1] in WEIGHED_STEPS else 0
        yield step, (1, 1 if grams else 0, grams)


projection = Tally[Flow](
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
    units=(DEVICE, WEIGHED, GRAM),
    draft=Flow,
    told=_told,
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


@projection.on(*(event for event in STEPS if event not in {d.Collected, d.Retired}))
def _(flow: Flow, event: DeviceEvent, device: Device, _before: str) -> None:
    flow.steps.append((_key(event, device), None))


@projection.on(d.Collected)
def _(flow: Flow, event: d.Collected, device: Device, _before: str) -> None:
    flow.steps.append((_key(event, device), None))
    flow.mass_g = event.mass_g


@projection.on(d.Inventoried)
def _(flow: Flow, event: d.Inventoried, _device: Device, _before: str) -> None:
    flow.mass_g = event.mass_g or flow.mass_g


@projection.on(d.Retired)
def _(flow: Flow, event: d.Retired, device: Device, _before: str) -> None:
    """What was taken out of it no longer weighs, and what came in did."""
    flow.steps.append((_key(event, device), event.mass_g))
    flow.mass_g = flow.mass_g or event.mass_g


def _key(event: DeviceEvent, device: Device) -> Key:
    return month_of(event.happened_at), STEPS[type(event)], device.kind, device.place


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


@dataclass(frozen=True, slots=True)
class MonthRow:
    """As ``FlowRow``, of all kinds and places together."""

    month: date
    step: str
    count: int
    weighed: int
    mass_g: int


def read_months(connection: Connection[Any], since: date, until: date) -> list[MonthRow]:
    """Devices and their mass by month and step, from one month to another, both included."""
    cursor = connection.cursor(row_factory=class_row(MonthRow))
    return cursor.execute(
        "SELECT month, step,"
        " coalesce(sum(count) FILTER (WHERE unit = 'device'), 0)::bigint AS count,"
        " coalesce(sum(count) FILTER (WHERE unit = 'weighed'), 0)::bigint AS weighed,"
        " coalesce(sum(count) FILTER (WHERE unit = 'gram'), 0)::bigint AS mass_g"
        " FROM views.flows WHERE month >= %s AND month <= %s"
        " GROUP BY month, step ORDER BY month, step",
        [since, until],
    ).fetchall()


def read_places(connection: Connection[Any], since: date) -> list[tuple[UUID, str, int]]:
    """Devices by place and step, from a month on."""
    return connection.execute(
        "SELECT place, step, sum(count)::integer FROM views.flows"
        " WHERE month >= %s AND unit = 'device' GROUP BY place, step ORDER BY place, step",
        [since],
    ).fetchall()


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """The same for the whole territory and three months, from the first day of ``quarter`` on."""

    quarter: date
    step: str
    kind: str
    count: int
    weighed: int
    mass_g: int


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day is in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarters_at(connection: Connection[Any], position: int) -> list[QuarterRow]:
    """Devices and their mass by quarter, step and kind, as known at a position: of no place."""
    sums: dict[tuple[date, str, str], Counter[str]] = defaultdict(Counter)
    counts = past.counts_at(connection, projection, position)
    for (month, step, kind, _, unit), count in counts.items():
        sums[quarter_of(month), step, kind][unit] += count
    return [
        QuarterRow(*key, found[DEVICE], found[WEIGHED], found[GRAM])
        for key, found in sorted(sums.items())
    ]
