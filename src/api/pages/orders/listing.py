"""The orders of a place by what is done next; all of them for the coordination."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from api.access import OrderReaderDep, Role, SignedIn
from api.house import House, HouseDep
from api.pages.stock import EpciAsked
from api.rendering import page
from api.words import ORDER_STAGE, ORDER_TASK, age, counted
from ledger.territory import intercommunalities
from projections import order_tasks
from projections.order_tasks import ELSEWHERE, ENDED, Scope
from projections.orders import OrderRow, OrderTask

router = APIRouter()

FEW, PAGE = 6, 50
"""Orders of one task on a page with others, and on a page of that task alone."""
LATER = (ELSEWHERE, ENDED)


@dataclass(frozen=True)
class Asked:
    """What the list is asked for: one group of orders, one stage, one page."""

    task: str
    stage: str
    page: int


def _asked(
    tache: str = "",
    etape: str = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Asked:
    if tache not in {"", *ORDER_TASK} or etape not in {"", *ORDER_STAGE}:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cette liste de commandes n’existe pas.")
    return Asked(tache, etape, page_number)


AskedDep = Annotated[Asked, Depends(_asked)]


@router.get("/commandes")
def orders_page(
    request: Request, house: HouseDep, signed_in: OrderReaderDep, siren: EpciAsked, asked: AskedDep
) -> HTMLResponse:
    """What waits for somebody here, the most pressing first, then what others do."""
    tache, etape, page_number = asked.task, asked.stage, asked.page
    everywhere = signed_in.has(Role.COORDINATOR, Role.ADMINISTRATOR)
    scope = Scope(
        None if everywhere else [signed_in.place] if signed_in.place else [],
        serves=signed_in.has(Role.OPERATOR, Role.COUNTER),
        epci=(siren or None) if everywhere else None,
        stage=(etape or None) if everywhere else None,
    )
    with house.pool.connection() as connection:
        counts = order_tasks.count(connection, scope)
        shown = [tache] if tache else [task for task in counts if task != ENDED or etape]
        limit, offset = (PAGE, PAGE * (page_number - 1)) if tache else (FEW, 0)
        lists = {t: order_tasks.read(connection, scope, t, limit, offset) for t in shown}
    context: dict[str, Any] = {
        "wide": True,
        "counts": counts,
        "lists": lists,
        "only": tache,
        "everywhere": everywhere,
        "siren": siren,
        "stage": etape,
        "territories": intercommunalities(),
        "page_number": page_number,
        "pages": -(-counts.get(tache, 0) // PAGE),
        "age": ages(house),
        "prescribes": signed_in.has(Role.PRESCRIBER),
        "first_line": first_line(counts, tache),
    }
    return page(request, "orders/orders.html", context)


def ages(house: House) -> Any:
    """« il y a 12 jours », for a template."""
    return lambda moment: age(moment, house.now(), house.settings.timezone)


def first_line(counts: Mapping[str, int], only: str = "") -> str:
    """What waits here, in one sentence: « 2 commandes à remettre, 1 à préparer. »."""
    shown = {only} if only else counts.keys() - set(LATER)
    here = [(task, count) for task, count in counts.items() if task in shown]
    if not here:
        return "Aucune commande n’attend quelque chose ici."
    if only in LATER:
        return _later(only, counts[only])
    parts = [f"{count} {ORDER_TASK[task].removeprefix('Commandes ')}" for task, count in here]
    many, rest = parts[0].split(" ", 1)
    noun = "commande" if many == "1" else "commandes"
    return f"{', '.join([f'{many} {noun} {rest}', *parts[1:]])}."


def _later(task: str, count: int) -> str:
    """What a list says of orders that ask nothing of this place."""
    orders = counted(count, "commande")
    if task == ELSEWHERE:
        return f"{orders} chez l’autre lieu\u00a0: rien à faire ici pour l’instant."
    return f"{orders} terminées, la plus récente d’abord." if count > 1 else f"{orders} terminée."


def waiting(
    house: House, signed_in: SignedIn, places: list[UUID]
) -> dict[str, tuple[int, list[OrderRow]]]:
    """The orders that wait for somebody at these places, for the home page of who works there."""
    if not places or not signed_in.has(*(role for role in Role if role is not Role.FUNDER)):
        return {}
    everywhere = signed_in.place is None
    scope = Scope(None if everywhere else places)
    with house.pool.connection() as connection:
        counts = order_tasks.count(connection, scope)
        return {
            task: (counts[task], order_tasks.read(connection, scope, task, FEW))
            for task in OrderTask
            if task in counts
        }
