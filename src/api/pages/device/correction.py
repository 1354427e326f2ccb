"""The form that corrects one step of a device: it did not happen, or not like that."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from api import forms
from api.access import CsrfDep, SignedIn, StaffDep
from api.house import House, HouseDep
from api.ordering import tied
from api.pages.device.answers import Answers, Sent, priced, read_sent
from api.pages.device.controls import complete
from api.pages.device.defaults import of_recorded
from api.pages.device.form import Form
from api.pages.device.scene import Scene, find, may_record
from ledger import Event, LedgerError, Recorded
from ledger.correction import Correction, CorrectionReason, Replacement
from ledger.device import DeviceCorrected
from ledger.errors import NothingToCorrect
from projections import timeline

router = APIRouter()
PATH = f"/appareils/{{device}}/etapes/{DeviceCorrected.TOPIC}"


@router.get(PATH)
def correction_form(
    request: Request, device: UUID, version: int, house: HouseDep, signed_in: StaffDep
) -> Response:
    scene, record = _found(house, device, version, signed_in)
    texts = of_recorded(house, _reads(scene, record))
    form = _form(request, house, signed_in, scene, record, Sent(texts=texts))
    if why := _tied(house, scene, record):
        return form.show(refused=why, impossible=True, status=HTTPStatus.CONFLICT)
    return form.show()


@router.post(PATH)
def record_correction(
    request: Request, device: UUID, house: HouseDep, signed_in: StaffDep, form: CsrfDep
) -> Response:
    said = read_sent(form, device)
    typed = said.texts.get("version", [""])[0]
    if not (typed.isascii() and typed.isdigit() and len(typed) < len("10000")):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    scene, record = _found(house, device, int(typed), signed_in)

    shown = _form(request, house, signed_in, scene, record, said)
    if why := _tied(house, scene, record):
        return shown.show(refused=why, impossible=True, status=HTTPStatus.CONFLICT)

    def make(past: Scene) -> Mapping[UUID, Event]:
        return _corrections(house, past, record, said)

    return shown.send(make)


def _tied(house: House, scene: Scene, record: Recorded) -> LedgerError | None:
    """Why a step that moved an order with its device is not corrected alone, or None."""
    stood = _reads(scene, record)
    held = scene.before(record.version).device.reservation
    return tied(house, type(stood), held, getattr(stood, "reservation", None))


def _form(  # noqa: PLR0913, PLR0917 (they make the form)
    request: Request, house: House, signed_in: SignedIn, scene: Scene, record: Recorded, said: Sent
) -> Form:
    return Form(request, house, signed_in, scene, type(_reads(scene, record)), said, record)


def _found(house: House, device: UUID, version: int, signed_in: SignedIn) -> tuple[Scene, Recorded]:
    """The device and the record; 403 unless the step was theirs to record."""
    scene = find(house, device)
    record = scene.record(version)
    if record is None or isinstance(record.event, Correction):
        raise NothingToCorrect(device, version)
    if not may_record(signed_in, record.event.TOPIC, scene.device):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return scene, record


def _reads(scene: Scene, record: Recorded) -> Event:
    """What stands there today, or what was recorded when it was voided."""
    steps = timeline.steps(scene.life)
    [step] = [each for each in steps if each.recorded.version == record.version]
    return step.reads_as or step.event


def _corrections(house: House, scene: Scene, record: Recorded, said: Sent) -> Mapping[UUID, Event]:
    """The correction of each device concerned: the others of a set went through it too.

    Raises ``Unreadable`` or a ``LedgerError``.
    """
    stands, before = _reads(scene, record), scene.before(record.version)
    answers = Answers(house, before, type(stands), said, stands)
    answers.take("version")
    act, why = answers.take("act"), answers.take("why")
    if why not in [[reason] for reason in CorrectionReason]:
        answers.errors["why"] = "Dites pourquoi vous corrigez cette étape."
    now = house.now()
    wanted: Mapping[UUID, Event | None]
    if act == ["void"]:
        if answers.errors:
            raise forms.Unreadable(answers.errors)
        wanted = dict.fromkeys(answers.spread(stands))
    else:
        complete(answers)
        wanted = answers.spread(answers.made(now))
    corrections: dict[UUID, Event] = {}
    for subject, event in wanted.items():
        theirs = scene if subject == scene.device.id else find(house, subject)
        if page := theirs.same_step(record):
            corrections[subject] = DeviceCorrected(
                happened_at=now,
                version=page.version,
                reason=CorrectionReason(why[0]),
                replacement=event and _replacement(event, theirs, page, scene),
            )
    return corrections


def _replacement(event: Event, theirs: Scene, page: Recorded, scene: Scene) -> Replacement:
    """The event as stored; another device of the set keeps what was paid for it."""
    if theirs is not scene:
        stood = _reads(theirs, page)
        paid = {name: getattr(stood, name) for name in priced(type(stood))}
        event = event.model_copy(update=paid)
    return Replacement(topic=event.TOPIC, state=event.model_dump(mode="json"))
