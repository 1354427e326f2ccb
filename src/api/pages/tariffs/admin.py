"""Price grids for the administrator: publish one from the last, take back one that waits."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import AdministratorDep, CsrfDep
from api.forms import Filled, Unreadable
from api.house import House, HouseDep
from api.pages.lot_door import command_of, record_once, texts_of
from api.pages.tariffs import form, proposal
from api.refusals import sentence
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.correction import CorrectionReason
from ledger.device.state import CAPS_CENTS
from ledger.tariff import TARIFF, TariffCorrected, TariffPublished, newest
from ledger.values import DeviceKind, Grade
from projections import tariffs
from projections.tariffs import Published

router = APIRouter(prefix="/administration")

TARIFFS = "/administration/tarifs"


@router.get("/tarifs")
def versions_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    """Every version, the newest first; what waits may still be taken back."""
    with house.pool.connection() as connection:
        published = tariffs.read_all(connection)
    held = newest((each.grid for each in published), house.today())
    return page(
        request,
        "tariffs/versions.html",
        {
            "versions": published[::-1],
            "in_force": held.id if held else None,
            "today": house.today(),
            "command": uuid4(),
        },
    )


@router.get("/tarifs/nouvelle")
def new_grid_page(request: Request, house: HouseDep, _: AdministratorDep) -> HTMLResponse:
    """The last grid again, ready to be changed; the proposal while there is none."""
    with house.pool.connection() as connection:
        published = tariffs.read_all(connection)
    day = house.today() + timedelta(days=1)
    last = published[-1].grid if published else None
    bands, lines = (last.bands, last.lines) if last else (proposal.BANDS, proposal.lines())
    return _form(request, form.filled(bands, lines, day), published)


@router.post("/tarifs/nouvelle")
def publish(request: Request, house: HouseDep, who: AdministratorDep, typed: CsrfDep) -> Response:
    texts = texts_of(typed, *form.names())
    command = command_of(typed)
    now = house.now().astimezone(house.settings.timezone)
    try:
        event = form.published(
            {name: said[0] for name, said in texts.items()},
            uuid5(command, "grid"),
            {"happened_at": now},
        )
        record_once(house, who.author, command, Entry(TARIFF, event))
    except (Unreadable, LedgerError) as refusal:
        said = refusal.errors if isinstance(refusal, Unreadable) else {"": sentence(refusal)}
        with house.pool.connection() as connection:
            published = tariffs.read_all(connection)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _form(request, Filled(texts, said), published, status)
    return RedirectResponse(TARIFFS, HTTPStatus.SEE_OTHER)


@router.post("/tarifs/{grid}/annuler")
def take_back(grid: UUID, house: HouseDep, who: AdministratorDep, typed: CsrfDep) -> Response:
    """A grid that does not hold yet reads as if it had not been published."""
    voided = TariffCorrected(
        happened_at=house.now().astimezone(house.settings.timezone),
        version=_version_of(house, grid),
        reason=CorrectionReason.WRONG_VALUE,
    )
    record_once(house, who.author, command_of(typed), Entry(TARIFF, voided))
    return RedirectResponse(TARIFFS, HTTPStatus.SEE_OTHER)


def _version_of(house: House, grid: UUID) -> int:
    for record in house.ledger.life(TARIFF):
        if isinstance(record.event, TariffPublished) and record.event.grid == grid:
            return record.version
    raise HTTPException(HTTPStatus.NOT_FOUND, "Cette grille n’est pas publiée.")


def _form(
    request: Request,
    filled: Filled,
    published: Sequence[Published],
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    context: dict[str, Any] = {
        "wide": True,
        "form": filled,
        "command": uuid4(),
        "first": not published,
        "kinds": [*DeviceKind],
        "grades": [*Grade],
        "bands": form.BANDS,
        "caps": CAPS_CENTS,
        "used": {name.split(".")[0] for name, said in filled.texts.items() if any(said)},
    }
    return page(request, "tariffs/new.html", context, status=status)
