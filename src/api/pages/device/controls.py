"""Controls of the steps' forms that are no field of an event.

« Tout marche », a file, codes to scan become fields here; and what no form may say is given:
the reservation of a promise, the criteria of the label.
"""

from collections.abc import Callable
from uuid import UUID, uuid5

from api import forms
from api.pages.device.answers import Answers
from api.pages.device.choices import tests
from api.pages.device.erasure_controls import erasure_certified, storage_erased
from api.refusals import sentence
from api.selling.minimum import left_there
from api.units import quantity, read_quantity
from api.wedge import scanned
from ledger import device as d
from ledger.codes import read_code, written
from ledger.errors import BadCode
from ledger.lot import Lot
from ledger.place import Place
from ledger.values import DonorKind, Source

ROW_COLUMNS = ("kind", "capacity_gb", "serial", "model")
"""What a person fills in of one storage; its name follows."""


def complete(answers: Answers) -> None:
    """Turn the controls of this step's form into fields, or into errors that say why not."""
    if control := CONTROLS.get(answers.event.TOPIC):
        control(answers)


def _collected(answers: Answers) -> None:
    answers.give("lot", None)


def _inventoried(answers: Answers) -> None:
    answers.give("source", Source.MANUAL)
    answers.give("evidence_sha256", None)
    answers.give("hardware", None)
    nothing = bool(answers.take("no_storage"))
    removed = set(answers.take("removed"))
    start = "facts.storages"
    for row in forms.Filled(answers.texts).rows(start):
        described = any(answers.text(f"{start}.{row}.{column}") for column in ROW_COLUMNS)
        if str(row) in removed or not described:
            for name in [each for each in answers.texts if each.startswith(f"{start}.{row}.")]:
                del answers.texts[name]
        else:
            _name_storage(answers, f"{start}.{row}", row + 1)
    if nothing:
        if forms.Filled(answers.texts).rows(start):
            answers.errors["no_storage"] = (
                "Vous dites qu’il n’y a aucun disque, et vous en décrivez un : choisissez."
            )
        else:
            answers.given[start] = ()
    if hardware := answers.given["hardware"]:
        rows = (
            answers.text(f"{start}.{row}.id") for row in forms.Filled(answers.texts).rows(start)
        )
        answers.given["hardware"] = hardware.of_storages(set(rows))


def _name_storage(answers: Answers, start: str, rank: int) -> None:
    """A storage is named by its serial number when it has one, else by its rank."""
    if not answers.text(f"{start}.id"):
        answers.texts[f"{start}.id"] = [answers.text(f"{start}.serial") or f"disque {rank}"]


def _origin_qualified(answers: Answers) -> None:
    """By itself, unless its lot is known by now: then it says the same. A correction is its own."""
    lot, house = answers.device.lot, answers.house
    known = lot is not None and house.ledger.subject(Lot, lot).donor is not DonorKind.UNKNOWN
    answers.given["lot"] = lot if known and answers.recorded is None else None


def _retired(answers: Answers) -> None:
    """A slip is copied from paper: capitals, and single spaces."""
    if slip := answers.text("waste_slip"):
        answers.texts["waste_slip"] = [" ".join(slip.upper().split())]


def _part_replaced(answers: Answers) -> None:
    for typed in answers.take("source_code"):
        try:
            code = read_code(scanned(typed))
        except BadCode as bad:
            answers.errors["source_code"] = sentence(bad)
            continue
        if source := answers.house.ledger.holder("sticker", code):
            answers.texts["source"] = [str(source)]
        else:
            answers.errors["source_code"] = f"L’étiquette {written(code)} n’est sur aucun appareil."
    start = "fitted_storage"
    if any(answers.text(f"{start}.{column}") for column in ROW_COLUMNS):
        _name_storage(answers, start, len(answers.device.storages or ()) + 1)


def _locks_checked(answers: Answers) -> None:
    if answers.take("none_found"):
        answers.texts.pop("found", None)
    elif not answers.text("found") and answers.recorded is None:
        answers.errors["found"] = "Cochez les verrous trouvés, ou dites qu’il n’y en a aucun."
    if not answers.text("found"):
        answers.texts.pop("ask", None)


def _tested(answers: Answers) -> None:
    fitted = set(answers.take("fitted"))
    if not answers.take("all_passed"):
        return
    checklist = answers.device.checklist
    known = tests(answers.house, answers.scene, correcting=answers.recorded is not None)
    asked = {test.function for test in known if not test.proposal}
    for function in checklist.all:
        if not answers.text(f"outcomes.{function}"):
            absent = function in checklist.optional & asked - fitted
            outcome = d.Outcome.NOT_FITTED if absent else d.Outcome.PASSED
            answers.texts[f"outcomes.{function}"] = [outcome]


def _labelled(answers: Answers) -> None:
    answers.give("criteria", answers.house.settings.label_criteria)


def _sticker(answers: Answers) -> None:
    if code := answers.text("code"):
        answers.texts["code"] = [scanned(code)]


def _set_formed(answers: Answers) -> None:
    answers.give("set_id", uuid5(answers.sent.command, "set"))
    found: list[UUID] = [answers.device.id]
    for line in (line for text in answers.take("codes") for line in text.splitlines()):
        if line.strip():
            try:
                code = read_code(scanned(line))
            except BadCode as bad:
                answers.errors["codes"] = f"« {line.strip()[:40]} » : {sentence(bad)}"
                continue
            if device := answers.house.ledger.holder("sticker", code):
                found.append(device)
            else:
                said = f"L’étiquette {written(code)} n’est sur aucun appareil."
                answers.errors["codes"] = said
    for text in answers.take("companions"):
        try:
            found.append(UUID(text))
        except ValueError:
            answers.errors["codes"] = "Choisissez les appareils dans la liste."
    members = tuple(dict.fromkeys(found))
    if len(members) == 1 and answers.recorded is None:
        answers.errors.setdefault("codes", "Scannez au moins un autre appareil, ou cochez-le.")
    answers.give("members", members)


def _set_dissolved(answers: Answers) -> None:
    answers.give("set_id", answers.device.set_id)
    answers.give("members", answers.device.set_members)


def _reserved(answers: Answers) -> None:
    answers.give("reservation", uuid5(answers.sent.command, "reservation"))


def _promised(answers: Answers) -> None:
    answers.give("reservation", answers.device.reservation)


def _handed_over(answers: Answers) -> None:
    _promised(answers)
    if answers.text("person_cents"):
        return
    price, *others = ("price_cents", "third_party_cents", "fund_cents")
    try:
        paid = [read_quantity(name, answers.text(name) or "0", whole=True) for name in others]
        left = read_quantity(price, answers.text(price), whole=True) - sum(paid)
    except ValueError:
        return  # said where it stands
    if left < 0:
        answers.errors["price_cents"] = "Les parts payées dépassent le prix."
    else:
        answers.texts["person_cents"] = [quantity(price, left)]


def _sold(answers: Answers) -> None:
    place = answers.house.ledger.subject(Place, answers.scene.standing)
    answers.give("seller", place.organisation)
    whole = answers.house.ledger.subjects(answers.device.set_members or (answers.device.id,))
    sold = {each: device.kind for each, device in whole.items()}
    left = left_there(answers.house, place, sold)
    answers.give("left", tuple(each for stay in left.values() for each in stay))


CONTROLS: dict[str, Callable[[Answers], None]] = {
    d.Collected.TOPIC: _collected,
    d.OriginQualified.TOPIC: _origin_qualified,
    d.Retired.TOPIC: _retired,
    d.Inventoried.TOPIC: _inventoried,
    d.SetFormed.TOPIC: _set_formed,
    d.SetDissolved.TOPIC: _set_dissolved,
    d.StickerBound.TOPIC: _sticker,
    d.StickerReplaced.TOPIC: _sticker,
    d.StorageErased.TOPIC: storage_erased,
    d.ErasureCertified.TOPIC: erasure_certified,
    d.LocksChecked.TOPIC: _locks_checked,
    d.PartReplaced.TOPIC: _part_replaced,
    d.Tested.TOPIC: _tested,
    d.Labelled.TOPIC: _labelled,
    d.Reserved.TOPIC: _reserved,
    d.ReservationReleased.TOPIC: _promised,
    d.HandedOver.TOPIC: _handed_over,
    d.Sold.TOPIC: _sold,
}
