"""Needs against stock by intercommunalité and by use; what waits, is stuck or could move."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from api import words
from api.access import CoordinatorDep
from api.drawings.french import number
from api.drawings.map import stock_map
from api.house import HouseDep
from api.pages.coordination.figures import STUCK_DAYS, Figures, Line, read_figures
from api.pages.stock import EpciAsked, asked
from api.rendering import page
from ledger.territory import Part
from ledger.values import Use
from projections import backlog
from projections.backlog import AGES, WaitingRow

router = APIRouter(prefix="/coordination")

PERIODS_DAYS = {"30": "trente jours", "90": "trois mois", "365": "un an"}
USUAL_PERIOD = "90"
FEW = 12
"""Stuck orders and transfers shown before the reader is sent to the whole list."""
UNIT = ("besoin non couvert", "besoins non couverts")


async def use_asked(use: Annotated[str, Query(alias="usage")] = "") -> str:
    if use and use not in {*Use}:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cet usage n’existe pas.")
    return use


async def period_asked(period: Annotated[str, Query(alias="periode")] = USUAL_PERIOD) -> str:
    if period not in PERIODS_DAYS:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cette période n’existe pas.")
    return period


UseAsked = Annotated[str, Depends(use_asked)]
PeriodAsked = Annotated[str, Depends(period_asked)]


@router.get("")
def overview(
    request: Request,
    house: HouseDep,
    _: CoordinatorDep,
    use: UseAsked,
    period: PeriodAsked,
    siren: EpciAsked,
) -> HTMLResponse:
    """What is needed and not covered, beside what stands on the shelves."""
    now = house.now()
    figures = read_figures(house, now - timedelta(days=int(period)), now)
    with house.pool.connection() as connection:
        waiting = backlog.waiting_by_age(connection, now)
    parts = figures.parts(use)
    total = figures.total(use)
    return page(
        request,
        "coordination/overview.html",
        {
            "wide": True,
            "use": use,
            "period": period,
            "periods": PERIODS_DAYS,
            "siren": siren,
            "parts": parts,
            "total": total,
            "uses": {each: _lines_of_use(figures, each) for each in Use},
            "map": stock_map(
                {row.siren: line.needs for _, _, held in parts for row, line in held},
                href=lambda each: _address(use, period, each) + "#lieux",
                title=f"Besoins non couverts dans chaque intercommunalité\u00a0: "
                f"{number(total.needs)} en tout",
                unit=UNIT,
            ),
            "places": [
                (figures.places[place], line)
                for place, line in figures.by_place(use).items()
                if siren in {"", figures.places[place].epci}
            ],
            "first_line": first_line(figures, parts, waiting),
            "waiting": _ages(waiting),
            "ages": AGES,
            "stuck": figures.stuck[:FEW],
            "stuck_count": len(figures.stuck),
            "stuck_days": STUCK_DAYS,
            "days_since": lambda row: days_since(row.moved_at, now),
            "transfers": figures.transfers[:FEW],
            "name": lambda place: name_of(figures, place),
            "address": lambda **to: _address(**{"use": use, "period": period, "siren": ""} | to),
        },
    )


def first_line(
    figures: Figures, parts: Sequence[tuple[Part, Line, object]], waiting: Sequence[WaitingRow]
) -> str:
    """What to do now, in one or two sentences."""
    said = []
    if stuck := len(figures.stuck):
        said.append(
            f"Débloquez d’abord {number(stuck)} {'commandes' if stuck > 1 else 'commande'}."
        )
    if count := sum(row.count for row in waiting):
        orders = "commandes attendent" if count > 1 else "commande attend"
        said.append(
            f"{number(count)} {orders} leur tour." if count > 1 else f"1 {orders} son tour."
        )
    if moved := sum(each.count for each in figures.transfers):
        devices = "appareils manquent" if moved > 1 else "appareil manque"
        sleeping = "dorment là\u00a0: proposez-les" if moved > 1 else "dort là\u00a0: proposez-le"
        said.append(f"{number(moved)} {devices} ici et {sleeping}.")
    elif worst := _worst(parts):
        said.append(f"Les besoins non couverts pèsent le plus sur {worst}.")
    return " ".join(said) or "Rien n’attend et rien n’est bloqué. Préparez la prochaine réunion."


def _worst(parts: Sequence[tuple[Part, Line, object]]) -> str:
    """« le sud »: where most needs are for a thousand inhabitants; nothing when none is."""
    part, line, _ = max(parts, key=lambda each: each[1].needs / max(1, each[1].inhabitants))
    return f"le {words.TERRITORY_PART[part].lower()}" if line.needs else ""


def name_of(figures: Figures, place: UUID | None) -> str:
    row = figures.places.get(place) if place else None
    return words.located(row.name, row.commune_name) if row else "un lieu fermé"


def days_since(moment: datetime, now: datetime) -> int:
    return max(0, (now - moment).days)


def _address(use: str, period: str, siren: str) -> str:
    usual = "" if period == USUAL_PERIOD else period
    return f"/coordination{asked(usage=use, periode=usual, epci=siren)}"


def _lines_of_use(figures: Figures, use: Use) -> dict[str, Line]:
    """By intercommunalité, by part and in all: what the table by use looks up."""
    parts = {str(part): line for part, line, _ in figures.parts(use)}
    return {**figures.by_epci(use), **parts, "total": figures.total(use)}


def _ages(rows: Sequence[WaitingRow]) -> dict[str, list[int]]:
    """Orders that wait, by what for: one count an age, then their sum."""
    found = {shortage: [0] * (len(AGES) + 1) for shortage in words.SHORTAGE}
    for row in rows:
        found[row.shortage][row.age] += row.count
    return {shortage: [*line, sum(line)] for shortage, line in found.items() if any(line)}
