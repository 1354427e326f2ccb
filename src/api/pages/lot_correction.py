"""The origin that a lot was given by mistake: what a correction changes is read, then said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access import CsrfDep, OperatorDep, SignedIn
from api.forms import Filled, Unreadable
from api.house import House, HouseDep
from api.pages.device.choices import label
from api.pages.device.waiting import reason
from api.pages.lot_door import (
    OwnLot,
    RecordableLotDep,
    command_of,
    record_once,
    seen_in,
    texts_of,
)
from api.pages.lot_origin import ORIGIN, first, origin_errors, read_origin, said
from api.rendering import page
from ledger import Command, Entry, Event, LedgerError
from ledger import device as d
from ledger.correction import CorrectionReason, Replacement, effective, pages_of
from ledger.lot import LotCorrected, LotOpened, LotQualified, Origin
from ledger.values import DonorKind
from projections import organisations, register
from projections.register import DeviceRow

router = APIRouter()
PATH = "/lots/{lot}/origine/correction"
SAYS_IT = ("donor", "free_public_gift", "legal_status")
"""What a device says of its origin as its lot does."""

UNKNOWN = "Dites qui a donné ce lot."
THE_SAME = "C’est déjà l’origine de ce lot et de ses appareils."


@dataclass(frozen=True)
class Correction:
    """What a correction says of the lot, and of each device of it."""

    lot: Entry | None
    """None when the lot says so already: some of its devices did not follow."""
    devices: Sequence[tuple[DeviceRow, Entry]]
    kept: Sequence[tuple[DeviceRow, str]]
    """Devices that keep the origin they had, and why."""

    @property
    def entries(self) -> list[Entry]:
        own = [self.lot] if self.lot else []
        return [*own, *(entry for _, entry in self.devices)]


@router.get(PATH)
def preview(
    request: Request, house: HouseDep, signed_in: OperatorDep, lot: RecordableLotDep
) -> Response:
    """The form as the lot reads today; or what the answers would change."""
    asked = request.query_params
    texts = {name: found for name in ORIGIN if (found := asked.getlist(name))}
    if not texts:
        return _form(request, house, lot, Filled(_texts(_stands(house, lot)[1])))
    try:
        correction = _correction(house, signed_in, lot, texts, seen_in(FormData(asked)))
    except (Unreadable, LedgerError) as refusal:
        return _form(request, house, lot, Filled(texts, said(refusal)))
    context = {
        "lot": lot,
        "before": _stands(house, lot)[1],
        "origin": _read(house, LotQualified, texts),
        "texts": texts,
        "changed": [row for row, _ in correction.devices],
        "kept": correction.kept,
        "seen": seen_in(FormData(asked)),
        "command": uuid4(),
        "label": label,
    }
    return page(request, "lot/origin_read.html", context)


@router.post(PATH)
def record(
    request: Request,
    house: HouseDep,
    signed_in: OperatorDep,
    lot: RecordableLotDep,
    form: CsrfDep,
) -> Response:
    """Correct the lot, and with it each device whose past stays lawful."""
    command, texts = command_of(form), texts_of(form, *ORIGIN)
    done = RedirectResponse(f"/lots/{lot.row.subject}", HTTPStatus.SEE_OTHER)
    if house.ledger.knows(command):
        return done
    try:
        correction = _correction(house, signed_in, lot, texts, seen_in(form))
        record_once(house, signed_in.author, command, *correction.entries)
    except (Unreadable, LedgerError) as refusal:
        return _form(request, house, lot, Filled(texts, said(refusal)))
    return done


def _correction(
    house: House,
    signed_in: SignedIn,
    lot: OwnLot,
    texts: Mapping[str, list[str]],
    seen: int | None,
) -> Correction:
    """Raises ``Unreadable`` when nothing would change, or the answers make no origin."""
    version, stands = _stands(house, lot)
    told = _read(house, type(stands), texts, stands)
    own = None
    if told.model_dump(exclude={"happened_at"}) != stands.model_dump(exclude={"happened_at"}):
        own = Entry(lot.row.subject, _corrected(LotCorrected, house, version, told), seen)
    with house.pool.connection() as connection:
        rows = register.read_lot(connection, lot.row.subject)
    lives = house.ledger.pages([row.subject for row in rows])
    wanted = list(_devices(house, rows, lives, told))
    if own is None and not wanted:
        raise Unreadable({"": THE_SAME})
    first_of = [own] if own else []

    def refused(*entries: Entry) -> LedgerError | None:
        command = Command(uuid4(), signed_in.author, (*first_of, *entries))
        return house.ledger.refusal(command)

    if refused(*(entry for _, entry in wanted)) is None:
        return Correction(own, wanted, ())
    if own and (why := refused()):
        raise why
    whys = [(row, entry, refused(entry)) for row, entry in wanted]
    kept = [(row, reason(why)) for row, _, why in whys if why]
    return Correction(own, [(row, entry) for row, entry, why in whys if not why], kept)


def _devices(
    house: House,
    rows: Sequence[DeviceRow],
    lives: Mapping[UUID, list[tuple[int, Event]]],
    told: Origin,
) -> Iterator[tuple[DeviceRow, Entry]]:
    """Each device that says another origin, with its correction; not those of unknown origin."""
    right = {name: getattr(told, name) for name in SAYS_IT}
    for row in rows:
        says = [
            (version, event)
            for version, event in effective(lives[row.subject])
            if isinstance(event, d.Collected | d.OriginQualified)
        ]
        version, event = says[-1]
        known = event.donor is not DonorKind.UNKNOWN
        if known and any(getattr(event, name) != right[name] for name in SAYS_IT):
            mended = event.model_copy(update=right)
            yield row, Entry(row.subject, _corrected(d.DeviceCorrected, house, version, mended))


def _corrected(
    by: type[LotCorrected | d.DeviceCorrected], house: House, version: int, event: Event
) -> LotCorrected | d.DeviceCorrected:
    return by(
        happened_at=house.now(),
        version=version,
        reason=CorrectionReason.WRONG_VALUE,
        replacement=Replacement(topic=event.TOPIC, state=event.model_dump(mode="json")),
    )


def _stands(house: House, lot: OwnLot) -> tuple[int, Origin]:
    """The page of the life of the lot that says where it comes from, as it reads today."""
    life = effective(pages_of(house.ledger.life(lot.row.subject)))
    return [(version, event) for version, event in life if isinstance(event, Origin)][-1]


def _read(
    house: House,
    event: type[Origin],
    texts: Mapping[str, list[str]],
    stands: Origin | None = None,
) -> Origin:
    errors = origin_errors(texts)
    if first(texts, "donor") == DonorKind.UNKNOWN:
        errors["donor"] = UNKNOWN
    when = stands.happened_at if stands else house.now()
    zone = house.settings.timezone
    if isinstance(stands, LotOpened):
        told = read_origin(LotQualified, texts, when, zone, errors)
        return stands.model_copy(update=told.model_dump(exclude={"happened_at"}))
    return read_origin(event, texts, when, zone, errors)


def _texts(origin: Origin) -> dict[str, list[str]]:
    """The origin as the form says it."""
    said_of_it = {name: getattr(origin, name) for name in ORIGIN}
    return {
        name: ["1" if value is True else str(value)] for name, value in said_of_it.items() if value
    }


def _form(request: Request, house: House, lot: OwnLot, form: Filled) -> HTMLResponse:
    with house.pool.connection() as connection:
        known = organisations.read_all(connection)
    context = {
        "lot": lot,
        "form": form,
        "organisations": known,
        "seen": house.ledger.subject_version(lot.row.subject),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page(request, "lot/origin_correction.html", context, status=status)
