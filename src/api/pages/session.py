"""Signing in and out, by password or by an invitation; where one works; one's password."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from api.access import (
    AccessRefused,
    CsrfDep,
    SignedIn,
    accept_invitation,
    change_password,
    find_account,
    find_invitation,
)
from api.access.cookie import clear_session, session_secret, set_session
from api.access.doors import (
    HOME,
    STALE_FORM,
    AnywhereDep,
    RecognisedDep,
    comes_from_here,
    local_path,
    read_form,
    text_of,
)
from api.access.invitations import why_useless
from api.access.passwords import LONGEST, SHORTEST
from api.access.sessions import check_password, close_session, open_session, work_at
from api.access.throttle import forget_failures, may_try
from api.house import House, HouseDep
from api.rendering import page
from projections import places

router = APIRouter()

WRONG = "Identifiant ou mot de passe inconnu. Vérifiez les deux, puis réessayez."
TOO_MANY = "Trop d’essais. Attendez un quart d’heure, puis réessayez."

LIMITS = {"shortest": SHORTEST, "longest": LONGEST}

PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
"""For pages with a form that nobody is signed in to read yet."""

KEPT_BY_THE_BROWSER = '"cache"'
"""Not "storage": with it would go the steps that a phone did not send yet."""


async def _first_form(request: Request, house: HouseDep) -> FormData:
    """A form posted by somebody who has no sign-in yet, hence no token to compare."""
    if not comes_from_here(request, house.settings):
        raise HTTPException(HTTPStatus.FORBIDDEN, STALE_FORM)
    return await read_form(request)


FirstFormDep = Annotated[FormData, Depends(_first_form)]


@router.get("/connexion")
def sign_in_page(request: Request, found: RecognisedDep, suite: str = "") -> Response:
    if found is not None:
        return _see(local_path(suite) or HOME)
    return _sign_in_form(request, {"suite": suite})


@router.post("/connexion")
def sign_in(request: Request, house: HouseDep, form: FirstFormDep) -> Response:
    login, password = text_of(form, "login"), text_of(form, "password")
    typed = {"login": login, "suite": text_of(form, "suite")}
    if not _may_try(request, house, login):
        return _sign_in_form(request, typed, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    account = check_password(house.pool, login, password)
    if account is None:
        return _sign_in_form(request, typed, WRONG, HTTPStatus.FORBIDDEN)
    _succeeded(request, house, login)
    return _open(request, house, account, local_path(typed["suite"]) or HOME)


@router.post("/deconnexion")
def sign_out(request: Request, house: HouseDep, _: CsrfDep) -> Response:
    if secret := session_secret(request, house.settings):
        with house.pool.connection() as connection:
            close_session(connection, secret)
    response = _see("/deconnexion")
    clear_session(response, house.settings)
    response.headers["Clear-Site-Data"] = KEPT_BY_THE_BROWSER
    return response


@router.get("/deconnexion")
def signed_out_page(request: Request, found: RecognisedDep) -> Response:
    """Copies were kept by a program of ours, where there is JavaScript: one forgets them here."""
    if found is not None:
        return _see(HOME)
    return _private(page(request, "session/signed_out.html"))


@router.get("/invitation/{secret}")
def invitation_page(request: Request, house: HouseDep, secret: str) -> Response:
    return _invitation(request, house, secret)


@router.post("/invitation/{secret}")
def accept(request: Request, house: HouseDep, secret: str, form: FirstFormDep) -> Response:
    login, password = text_of(form, "login"), text_of(form, "password")
    try:
        _check_twice(form)
        with house.pool.connection() as connection:
            account = accept_invitation(connection, secret, login, password)
    except AccessRefused as refusal:
        return _invitation(request, house, secret, login, str(refusal))
    return _open(request, house, account, HOME)


@router.get("/lieu")
def place_page(request: Request, house: HouseDep, who: AnywhereDep, suite: str = "") -> Response:
    mine = _places(house, who)
    return page(request, "session/place.html", {"places": mine, "suite": suite, "sentence": None})


@router.post("/lieu")
def choose_place(request: Request, house: HouseDep, who: AnywhereDep, form: CsrfDep) -> Response:
    suite, chosen = text_of(form, "suite"), text_of(form, "place")
    mine = _places(house, who)
    place = next((each.subject for each in mine if str(each.subject) == chosen), None)
    secret = session_secret(request, house.settings)
    if place is None or secret is None:
        said = {"places": mine, "suite": suite, "sentence": "Choisissez un lieu de la liste."}
        return page(request, "session/place.html", said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    with house.pool.connection() as connection:
        work_at(connection, secret, place)
    return _see(local_path(suite) or HOME)


@router.get("/mot-de-passe")
def password_page(request: Request, who: AnywhereDep) -> Response:
    del who
    return _password_form(request)


@router.post("/mot-de-passe")
def set_password(request: Request, house: HouseDep, who: AnywhereDep, form: CsrfDep) -> Response:
    """Change one's own password; every other sign-in of this account ends."""
    if not _may_try(request, house, who.login):
        return _password_form(request, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    if check_password(house.pool, who.login, text_of(form, "current")) is None:
        wrong = "Ce n’est pas votre mot de passe actuel."
        return _password_form(request, wrong, HTTPStatus.FORBIDDEN)
    try:
        _check_twice(form)
        with house.pool.connection() as connection:
            change_password(connection, who.account, text_of(form, "password"))
    except AccessRefused as refusal:
        return _password_form(request, str(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
    _succeeded(request, house, who.login)
    return _open(request, house, who.account, HOME)


def _open(request: Request, house: House, account: UUID, then: str) -> Response:
    """Begin a new sign-in, under a new secret, in place of the one this browser had."""
    with house.pool.connection() as connection:
        if former := session_secret(request, house.settings):
            close_session(connection, former)
        secret = open_session(connection, account, house.settings.session_lifetime)
    response = _see(then)
    set_session(response, secret, house.settings)
    return response


def _may_try(request: Request, house: House, login: str) -> bool:
    with house.pool.connection() as connection:
        return may_try(connection, login, _address(request))


def _succeeded(request: Request, house: House, login: str) -> None:
    with house.pool.connection() as connection:
        forget_failures(connection, login, _address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _check_twice(form: FormData) -> None:
    if text_of(form, "password") != text_of(form, "again"):
        raise AccessRefused("Les deux mots de passe ne sont pas les mêmes : écrivez-les à nouveau.")


def _places(house: House, who: SignedIn) -> list[places.PlaceRow]:
    """Where they may work: in their own places; anywhere, for an administrator."""
    with house.pool.connection() as connection:
        return [each for each in places.read_all(connection) if who.may_work_at(each.subject)]


def _see(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, PRIVATE)


def _sign_in_form(
    request: Request,
    typed: dict[str, str],
    sentence: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    context = {"login": "", "sentence": sentence} | typed
    return _private(page(request, "session/sign_in.html", context, status=status))


def _invitation(
    request: Request, house: House, secret: str, login: str = "", sentence: str | None = None
) -> Response:
    with house.pool.connection() as connection:
        invitation = find_invitation(connection, secret)
        account = invitation and invitation.account and find_account(connection, invitation.account)
    if useless := why_useless(invitation):
        gone = HTTPStatus.GONE if invitation else HTTPStatus.NOT_FOUND
        return _private(page(request, "refusal.html", {"sentence": useless}, status=gone))
    context = {
        "invitation": invitation,
        "account": account,
        "login": login,
        "sentence": sentence,
        "limits": LIMITS,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sentence else HTTPStatus.OK
    return _private(page(request, "session/invitation.html", context, status=status))


def _password_form(
    request: Request, sentence: str | None = None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    context = {"sentence": sentence, "limits": LIMITS}
    return page(request, "session/password.html", context, status=status)


def _private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response
