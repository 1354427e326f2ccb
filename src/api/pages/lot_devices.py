"""Devices come into a lot: counted by kind, or read from an inventory file."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from api.access import CsrfDep, OperatorDep
from api.forms import Filled, Unreadable
from api.house import House, HouseDep
from api.importing import import_inventory
from api.pages.device.measures import differing
from api.pages.lot_door import (
    OpenLotDep,
    OwnLot,
    command_of,
    moment_of,
    record_once,
    texts_of,
)
from api.pages.lot_view import ROWS_TO_COUNT, shops_of, show_lot
from api.rendering import page
from api.units import read_quantity
from ledger import Entry
from ledger.device import Collected, Received
from ledger.values import DeviceKind, DonorKind, LegalStatus, LotId, PlaceId, PlaceRole

router = APIRouter()

DEVICES_A_ROW = 100
HEAVIEST_G = 200_000

COUNT = f"Écrivez un nombre de 1 à {DEVICES_A_ROW}."
MASS = "Écrivez un poids en kilogrammes, comme 1,9. Il va jusqu’à 200 kg."


@router.post("/lots/{lot}/appareils")
def collect(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: OpenLotDep, form: CsrfDep
) -> Response:
    """Record so many devices of each kind as collected, in one command."""
    try:
        entries = _counted(house, lot, form)
    except Unreadable as unreadable:
        names = (f"{name}.{row}" for name in ("kind", "count", "mass_g") for row in _rows())
        typed = Filled(texts_of(form, *names, "day", "received"), unreadable.errors)
        code = HTTPStatus.UNPROCESSABLE_ENTITY
        return show_lot(request, house, signed_in, lot, collecting=typed, status=code)
    record_once(house, signed_in.author, command_of(form), *entries)
    return RedirectResponse(f"/lots/{lot.row.subject}", HTTPStatus.SEE_OTHER)


@router.post("/lots/{lot}/import")
def import_file(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: OpenLotDep, form: CsrfDep
) -> Response:
    """Import an inventory file and say what became of each of its machines.

    The answer is the summary itself: sent again, the same file changes nothing.
    """
    errors, limit_mb = {}, house.settings.upload_limit_mb
    file, place, collected_at = form.get("file"), lot.row.place, house.now()
    if not isinstance(file, UploadFile) or not file.filename:
        errors["file"] = "Choisissez un fichier."
    elif (file.size or 0) > limit_mb * 1_000_000:
        errors["file"] = f"Ce fichier est trop gros : {limit_mb} Mo au plus. Découpez-le."
    with house.pool.connection() as connection:
        shops = {str(shop.subject): shop for shop in shops_of(connection, signed_in)}
    if shop := shops.get(_text(form, "place")):
        place = shop.subject
    else:
        errors["place"] = "Choisissez l’atelier où sont ces machines."
    try:
        collected_at = moment_of(_text(form, "day"), house.now(), house.settings.timezone)
    except ValueError as error:
        errors["day"] = str(error)
    if errors or not isinstance(file, UploadFile):
        typed = Filled(texts_of(form, "place", "day", "one_machine"), errors)
        code = HTTPStatus.UNPROCESSABLE_ENTITY
        return show_lot(request, house, signed_in, lot, importing=typed, status=code)
    summary = import_inventory(
        house,
        signed_in.author,
        lot.row.subject,
        place,
        file.filename or "",
        file.file.read(),
        collected_at=collected_at,
        one_machine=bool(_text(form, "one_machine")),
    )
    told = [(each.origin, each.device, differing(each.differences)) for each in summary.differing]
    context = {"wide": True, "lot": lot, "summary": summary, "differing": told}
    return page(request, "lot/import.html", context)


def _rows() -> range:
    return range(ROWS_TO_COUNT)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _counted(house: House, lot: OwnLot, form: FormData) -> list[Entry]:
    """The events of every device counted. Raises ``Unreadable``."""
    errors: dict[str, str] = {}
    kinds: list[tuple[DeviceKind, int | None]] = []
    for row in _rows():
        try:
            kinds += _row(form, row)
        except Unreadable as unreadable:
            errors |= unreadable.errors
    moment = house.now()
    try:
        moment = moment_of(_text(form, "day"), moment, house.settings.timezone)
    except ValueError as error:
        errors["day"] = str(error)
    received = bool(_text(form, "received"))
    if received and PlaceRole.REFURBISHING_SHOP not in lot.place.roles:
        errors["received"] = f"« {lot.place.name} » n’est pas un atelier : décochez."
    if not kinds and not errors:
        errors["count.0"] = "Dites au moins un type d’appareil, et combien."
    if errors:
        raise Unreadable(errors)
    command = command_of(form)
    entries: list[Entry] = []
    for rank, (kind, mass_g) in enumerate(kinds):
        # a microsecond apart: the devices of a lot are shown in the order they were typed
        at = moment - timedelta(microseconds=len(kinds) - rank)
        entries += _device(lot, uuid5(command, str(rank)), kind, mass_g, at, received=received)
    return entries


def _row(form: FormData, row: int) -> list[tuple[DeviceKind, int | None]]:
    kind, count, mass = (_text(form, f"{name}.{row}") for name in ("kind", "count", "mass_g"))
    if not (kind or count or mass):
        return []
    errors: dict[str, str] = {}
    if kind not in {*DeviceKind}:
        errors[f"kind.{row}"] = "Choisissez un type d’appareil."
    digits = count.isascii() and count.isdigit() and len(count) <= len(str(DEVICES_A_ROW))
    if not digits or not 1 <= int(count) <= DEVICES_A_ROW:
        errors[f"count.{row}"] = COUNT
    mass_g = None
    try:
        mass_g = int(read_quantity("mass_g", mass, whole=True)) if mass else None
    except ValueError:
        errors[f"mass_g.{row}"] = MASS
    if mass_g is not None and not 1 <= mass_g <= HEAVIEST_G:
        errors[f"mass_g.{row}"] = MASS
    if errors:
        raise Unreadable(errors)
    return [(DeviceKind(kind), mass_g)] * int(count)


def _device(  # noqa: PLR0913 (what a counted device is made of)
    lot: OwnLot,
    device: UUID,
    kind: DeviceKind,
    mass_g: int | None,
    at: datetime,
    *,
    received: bool,
) -> list[Entry]:
    place = PlaceId(lot.row.place)
    collected = Collected(
        happened_at=at,
        kind=kind,
        place=place,
        lot=LotId(lot.row.subject),
        donor=DonorKind(lot.row.donor),
        free_public_gift=lot.row.public_gift,
        legal_status=LegalStatus(lot.row.legal_status),
        mass_g=mass_g,
    )
    if not received:
        return [Entry(device, collected)]
    arrived = Received(happened_at=at, origin=place, place=place)
    return [Entry(device, collected), Entry(device, arrived)]
