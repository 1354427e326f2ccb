"""The public agenda as a calendar that phones and town halls subscribe to (RFC 5545)."""

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from icalendar import Calendar
from icalendar import Event as Entry

from api.house import House, HouseDep
from api.pages.public import Siren, territory_asked
from api.words import THEME, located
from projections import agenda
from projections.agenda import WorkshopRow

router = APIRouter()

MOST = 500
FRESH_FOR = timedelta(hours=6)


@router.get("/ateliers.ics")
def workshops_calendar(house: HouseDep, territoire: Siren = "") -> Response:
    """Workshops to come, of one intercommunalité or of all. Nobody knows who subscribes."""
    wanted = territory_asked(territoire)
    with house.pool.connection() as connection:
        siren = wanted.siren if wanted else None
        rows = agenda.read_next(connection, house.now(), siren, limit=MOST)
    where = wanted.display_name if wanted else house.settings.territory
    return Response(
        _calendar(house, rows, where),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="ateliers.ics"'},
    )


def _calendar(house: House, rows: list[WorkshopRow], where: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Mélèze//Ateliers numériques//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Ateliers numériques, {where}")
    calendar.add("refresh-interval", FRESH_FOR, parameters={"value": "DURATION"})
    for row in rows:
        calendar.add_component(_entry(house, row))
    return bytes(calendar.to_ical())


def _entry(house: House, row: WorkshopRow) -> Entry:
    entry = Entry()
    entry.add("uid", f"{row.subject}@meleze")
    entry.add("dtstamp", row.starts_at)  # the same bytes each time nothing changed
    entry.add("dtstart", row.starts_at)
    entry.add("dtend", row.starts_at + timedelta(minutes=row.duration_min))
    entry.add("summary", f"Atelier numérique : {THEME[row.theme]}")
    entry.add("location", located(row.place_name, row.commune_name))
    car = " Accessible sans voiture." if row.reachable_without_car else ""
    seats = f"{row.seats} places. Ouvert à tout le monde, avec ou sans appareil.{car}"
    entry.add("description", seats)
    entry.add("url", f"{house.settings.address}/ateliers")
    return entry
