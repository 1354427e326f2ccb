"""Tokens for the administrator: what lets a program of a place in."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import (
    AccessRefused,
    AdministratorDep,
    CsrfDep,
    Scope,
    create_token,
    list_tokens,
    revoke_token,
)
from api.access.doors import text_of
from api.house import House, HouseDep
from api.pages.admin_places import names_of_places
from api.rendering import page
from projections import places

router = APIRouter(prefix="/administration")

TOKENS = "/administration/jetons"


@router.get("/jetons")
def tokens_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    return _tokens(request, house)


@router.post("/jetons")
def make_token(request: Request, house: HouseDep, _: AdministratorDep, form: CsrfDep) -> Response:
    """Make the token and show it: only its digest is kept, so it is shown this once."""
    typed = {"name": text_of(form, "name"), "place": text_of(form, "place")}
    may = [scope for scope in Scope if scope in form.getlist("may")]
    with house.pool.connection() as connection:
        offered = {str(row.subject): row for row in places.read_all(connection)}
        place = offered.get(typed["place"])
        if place is None:
            return _tokens(request, house, typed, "Choisissez un lieu de la liste.")
        try:
            token = create_token(connection, typed["name"], place.subject, place.organisation, may)
        except AccessRefused as refusal:
            return _tokens(request, house, typed, str(refusal))
    context = {"token": token, "name": typed["name"], "place": place, "may": may}
    return page(request, "admin/token.html", context)


@router.post("/jetons/{token}/retirer")
def revoke(house: HouseDep, _: AdministratorDep, token: UUID, form: CsrfDep) -> Response:
    del form
    with house.pool.connection() as connection:
        if not revoke_token(connection, token):
            raise HTTPException(HTTPStatus.NOT_FOUND, "Ce jeton n’existe pas, ou plus.")
    return RedirectResponse(TOKENS, HTTPStatus.SEE_OTHER)


def _tokens(
    request: Request,
    house: House,
    typed: dict[str, str] | None = None,
    sentence: str | None = None,
) -> HTMLResponse:
    with house.pool.connection() as connection:
        tokens = list_tokens(connection)
        open_places = places.read_all(connection)
        names = names_of_places(connection, (each.place for each in tokens))
    context = {
        "tokens": tokens,
        "places": open_places,
        "names": names,
        "sentence": sentence,
        "scopes": list(Scope),
    }
    typed = typed or {"name": "", "place": ""}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sentence else HTTPStatus.OK
    return page(request, "admin/tokens.html", context | typed, status=status)
