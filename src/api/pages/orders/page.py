"""The page of one order, and what is recorded when one of its forms is sent."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access import CsrfDep
from api.forms import Unreadable
from api.house import HouseDep
from api.ordering import Act, NoFund, NothingSuits
from api.pages.lot_door import command_of, seen_in
from api.pages.orders.answers import take, texts
from api.pages.orders.door import PATH, OrderDep, Sight, look
from api.pages.orders.possible import Step, may, refusal
from api.pages.orders.view import Trouble, show_order
from api.refusals import sentence, status
from api.words import SHORTAGE
from ledger import LedgerError
from ledger.errors import CommandReused, Corrupt, Outrun

router = APIRouter()

OUTRUN = (
    "Quelqu’un vient d’agir sur cette commande. Lisez où elle en est, "
    "puis recommencez si c’est encore utile."
)
NO_FUND = "Aucun fonds n’est ouvert cette année : la part du fonds ne peut pas être engagée."


@router.get(PATH)
def order_page(request: Request, house: HouseDep, sight: OrderDep, fait: str = "") -> HTMLResponse:
    """Where it stands, what is asked, who pays what, and what may be done next."""
    done = Step(fait) if fait in {*Step} else None
    return show_order(request, house, sight, done=done)


@router.post(PATH + "/{step}")
def record_step(
    request: Request, step: str, house: HouseDep, sight: OrderDep, form: CsrfDep
) -> Response:
    """Record one step, once; else show the page again with the reason and what was typed."""
    if step not in {*Step}:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    taken, order = Step(step), sight.order.id
    act = Act(house, sight.signed_in.author, command_of(form), seen_in(form))
    if not sight.recorded(act.command):
        if not may(sight, taken):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        if trouble := _tried(act, sight, taken, form):
            return show_order(request, house, look(house, order, sight.signed_in), trouble=trouble)
    return RedirectResponse(f"/commandes/{order}?fait={step}", HTTPStatus.SEE_OTHER)


def _tried(act: Act, sight: Sight, step: Step, form: FormData) -> Trouble | None:
    """Take the step; or return why it is not taken."""
    typed = texts(form, step)
    outrun = act.seen not in {None, sight.order.version}
    if why := OUTRUN if outrun else refusal(sight, step):
        return Trouble(step, {"": why}, typed, HTTPStatus.CONFLICT)
    try:
        take(act, sight, step, form)
    except Unreadable as unreadable:
        return Trouble(step, unreadable.errors, typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    except CommandReused:
        return None  # sent twice at once: the other one is recorded
    except Corrupt:
        raise
    except (LedgerError, NothingSuits, NoFund) as error:
        code = status(error) if isinstance(error, LedgerError) else HTTPStatus.CONFLICT
        return Trouble(step, {"": _said(error)}, typed, code)
    return None


def _said(why: Exception) -> str:
    if isinstance(why, NothingSuits):
        if why.why is not None:
            return sentence(why.why)
        return f"Ce lieu ne peut plus servir : {SHORTAGE[why.shortage]}. Choisissez-en un autre."
    if isinstance(why, Outrun):
        return OUTRUN
    return sentence(why) if isinstance(why, LedgerError) else NO_FUND
