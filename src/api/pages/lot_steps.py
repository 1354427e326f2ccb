"""One step for all devices of a lot, or for those that were ticked."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access import CsrfDep, OperatorDep, SignedIn
from api.house import House, HouseDep
from api.pages.lot_door import LotDep, OwnLot
from api.pages.pile import Pile, PileForm
from api.pages.pile.form import event_of
from api.pages.reach import Reach
from projections import register

router = APIRouter()


@router.get("/lots/{lot}/etapes/{topic}")
def lot_step_form(
    request: Request, topic: str, house: HouseDep, signed_in: OperatorDep, lot: LotDep
) -> Response:
    """What the step asks once for all, and the devices of the lot that it is closed to."""
    return _form(request, house, signed_in, lot, topic).show()


@router.post("/lots/{lot}/etapes/{topic}")
def record_lot_step(  # noqa: PLR0913, PLR0917 (what FastAPI finds for us)
    request: Request,
    topic: str,
    house: HouseDep,
    signed_in: OperatorDep,
    lot: LotDep,
    form: CsrfDep,
) -> Response:
    """Show what would be recorded and what would not; once confirmed, record it at once."""
    return _form(request, house, signed_in, lot, topic).send(form)


def pile_of(house: House, signed_in: SignedIn, lot: OwnLot) -> Pile:
    """The devices of a lot that stand, or are sent, where they may look."""
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        rows = register.read_lot(connection, lot.row.subject)
        ours = [row for row in rows if reach.has_device(row)]
    base = f"/lots/{lot.row.subject}"
    return Pile(f"Lot {lot.name}", base, ours, len(rows) - len(ours))


def _form(request: Request, house: House, signed_in: SignedIn, lot: OwnLot, topic: str) -> PileForm:
    event = event_of(topic)
    return PileForm(request, house, signed_in, pile_of(house, signed_in, lot), event)
