"""Stickers on paper: sheets, rolls, one picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from api.access import OperatorDep, SignedIn
from api.forms import Filled
from api.house import House, HouseDep
from api.pages import sticker_binding
from api.pages.lot_door import lot_name
from api.pages.lot_view import codes_to_print
from api.pages.printing import PAPERS, Printing, Unprinted, printing_of
from api.pages.reach import Reach
from api.paper import blank_stickers, sticker, stickers
from api.rendering import page
from labels import Sticker
from ledger.errors import UnknownSubject
from projections import lots, register

router = APIRouter()
router.include_router(sticker_binding.router)

BLANKS = 21
BLANKS_MAX = 1_000
MEDIA = {"pdf": "application/pdf", "svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Wanted:
    """Which stickers a page prints: blank ones, those of a lot, or that of a device."""

    action: str
    """Address of the download, without its extension."""
    codes: tuple[str, ...] = ()
    lot: UUID | None = None
    device: UUID | None = None

    @property
    def name(self) -> str:
        return lot_name(self.lot) if self.lot else ""


BLANK = Wanted("/etiquettes/vierges")


@router.get("/etiquettes")
def stickers_page(request: Request, house: HouseDep, signed_in: OperatorDep) -> HTMLResponse:
    """What to print, on which paper; and the sticker as it will look."""
    wanted = BLANK
    if lot := _asked(request, "lot"):
        wanted = _of_lot(house, signed_in, lot)
    elif device := _asked(request, "appareil"):
        wanted = _of_device(house, signed_in, device)
    return _form(request, house, wanted)


@router.get("/etiquettes/vierges.{kind}")
def blank_page(kind: str, request: Request, house: HouseDep, _: OperatorDep) -> Response:
    """New codes that lead nowhere until they are bound; a picture holds one of them."""
    texts = request.query_params
    try:
        count = _count(texts.get("nombre", str(BLANKS))) if kind == "pdf" else 1
    except ValueError as error:
        return _form(request, house, BLANK, {"nombre": str(error)})
    return _download(request, house, BLANK, kind, blank_stickers(house.settings, count))


@router.get("/etiquettes/lot/{lot}.pdf")
def lot_sheet(request: Request, house: HouseDep, signed_in: OperatorDep, lot: UUID) -> Response:
    """The stickers of the devices of a lot that have one and stand at their places."""
    wanted = _of_lot(house, signed_in, lot)
    if not wanted.codes:
        raise HTTPException(
            HTTPStatus.CONFLICT, "Aucun appareil de ce lot n’a d’étiquette : préparez-les d’abord."
        )
    made = stickers(house.settings, wanted.codes)
    return _download(request, house, wanted, "pdf", made)


@router.get("/etiquettes/appareil/{device}.{kind}")
def device_sticker(
    device: UUID, kind: str, request: Request, house: HouseDep, signed_in: OperatorDep
) -> Response:
    """The sticker of one device, to print again."""
    wanted = _of_device(house, signed_in, device)
    return _download(request, house, wanted, kind, stickers(house.settings, wanted.codes))


def _asked(request: Request, name: str) -> UUID | None:
    text = request.query_params.get(name)
    try:
        return UUID(text) if text else None
    except ValueError:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def _of_lot(house: House, signed_in: SignedIn, lot: UUID) -> Wanted:
    with house.pool.connection() as connection:
        row = lots.read(connection, lot)
        if row is None:
            raise UnknownSubject("lot", lot)
        reach = Reach(connection, signed_in)
        if not reach.has_place(row.place):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Ce lot est chez une autre structure.")
        codes = codes_to_print(reach, register.read_lot(connection, lot))
    return Wanted(f"/etiquettes/lot/{lot}", codes, lot=lot)


def _of_device(house: House, signed_in: SignedIn, device: UUID) -> Wanted:
    with house.pool.connection() as connection:
        row = register.read(connection, device)
        if row is None:
            raise UnknownSubject("device", device)
        if not Reach(connection, signed_in).has_device(row):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Cet appareil est chez une autre structure.")
    if row.code is None:
        raise HTTPException(
            HTTPStatus.CONFLICT,
            "Cet appareil n’a pas encore d’étiquette : collez-en une vierge, puis associez-la.",
        )
    return Wanted(f"/etiquettes/appareil/{device}", (row.code,), device=device)


def _count(text: str) -> int:
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(BLANKS_MAX))
    if not digits or not 1 <= int(text) <= BLANKS_MAX:
        raise ValueError("Écrivez un nombre d’étiquettes, de 1 à 1 000.")
    return int(text)


def _download(
    request: Request, house: House, wanted: Wanted, kind: str, made: Sequence[Sticker]
) -> Response:
    """The file, or the form again with the sentence that says what is wrong with it."""
    if kind not in MEDIA:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        data = printing_of(request.query_params).printed(kind, made)
    except Unprinted as refusal:
        return _form(request, house, wanted, refusal.errors)
    name = f"etiquette-{wanted.codes[0]}" if wanted.device else "etiquettes"
    return Response(
        data,
        media_type=MEDIA[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


def _form(
    request: Request, house: House, wanted: Wanted, errors: dict[str, str] | None = None
) -> HTMLResponse:
    texts: dict[str, list[str]] = {
        name: [text]
        for name, text in request.query_params.items()
        if name not in {"lot", "appareil"}
    }
    code = wanted.codes[0] if wanted.codes else None
    context: dict[str, Any] = {
        "wide": True,
        "wanted": wanted,
        "form": Filled({"nombre": [str(BLANKS)], **texts}, errors or {}),
        "papers": PAPERS,
        "blanks_max": BLANKS_MAX,
        "preview": None,
        "too_small": "",
    }
    try:
        printing = printing_of(request.query_params)
    except Unprinted:
        printing = Printing()
    try:
        shown = sticker(house.settings, code) if code else blank_stickers(house.settings, 1)[0]
        context["preview"] = Markup(printing.printed("svg", [shown]).decode())  # noqa: S704 (ours)
    except Unprinted as refusal:
        context["too_small"] = " ".join(refusal.errors.values())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, "stickers/stickers.html", context, status=status)
