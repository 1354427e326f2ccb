"""The register of blank stickers: the batches of a structure, and how a new one is made."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access import CsrfDep, OperatorDep, SignedIn
from api.forms import Filled
from api.house import House, HouseDep
from api.pages.lot_door import command_of, lot_name, may_record_at, record_once, texts_of
from api.pages.printing import PAPERS, Unprinted, printing_of
from api.pages.reach import Reach
from api.pages.stickers.printed import look, print_page
from api.paper import example
from api.refusals import sentence, status
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.batch import MOST_CODES, BatchPrinted
from ledger.codes import new_code
from ledger.values import OrganisationId, PlaceId
from projections import batches, organisations, places
from projections.places import PlaceRow

router = APIRouter()

COUNT = 42
"""Two sheets: what a shop uses in some weeks."""
SHOWN = 100
ASKED = ("nombre", "papier", "lieu")


@router.get("/etiquettes")
def register_page(request: Request, house: HouseDep, signed_in: OperatorDep) -> Response:
    """Each batch, where it is and what is left of it; or what to print of a lot or a device."""
    return print_page(request, house, signed_in) or _show(request, house, signed_in, Filled())


@router.post("/etiquettes/series")
def make_batch(
    request: Request, house: HouseDep, signed_in: OperatorDep, form: CsrfDep
) -> Response:
    """Make new codes, which lead nowhere until they are bound; then go and print them."""
    command = command_of(form)
    batch = uuid5(command, "batch")
    texts = texts_of(form, *ASKED)
    try:
        printed = _printed(house, signed_in, form)
    except Unprinted as refusal:
        return _show(request, house, signed_in, Filled(texts, refusal.errors))
    try:
        record_once(house, signed_in.author, command, Entry(batch, printed))
    except LedgerError as refusal:
        filled = Filled(texts, {"": sentence(refusal)})
        return _show(request, house, signed_in, filled, status(refusal))
    return RedirectResponse(f"/etiquettes/series/{batch}", HTTPStatus.SEE_OTHER)


def _printed(house: House, signed_in: SignedIn, form: FormData) -> BatchPrinted:
    """The batch that the form asks for. Raises ``Unprinted``."""
    errors: dict[str, str] = {}
    count = _count(str(form.get("nombre", "")))
    if count is None:
        errors["nombre"] = "Écrivez un nombre d’étiquettes, de 1 à 1 000."
    paper = str(form.get("papier", ""))
    try:
        # Nothing is recorded that could not be printed.
        printing_of({"papier": paper}).printed("svg", [example(house.settings)])
    except Unprinted as refusal:
        errors |= refusal.errors
    places_of = {str(row.subject): row for row in places_to_print(house, signed_in)}
    place = places_of.get(str(form.get("lieu", "")))
    if place is None:
        errors["lieu"] = "Choisissez le lieu où ces étiquettes seront collées."
    if errors or place is None or count is None:
        raise Unprinted(errors)
    return BatchPrinted(
        happened_at=house.now(),
        place=PlaceId(place.subject),
        organisation=OrganisationId(place.organisation),
        paper=paper,
        codes=tuple(new_code() for _ in range(count)),
    )


def _count(text: str) -> int | None:
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_CODES))
    return int(text) if digits and 1 <= int(text) <= MOST_CODES else None


def places_to_print(house: House, signed_in: SignedIn) -> list[PlaceRow]:
    """The open places where they may record, that where they work now first."""
    with house.pool.connection() as connection:
        rows = [row for row in places.read_all(connection) if may_record_at(signed_in, row.subject)]
    return sorted(rows, key=lambda row: row.subject != signed_in.place)


def _show(
    request: Request,
    house: House,
    signed_in: SignedIn,
    filled: Filled,
    refused: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HTMLResponse:
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        mine: list[UUID] | None = None
        if not reach.everything:
            mine = [row.subject for row in reach.open_places()]
        rows = batches.read_recent(connection, mine, SHOWN)
        names = {
            place: row.name
            for place in {each for row in rows for each in (row.place, row.printed_in)}
            if (row := places.read(connection, place))
        }
        structures = {row.subject: row.name for row in organisations.read_all(connection)}
    offered = places_to_print(house, signed_in)
    defaults: dict[str, list[str]] = {
        "nombre": [str(COUNT)],
        "papier": ["L7160"],
        "lieu": [str(row.subject) for row in offered[:1]],
    }
    context: dict[str, Any] = {
        "wide": True,
        "batches": rows,
        "most": SHOWN,
        "names": names,
        "structures": structures,
        "name": lot_name,
        "form": Filled(defaults | dict(filled.texts), filled.errors),
        "places": offered,
        "papers": PAPERS,
        "command": uuid4(),
    }
    context |= look(house, context["form"].text("papier"))
    return page(
        request,
        "stickers/register.html",
        context,
        status=refused if filled.errors else HTTPStatus.OK,
    )
