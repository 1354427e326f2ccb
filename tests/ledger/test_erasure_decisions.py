"""A doubt that an erasure leaves is accepted or refused by a person, who answers for it."""

from uuid import uuid4

import pytest
from given import Given, Past
from lives import (
    DISK,
    IN_REPAIR,
    LOT,
    ON_THE_BENCH,
    WITH_ITS_OWNER,
    command,
    corrected,
    decided,
    erased,
    erasure_certified,
    facts,
    inventoried,
    label_revoked,
    labelled,
    locks_checked,
    lot_erasure_certified,
    part_replaced,
    reconditioned,
    tested,
    with_reservations,
)
from pydantic import ValidationError

from ledger import ActorKind, Author, Event
from ledger import device as d
from ledger.certificate import CLAIM
from ledger.codes import new_code
from ledger.errors import (
    ClaimTaken,
    CorrectionBreaksLife,
    Forbidden,
    LabelNotEarned,
    Lack,
    Missing,
    NotAllowed,
    Rule,
)

IN_DOUBT = (*ON_THE_BENCH, with_reservations())
REST = (locks_checked(), tested())


def after(given: Given, *past: Event) -> d.Device:
    made = given(*past)
    device: d.Device = made.ledger.subject(d.Device, made.subject)
    return device


def test_a_doubt_keeps_the_label_until_a_person_accepts_it(given: Given) -> None:
    refusal = given(*IN_DOUBT, *REST).when(reconditioned()).is_refused(LabelNotEarned)
    assert refusal.missing == (Missing(Lack.ERASURE_WITH_RESERVATIONS, DISK.id),)
    given(*IN_DOUBT, decided(), *REST).when(reconditioned()).stands()
    given(*IN_DOUBT, decided(), *REST, reconditioned()).when(labelled()).stands()


def test_a_doubt_refused_is_an_erasure_that_failed(given: Given) -> None:
    refused = decided(decision=d.Decision.REFUSED, ground=None)
    device = after(given, *IN_DOUBT, refused)
    assert Missing(Lack.ERASURE_FAILED, DISK.id) in device.missing()
    given(*IN_DOUBT, refused).when(decided()).is_forbidden(Rule.NOTHING_IN_DOUBT)
    assert after(given, *IN_DOUBT, refused, erased()).is_erased(DISK.id)


def test_only_a_doubt_is_decided_on_and_once(given: Given) -> None:
    for past in (ON_THE_BENCH, (*ON_THE_BENCH, erased()), (*IN_DOUBT, decided())):
        given(*past).when(decided()).is_forbidden(Rule.NOTHING_IN_DOUBT)
    failed = erased(verdict=d.Verdict.FAILED)
    given(*ON_THE_BENCH, failed).when(decided()).is_forbidden(Rule.NOTHING_IN_DOUBT)
    given(*IN_DOUBT).when(decided(storage="another")).is_forbidden(Rule.UNKNOWN_STORAGE)


def test_the_doubt_of_another_storage_stays(given: Given) -> None:
    other = DISK.model_copy(update={"id": "disk-2"})
    read = inventoried(facts=facts(storages=(DISK, other)))
    past = (*ON_THE_BENCH[:2], read, with_reservations(), with_reservations(storage=other.id))
    device = after(given, *past, decided())
    assert device.is_erased(DISK.id)
    assert not device.is_erased(other.id)
    given(*past, decided()).when(decided()).is_forbidden(Rule.NOTHING_IN_DOUBT)


def test_nobody_accepts_an_erasure_whose_log_is_lost(given: Given) -> None:
    lost = erased(erasure=_erasure(no_evidence=d.NoEvidence.LOG_LOST))
    given(*ON_THE_BENCH, lost).when(decided()).is_forbidden(Rule.LOG_LOST)
    refused = decided(decision=d.Decision.REFUSED, ground=None)
    given(*ON_THE_BENCH, lost).when(refused).stands()
    given(*ON_THE_BENCH, lost, with_reservations()).when(decided()).stands()


def test_an_erasure_done_again_is_judged_again(given: Given) -> None:
    device = after(given, *IN_DOUBT, decided(), with_reservations())
    assert device.in_doubt(DISK.id)
    assert not device.is_erased(DISK.id)
    failed = erased(verdict=d.Verdict.FAILED)
    assert not after(given, *IN_DOUBT, decided(), failed).is_erased(DISK.id)


@pytest.mark.parametrize(
    "doubt",
    [
        (inventoried(facts=facts(storages=(DISK.model_copy(update={"model": "other"}),))),),
        (
            part_replaced(
                part=d.Part.STORAGE,
                removed_storage=DISK.id,
                fitted_storage=DISK.model_copy(update={"model": "other"}),
            ),
        ),
        (*REST, reconditioned(), labelled(), label_revoked(reason="evidence_invalid")),
    ],
    ids=["another reading", "another disk", "evidence in doubt"],
)
def test_what_undoes_an_erasure_undoes_its_acceptance(
    given: Given, doubt: tuple[Event, ...]
) -> None:
    assert not after(given, *IN_DOUBT, decided(), *doubt).is_erased(DISK.id)


def test_a_decision_can_be_corrected_and_holds_up_what_it_decided(given: Given) -> None:
    past = (*IN_DOUBT, decided())
    assert after(given, *past, corrected(5)).in_doubt(DISK.id)
    given(*past).when(corrected(4, erased())).is_refused(CorrectionBreaksLife)
    given(*past, *REST, reconditioned()).when(corrected(5)).is_refused(CorrectionBreaksLife)


@pytest.mark.parametrize("kind", [ActorKind.STATION, ActorKind.SYSTEM])
def test_no_program_decides_or_certifies(given: Given, kind: ActorKind) -> None:
    device, program = given(*IN_DOUBT).subject, Author(kind, uuid4())
    certified = erasure_certified(new_code())
    by_another_name = corrected(4, decided())
    for subject, event in (
        (device, decided()),
        (device, certified),
        (device, by_another_name),
        (LOT, lot_erasure_certified(new_code(), (device, 4))),
    ):
        with pytest.raises(Forbidden) as refusal:
            given.ledger.record(command((subject, event), author=program))
        assert refusal.value.rule is Rule.A_PERSON_DECIDES
    given.ledger.record(command((device, erased()), author=program))


def test_the_ground_goes_with_accepting() -> None:
    with pytest.raises(ValidationError, match="say why the doubt is accepted"):
        decided(ground=None)
    with pytest.raises(ValidationError, match="say why the doubt is accepted"):
        decided(decision=d.Decision.REFUSED)


def test_what_has_reservations_is_not_simply_erased() -> None:
    doubt = _erasure(reservations={"bad_sectors"}, evidence_sha256="0" * 64)
    with pytest.raises(ValidationError, match="not simply erased"):
        erased(erasure=doubt)
    assert erased(erasure=doubt, verdict=d.Verdict.FAILED).proven is d.Verdict.FAILED


def test_a_certificate_stands_until_somebody_uses_the_device(given: Given) -> None:
    given(*IN_DOUBT).when(erasure_certified(new_code())).stands()
    given(*ON_THE_BENCH[:2]).when(erasure_certified(new_code())).is_forbidden(Rule.NO_INVENTORY)
    for past in (WITH_ITS_OWNER, IN_REPAIR):
        given(*past).when(erasure_certified(new_code())).is_refused(NotAllowed)


def test_a_code_certifies_once_and_for_ever(given: Given) -> None:
    code = new_code()
    first: Past = given(*IN_DOUBT, erasure_certified(code))
    given(*IN_DOUBT).when(erasure_certified(code)).is_refused(ClaimTaken)
    first.when(corrected(5)).stands()
    given(*IN_DOUBT).when(erasure_certified(code)).is_refused(ClaimTaken)
    assert given.ledger.holder(CLAIM, code) == first.subject
    lot = lot_erasure_certified(new_code(), (first.subject, 4))
    given.ledger.record(command((LOT, lot)))
    assert given.ledger.holder(CLAIM, lot.certificate.code) == LOT


def _erasure(**fields: object) -> d.Erasure:
    made = {"method": "overwrite", "level": "clear"} | fields
    return d.Erasure.model_validate(made)


def test_a_certificate_of_a_lot_names_at_least_one_life() -> None:
    with pytest.raises(ValidationError):
        lot_erasure_certified(new_code())
