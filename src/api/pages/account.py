"""One's own account: what it may do, where it works, where it wants to be told."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.access import (
    AccessRefused,
    CsrfDep,
    SignedIn,
    SignedInDep,
    address_of,
    set_address,
)
from api.access.doors import text_of
from api.access.roles import granted_places
from api.house import House, HouseDep
from api.pages.admin_places import names_of_places
from api.rendering import page

router = APIRouter()


@router.get("/compte")
def own_account_page(request: Request, house: HouseDep, who: SignedInDep) -> Response:
    """What this account may do and where it works now: the name in the header leads here."""
    return _account_page(request, house, who)


@router.post("/compte/adresse")
def set_own_address(request: Request, house: HouseDep, who: SignedInDep, form: CsrfDep) -> Response:
    """Where they want to be told that an order moved; nothing forgets it."""
    typed = text_of(form, "email")
    try:
        with house.pool.connection() as connection:
            set_address(connection, who.account, typed)
    except AccessRefused as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _account_page(request, house, who, typed, str(refusal), status)
    return RedirectResponse("/compte", HTTPStatus.SEE_OTHER)


def _account_page(  # noqa: PLR0913, PLR0917 (the page, and what was typed on it)
    request: Request,
    house: House,
    who: SignedIn,
    typed: str | None = None,
    sentence: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    with house.pool.connection() as connection:
        names = names_of_places(connection, granted_places(who.grants))
        email = address_of(connection, who.account) if typed is None else typed
    context = {
        "names": names,
        "email": email,
        "sentence": sentence,
        "mails": house.settings.smtp_url is not None,
    }
    return page(request, "session/account.html", context, status=status)
