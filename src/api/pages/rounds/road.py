"""One day of a round, on paper or on a phone; the phone keeps what it opened, for dead valleys."""

from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse
from pydantic import TypeAdapter, ValidationError

from api import words
from api.access import SignedIn
from api.house import House, HouseDep
from api.pages.coordination.overview import days_since
from api.pages.rounds.door import ReaderDep, RoundDep, may_open, plans
from api.pages.rounds.itinerary import Parcel, Stop, closed_passes, read_stops
from api.rendering import page
from api.security import POLICY
from ledger.delivery_round import next_run
from ledger.values import Day
from projections import organisations
from projections.rounds import RoundRow

router = APIRouter(prefix="/tournees")

_DAY = TypeAdapter(Day)
WORKER = Path(__file__).parents[2] / "static" / "road_worker.js"
OVER = "Ce jour est passé\u00a0: ouvrez le prochain passage pour savoir quoi charger et déposer."
WITH_WORKER = {"content-security-policy": f"{POLICY}; worker-src 'self'"}


@router.get("/sw.js")
def worker() -> FileResponse:
    """The program that keeps opened pages. Served from here, it has power over ``/tournees/``."""
    return FileResponse(
        WORKER, media_type="text/javascript", headers={"cache-control": "no-cache"} | WITH_WORKER
    )


@dataclass(frozen=True)
class Trip:
    """One day of a round, and who reads it."""

    round: RoundRow
    who: SignedIn
    day: date

    def over(self, today: date) -> bool:
        return self.day < today


def _trip(
    house: HouseDep,
    tour: RoundDep,
    who: ReaderDep,
    text: Annotated[str, Query(alias="jour", max_length=10)] = "",
) -> Trip:
    """Of the day that is asked for; without one, of the next on which the round runs."""
    if not text:
        return Trip(tour, who, next_run(tour.first_on, tour.every_days, house.today()))
    try:
        day = _DAY.validate_python(text)
    except ValidationError:
        code = HTTPStatus.UNPROCESSABLE_ENTITY
        raise HTTPException(code, "Ce jour n’est pas lisible : choisissez-en un autre.") from None
    return Trip(tour, who, day)


TripDep = Annotated[Trip, Depends(_trip)]


@router.get("/{tour}")
def road_page(request: Request, house: HouseDep, tour: TripDep) -> HTMLResponse:
    """All the stops of the day, in order."""
    row, day = tour.round, tour.day
    stops = read_stops(house, row, day)
    with house.pool.connection() as connection:
        structures = {each.subject: each.name for each in organisations.read_all(connection)}
    run = next_run(row.first_on, row.every_days, day)
    earliest = max(row.first_on, house.today())
    context = _context(house, tour, stops) | {
        "stops": stops,
        "first_line": OVER if tour.over(house.today()) else first_line(stops),
        "total_min": sum(stop.drive_min or 0 for stop in stops),
        "closed": closed_passes(day),
        "driver": structures.get(row.organisation, "structure partie"),
        "runs_that_day": run == day,
        "before": before if (before := run - timedelta(days=row.every_days)) >= earliest else None,
        "after": next_run(row.first_on, row.every_days, day + timedelta(days=1)),
        "plans": plans(tour.who),
    }
    return _kept(page(request, "rounds/road.html", context))


@router.get("/{tour}/{stop}")
def stop_page(request: Request, house: HouseDep, tour: TripDep, stop: UUID) -> HTMLResponse:
    """One stop: what to do there, and whom to meet."""
    stops = read_stops(house, tour.round, tour.day)
    rank = next((rank for rank, each in enumerate(stops) if each.place.subject == stop), None)
    if rank is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cette tournée ne s’arrête pas là.")
    context = _context(house, tour, stops) | {
        "stop": stops[rank],
        "rank": rank + 1,
        "first_line": OVER if tour.over(house.today()) else first_line([stops[rank]]),
        "following": stops[rank + 1] if rank + 1 < len(stops) else None,
    }
    return _kept(page(request, "rounds/stop.html", context))


def first_line(stops: list[Stop]) -> str:
    """What to do, such as « Chargez 3 envois et déposez-en 2 »."""
    load, unload = (sum(len(getattr(stop, way)) for stop in stops) for way in ("load", "unload"))
    if load and unload and len(stops) == 1:
        return f"Chargez {_count(load)} et déposez-en {unload}."
    if load:
        return f"Chargez {_count(load)}."
    if unload:
        return f"Déposez {_count(unload)}."
    if any(stop.stuck for stop in stops):
        return "Rien à charger ni à déposer\u00a0: demandez ce qui bloque."
    return "Rien à charger ni à déposer pour l’instant."


def _count(parcels: int) -> str:
    return f"{parcels} envoi{'s' if parcels > 1 else ''}"


def _context(house: House, tour: Trip, stops: list[Stop]) -> dict[str, Any]:
    now = house.now()
    return {
        "round": tour.round,
        "day": tour.day,
        "over": tour.over(house.today()),
        "names": {stop.place.subject: stop.place.name for stop in stops},
        "now": now,
        "made": now.isoformat(timespec="seconds"),
        "days_since": lambda order: days_since(order.moved_at, now),
        "contents": contents,
        "opens": lambda order: may_open(tour.who, order),
    }


def contents(parcel: Parcel) -> str:
    """« ordinateur portable » or « 3 appareils », as a list tells a parcel."""
    count = len(parcel.devices)
    return (
        f"{words.KIND[parcel.kind]} (ensemble de {count})" if count > 1 else words.KIND[parcel.kind]
    )


def _kept(response: HTMLResponse) -> HTMLResponse:
    response.headers.update(WITH_WORKER)
    return response
