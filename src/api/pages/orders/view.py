"""What the page of an order shows, and to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from psycopg import Connection

from api import ordering
from api.forms import Filled
from api.house import House
from api.ordering import Way
from api.pages.device.timeline import author
from api.pages.orders import possible
from api.pages.orders.door import Sight
from api.pages.orders.possible import Step, steps
from api.pages.reach import Reach
from api.rendering import page
from api.words import (
    KIND,
    MEANS,
    ORDER_STAGE,
    PAYER,
    THEME,
    age,
    day,
    day_and_time,
    euros,
    located,
    minutes,
)
from ledger import Event
from ledger.codes import written
from ledger.correction import effective, pages_of
from ledger.order import (
    DevicesReserved,
    Order,
    OrderStage,
    Payer,
    PaymentReceived,
    Routing,
    Submitted,
)
from ledger.routing import Route, way_between
from ledger.vault import KeyDestroyed, SealBroken
from projections import agenda, organisations, places, register, tariffs, timeline
from projections.agenda import WorkshopRow
from projections.organisations import OrganisationRow
from projections.register import DeviceRow

WORKSHOPS_SHOWN = 12
BY = {
    Routing.ALREADY_HERE: "déjà sur place",
    Routing.ON_A_ROUND: "par une tournée",
    Routing.BY_ROAD: "par la route",
}
WAY = {
    Way.STAYS: "Il reste où il est",
    Way.SENT_BACK: "Il est ici, et repart vers {}",
    Way.BACK_ALREADY: "Il est revenu chez {}",
}
"""What becomes of a defective device."""
ON_THE_WAY = frozenset({OrderStage.RESERVED, OrderStage.PREPARED, OrderStage.SHIPPED})


@dataclass(frozen=True)
class Trouble:
    """Why a form was not recorded, and what was typed in it."""

    step: Step
    errors: Mapping[str, str]
    texts: Mapping[str, list[str]]
    code: int


@dataclass(frozen=True)
class Line:
    """One record of its life: the same for both sides."""

    event: Event
    reads_as: Event | None
    corrected: bool
    by: str


def show_order(
    request: Request,
    house: House,
    sight: Sight,
    *,
    done: Step | None = None,
    trouble: Trouble | None = None,
) -> HTMLResponse:
    """The page; with ``trouble``, one of its forms again and what is wrong in it."""
    sorted_steps = steps(sight)
    offered = {*sorted_steps.possible, sorted_steps.now} - {None}
    with house.pool.connection() as connection:
        reach = Reach(connection, sight.signed_in)
        devices = _devices(connection, sight)
        context: dict[str, Any] = {
            "devices": [(row, device_name(row), reach.has_device(row)) for row in devices],
            "structures": {row.subject: row for row in organisations.read_all(connection)},
            "expected_on": _expected_on(connection, house, sight),
        }
    routes = _routes(house, sight) if Step.REROUTE in offered else []
    shown = {trouble.step: Filled(trouble.texts, trouble.errors)} if trouble else {}
    context |= {
        "wide": False,
        "sight": sight,
        "row": sight.row,
        "steps": sorted_steps,
        "offered": offered,
        "name": possible.NAME,
        "done": done,
        "trouble": trouble.step if trouble else None,
        "forms": {step: Filled() for step in Step} | shown,
        "lines": _lines(sight),
        "band": _band(house, sight),
        "options": _options(house, sight, devices, context["structures"].values(), routes),
        "command": uuid4(),
        "age": age(sight.row.submitted_at, house.now(), house.settings.timezone),
        "first_line": first_line(sight, sorted_steps.now),
        "person_due_cents": sight.due_cents(Payer.PERSON),
        "third_party_due_cents": sight.due_cents(Payer.THIRD_PARTY),
        "today": house.today(),
    }
    code = trouble.code if trouble else HTTPStatus.OK
    return page(request, "orders/order.html", context, status=code)


def _options(
    house: House,
    sight: Sight,
    devices: list[DeviceRow],
    structures: Iterable[OrganisationRow],
    routes: list[tuple[str, Route]],
) -> dict[str, Sequence[tuple[UUID | str, str]]]:
    """What the lists of the forms offer."""
    with house.pool.connection() as connection:
        workshops = agenda.read_next(connection, house.now(), limit=WORKSHOPS_SHOWN)
    return {
        "device": [(row.subject, _with_code(row)) for row in devices],
        "way": [(way, WAY[way].format(sight.row.origin_name)) for way in possible.ways(sight)],
        "payment": [(str(at), _payment(event)) for at, event in sight.payments.items()],
        "third_party": [(row.subject, row.name) for row in structures],
        "route": [(route.candidate.place, _way(name, route)) for name, route in routes],
        "workshop": [(row.subject, _workshop(row, house.settings.timezone)) for row in workshops],
    }


def _payment(event: PaymentReceived) -> str:
    return f"{euros(event.paid_cents)}, {MEANS[event.means]} ({PAYER[event.payer]})"


def _with_code(row: DeviceRow) -> str:
    return f"{device_name(row)} {written(row.code)}" if row.code else device_name(row)


def _way(place: str, route: Route) -> str:
    """« Ressourcerie de Briançon : 1 h 35 de route, vers le 3 décembre 2026 (…) »."""
    when = f"{minutes(route.road_min)} de route, vers le {day(route.expected_on)}"
    return f"{place}\u00a0: {when} ({BY[route.routing]})"


def _workshop(row: WorkshopRow, zone: ZoneInfo) -> str:
    where = located(row.place_name, row.commune_name)
    return f"{THEME[row.theme]}, {day_and_time(row.starts_at, zone)}, {where}"


def first_line(sight: Sight, now: Step | None) -> str:
    """Where it stands, then what the reader does now."""
    said = f"{ORDER_STAGE[sight.order.stage]}."
    if sight.order.stage in ON_THE_WAY and sight.row.origin_name:
        said = f"{ORDER_STAGE[sight.order.stage]} ({sight.row.origin_name})."
    if now is not None:
        return f"{said} À faire maintenant\u00a0: {possible.NAME[now].lower()}."
    end = "Rien à faire ici pour vous" if sight.open else "Une autre commande peut être faite"
    return said if sight.order.stage is OrderStage.HANDED_OVER else f"{said} {end}."


def device_name(row: DeviceRow) -> str:
    """« Lenovo ThinkPad T460 », or its kind when nobody read more."""
    return " ".join(filter(None, (row.maker, row.model))) or KIND[row.kind].capitalize()


def _devices(connection: Connection[Any], sight: Sight) -> list[DeviceRow]:
    found = [register.read(connection, device) for device in sight.row.devices]
    return [row for row in found if row is not None]


def _lines(sight: Sight) -> list[Line]:
    return [
        Line(
            step.event,
            step.reads_as,
            step.corrected_by is not None,
            author(step.recorded, sight.signed_in, sight.names),
        )
        for step in timeline.steps(sight.life)
    ]


def _band(house: House, sight: Sight) -> str | None:
    """What was declared, read aloud as the companion did; for who acts on the open order."""
    if not sight.acts:
        return None
    asked = next(r.event for r in sight.life if isinstance(r.event, Submitted))
    try:
        declared = ordering.open_declared(house.vault, sight.order.id, asked.declared)
    except (KeyDestroyed, SealBroken):
        return "elle n’est plus lisible"
    with house.pool.connection() as connection:
        grids = {each.grid.id: each.grid for each in tariffs.read_all(connection)}
    bands = grids[asked.grid].bands if asked.grid in grids else ()
    return next((row.title for row in bands if row.band == declared.band), str(declared.band))


def _expected_on(connection: Connection[Any], house: House, sight: Sight) -> date | None:
    """When what was promised should be there, by the rounds that run today."""
    order = sight.order
    promised = [
        event for _, event in effective(pages_of(sight.life)) if isinstance(event, DevicesReserved)
    ]
    origin = places.read(connection, order.origin) if order.origin else None
    if order.stage not in ON_THE_WAY or origin is None or not promised:
        return None
    since = promised[-1].happened_at.astimezone(house.settings.timezone).date()
    here, there = (origin.subject, origin.commune), (sight.place.subject, sight.place.commune)
    return way_between(here, there, house.seldom(connection).runs, since).expected_on


def _routes(house: House, sight: Sight) -> list[tuple[str, Route]]:
    """The other places that could serve it, each with the way from there."""
    order: Order = sight.order
    found = ordering.find_routes(house, ordering.wish_again(house, order))
    best: dict[Any, Route] = {}
    for route in found:
        if route.candidate.place != order.origin:
            best.setdefault(route.candidate.place, route)
    with house.pool.connection() as connection:
        named = {place: places.read(connection, place) for place in best}
    return [(row.name, best[place]) for place, row in named.items() if row]
