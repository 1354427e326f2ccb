"""An order is made: the band by word, the price, then one button."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from api import ordering
from api.access import CsrfDep, PrescriberDep
from api.access.doors import text_of
from api.forms import Unreadable
from api.house import HouseDep
from api.ordering import Act, NothingSuits, Situation
from api.pages.lot_door import command_of
from api.pages.ordering.question import question_of
from api.pages.ordering.scene import Refused, Scene, asked_of, look_around, scene_of
from api.refusals import sentence, status
from api.rendering import page
from ledger import LedgerError
from ledger.errors import CeilingReached, Forbidden, Rule
from ledger.order import Shortage
from ledger.tariff import TARIFF

router = APIRouter()

NEW = "/commandes/nouvelle"
NO_ANSWER = "none"
"""« Ne souhaite pas répondre »: whatever else is ticked, nothing is kept."""


@router.get(NEW)
def new_order_page(request: Request, house: HouseDep, signed_in: PrescriberDep) -> HTMLResponse:
    """First the look and the band; then the price, who pays what, and the button."""
    question = question_of(request.query_params)
    return _page(request, scene_of(house, signed_in, question))


@router.post(NEW)
def make_order(
    request: Request, house: HouseDep, signed_in: PrescriberDep, form: CsrfDep
) -> Response:
    """Sent twice, it is one order."""
    question, situations = question_of(form), _situations(form)
    scene = scene_of(house, signed_in, question, situations)
    command = command_of(form)
    act = Act(house, signed_in.author, command, seldom=scene.seldom, at_once=True)
    order = ordering.order_of(command)
    try:
        _submit(act, scene, form)
    except (NothingSuits, LedgerError, Unreadable) as refusal:
        if not house.ledger.subject_version(order):
            scene.refused = _refused(refusal)
            return _page(request, scene)
    return RedirectResponse(f"/commandes/{order}/ticket", HTTPStatus.SEE_OTHER)


def _submit(act: Act, scene: Scene, form: FormData) -> None:
    grid, line = scene.grid, scene.line
    if grid is None or text_of(form, "grille") != str(grid.id):
        raise Forbidden(TARIFF, Rule.ANOTHER_GRID)
    if line is None:
        raise Forbidden(TARIFF, Rule.NOT_IN_THE_GRID)
    if scene.bill is None:
        raise Unreadable(scene.errors)
    wait = _waited(form)
    if wait and scene.fund and scene.beyond_one_order:
        ceiling_cents = scene.fund.order_ceiling_cents
        raise CeilingReached(scene.fund.subject, scene.bill.fund_cents, ceiling_cents)
    ordering.submit(act, asked_of(scene, grid, line, scene.bill), wait=wait)


def _refused(refusal: NothingSuits | LedgerError | Unreadable) -> Refused:
    if isinstance(refusal, NothingSuits):
        return Refused(_why(refusal), HTTPStatus.CONFLICT, refusal.shortage)
    if isinstance(refusal, LedgerError):
        return Refused(sentence(refusal), status(refusal))
    return Refused("", HTTPStatus.UNPROCESSABLE_ENTITY)


def _why(refusal: NothingSuits) -> str:
    if refusal.why is not None:
        return sentence(refusal.why)
    if refusal.shortage is Shortage.MONEY:
        return "Aucun fonds n’est ouvert pour payer cette part."
    return "Rien ne convient plus\u00a0: quelqu’un vient peut-être de prendre le dernier."


def _waited(form: FormData) -> Shortage | None:
    text = text_of(form, "attendre")
    return Shortage(text) if text in {*Shortage} else None


def _situations(form: FormData) -> frozenset[Situation]:
    said = {each for each in form.getlist("situation") if isinstance(each, str)}
    if NO_ANSWER in said:
        return frozenset()
    return frozenset(Situation(each) for each in said if each in {*Situation})


def _page(request: Request, scene: Scene) -> HTMLResponse:
    look_around(scene)
    code = scene.refused.status if scene.refused else HTTPStatus.OK
    template = "ordering/price.html" if scene.line else "ordering/band.html"
    return page(request, template, {"scene": scene, "no_answer": NO_ANSWER}, status=code)
