"""Certificates of erasure of a lot or of one device: made once, fetched again as they were."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CsrfDep, OperatorDep
from api.access.doors import text_of
from api.erasing.certificate import (
    Found,
    Standing,
    certificates_of,
    find_certificate,
    lot_certificate,
)
from api.erasing.content import Content
from api.erasing.paper import SAID, printed, summary
from api.house import House, HouseDep
from api.pages.device.scene import find, may_see
from api.pages.lot_door import LotDep, OwnLot, RecordableLotDep, command_of, record_once
from api.rendering import page
from api.words import CERTIFICATE_CORRECTION
from ledger import Entry
from ledger.certificate import MOST_DEVICES
from ledger.codes import read_code, written
from ledger.correction import CorrectionReason
from ledger.errors import BadCode
from ledger.lot import LotCorrected, LotErasureCertified
from projections import register
from projections.register import DeviceRow

router = APIRouter()

Code = Annotated[str, Path(max_length=20)]

NOTHING = "Aucun disque de ce lot n’est effacé : il n’y a rien à certifier."
NO_REASON = "Dites pourquoi vous annulez ce certificat."
VOIDED_ALREADY = "Ce certificat est déjà annulé."
THE_SAME = "Rien n’a changé depuis le dernier certificat : c’est lui qu’il faut donner."
TOO_MANY = f"Ce lot a plus de {MOST_DEVICES} appareils : faites un certificat par appareil."


@router.get("/lots/{lot}/effacement")
def lot_erasure(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: LotDep
) -> HTMLResponse:
    """What is erased of a lot, what is not, and its certificates."""
    del signed_in
    return _show(request, house, lot)


@router.post("/lots/{lot}/effacement")
def certify_lot(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: RecordableLotDep, form: CsrfDep
) -> Response:
    """Make a certificate of the lot as it stands."""
    command = command_of(form)
    life = house.ledger.life(lot.row.subject)
    done = RedirectResponse(f"/lots/{lot.row.subject}/effacement", HTTPStatus.SEE_OTHER)
    if any(record.metadata.command == command for record in life):
        return done
    devices = [row.subject for row in _devices(house, lot)]
    why = TOO_MANY if len(devices) > MOST_DEVICES else NOTHING if not devices else ""
    if why:
        return _show(request, house, lot, why)
    certificate, pages, content = lot_certificate(house, lot.row, devices, command)
    before = certificates_of(life)
    if not any(storage.erased_at for storage in content.storages):
        return _show(request, house, lot, NOTHING)
    if before and before[0][1].content_sha256 == certificate.content_sha256:
        return _show(request, house, lot, THE_SAME)
    event = LotErasureCertified(happened_at=house.now(), certificate=certificate, devices=pages)
    record_once(house, signed_in.author, command, Entry(lot.row.subject, event))
    return done


@router.post("/lots/{lot}/certificats/{certificate}/annulation")
def void(  # noqa: PLR0913, PLR0917 (an address of two parts)
    request: Request,
    certificate: Code,
    house: HouseDep,
    signed_in: OperatorDep,
    lot: RecordableLotDep,
    form: CsrfDep,
) -> Response:
    """Say that a certificate was made by mistake: the page of its code says so."""
    command, why = command_of(form), text_of(form, "why")
    done = RedirectResponse(f"/lots/{lot.row.subject}/effacement", HTTPStatus.SEE_OTHER)
    life = house.ledger.life(lot.row.subject)
    if any(record.metadata.command == command for record in life):
        return done
    if why not in CERTIFICATE_CORRECTION:
        return _show(request, house, lot, NO_REASON)
    found = _of(house, certificate, lot.row.subject)
    stands = {made.code: record.version for record, made in certificates_of(life)}
    if found.certificate.code not in stands:
        return _show(request, house, lot, VOIDED_ALREADY)
    event = LotCorrected(
        happened_at=house.now(),
        version=stands[found.certificate.code],
        reason=CorrectionReason(why),
    )
    record_once(house, signed_in.author, command, Entry(lot.row.subject, event))
    return done


@router.get("/lots/{lot}/certificats/{certificate}.pdf")
def lot_pdf(certificate: Code, house: HouseDep, signed_in: OperatorDep, lot: LotDep) -> Response:
    del signed_in
    return _pdf(house, _of(house, certificate, lot.row.subject))


@router.get("/appareils/{device}/certificats/{certificate}.pdf")
def device_pdf(
    device: UUID, certificate: Code, house: HouseDep, signed_in: OperatorDep
) -> Response:
    scene = find(house, device)
    with house.pool.connection() as connection:
        seen = may_see(connection, signed_in, scene)
    if not seen:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return _pdf(house, _of(house, certificate, device))


def _of(house: House, code: str, subject: UUID) -> Found:
    """The certificate of that code, which this lot or device was given."""
    try:
        found = find_certificate(house, read_code(code))
    except BadCode:
        found = None
    if found is None or found.subject != subject:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _pdf(house: House, found: Found) -> Response:
    """The paper as it was given; none for what is no certificate any more."""
    if found.standing in {Standing.VOIDED, Standing.BROKEN}:
        raise HTTPException(HTTPStatus.CONFLICT, SAID[found.standing])
    name = f"certificat-effacement-{written(found.certificate.code)}.pdf"
    return Response(
        printed(house.settings, found),
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _devices(house: House, lot: OwnLot) -> list[DeviceRow]:
    with house.pool.connection() as connection:
        return register.read_lot(connection, lot.row.subject)


def _show(request: Request, house: House, lot: OwnLot, refused: str = "") -> HTMLResponse:
    rows = _devices(house, lot)[: MOST_DEVICES + 1]
    now: Content | None = None
    if 0 < len(rows) <= MOST_DEVICES:
        _, _, now = lot_certificate(house, lot.row, [row.subject for row in rows], uuid4())
    made = certificates_of(house.ledger.life(lot.row.subject))
    context = {
        "lot": lot,
        "row": lot.row,
        "refused": refused,
        "summary": [*summary(now, house.settings.timezone)] if now else [],
        "something": bool(now and any(storage.erased_at for storage in now.storages)),
        "up_to_date": bool(now and made and made[0][1].content_sha256 == now.sha256()),
        "certificates": made,
        "command": uuid4(),
    }
    return page(
        request,
        "erasure/lot.html",
        context,
        status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK,
    )
