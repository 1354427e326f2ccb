"""A need that nothing answers today, noted in one gesture so that it counts."""

from http import HTTPStatus
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import AdvisingDep, CsrfDep
from api.forms import Unreadable, read
from api.house import HouseDep
from api.pages.lot_door import command_of, record_once, texts_of
from api.rendering import page
from ledger import Entry
from ledger.correction import CorrectionReason
from ledger.errors import UnknownSubject
from ledger.need import NeedCorrected, NeedNoted
from ledger.values import PlaceId
from projections import needs

router = APIRouter()


@router.post("/besoins")
def note_need(house: HouseDep, signed_in: AdvisingDep, form: CsrfDep) -> Response:
    """For the place where they work; it says a use and an obstacle, and nothing of anybody."""
    if signed_in.place is None:
        sentence = "Un besoin se note dans un lieu. Demandez à qui y travaille de le noter."
        raise HTTPException(HTTPStatus.FORBIDDEN, sentence)
    texts = texts_of(form, "use", "kind", "features", "obstacle")
    given = {"happened_at": house.now(), "place": PlaceId(signed_in.place)}
    try:
        need = read(NeedNoted, texts, given)
    except Unreadable:
        sentence = "Dites l’usage et ce qui manque, dans les listes. Rien n’est enregistré."
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, sentence) from None
    command = command_of(form)
    subject = uuid5(command, "need")
    record_once(house, signed_in.author, command, Entry(subject, need))
    return RedirectResponse(f"/besoins/{subject}", HTTPStatus.SEE_OTHER)


@router.get("/besoins/{need}")
def noted_page(
    request: Request, need: UUID, house: HouseDep, signed_in: AdvisingDep
) -> HTMLResponse:
    """What was noted, for the place that noted it and for who coordinates."""
    with house.pool.connection() as connection:
        row = needs.read(connection, need)
    if row is None or signed_in.place not in {None, row.place}:
        raise UnknownSubject("need", need)
    context = {"need": row, "own": signed_in.place == row.place, "command": uuid4()}
    return page(request, "catalogue/noted.html", context)


@router.post("/besoins/{need}/annuler")
def annul_need(
    need: UUID, house: HouseDep, signed_in: AdvisingDep, form: CsrfDep
) -> RedirectResponse:
    """It was noted by mistake: it counts no more. For the place that noted it."""
    with house.pool.connection() as connection:
        row = needs.read(connection, need)
    command = command_of(form)
    if row is None or signed_in.place != row.place:
        if any(record.metadata.command == command for record in house.ledger.life(need)):
            return RedirectResponse("/catalogue", HTTPStatus.SEE_OTHER)
        raise UnknownSubject("need", need)
    annulled = NeedCorrected(happened_at=house.now(), version=1, reason=CorrectionReason.WRONG_STEP)
    record_once(house, signed_in.author, command, Entry(need, annulled))
    return RedirectResponse(f"/catalogue/{row.use}", HTTPStatus.SEE_OTHER)
