"""Where a lot comes from: asked once, shown with what it changes, said of all that has not left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from api.access import CsrfDep, OperatorDep, SignedIn
from api.forms import Filled, Unreadable, read
from api.house import House, HouseDep
from api.pages.lot_door import (
    OwnLot,
    RecordableLotDep,
    command_of,
    record_once,
    seen_in,
    texts_of,
)
from api.pages.lot_view import is_to_qualify, show_lot
from api.refusals import sentence
from api.rendering import page
from ledger import Entry, LedgerError
from ledger.device import OriginQualified, Stage
from ledger.device.state import CAPS_CENTS
from ledger.lot import LotQualified, Origin
from ledger.values import DeviceKind, DonorKind, LegalStatus, LotId
from projections import register
from projections.register import DeviceRow

O = TypeVar("O", bound=Origin)  # noqa: E741 (an origin)

router = APIRouter()

ORIGIN = tuple(name for name in Origin.model_fields if name != "happened_at")
NAMELESS = frozenset({DonorKind.PERSON, DonorKind.UNKNOWN})


@dataclass(frozen=True)
class Change:
    """What saying where a lot comes from does to its devices."""

    waiting: Sequence[DeviceRow]
    """Those that get this origin: they are of unknown origin and have not left."""
    caps: Sequence[tuple[str, int, int | None]]
    """Kind, how many, and the law's highest price of a public gift; None when it names none."""
    retired: int
    """Those that left for good without anybody knowing where they came from."""


@router.get("/lots/{lot}/origine")
def preview_origin(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: RecordableLotDep
) -> Response:
    """What this origin would change, before anything is recorded."""
    texts = {name: found for name in ORIGIN if (found := request.query_params.getlist(name))}
    if not texts:
        return RedirectResponse(f"/lots/{lot.row.subject}#origine", HTTPStatus.SEE_OTHER)
    try:
        origin = _qualified(house, texts)
    except Unreadable as refusal:
        return _again(request, house, signed_in, lot, texts, refusal)
    with house.pool.connection() as connection:
        rows = register.read_lot(connection, lot.row.subject)
    context = {
        "lot": lot,
        "origin": origin,
        "texts": texts,
        "change": _change(rows),
        "seen": seen_in(FormData(request.query_params)),
        "command": uuid4(),
    }
    return page(request, "lot/origin.html", context)


@router.post("/lots/{lot}/origine")
def qualify_lot(
    request: Request,
    house: HouseDep,
    signed_in: OperatorDep,
    lot: RecordableLotDep,
    form: CsrfDep,
) -> Response:
    """Say where a lot comes from, and with it each device of it whose origin is unknown.

    A device that was collected while somebody else said it gets the origin of its lot later.
    """
    texts, command = texts_of(form, *ORIGIN), command_of(form)
    with house.pool.connection() as connection:
        rows = register.read_lot(connection, lot.row.subject)
    waiting = [row for row in rows if is_to_qualify(row)]
    back = RedirectResponse(f"/lots/{lot.row.subject}", HTTPStatus.SEE_OTHER)
    if house.ledger.knows(command):
        return back
    try:
        if lot.row.donor != DonorKind.UNKNOWN and not texts:
            entries = _each(lot, _of_its_lot(house, lot), waiting)
        else:
            said_of_it = _qualified(house, texts)
            own = Entry(lot.row.subject, said_of_it, seen_in(form))
            entries = [own, *_each(lot, said_of_it, waiting)]
        if entries:
            record_once(house, signed_in.author, command, *entries)
    except (Unreadable, LedgerError) as refusal:
        return _again(request, house, signed_in, lot, texts, refusal)
    return back


def origin_errors(texts: Mapping[str, list[str]]) -> dict[str, str]:
    """What the law of origins refuses, said beside the box to change."""
    errors: dict[str, str] = {}
    donor = first(texts, "donor")
    if first(texts, "free_public_gift") and donor != DonorKind.PUBLIC_BODY:
        errors["free_public_gift"] = (
            "Seul un organisme public fait un tel don : décochez, ou changez le donateur."
        )
    if first(texts, "organisation") and donor in NAMELESS:
        errors["organisation"] = "Une personne qui donne n’est jamais nommée : effacez ce nom."
    elif first(texts, "organisation") and not first(texts, "organisation_consents"):
        errors["organisation_consents"] = (
            "Une structure n’est nommée qu’avec son accord : demandez-le-lui, ou ne la nommez pas."
        )
    return errors


def first(texts: Mapping[str, list[str]], name: str) -> str:
    return next(iter(texts.get(name, ())), "").strip()


def read_origin(
    event: type[O],
    texts: Mapping[str, list[str]],
    happened_at: datetime,
    zone: ZoneInfo,
    errors: Mapping[str, str],
) -> O:
    """The event that a form of origin makes. Raises ``Unreadable``."""
    typed = {name: texts_ for name, texts_ in texts.items() if name in event.model_fields}
    try:
        made = read(event, typed, {"happened_at": happened_at}, zone)
    except Unreadable as unreadable:
        raise Unreadable({**unreadable.errors, **errors}) from unreadable
    if errors:
        raise Unreadable(errors)
    return made


def said(refusal: Unreadable | LedgerError) -> dict[str, str]:
    return refusal.errors if isinstance(refusal, Unreadable) else {"": sentence(refusal)}


def _qualified(house: House, texts: Mapping[str, list[str]]) -> LotQualified:
    errors = origin_errors(texts)
    if first(texts, "donor") == DonorKind.UNKNOWN:
        errors["donor"] = "Dites qui a donné ce lot."
    return read_origin(LotQualified, texts, house.now(), house.settings.timezone, errors)


def _of_its_lot(house: House, lot: OwnLot) -> LotQualified:
    return LotQualified(
        happened_at=house.now(),
        donor=DonorKind(lot.row.donor),
        free_public_gift=lot.row.public_gift,
        legal_status=LegalStatus(lot.row.legal_status),
    )


def _each(lot: OwnLot, origin: LotQualified, waiting: Sequence[DeviceRow]) -> list[Entry]:
    event = OriginQualified(
        happened_at=origin.happened_at,
        donor=origin.donor,
        free_public_gift=origin.free_public_gift,
        legal_status=origin.legal_status,
        lot=LotId(lot.row.subject),
    )
    return [Entry(row.subject, event) for row in waiting]


def _change(rows: Sequence[DeviceRow]) -> Change:
    waiting = [row for row in rows if is_to_qualify(row)]
    kinds = Counter(row.kind for row in waiting).most_common()
    caps = [(kind, count, CAPS_CENTS.get(DeviceKind(kind))) for kind, count in kinds]
    retired = sum(row.origin_unknown and row.stage == Stage.RETIRED for row in rows)
    return Change(waiting, caps, retired)


def _again(  # noqa: PLR0913, PLR0917 (the page of the lot, with what is wrong)
    request: Request,
    house: House,
    signed_in: SignedIn,
    lot: OwnLot,
    texts: Mapping[str, list[str]],
    refusal: Unreadable | LedgerError,
) -> Response:
    typed, code = Filled(texts, said(refusal)), HTTPStatus.UNPROCESSABLE_ENTITY
    return show_lot(request, house, signed_in, lot, origin=typed, status=code)
