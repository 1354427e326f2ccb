"""What is printed: the stickers of a batch, of a lot, of a device; or rulers, to try a printer."""

from collections.abc import Callable
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
from api.pages.lot_door import lot_name
from api.pages.lot_view import codes_to_print
from api.pages.printing import PAPERS, Printing, Unprinted, printing_of
from api.pages.reach import Reach
from api.paper import example, sticker, stickers
from api.rendering import page
from labels import DOTS_PER_MM
from ledger.errors import UnknownSubject
from projections import lots, register

router = APIRouter()

MEDIA = {
    "pdf": "application/pdf",
    "zpl": "application/octet-stream",
    "svg": "image/svg+xml",
    "png": "image/png",
}
PICTURES = frozenset({"svg", "png"})


@dataclass(frozen=True)
class Wanted:
    """Which stickers a page prints; none at all for a test print."""

    action: str
    """Address of the download, without its extension."""
    codes: tuple[str, ...] = ()
    lot: UUID | None = None
    device: UUID | None = None
    batch: UUID | None = None
    paper: str = ""
    """The one it was made for."""

    @property
    def name(self) -> str:
        named = self.lot or self.batch
        return lot_name(named) if named else ""

    @property
    def file(self) -> str:
        """What its files are called."""
        if self.device:
            return f"etiquette-{self.codes[0]}"
        return "etiquettes" if self.codes else "essai"


TRIAL = Wanted("/etiquettes/essai")


@router.get("/etiquettes/essai")
def trial_page(request: Request, house: HouseDep, _: OperatorDep) -> HTMLResponse:
    """Which paper to try."""
    return _form(request, house, TRIAL)


@router.get("/etiquettes/essai.{kind}")
def trial(kind: str, request: Request, house: HouseDep, _: OperatorDep) -> Response:
    """A frame and rulers, to see by how much the printer is off."""
    if kind not in MEDIA or kind in PICTURES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return _download(request, house, TRIAL, kind)


@router.get("/etiquettes/lot/{lot}.{kind}")
def lot_sheet(
    lot: UUID, kind: str, request: Request, house: HouseDep, signed_in: OperatorDep
) -> Response:
    """The stickers of the devices of a lot that have one and stand at their places."""
    wanted = of_lot(house, signed_in, lot)
    if kind not in MEDIA or kind in PICTURES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if not wanted.codes:
        raise HTTPException(
            HTTPStatus.CONFLICT, "Aucun appareil de ce lot n’a d’étiquette : préparez-les d’abord."
        )
    return _download(request, house, wanted, kind)


@router.get("/etiquettes/appareil/{device}.{kind}")
def device_sticker(
    device: UUID, kind: str, request: Request, house: HouseDep, signed_in: OperatorDep
) -> Response:
    """The sticker of one device, to print again."""
    wanted = of_device(house, signed_in, device)
    if kind not in MEDIA:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return _download(request, house, wanted, kind)


def print_page(request: Request, house: House, signed_in: SignedIn) -> Response | None:
    """On which paper to print the stickers of the lot or of the device that the address names."""
    if lot := _asked(request, "lot"):
        return _form(request, house, of_lot(house, signed_in, lot))
    if device := _asked(request, "appareil"):
        return _form(request, house, of_device(house, signed_in, device))
    return None


def _asked(request: Request, name: str) -> UUID | None:
    text = request.query_params.get(name)
    try:
        return UUID(text) if text else None
    except ValueError:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def of_lot(house: House, signed_in: SignedIn, lot: UUID) -> Wanted:
    with house.pool.connection() as connection:
        row = lots.read(connection, lot)
        if row is None:
            raise UnknownSubject("lot", lot)
        reach = Reach(connection, signed_in)
        if not reach.has_place(row.place):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Ce lot est chez une autre structure.")
        codes = codes_to_print(reach, register.read_lot(connection, lot))
    return Wanted(f"/etiquettes/lot/{lot}", codes, lot=lot)


def of_device(house: House, signed_in: SignedIn, device: UUID) -> Wanted:
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


def download(
    request: Request,
    house: House,
    wanted: Wanted,
    kind: str,
    refused: Callable[[dict[str, str]], Response],
) -> Response:
    """The file, or what says beside each field of the form what is wrong with it."""
    try:
        printing = printing_of({"papier": wanted.paper} | dict(request.query_params))
        data = (
            printing.printed(kind, stickers(house.settings, wanted.codes))
            if wanted.codes
            else printing.trial(kind)
        )
    except Unprinted as refusal:
        return refused(refusal.errors)
    return Response(
        data,
        media_type=MEDIA[kind],
        headers={"Content-Disposition": f'attachment; filename="{wanted.file}.{kind}"'},
    )


def _download(request: Request, house: House, wanted: Wanted, kind: str) -> Response:
    return download(
        request, house, wanted, kind, lambda refusal: _form(request, house, wanted, refusal)
    )


def printing_context(
    request: Request, house: House, wanted: Wanted, errors: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the form of a paper shows: what was chosen, what is wrong, how it will look."""
    texts: dict[str, list[str]] = {
        name: [text]
        for name, text in request.query_params.items()
        if name not in {"lot", "appareil"}
    }
    context: dict[str, Any] = {
        "wide": True,
        "wanted": wanted,
        "form": Filled({"papier": [wanted.paper]} | texts, errors or {}),
        "papers": PAPERS,
        "points": DOTS_PER_MM,
    }
    return context | look(house, request.query_params.get("papier") or wanted.paper, wanted.codes)


def look(house: House, paper: str, codes: tuple[str, ...] = ()) -> dict[str, Any]:
    """The sticker as it will look on a paper, or why it cannot be on that one."""
    try:
        printing = printing_of({"papier": paper})
    except Unprinted:
        printing = Printing()
    shown = sticker(house.settings, codes[0]) if codes else example(house.settings)
    try:
        drawn = printing.printed("svg", [shown]).decode()
    except Unprinted as refusal:
        return {"preview": None, "too_small": " ".join(refusal.errors.values())}
    return {"preview": Markup(drawn), "too_small": ""}  # noqa: S704 (ours)


def _form(
    request: Request, house: House, wanted: Wanted, errors: dict[str, str] | None = None
) -> HTMLResponse:
    context = printing_context(request, house, wanted, errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, "stickers/print.html", context, status=status)
