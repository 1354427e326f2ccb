"""Flows of the filière by month, in devices and in kilograms: charts beside their tables.

Devices that left for a person are not here: by place, kind and month, a hand-over may tell
whose it was. They belong to the published figures, which are protected.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api import words
from api.access import StaffDep
from api.drawings.charts import Series, monthly_bars
from api.house import House, HouseDep
from api.pages.stock import EpciAsked, KindAsked, asked
from api.rendering import page
from api.spreadsheet import spreadsheet
from api.units import kilograms
from ledger.territory import epci, intercommunalities
from projections import flows
from projections.flows import FlowRow

T = TypeVar("T")

router = APIRouter()

MONTHS_SHOWN = 18
STEPS = ("collected", "reconditioned", "labelled", "stocked", "retired")
CHARTS = {
    "Ce qui se fait à l’atelier": ("reconditioned", "labelled", "stocked"),
    "Ce qui entre, et ce qui ne peut plus servir": ("collected", "retired"),
}
WEIGHED = ("collected", "reconditioned", "retired")
"""Steps that are told in kilograms too."""
HEADER = (
    "Mois", "Étape", "Type", "Intercommunalité", "SIREN", "Appareils", "Appareils pesés",
    "Kilogrammes",
)  # fmt: skip


@router.get("/flux")
def flows_page(
    request: Request, house: HouseDep, _: StaffDep, kind: KindAsked, siren: EpciAsked
) -> HTMLResponse:
    """How many devices took each step, by month, by kind and by intercommunalité."""
    months = last_months(flows.month_of(house.now()))
    rows = _rows(house, months[0], kind, siren)
    names = [f"{month:%Y-%m}" for month in months]
    by_month = dict.fromkeys(names, _line(())) | _lines(
        rows, lambda row: f"{row.month:%Y-%m}", _line
    )
    return page(
        request,
        "flows/flows.html",
        {
            "wide": True,
            "kind": kind,
            "siren": siren,
            "territories": intercommunalities(),
            "steps": STEPS,
            "charts": [
                (
                    title,
                    monthly_bars(
                        names,
                        [
                            Series(
                                words.FLOW[step],
                                [by_month[name][STEPS.index(step)] for name in names],
                            )
                            for step in steps
                        ],
                        title=f"{title}, par mois",
                        unit="appareils",
                    ),
                )
                for title, steps in CHARTS.items()
            ],
            "weighed_steps": WEIGHED,
            "weights": _weights(rows, names),
            "months": [(words.month(name), by_month[name]) for name in reversed(names)],
            "kinds": _named(_lines(rows, lambda row: row.kind, _line), _kinds()),
            "epcis": _named(_lines(rows, lambda row: row.epci, _line), _names()),
            "total": _line(rows),
            "download": f"/flux.csv{asked(type=kind, epci=siren)}",
        },
    )


@router.get("/flux.csv")
def flows_table(house: HouseDep, _: StaffDep, kind: KindAsked, siren: EpciAsked) -> Response:
    """The rows of the page, one a month, a step, a kind and an intercommunalité."""
    months = last_months(flows.month_of(house.now()))
    return spreadsheet(
        "flux.csv",
        HEADER,
        (
            (
                f"{row.month:%Y-%m}",
                words.FLOW[row.step],
                words.KIND[row.kind],
                epci(row.epci).display_name,
                row.epci,
                row.count,
                *((row.weighed, kilograms(row.mass_g)) if row.step in WEIGHED else ("", "")),
            )
            for row in _rows(house, months[0], kind, siren)
        ),
    )


def last_months(current: date) -> list[date]:
    """The first days of the months shown, oldest first, the current one last."""
    ranks = range(
        current.year * 12 + current.month - MONTHS_SHOWN, current.year * 12 + current.month
    )
    return [date(rank // 12, rank % 12 + 1, 1) for rank in ranks]


def _rows(house: House, since: date, kind: str, siren: str) -> list[FlowRow]:
    with house.pool.connection() as connection:
        return [
            row
            for row in flows.read(connection, since)
            if row.step in STEPS and kind in {"", row.kind} and siren in {"", row.epci}
        ]


def _line(rows: Sequence[FlowRow]) -> list[int]:
    """How many took each step, in the order of ``STEPS``."""
    counts = Counter[str]()
    for row in rows:
        counts[row.step] += row.count
    return [counts[step] for step in STEPS]


@dataclass(frozen=True, slots=True)
class Weight:
    """What devices that took a step weigh: those whose mass is known, of all."""

    count: int
    weighed: int
    mass_g: int

    @property
    def kg(self) -> Decimal:
        return Decimal(self.mass_g) / 1000


Weights = list[Weight]


def _weight(rows: Sequence[FlowRow]) -> Weights:
    """What they weigh at each step, in the order of ``WEIGHED``."""
    steps = ([row for row in rows if row.step == step] for step in WEIGHED)
    return [
        Weight(
            sum(row.count for row in taken),
            sum(row.weighed for row in taken),
            sum(row.mass_g for row in taken),
        )
        for taken in steps
    ]


def _weights(rows: Sequence[FlowRow], months: Sequence[str]) -> dict[str, Any]:
    """The tables of kilograms, with the lines of those of devices."""
    taken = [row for row in rows if row.step in WEIGHED]
    by_month = _lines(taken, lambda row: f"{row.month:%Y-%m}", _weight)
    return {
        "total": _weight(taken),
        "months": [(words.month(m), by_month.get(m) or _weight(())) for m in reversed(months)],
        "kinds": _named(_lines(taken, lambda row: row.kind, _weight), _kinds()),
        "epcis": _named(_lines(taken, lambda row: row.epci, _weight), _names()),
    }


def _lines(
    rows: Sequence[FlowRow],
    name: Callable[[FlowRow], str],
    line: Callable[[Sequence[FlowRow]], list[T]],
) -> dict[str, list[T]]:
    found: defaultdict[str, list[FlowRow]] = defaultdict(list)
    for row in rows:
        found[name(row)].append(row)
    return {each: line(held) for each, held in found.items()}


def _named(lines: dict[str, list[T]], names: dict[str, str]) -> list[tuple[str, list[T]]]:
    """The lines that hold something, under the names that people read, in their order."""
    return [(shown, lines[name]) for name, shown in names.items() if name in lines]


def _kinds() -> dict[str, str]:
    return {kind: words.capitalised(name) for kind, name in words.KIND.items()}


def _names() -> dict[str, str]:
    return {row.siren: row.display_name for row in intercommunalities()}
