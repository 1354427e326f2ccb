"""What a closed year has left is carried over: when the next is opened, and what comes later."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.access import AdministratorDep, CsrfDep
from api.forms import Filled
from api.house import HouseDep
from api.pages.fund.book import FUND, shown
from api.pages.fund.keeping import carried, fund_of_year
from api.pages.lot_door import command_of, record_once
from api.refusals import sentence, status
from ledger import LedgerError
from projections import funds

router = APIRouter()

NOWHERE = "Aucun exercice n’est ouvert pour recevoir ce reste\u00a0: ouvrez-en un d’abord."
NOTHING = "Cet exercice n’a rien à reporter."


@router.post("/fonds/{year}/report")
def carry_over(
    request: Request, year: int, house: HouseDep, who: AdministratorDep, form: CsrfDep
) -> Response:
    """Hand on what came back since this year was closed, to the newest that is open."""
    closed, command = fund_of_year(house, year), command_of(form)
    with house.pool.connection() as connection:
        later = [row for row in funds.read_all(connection) if row.open and row.year > year]
    entries = [*carried(house, closed.subject, later[0].subject, house.now())] if later else []
    if house.ledger.knows(command):
        return RedirectResponse(f"{FUND}?exercice={year}", 303)
    if not entries:
        said = Filled({}, {"": NOTHING if later else NOWHERE})
        return shown(request, house, who, year, "carry", said, 409)
    try:
        record_once(house, who.author, command, *entries)
    except LedgerError as why:
        said = Filled({}, {"": sentence(why)})
        return shown(request, house, who, year, "carry", said, status(why))
    return RedirectResponse(f"{FUND}?exercice={year}", 303)
