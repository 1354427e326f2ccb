"""One batch of blank stickers: print what is left of it, send it to a place, void what is lost."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CsrfDep, OperatorDep
from api.forms import Filled
from api.house import House, HouseDep
from api.pages.lot_door import command_of, lot_name, may_record_at, record_once, texts_of
from api.pages.reach import Reach
from api.pages.stickers.printed import MEDIA, PICTURES, Wanted, download, printing_context
from api.refusals import sentence, status
from api.rendering import page
from api.wedge import scanned
from api.words import VOID_REASON
from ledger import Entry, LedgerError
from ledger.batch import BatchEvent, BatchSent, BatchVoided, VoidReason
from ledger.codes import read_code, written
from ledger.errors import BadCode, ClaimTaken, CommandReused, UnknownSubject
from ledger.values import OrganisationId, PlaceId
from projections import batches, organisations, places
from projections.batches import BatchRow

router = APIRouter()

ALL_LEFT = "toutes"


@dataclass(frozen=True)
class OwnBatch:
    """A batch of one of their structures, and what became of its codes."""

    row: BatchRow
    used: dict[str, UUID]
    may_record: bool

    @property
    def left(self) -> tuple[str, ...]:
        return tuple(code for code in self.row.codes if code not in self.used)

    @property
    def voided(self) -> tuple[str, ...]:
        return tuple(code for code in self.row.codes if self.used.get(code) == self.row.subject)

    @property
    def address(self) -> str:
        return f"/etiquettes/series/{self.row.subject}"

    @property
    def wanted(self) -> Wanted:
        """What is printed again: not what is on a device, nor what must be on none."""
        return Wanted(self.address, self.left, batch=self.row.subject, paper=self.row.paper)


def _own_batch(batch: UUID, house: HouseDep, signed_in: OperatorDep) -> OwnBatch:
    with house.pool.connection() as connection:
        row = batches.read(connection, batch)
        if row is None:
            raise UnknownSubject("batch", batch)
        reach = Reach(connection, signed_in)
        if not (reach.has_place(row.place) or reach.has_place(row.printed_in)):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Cette série est chez une autre structure.")
        used = batches.read_used(connection, row)
    return OwnBatch(row, used, may_record_at(signed_in, row.place))


BatchDep = Annotated[OwnBatch, Depends(_own_batch)]


def _recordable(batch: BatchDep) -> OwnBatch:
    if not batch.may_record:
        detail = "Cette série est dans un autre lieu : un opérateur de ce lieu peut l’enregistrer."
        raise HTTPException(HTTPStatus.FORBIDDEN, detail)
    return batch


RecordableBatchDep = Annotated[OwnBatch, Depends(_recordable)]
"""On what is recorded of a batch, by the operators of the place that has it."""


@router.get("/etiquettes/series/{batch}.{kind}")
def batch_file(kind: str, request: Request, house: HouseDep, batch: BatchDep) -> Response:
    """The stickers that are left of the batch, with the same codes each time."""
    if kind not in MEDIA or kind in PICTURES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if not batch.left:
        raise HTTPException(
            HTTPStatus.CONFLICT, "Il ne reste aucune étiquette de cette série : imprimez-en une."
        )
    return download(
        request, house, batch.wanted, kind, lambda refusal: _show(request, house, batch, refusal)
    )


@router.get("/etiquettes/series/{batch}")
def batch_page(request: Request, house: HouseDep, batch: BatchDep) -> HTMLResponse:
    """Where the batch is, what is left of it, and what can be done."""
    return _show(request, house, batch)


@router.post("/etiquettes/series/{batch}/envoyer")
def send_batch(
    request: Request,
    house: HouseDep,
    signed_in: OperatorDep,
    batch: RecordableBatchDep,
    form: CsrfDep,
) -> Response:
    """Give the batch to another place, whose structure binds its stickers from then on."""
    with house.pool.connection() as connection:
        known = {str(row.subject): row for row in places.read_all(connection)}
    place = known.get(str(form.get("lieu", "")))
    if place is None:
        return _show(request, house, batch, {"lieu": "Choisissez le lieu où part la série."})
    sent = BatchSent(
        happened_at=house.now(),
        place=PlaceId(place.subject),
        organisation=OrganisationId(place.organisation),
    )
    try:
        record_once(house, signed_in.author, command_of(form), Entry(batch.row.subject, sent))
    except LedgerError as refusal:
        return _show(request, house, batch, {"lieu": sentence(refusal)}, status(refusal))
    return RedirectResponse(f"{batch.address}?fait=envoyee", HTTPStatus.SEE_OTHER)


@router.post("/etiquettes/series/{batch}/annuler")
def void_stickers(
    request: Request,
    house: HouseDep,
    signed_in: OperatorDep,
    batch: RecordableBatchDep,
    form: CsrfDep,
) -> Response:
    """Void what is lost or spoiled: these codes, or all that are left."""
    command, subject = command_of(form), batch.row.subject
    texts = texts_of(form, "lesquelles", "codes", "raison")
    try:
        codes = batch.left if texts.get("lesquelles") == [ALL_LEFT] else _codes(texts)
        reason = VoidReason(str(form.get("raison", "")))
    except BadCode as error:
        wrong = f"« {error.text[:40]} » n’est pas un code : vérifiez les neuf caractères."
        return _show(request, house, batch, {"codes": wrong}, texts=texts)
    except ValueError:
        return _show(request, house, batch, {"raison": "Dites pourquoi."}, texts=texts)
    if not codes:
        # Nothing is left of it: the form was sent twice, or somebody was faster.
        return RedirectResponse(f"{batch.address}?fait=annulees", HTTPStatus.SEE_OTHER)
    try:
        voided = BatchVoided(happened_at=house.now(), codes=codes, reason=reason)
        house.record_events(signed_in.author, (subject, voided), command=command)
    except CommandReused:
        pass  # sent twice
    except LedgerError as refusal:
        said = {"codes": _why(refusal)}
        return _show(request, house, batch, said, status(refusal), texts)
    return RedirectResponse(f"{batch.address}?fait=annulees", HTTPStatus.SEE_OTHER)


def _codes(texts: dict[str, list[str]]) -> tuple[str, ...]:
    """The codes that were typed or scanned, one after the other, each once."""
    typed = " ".join(texts.get("codes", ())).split()
    if not typed:
        raise BadCode("")
    return tuple(dict.fromkeys(read_code(scanned(each)) for each in typed))


def _why(refusal: LedgerError) -> str:
    if isinstance(refusal, ClaimTaken):
        return (
            f"L’étiquette {written(refusal.key)} est sur un appareil : elle ne s’annule pas. "
            "Si elle est abîmée, remplacez-la sur la page de l’appareil."
        )
    return sentence(refusal)


def _show(  # noqa: PLR0913, PLR0917 (three forms stand on this page)
    request: Request,
    house: House,
    batch: OwnBatch,
    errors: dict[str, str] | None = None,
    refused: int = HTTPStatus.UNPROCESSABLE_ENTITY,
    texts: dict[str, list[str]] | None = None,
) -> HTMLResponse:
    with house.pool.connection() as connection:
        rows = places.read_all(connection)
        named = {row.subject: row.name for row in rows}
        for place in {batch.row.place, batch.row.printed_in} - named.keys():
            row = places.read(connection, place)
            named |= {place: row.name} if row else {}
        structures = {row.subject: row.name for row in organisations.read_all(connection)}
    life: list[BatchEvent] = [
        record.event
        for record in house.ledger.life(batch.row.subject)
        if isinstance(record.event, BatchEvent)
    ]
    context: dict[str, Any] = printing_context(request, house, batch.wanted, errors)
    context |= {
        "batch": batch,
        "row": batch.row,
        "name": lot_name(batch.row.subject),
        "names": named,
        "structures": structures,
        "structure": next(
            (row.organisation for row in rows if row.subject == batch.row.place), None
        ),
        "life": life,
        "destinations": [row for row in rows if row.subject != batch.row.place],
        "voiding": Filled(texts or {}, errors or {}),
        "reasons": VOID_REASON,
        "done": request.query_params.get("fait", ""),
        "command": uuid4(),
    }
    return page(
        request, "stickers/batch.html", context, status=refused if errors else HTTPStatus.OK
    )
