"""The devices of a lot get their codes before these are printed, all in one command."""

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
from ledger.errors import BadCode
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
