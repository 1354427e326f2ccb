"""Structures for the administrator: who is part of the filière, or gives to it."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4, uuid5

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import AdministratorDep, CsrfDep
from api.forms import Filled, Unreadable, read
from api.house import HouseDep
from api.pages.lot_door import command_of, record_once, texts_of
from api.rendering import page
from ledger import Entry
from ledger.organisation import OrganisationJoined
from projections import organisations

router = APIRouter(prefix="/administration")

STRUCTURES = "/administration/structures"
FIELDS = ("name", "form", "siret", "sells_public_gifts")


@router.get("/structures")
def structures_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        found = organisations.read_all(connection)
    return page(request, "admin/structures.html", {"wide": True, "structures": found})


@router.get("/structures/nouvelle")
def new_structure_page(request: Request, _: AdministratorDep) -> HTMLResponse:
    return _form(request, Filled())


@router.post("/structures/nouvelle")
def add_structure(
    request: Request, house: HouseDep, who: AdministratorDep, form: CsrfDep
) -> Response:
    texts = texts_of(form, *FIELDS)
    try:
        joined = read(
            OrganisationJoined,
            {name: _without_spaces(name, values) for name, values in texts.items()},
            {"happened_at": house.now().astimezone(house.settings.timezone)},
        )
    except Unreadable as unreadable:
        errors = dict(unreadable.errors)
        if "siret" in errors:
            errors["siret"] = "Un SIRET a 14 chiffres. Laissez vide si vous ne l’avez pas."
        return _form(request, Filled(texts, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    command = command_of(form)
    record_once(house, who.author, command, Entry(uuid5(command, "organisation"), joined))
    return RedirectResponse(STRUCTURES, HTTPStatus.SEE_OTHER)


def _without_spaces(name: str, values: list[str]) -> list[str]:
    """A SIRET is written in groups of three digits."""
    return ["".join(value.split()) for value in values] if name == "siret" else values


def _form(request: Request, form: Filled, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    context: Mapping[str, object] = {"form": form, "command": uuid4()}
    return page(request, "admin/structure.html", dict(context), status=status)
