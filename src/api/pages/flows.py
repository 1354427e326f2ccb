"""Flows of the filière by month: charts beside their tables.

Devices that left for a person are not here: by place, kind and month, a hand-over may tell
whose it was. They belong to the published figures, which are protected.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api import words
from api.access import StaffDep
from api.drawings.charts import Series, monthly_bars
from api.house import House, HouseDep
from api.pages.stock import EpciAsked, KindAsked, asked
from api.rendering import page
from api.spreadsheet import spreadsheet
from ledger.territory import epci, intercommunalities
from projections import flows
from projections.flows import FlowRow

router = APIRouter()

MONTHS_SHOWN = 18
STEPS = ("collected", "reconditioned", "labelled", "stocked", "retired")
CHARTS = {
    "Ce qui se fait à l’atelier": ("reconditioned", "labelled", "stocked"),
    "Ce qui entre, et ce qui ne peut plus servir": ("collected", "retired"),
}
HEADER = ("Mois", "Étape", "Type", "Intercommunalité", "SIREN", "Appareils")


@router.get("/flux")
def flows_page(
    request: Request, house: HouseDep, _: StaffDep, kind: KindAsked, siren: EpciAsked
) -> HTMLResponse:
    """How many devices took each step, by month, by kind and by intercommunalité."""
    months = last_months(flows.month_of(house.now()))
    rows = _rows(house, months[0], kind, siren)
    names = [f"{month:%Y-%m}" for month in months]
    by_month = dict.fromkeys(names, _line(())) | _lines(rows, lambda row: f"{row.month:%Y-%m}")
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
            "months": [(words.month(name), by_month[name]) for name in reversed(names)],
            "kinds": _named(_lines(rows, lambda row: row.kind), words.KIND),
            "epcis": _named(
                _lines(rows, lambda row: row.epci),
                {row.siren: row.display_name for row in intercommunalities()},
            ),
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


def _lines(rows: Sequence[FlowRow], name: Callable[[FlowRow], str]) -> dict[str, list[int]]:
    found: defaultdict[str, list[FlowRow]] = defaultdict(list)
    for row in rows:
        found[name(row)].append(row)
    return {each: _line(held) for each, held in found.items()}


def _named(lines: dict[str, list[int]], names: dict[str, str]) -> list[tuple[str, list[int]]]:
    """The lines that hold something, under the names that people read, in their order."""
    return [(shown, lines[name]) for name, shown in names.items() if name in lines]
