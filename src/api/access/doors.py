"""What a route asks for at its door: a person, a role, a form of ours, a station."""

from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from secrets import compare_digest
from typing import Annotated, cast
from urllib.parse import quote, urlsplit

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException as AnyHTTPException

from api.access.cookie import session_secret
from api.access.roles import Role, Scope, SignedIn, Station
from api.access.sessions import read_session
from api.access.tokens import find_station
from api.house import HouseDep, unthreaded
from api.settings import Settings
from api.told import Door, Named

HOME = "/travail"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

STALE_FORM = (
    "Ce formulaire ne vaut plus : il vient d’une autre connexion ou d’un autre site. "
    "Revenez à la page, rechargez-la, puis recommencez."
)


def local_path(text: str | None) -> str | None:
    r"""The address if it stays on this site; else None.

    Browsers drop tabs and newlines, and read ``\`` as ``/``: an address with one is no address.
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(character <= " " or character == "\x7f" for character in text):
        return None
    return text


def comes_from_here(request: Request, settings: Settings) -> bool:
    """Whether the browser says that one of our own pages sent this; True if it says nothing.

    The ``Host`` header is trusted here only: a page of another site cannot choose it.
    """
    if site := request.headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    if origin := request.headers.get("origin"):
        host = request.headers.get("host")
        return origin == settings.address or urlsplit(origin).netloc == host
    return True


# These are async for speed alone, and call each other: FastAPI sends each plain function to another
# thread and waits for it, and a chain of what each asks for cost a page as much as its template.


async def recognised(request: Request) -> SignedIn | None:
    """Who signed in, if anybody did. Asked once a request, whatever doors it goes through.

    Where the views stand is told along: ``request.state.standing``.
    """
    state = request.state
    if not hasattr(state, "signed_in"):
        settings = request.app.state.house.settings
        state.signed_in = None
        if secret := session_secret(request, settings):
            async with unthreaded(request).connection() as connection:
                found = await read_session(connection, secret, settings.session_lifetime)
            state.signed_in, state.standing = found or (None, {})
    return cast("SignedIn | None", state.signed_in)


RecognisedDep = Annotated[SignedIn | None, Depends(recognised)]


async def _somebody(request: Request) -> SignedIn:
    found = await recognised(request)
    if found is None:
        raise _go_to("/connexion", request, "Connectez-vous d’abord.")
    return found


AnywhereDep = Annotated[SignedIn, Depends(_somebody)]
"""Somebody signed in who may not have said yet where they work."""


async def _somewhere(request: Request) -> SignedIn:
    found = await _somebody(request)
    if found.must_choose:
        raise _go_to("/lieu", request, "Choisissez d’abord le lieu où vous travaillez.")
    return found


SignedInDep = Annotated[SignedIn, Depends(_somewhere)]
"""Anybody signed in, once they said where they work."""


def _go_to(path: str, request: Request, sentence: str) -> HTTPException:
    """Ask for something first, then come back to this page, or to the one with this form."""
    if request.method in SAFE:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        here = urlsplit(request.headers.get("referer", "")).path
    back = local_path(here) or HOME
    location = f"{path}?suite={quote(back, safe='/')}"
    return HTTPException(HTTPStatus.SEE_OTHER, sentence, {"Location": location})


def _holding(*roles: Role) -> Callable[[Request], Awaitable[SignedIn]]:
    async def held(request: Request) -> SignedIn:
        found = await _somewhere(request)
        if not found.has(*roles):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        return found

    return held


OperatorDep = Annotated[SignedIn, Depends(_holding(Role.OPERATOR, Role.ADMINISTRATOR))]
StaffDep = Annotated[SignedIn, Depends(_holding(*Role))]
PrescriberDep = Annotated[SignedIn, Depends(_holding(Role.PRESCRIBER))]
CounterDep = Annotated[SignedIn, Depends(_holding(Role.COUNTER))]
CoordinatorDep = Annotated[SignedIn, Depends(_holding(Role.COORDINATOR, Role.ADMINISTRATOR))]
AdvisingDep = Annotated[
    SignedIn,
    Depends(_holding(Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR, Role.ADMINISTRATOR)),
]
"""Who tells people what can be had and at what price: no public shop (law 6)."""
OrderReaderDep = Annotated[
    SignedIn,
    Depends(
        _holding(Role.OPERATOR, Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR, Role.ADMINISTRATOR)
    ),
]
"""Who makes orders, serves them, or watches over them."""
FundReaderDep = Annotated[
    SignedIn, Depends(_holding(Role.COORDINATOR, Role.FUNDER, Role.ADMINISTRATOR))
]
MendingDep = Annotated[SignedIn, Depends(_holding(Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER))]
"""Who takes in a device that broke down."""
AdministratorDep = Annotated[SignedIn, Depends(_holding(Role.ADMINISTRATOR))]


async def _own_form(request: Request) -> AsyncIterator[FormData]:
    """The posted form, once it is known to come from a page that we made for this person."""
    found = await _somebody(request)
    form = await read_form(request)
    try:
        sent = request.headers.get("x-csrf-token") or text_of(form, "csrf")
        own = compare_digest(sent.encode(), found.csrf.encode())
        if not own or not comes_from_here(request, request.app.state.house.settings):
            raise HTTPException(HTTPStatus.FORBIDDEN, STALE_FORM)
        yield form
    finally:
        await form.close()


CsrfDep = Annotated[FormData, Depends(_own_form)]
"""On every route that changes something; its value is the posted form."""


async def read_form(request: Request) -> FormData:
    try:
        return await request.form()
    except AnyHTTPException as error:
        # a part too many, a boundary missing: its own sentence is English
        raise HTTPException(error.status_code) from error


def text_of(form: FormData, name: str) -> str:
    """What was typed in this field; nothing when it is absent or a file."""
    value = form.get(name)
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="station",
    description="Jeton d’un poste, fait par un administrateur ou par `./run meleze token`.",
)


def _station(
    house: HouseDep, carried: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Station:
    found = None
    if carried is not None:
        with house.pool.connection() as connection:
            found = find_station(connection, carried.credentials)
    if found is None:
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED,
            "Il faut le jeton d’un poste : « Authorization: Bearer … ». "
            "Un administrateur peut en faire un.",
            {"WWW-Authenticate": "Bearer"},
        )
    return found


StationDep = Annotated[Station, Depends(_station)]


async def _recording_station(found: StationDep) -> Station:
    if Scope.RECORD not in found.may:
        why = "Ce jeton permet de lire, pas d’enregistrer."
        raise Named(HTTPStatus.FORBIDDEN, why, Door.READ_ONLY_TOKEN)
    return found


RecordingStationDep = Annotated[Station, Depends(_recording_station)]
