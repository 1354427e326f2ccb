"""Flows of devices for everybody: by quarter that is over, for the whole department, exact.

They concern no beneficiary, as long as the stock is not exact too: what came in less what is there
is who left (decision 0044). So no month, no place, no hand-over and no quarter under way; and what
is recorded late or corrected shows on the next Monday, with all else.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import weekly, words
from api.access.doors import RecognisedDep
from api.house import House, HouseDep
from api.pages.flows import WEIGHED, Weight
from api.rendering import page
from api.spreadsheet import spreadsheet
from api.units import kilograms
from api.weekly import Reading
from projections import flows
from projections.flows import QuarterRow, quarter_of

router = APIRouter()

STEPS = ("collected", "reconditioned", "labelled", "retired")
HEADER = (
    "Trimestre", "Du", "Au", "Type", "Étape", "Appareils", "Appareils pesés", "Kilogrammes",
)  # fmt: skip
ALL_KINDS = "tous les types"
Asked = Annotated[str, Query(alias="trimestre", max_length=10)]


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months that are over: what took each step, in all and of each kind."""

    begins_on: date
    total: dict[str, Weight]
    kinds: dict[str, dict[str, Weight]]

    @property
    def ends_on(self) -> date:
        return _next(self.begins_on) - timedelta(days=1)

    @property
    def code(self) -> str:
        """« 2026-T3 »."""
        return f"{self.begins_on.year}-T{self.begins_on.month // 3 + 1}"

    @property
    def name(self) -> str:
        """« 3e trimestre 2026 »."""
        rank = self.begins_on.month // 3 + 1
        return f"{'1er' if rank == 1 else f'{rank}e'} trimestre {self.begins_on.year}"


@router.get("/chiffres/flux")
def quarters_page(
    request: Request, house: HouseDep, _: RecognisedDep, asked: Asked = ""
) -> HTMLResponse:
    """Every quarter in all, and one of them by kind: the newest when none is asked for."""
    quarters = read(house)
    chosen = next((each for each in quarters if asked in {"", each.code}), None)
    if asked and chosen is None:
        raise HTTPException(
            HTTPStatus.NOT_FOUND,
            "Ce trimestre n’est pas publié. Choisissez-en un à la page des flux.",
        )
    context = {
        "wide": True,
        "quarters": quarters,
        "chosen": chosen,
        "steps": STEPS,
        "weighed_steps": WEIGHED,
    }
    return page(request, "statistics/quarters.html", context)


@router.get("/chiffres/flux.csv")
def as_csv(house: HouseDep) -> Response:
    """One quarter, kind and step a line, and the sums of all kinds."""
    return spreadsheet("meleze-flux.csv", HEADER, _lines(read(house)))


@router.get("/chiffres/flux.json")
def as_json(house: HouseDep) -> Response:
    told = {"unit": "appareils, kilogrammes", "quarters": [_told(each) for each in read(house)]}
    content = orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    headers = {"Content-Disposition": 'attachment; filename="meleze-flux.json"'}
    return Response(content, media_type="application/json", headers=headers)


def read(house: House) -> list[Quarter]:
    """The quarters that were over on Monday, as the ledger stood then, the newest first."""
    return weekly.told(house, up_to) or []


def up_to(house: House, week: Reading) -> list[Quarter]:
    """Those that were over then; the ones in which nothing moved too."""
    now = quarter_of(week.day)
    with house.pool.connection() as connection:
        rows = flows.quarters_at(connection, week.position)
    by_quarter: defaultdict[date, list[QuarterRow]] = defaultdict(list)
    for row in rows:
        if row.step in STEPS:
            by_quarter[row.quarter].append(row)
    quarters = []
    day = min(by_quarter, default=now)
    while day < now:
        quarters.append(_quarter(day, by_quarter[day]))
        day = _next(day)
    return quarters[::-1]


def _next(quarter: date) -> date:
    return quarter_of(quarter + timedelta(days=95))


def _quarter(day: date, rows: Sequence[QuarterRow]) -> Quarter:
    kinds = {
        kind: _sums(row for row in rows if row.kind == kind)
        for kind in words.KIND
        if any(row.kind == kind for row in rows)
    }
    return Quarter(day, _sums(rows), kinds)


def _sums(rows: Iterable[QuarterRow]) -> dict[str, Weight]:
    found = [*rows]
    of = {step: [row for row in found if row.step == step] for step in STEPS}
    return {
        step: Weight(
            sum(row.count for row in taken),
            sum(row.weighed for row in taken),
            sum(row.mass_g for row in taken),
        )
        for step, taken in of.items()
    }


def _lines(quarters: Iterable[Quarter]) -> Iterable[tuple[str | int, ...]]:
    for each in quarters:
        named = {words.KIND[kind]: sums for kind, sums in each.kinds.items()}
        for kind, sums in (named | {ALL_KINDS: each.total}).items():
            for step, weight in sums.items():
                known = (weight.weighed, kilograms(weight.mass_g)) if step in WEIGHED else ("", "")
                days = each.begins_on.isoformat(), each.ends_on.isoformat()
                yield each.code, *days, kind, words.FLOW[step], weight.count, *known


def _told(quarter: Quarter) -> dict[str, Any]:
    return {
        "quarter": quarter.code,
        "begins_on": quarter.begins_on,
        "ends_on": quarter.ends_on,
        "total": _steps(quarter.total),
        "kinds": [
            {"kind": kind, "label": words.KIND[kind], **_steps(sums)}
            for kind, sums in quarter.kinds.items()
        ],
    }


def _steps(sums: dict[str, Weight]) -> dict[str, Any]:
    return {
        step: {"devices": weight.count}
        | ({"weighed": weight.weighed, "kg": float(weight.kg)} if step in WEIGHED else {})
        for step, weight in sums.items()
    }
