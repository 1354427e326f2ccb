"""Accounts for the administrator: invite, give and take roles, close."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from psycopg import Connection
from starlette.datastructures import FormData

from api.access import (
    PLACED,
    AccessRefused,
    Account,
    AdministratorDep,
    CsrfDep,
    Grant,
    Role,
    cancel_invitation,
    change_grants,
    disable_account,
    enable_account,
    find_account,
    invite,
    invite_back,
    list_accounts,
    list_invitations,
)
from api.access.doors import text_of
from api.house import HouseDep
from api.pages.admin_places import names_of_places
from api.rendering import page
from projections import places

router = APIRouter(prefix="/administration")

ACCOUNTS = "/administration/comptes"
EVERYWHERE = [role for role in Role if role not in PLACED]
AT_A_PLACE = [role for role in Role if role in PLACED]


def _account(account: UUID, house: HouseDep, _: AdministratorDep) -> Account:
    with house.pool.connection() as connection:
        found = find_account(connection, account)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce compte n’existe pas.")
    return found


AccountDep = Annotated[Account, Depends(_account)]


@router.get("/comptes")
def accounts_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        accounts = list_accounts(connection)
        invitations = list_invitations(connection)
        held = [grant for each in accounts for grant in each.grants]
        held += [grant for each in invitations for grant in each.grants]
        names = names_of_places(connection, _places_of(held))
    context = {"wide": True, "accounts": accounts, "invitations": invitations, "names": names}
    return page(request, "admin/accounts.html", context)


@router.get("/comptes/inviter")
def invite_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        return _invite_form(request, connection)


@router.post("/comptes/inviter")
def make_invitation(
    request: Request, house: HouseDep, who: AdministratorDep, form: CsrfDep
) -> HTMLResponse:
    """Make the link and show it: only its digest is kept, so it is shown this once."""
    name = text_of(form, "name")
    with house.pool.connection() as connection:
        try:
            grants = _read_grants(form, connection)
            secret = invite(connection, name, grants, house.settings, made_by=who.account)
        except AccessRefused as refusal:
            return _invite_form(request, connection, name, _ticked(form), str(refusal))
    return _link(request, house.settings.address, secret, name)


@router.post("/invitations/{invitation}/annuler")
def cancel(house: HouseDep, _: AdministratorDep, invitation: UUID, form: CsrfDep) -> Response:
    del form
    with house.pool.connection() as connection:
        cancel_invitation(connection, invitation)
    return _see(ACCOUNTS)


@router.get("/comptes/{account}")
def account_page(request: Request, house: HouseDep, account: AccountDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        return _account_form(request, connection, account, _values(account.grants))


@router.post("/comptes/{account}")
def set_grants(request: Request, house: HouseDep, account: AccountDep, form: CsrfDep) -> Response:
    with house.pool.connection() as connection:
        try:
            change_grants(connection, account.id, _read_grants(form, connection, account.grants))
        except AccessRefused as refusal:
            return _account_form(request, connection, account, _ticked(form), str(refusal))
    return _see(ACCOUNTS)


@router.post("/comptes/{account}/lien")
def make_link(
    request: Request, house: HouseDep, account: AccountDep, who: AdministratorDep, form: CsrfDep
) -> HTMLResponse:
    """A link by which they choose a new password: nobody else ever knows it."""
    del form
    if account.disabled_at:
        raise HTTPException(HTTPStatus.CONFLICT, "Ce compte est fermé : rouvrez-le d’abord.")
    with house.pool.connection() as connection:
        secret = invite_back(connection, account, house.settings, made_by=who.account)
    return _link(request, house.settings.address, secret, account.name)


@router.post("/comptes/{account}/fermer")
def close(request: Request, house: HouseDep, account: AccountDep, form: CsrfDep) -> Response:
    del form
    with house.pool.connection() as connection:
        try:
            disable_account(connection, account.id)
        except AccessRefused as refusal:
            ticked = _values(account.grants)
            return _account_form(request, connection, account, ticked, str(refusal))
    return _see(ACCOUNTS)


@router.post("/comptes/{account}/rouvrir")
def open_again(house: HouseDep, account: AccountDep, form: CsrfDep) -> Response:
    del form
    with house.pool.connection() as connection:
        enable_account(connection, account.id)
    return _see(f"{ACCOUNTS}/{account.id}")


def _read_grants(
    form: FormData, connection: Connection[Any], held: tuple[Grant, ...] = ()
) -> list[Grant]:
    """The roles ticked, among those the page offered. Raises ``AccessRefused``."""
    offered = {value: Grant(role) for role in EVERYWHERE for value in [str(role)]}
    for place in {row.subject for row in places.read_all(connection)} | _places_of(held):
        offered |= {f"{role}:{place}": Grant(role, place) for role in AT_A_PLACE}
    ticked = _ticked(form)
    if not ticked:
        raise AccessRefused("Donnez au moins un rôle.")
    if not ticked <= offered.keys():
        raise AccessRefused("Un lieu de la liste vient de changer : choisissez à nouveau.")
    return [offered[value] for value in sorted(ticked)]


def _ticked(form: FormData) -> set[str]:
    return {value for value in form.getlist("grant") if isinstance(value, str)}


def _values(grants: tuple[Grant, ...]) -> set[str]:
    """The boxes that stand for these roles."""
    return {f"{grant.role}:{grant.place}" if grant.place else str(grant.role) for grant in grants}


def _places_of(grants: Iterable[Grant]) -> set[UUID]:
    return {grant.place for grant in grants if grant.place}


def _invite_form(
    request: Request,
    connection: Connection[Any],
    name: str = "",
    ticked: AbstractSet[str] = frozenset(),
    sentence: str | None = None,
) -> HTMLResponse:
    context = {
        "names": names_of_places(connection),
        "name": name,
        "ticked": ticked,
        "sentence": sentence,
        "everywhere": EVERYWHERE,
        "at_a_place": AT_A_PLACE,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sentence else HTTPStatus.OK
    return page(request, "admin/invite.html", context, status=status)


def _account_form(
    request: Request,
    connection: Connection[Any],
    account: Account,
    ticked: AbstractSet[str],
    sentence: str | None = None,
) -> HTMLResponse:
    context = {
        "names": names_of_places(connection, _places_of(account.grants)),
        "account": account,
        "ticked": ticked,
        "sentence": sentence,
        "everywhere": EVERYWHERE,
        "at_a_place": AT_A_PLACE,
    }
    status = HTTPStatus.CONFLICT if sentence else HTTPStatus.OK
    return page(request, "admin/account.html", context, status=status)


def _link(request: Request, address: str, secret: str, name: str) -> HTMLResponse:
    context = {"address": f"{address}/invitation/{secret}", "name": name}
    return page(request, "admin/link.html", context)


def _see(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
