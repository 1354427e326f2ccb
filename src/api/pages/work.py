"""What each place has to do next: the home page of those who work."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Role, SignedIn, StaffDep
from api.house import HouseDep
from api.pages.device.waiting import clauses
from api.pages.orders.listing import ages, waiting
from api.pages.orders.listing import first_line as orders_line
from api.pages.transfers import on_the_road
from api.rendering import page
from api.words import KIND, TASK
from ledger.errors import Lack, Missing
from projections import orders, places, worklist
from projections.worklist import Task, WorkRow

router = APIRouter()

OPEN_A_PLACE = "Ajoutez votre structure, puis ouvrez son lieu\u00a0: tout le reste s’y enregistre."
"""What the first administrator of a new service does first."""

FEW, PAGE = 5, 50
"""Devices of one task on the home page, and on a page of that task alone."""
STARTS = (
    (Role.PRESCRIBER, (("/catalogue", "Commander"),)),
    (Role.COUNTER, (("/caisse", "Vendre"), ("/panne", "Prendre une panne"))),
    (Role.COORDINATOR, (("/coordination", "Coordination"), ("/tournees", "Tournées"))),
)
"""What somebody of that role begins here, whatever waits."""
NEWS = timedelta(days=14)
"""What moved since then is still news to somebody who was not looking."""


@router.get("/travail")
def work(
    request: Request,
    house: HouseDep,
    signed_in: StaffDep,
    tache: Task | None = None,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """All that waits where they work, by task; or one task alone, a page at a time.

    Nothing waits for who only reads figures: theirs is the dashboard.
    """
    with house.pool.connection() as connection:
        known = {row.subject: row.name for row in places.read_all(connection)}
        mine = [signed_in.place] if signed_in.place else _everywhere(signed_in, known)
        if not mine and signed_in.has(Role.FUNDER):
            return RedirectResponse("/tableau-de-bord", HTTPStatus.SEE_OTHER)
        counts = worklist.count(connection, mine)
        shown = [tache] if tache else list(counts)
        limit, offset = (PAGE, PAGE * (page_number - 1)) if tache else (FEW, 0)
        lists = {task: worklist.read(connection, mine, task, limit, offset) for task in shown}
        _, on_road = ([], []) if tache else on_the_road(house, signed_in)
        moved = [] if tache else orders.read_moved(connection, mine, house.now() - NEWS)
    collects = signed_in.has(Role.OPERATOR, Role.ADMINISTRATOR)
    opens_places = not known and signed_in.has(Role.ADMINISTRATOR)
    tasks = {} if tache else waiting(house, signed_in, mine)
    context: dict[str, Any] = {
        "orders": tasks,
        "age": ages(house),
        "counts": counts,
        "moved": moved,
        "sent": [row for row in on_road if row.place in mine],
        "lists": lists,
        "only": tache,
        "page_number": page_number,
        "pages": -(-counts.get(tache, 0) // PAGE) if tache else 1,
        "place": known.get(signed_in.place) if signed_in.place else None,
        "works_somewhere": bool(mine),
        "collects": collects,
        "starts": [start for role, starts in STARTS if signed_in.has(role) for start in starts],
        "opens_places": opens_places,
        "first_line": OPEN_A_PLACE
        if opens_places
        else first_line(
            {tache: counts[tache]} if tache in counts else {} if tache else counts,
            {task: count for task, (count, _) in tasks.items()},
            works=bool(mine),
            collects=collects,
        ),
        "name": _name,
        "missing": _missing,
    }
    return page(request, "work/work.html", context)


def first_line(
    counts: Mapping[Task, int],
    orders: Mapping[str, int] | None = None,
    *,
    works: bool,
    collects: bool = False,
) -> str:
    """What waits: « 1 commande à remettre. 12 appareils à reconditionner, 3 à inventorier. »."""
    if not works:
        return "Aucun appareil n’est à votre charge."
    if orders:
        devices = f" {first_line(counts, works=True)}" if counts else ""
        return f"{orders_line(orders)}{devices}"
    if not counts:
        or_open = ", ou ouvrez un lot pour en collecter" if collects else " pour lire sa vie"
        return f"Rien n’attend ici. Scannez un appareil{or_open}."
    parts = [f"{count} {TASK[task][0].lower()}{TASK[task][1:]}" for task, count in counts.items()]
    first, *others = parts
    number, rest = first.split(" ", 1)
    noun = "appareil" if number == "1" else "appareils"
    return f"{', '.join([f'{number} {noun} {rest}', *others])}."


def _everywhere(signed_in: SignedIn, known: Mapping[UUID, str]) -> list[UUID]:
    """Who works everywhere sees what waits everywhere; who only reads figures sees none."""
    return list(known) if signed_in.has(Role.ADMINISTRATOR, Role.COORDINATOR) else []


def _name(row: WorkRow) -> str:
    """« Lenovo ThinkPad T460 », or its kind when nobody read more."""
    return " ".join(filter(None, (row.maker, row.model))) or KIND[row.kind].capitalize()


def _missing(row: WorkRow) -> list[str]:
    """What its label waits for before its sign-off, in French."""
    items = (Missing(Lack(lack), *about) for lack, *about in row.missing)
    return clauses(item for item in items if item.lack is not Lack.SIGN_OFF)
