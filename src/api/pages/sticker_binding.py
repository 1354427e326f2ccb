"""Stickers get their devices: those of a lot before they are printed, a blank one once stuck."""

from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CsrfDep, OperatorDep, SignedIn
from api.house import House, HouseDep
from api.pages.lot_door import LotDep, OwnLot, command_of, may_record_at, record_once
from api.pages.lot_view import is_without_sticker
from api.refusals import sentence, status
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.codes import new_code, read_code
from ledger.device import StickerBound
from ledger.errors import BadCode, UnknownSubject
from projections import register
from projections.register import DeviceRow

router = APIRouter()


@router.get("/lots/{lot}/etiquettes")
def lot_stickers_page(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: LotDep
) -> HTMLResponse:
    """Ask before giving a code to each device of the lot that has none, at their places."""
    return _confirm(request, house, signed_in, lot)


@router.post("/lots/{lot}/etiquettes")
def bind_lot_stickers(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: LotDep, form: CsrfDep
) -> Response:
    """Record these codes on these devices, in one command, then go and print them."""
    own = {row.subject for row in _own_rows(house, signed_in, lot)}
    pairs = _pairs(str(form.get("codes", "")))
    if not pairs or not {device for device, _ in pairs} <= own:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    now = house.now()
    entries = [Entry(device, StickerBound(happened_at=now, code=code)) for device, code in pairs]
    try:
        record_once(house, signed_in.author, command_of(form), *entries)
    except LedgerError as refusal:
        return _confirm(request, house, signed_in, lot, refusal)
    return RedirectResponse(f"/etiquettes?lot={lot.row.subject}", HTTPStatus.SEE_OTHER)


@router.post("/etiquettes/associer")
def bind_sticker(house: HouseDep, signed_in: OperatorDep, form: CsrfDep) -> Response:
    """Bind a blank sticker, just stuck on a device and scanned."""
    code = read_code(str(form.get("code", "")))
    try:
        device = UUID(str(form.get("device", "")))
    except ValueError:
        raise HTTPException(
            HTTPStatus.UNPROCESSABLE_ENTITY, "Choisissez l’appareil qui porte cette étiquette."
        ) from None
    with house.pool.connection() as connection:
        row = register.read(connection, device)
    if row is None:
        raise UnknownSubject("device", device)
    if not may_record_at(signed_in, row.place):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Cet appareil n’est pas dans un de vos lieux.")
    bound = StickerBound(happened_at=house.now(), code=code)
    record_once(house, signed_in.author, command_of(form), Entry(device, bound))
    return RedirectResponse(f"/appareils/{device}", HTTPStatus.SEE_OTHER)


def _own_rows(house: House, signed_in: SignedIn, lot: OwnLot) -> list[DeviceRow]:
    with house.pool.connection() as connection:
        rows = register.read_lot(connection, lot.row.subject)
    return [row for row in rows if may_record_at(signed_in, row.place)]


def _confirm(
    request: Request,
    house: House,
    signed_in: SignedIn,
    lot: OwnLot,
    refusal: LedgerError | None = None,
) -> HTMLResponse:
    """The form; its codes are made here, so that the form sent twice says the same codes."""
    bare = [row for row in _own_rows(house, signed_in, lot) if is_without_sticker(row)]
    context = {
        "lot": lot,
        "bare": bare,
        "codes": " ".join(f"{row.subject}={new_code()}" for row in bare),
        "command": uuid4(),
        "refused": sentence(refusal) if refusal else "",
    }
    code = status(refusal) if refusal else HTTPStatus.OK
    return page(request, "stickers/lot.html", context, status=code)


def _pairs(text: str) -> list[tuple[UUID, str]]:
    """Devices and codes, as the form holds them; none when it was tampered with."""
    pairs = []
    for each in text.split():
        device, _, code = each.partition("=")
        try:
            pairs.append((UUID(device), read_code(code)))
        except (ValueError, BadCode):
            return []
    return pairs
