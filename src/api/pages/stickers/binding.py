"""Blank stickers are bound one after the other: scan the sticker, then the serial number."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access import CsrfDep, OperatorDep, SignedIn
from api.forms import Filled
from api.house import House, HouseDep
from api.pages.lot_door import command_of, may_record_at, record_once
from api.pages.reach import Reach
from api.refusals import RULES, sentence, status
from api.rendering import page
from api.wedge import scanned
from api.words import KIND
from ledger import Entry, LedgerError
from ledger.codes import read_code, written
from ledger.device import StickerBound
from ledger.errors import BadCode, Rule, UnknownSubject
from projections import batches, register
from projections.register import DeviceRow

router = APIRouter()

PATH = "/etiquettes/associer"
LONGEST = 120
NOT_A_CODE = "Ce code n’existe pas : vérifiez ses neuf caractères, puis scannez encore."


@router.get(PATH)
def binding_page(
    request: Request,
    house: HouseDep,
    signed_in: OperatorDep,
    etiquette: Annotated[str, Query(max_length=200)] = "",
    fait: UUID | None = None,
) -> Response:
    """Ready for the next sticker; or for the serial number, once a sticker is scanned."""
    texts = {"code": [etiquette]} if etiquette.strip() else {}
    errors = {}
    if texts:
        try:
            if why := _taken(house, signed_in, read_code(scanned(etiquette))):
                errors["code"] = why
        except BadCode:
            errors["code"] = NOT_A_CODE
    return _show(request, house, signed_in, Filled(texts, errors), done=fait)


@router.post(PATH)
def bind_sticker(
    request: Request, house: HouseDep, signed_in: OperatorDep, form: CsrfDep
) -> Response:
    """Bind a blank sticker, just stuck on a device and scanned."""
    typed = {name: [str(form.get(name, "")).strip()[:LONGEST]] for name in ("code", "serial")}
    try:
        code = read_code(scanned(typed["code"][0]))
    except BadCode:
        return _show(request, house, signed_in, Filled(typed, {"code": NOT_A_CODE}))
    if not form.get("device") and not typed["serial"][0]:
        return RedirectResponse(f"{PATH}?etiquette={written(code)}", HTTPStatus.SEE_OTHER)
    if form.get("device"):
        row = _chosen(house, signed_in, form)
    else:
        found = _by_serial(house, signed_in, typed["serial"][0])
        if isinstance(found, str):
            return _show(request, house, signed_in, Filled(typed, {"serial": found}))
        if len(found) > 1:
            return _show(request, house, signed_in, Filled(typed), choices=found)
        [row] = found
    bound = StickerBound(happened_at=house.now(), code=code)
    try:
        record_once(house, signed_in.author, command_of(form), Entry(row.subject, bound))
    except LedgerError as refusal:
        why = _taken(house, signed_in, code) or sentence(refusal)
        return _show(request, house, signed_in, Filled(typed, {"": why}), status(refusal))
    then = f"{PATH}?fait={row.subject}" if form.get("ensuite") else f"/appareils/{row.subject}"
    return RedirectResponse(then, HTTPStatus.SEE_OTHER)


def _chosen(house: House, signed_in: SignedIn, form: FormData) -> DeviceRow:
    """The device that was chosen in a list."""
    try:
        device = UUID(str(form.get("device")))
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
    return row


def _by_serial(house: House, signed_in: SignedIn, serial: str) -> list[DeviceRow] | str:
    """The devices of their places that bear this number, or the sentence that says why none."""
    with house.pool.connection() as connection:
        rows = [] if "\x00" in serial else register.read_serial(connection, serial)
    here = [row for row in rows if may_record_at(signed_in, row.place)]
    if here:
        return here
    if rows:
        return f"L’appareil qui porte le numéro « {serial} » n’est pas dans un de vos lieux."
    return (
        f"Aucun appareil ne porte le numéro de série « {serial[:40]} » : vérifiez-le, "
        "ou faites d’abord son inventaire."
    )


def _taken(house: House, signed_in: SignedIn, code: str) -> str | None:
    """Why this sticker can be bound no more, said before the device is even looked for."""
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        if batches.read_voided(connection, code):
            return RULES[Rule.STICKER_VOIDED]
        holder, maker = (house.ledger.holder(kind, code) for kind in ("sticker", "batch"))
        if holder:
            row = register.read(connection, holder)
            if row is None or not reach.has_device(row):
                return "Cette étiquette est déjà sur un appareil d’une autre structure."
            return f"Cette étiquette est déjà sur cet appareil : {device_name(row)}."
        batch = batches.read(connection, maker) if maker else None
        if batch and not reach.has_place(batch.place):
            return RULES[Rule.STICKER_OF_ANOTHER_STRUCTURE]
    return None


def device_name(row: DeviceRow) -> str:
    """« Lenovo ThinkPad T460, n° PF0ABCDE »: enough to find it on a bench."""
    name = " ".join(filter(None, (row.maker, row.model))) or KIND[row.kind].capitalize()
    return f"{name}, n° {row.serial}" if row.serial else name


def _show(  # noqa: PLR0913 (one page in its three moments)
    request: Request,
    house: House,
    signed_in: SignedIn,
    form: Filled,
    refused: int = HTTPStatus.UNPROCESSABLE_ENTITY,
    *,
    done: UUID | None = None,
    choices: list[DeviceRow] | None = None,
) -> HTMLResponse:
    """The next sticker; or, with a good code, the serial number it goes with."""
    with house.pool.connection() as connection:
        row = register.read(connection, done) if done else None
        bound = row if row and row.code and Reach(connection, signed_in).has_device(row) else None
    context: dict[str, Any] = {
        "form": form,
        "code": read_code(scanned(form.text("code"))) if _is_good(form) else None,
        "choices": choices or [],
        "bound": bound,
        "name": device_name,
        "command": uuid4(),
    }
    status_code = refused if form.errors else HTTPStatus.OK
    return page(request, "stickers/bind.html", context, status=status_code)


def _is_good(form: Filled) -> bool:
    """Whether the code that was typed can be bound, as far as is known."""
    return bool(form.text("code")) and not form.error("code") and not form.error("")
