"""The form that corrects one step of a device: it did not happen, or not like that."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from api import forms
from api.access import CsrfDep, SignedIn, StaffDep
from api.house import House, HouseDep
from api.pages.device.answers import Answers
from api.pages.device.controls import complete
from api.pages.device.defaults import of_recorded
from api.pages.device.form import Form, Sent, sent
from api.pages.device.scene import Scene, find, may_record
from ledger import Event, Recorded
from ledger.correction import Correction, CorrectionReason, Replacement
from ledger.device import Device, DeviceCorrected
from ledger.errors import InTheFuture, NothingToCorrect
from projections import timeline

router = APIRouter()
PATH = f"/appareils/{{device}}/etapes/{DeviceCorrected.TOPIC}"


@router.get(PATH)
def correction_form(
    request: Request, device: UUID, version: int, house: HouseDep, signed_in: StaffDep
) -> Response:
    scene, record = _found(house, device, version, signed_in)
    texts = of_recorded(house, _reads(scene, record))
    return _form(request, house, signed_in, scene, record, Sent(texts=texts)).show()


@router.post(PATH)
def record_correction(
    request: Request, device: UUID, house: HouseDep, signed_in: StaffDep, form: CsrfDep
) -> Response:
    said = sent(form, device)
    typed = said.texts.get("version", [""])[0]
    if not (typed.isascii() and typed.isdigit() and len(typed) < len("10000")):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    scene, record = _found(house, device, int(typed), signed_in)

    def make(past: Scene) -> Mapping[UUID, Event]:
        return _corrections(house, past, record, said)

    return _form(request, house, signed_in, scene, record, said).send(make)


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
    texts = {name: list(typed) for name, typed in said.texts.items()}
    stands = _reads(scene, record)
    before = scene.before(record.version)
    files = dict(said.files)
    answers = Answers(house, before, type(stands), said.command, texts, files, stands)
    answers.take("version")
    act, why = answers.text("act"), answers.text("why")
    for control in ("act", "why"):
        answers.take(control)
    if why not in set(CorrectionReason):
        answers.errors["why"] = "Dites pourquoi vous corrigez cette étape."
    now = house.now()
    events: Mapping[UUID, Event | None]
    if act == "void":
        if answers.errors:
            raise forms.Unreadable(answers.errors)
        events = dict.fromkeys(answers.spread(stands))
    else:
        complete(answers)
        replacement = answers.made(now)
        if replacement.happened_at > now:
            raise InTheFuture(replacement.happened_at, now)
        events = answers.spread(replacement)
    pages = {subject: _page(house, scene, record, subject) for subject in events}
    pairs = [
        (find(house, subject).before(page).device, event)
        for subject, event in events.items()
        if event and (page := pages[subject])
    ]
    Device.check_together(pairs)  # the price of a set is judged whole
    return {
        subject: DeviceCorrected(
            happened_at=now,
            version=page,
            reason=CorrectionReason(why),
            replacement=event and _replacement(event),
        )
        for subject, event in events.items()
        if (page := pages[subject])
    }


def _page(house: House, scene: Scene, record: Recorded, subject: UUID) -> int | None:
    """Which page of that life the same command wrote."""
    if subject == scene.device.id:
        return record.version
    theirs = find(house, subject).recorded_by(record.metadata.command)
    return theirs.version if theirs else None


def _replacement(event: Event) -> Replacement:
    return Replacement(topic=event.TOPIC, state=event.model_dump(mode="json"))
