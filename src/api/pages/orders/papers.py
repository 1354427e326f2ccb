"""What is printed about an order: the slip to come back with, then the receipt and guarantee."""

from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.access import Role
from api.house import House, HouseDep
from api.pages.orders.door import PATH, OrderDep, Sight
from api.pages.orders.view import device_name
from api.paper import symbol_path
from api.rendering import page
from ledger import device as d
from ledger.codes import written
from ledger.order import OrderHandedOver, OrderStage, Payer
from projections import agenda, organisations, register

router = APIRouter()

GUARANTEE_MONTHS = 24
"""Of a device sold by a professional (C. conso. L. 217-3), second-hand too."""


@router.get(PATH + "/ticket")
def slip(request: Request, house: HouseDep, sight: OrderDep) -> HTMLResponse:
    """The withdrawal slip, for the person: a code, where, what it costs, and no name."""
    at_its_place = sight.receives or sight.signed_in.has(Role.ADMINISTRATOR)
    if not at_its_place:
        detail = f"Le ticket s’imprime au lieu qui a fait la commande : {sight.row.place_name}."
        raise HTTPException(HTTPStatus.FORBIDDEN, detail)
    if not sight.open:
        raise HTTPException(
            HTTPStatus.CONFLICT, "Cette commande est terminée : son ticket ne sert plus."
        )
    context = {
        "sight": sight,
        "row": sight.row,
        "due_cents": sight.due_cents(Payer.PERSON),
        "symbol": symbol_path(written(sight.order.slip)),
        "today": house.today(),
    }
    return page(request, "orders/ticket.html", context)


@router.get(PATH + "/recu")
def receipt(request: Request, house: HouseDep, sight: OrderDep) -> HTMLResponse:
    """The receipt and the guarantee, once the device is handed over."""
    handed_over_at = sight.row.handed_over_at
    if sight.order.stage != OrderStage.HANDED_OVER or handed_over_at is None:
        raise HTTPException(
            HTTPStatus.CONFLICT, "Le reçu se fait à la remise de l’appareil : elle n’a pas eu lieu."
        )
    invited = _invitation(house, sight)
    with house.pool.connection() as connection:
        found = [register.read(connection, device) for device in sight.row.devices]
        third_party = (
            organisations.read(connection, sight.row.third_party) if sight.row.third_party else None
        )
        workshops = agenda.read_next(connection, house.now())
    day = handed_over_at.astimezone(house.settings.timezone).date()
    context = {
        "sight": sight,
        "row": sight.row,
        "devices": [(row, device_name(row)) for row in found if row],
        "third_party": third_party,
        "sold_on": day,
        "guaranteed_until": months_after(day, GUARANTEE_MONTHS),
        "months": GUARANTEE_MONTHS,
        "person_due_cents": sight.due_cents(Payer.PERSON),
        "invited": invited,
        "workshop": next(
            (row for row in workshops if invited and row.subject == invited.workshop), None
        ),
    }
    return page(request, "orders/receipt.html", context)


def _invitation(house: House, sight: Sight) -> d.InvitedToWorkshop | None:
    """What the device was invited to when it was handed over."""
    handed = [r for r in sight.life if isinstance(r.event, OrderHandedOver)]
    devices: list[UUID] = sight.row.devices[:1] if handed else []
    for device in devices:
        for record in house.ledger.life(device):
            same = record.metadata.command == handed[-1].metadata.command
            if same and isinstance(record.event, d.InvitedToWorkshop):
                return record.event
    return None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime(day.year + years, month + 1, last).date()  # noqa: DTZ001 (a day)
        except ValueError:
            continue
    raise AssertionError(day)
