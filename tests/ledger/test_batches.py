"""A batch of blank stickers: what is lost is bound by nobody, what was sent away is another's."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from given import Given, Past
from lives import (
    COUNTER,
    DESK,
    LOT,
    SHOP,
    batch_printed,
    batch_sent,
    batch_voided,
    bound,
    collected,
    command,
    corrected,
    joined,
    opened,
    received,
    replaced,
)

from ledger import Event
from ledger.batch import Batch, BatchCorrected, VoidReason
from ledger.codes import new_code
from ledger.device import Device
from ledger.errors import ClaimTaken, CorrectionBreaksLife, Forbidden, Rule, UnknownSubject
from ledger.place import PlaceClosed
from ledger.values import OrganisationId, PlaceId


@pytest.fixture
def codes() -> tuple[str, ...]:
    return tuple(new_code() for _ in range(4))


@pytest.fixture
def batch(given: Given, codes: tuple[str, ...]) -> Past:
    return given(batch_printed(*codes))


def test_the_batch_of_a_sticker_is_found_by_its_code(
    given: Given, batch: Past, codes: tuple[str, ...]
) -> None:
    for code in codes:
        assert given.ledger.holder("batch", code) == batch.subject
    assert given.ledger.subject(Batch, batch.subject).codes == set(codes)


def test_a_code_is_in_one_batch(given: Given, batch: Past, codes: tuple[str, ...]) -> None:
    del batch
    refusal = given().when(batch_printed(new_code(), codes[2])).is_refused(ClaimTaken)
    assert (refusal.kind, refusal.key) == ("batch", codes[2])


def test_a_sticker_of_a_batch_is_bound_by_its_structure_at_any_of_its_places(
    given: Given, batch: Past, codes: tuple[str, ...]
) -> None:
    del batch
    given(collected()).when(bound(codes[0])).stands()
    given(collected(), received()).when(bound(codes[1])).stands()


def test_a_sticker_of_no_batch_is_lawful(given: Given) -> None:
    given(collected()).when(bound(new_code())).stands()


@pytest.mark.parametrize("reason", VoidReason)
def test_a_voided_sticker_is_never_bound(
    given: Given, batch: Past, codes: tuple[str, ...], reason: VoidReason
) -> None:
    batch.when(batch_voided(codes[0], codes[1], reason=reason)).stands()
    given(collected()).when(bound(codes[0])).is_forbidden(Rule.STICKER_VOIDED)
    given(collected(), bound(new_code())).when(replaced(codes[1])).is_forbidden(Rule.STICKER_VOIDED)
    given(collected(), bound(codes[2]))
    assert given.ledger.holder("sticker", codes[0]) == batch.subject


def test_no_correction_binds_a_voided_sticker(
    given: Given, batch: Past, codes: tuple[str, ...]
) -> None:
    batch.when(batch_voided(codes[0])).stands()
    past = given(collected(), bound(codes[1]))
    refusal = past.when(corrected(2, bound(codes[0]))).is_refused(CorrectionBreaksLife)
    assert isinstance(refusal.why, Forbidden)
    assert refusal.why.rule is Rule.STICKER_VOIDED


def test_a_sticker_that_is_on_a_device_is_not_voided(
    given: Given, batch: Past, codes: tuple[str, ...]
) -> None:
    given(collected(), bound(codes[0]))
    refusal = batch.when(batch_voided(*codes)).is_refused(ClaimTaken)
    assert (refusal.kind, refusal.key) == ("sticker", codes[0])
    batch.when(batch_voided(*codes[1:])).stands()


def test_a_sticker_is_voided_once_and_by_its_own_batch(
    given: Given, batch: Past, codes: tuple[str, ...]
) -> None:
    other = given(batch_printed(new_code()))
    other.when(batch_voided(codes[0])).is_forbidden(Rule.NOT_IN_THIS_BATCH)
    past = batch.when(batch_voided(codes[0])).stands()
    past.when(batch_voided(codes[0])).is_forbidden(Rule.STICKER_VOIDED)


def test_of_a_binding_and_a_voiding_at_once_one_wins(given: Given) -> None:
    codes = [new_code() for _ in range(12)]
    batch = given(batch_printed(*codes))
    devices = given.each(*[(collected(),)] * len(codes)).subjects

    def act(happening: tuple[UUID, Event]) -> bool:
        try:
            given.ledger.record(command(happening))
        except (ClaimTaken, Forbidden):
            return False
        return True

    binds = [(device, bound(code)) for device, code in zip(devices, codes, strict=True)]
    voids = [(batch.subject, batch_voided(code)) for code in codes]
    both = [each for pair in zip(binds, voids, strict=True) for each in pair]
    with ThreadPoolExecutor(8) as people:
        done = list(people.map(act, both))
    assert sum(done) == len(codes)
    voided = given.ledger.subject(Batch, batch.subject).voided
    for device, code in zip(devices, codes, strict=True):
        holder = given.ledger.holder("sticker", code)
        assert holder == (batch.subject if code in voided else device)
        assert (given.ledger.subject(Device, device).sticker == code) is (code not in voided)


@pytest.fixture
def stranger(given: Given) -> tuple[PlaceId, OrganisationId]:
    """A place of another structure."""
    organisation, place = OrganisationId(uuid4()), PlaceId(uuid4())
    given.ledger.record(
        command(
            (organisation, joined(name="Une autre association")),
            (place, opened(name="Recyclerie du Buëch", organisation=organisation)),
        )
    )
    return place, organisation


def test_a_sticker_that_was_sent_to_another_structure_is_bound_by_that_one(
    given: Given, batch: Past, codes: tuple[str, ...], stranger: tuple[PlaceId, OrganisationId]
) -> None:
    place, organisation = stranger
    given(collected(), bound(codes[0]))
    batch.when(batch_sent(place=place, organisation=organisation)).stands()
    here = given(collected())
    here.when(bound(codes[1])).is_forbidden(Rule.STICKER_OF_ANOTHER_STRUCTURE)
    there = given(collected(place=place, lot=None))
    there.when(bound(codes[1])).stands()


def test_what_was_bound_before_the_batch_went_stays_lawful_when_its_life_is_read_again(
    given: Given, batch: Past, codes: tuple[str, ...], stranger: tuple[PlaceId, OrganisationId]
) -> None:
    place, organisation = stranger
    past = given(collected(), bound(codes[0]), received())
    batch.when(batch_sent(place=place, organisation=organisation)).stands()
    past.when(corrected(3, received(place=COUNTER))).stands()
    past.when(corrected(2, bound(codes[1]))).stands()


def test_no_correction_binds_a_sticker_that_was_another_structures_then(
    given: Given, batch: Past, codes: tuple[str, ...], stranger: tuple[PlaceId, OrganisationId]
) -> None:
    place, organisation = stranger
    batch.when(batch_sent(place=place, organisation=organisation)).stands()
    past = given(collected(), bound(new_code()))
    refusal = past.when(corrected(2, bound(codes[0]))).is_refused(CorrectionBreaksLife)
    assert isinstance(refusal.why, Forbidden)
    assert refusal.why.rule is Rule.STICKER_OF_ANOTHER_STRUCTURE


def test_a_correction_binds_nothing_that_was_voided_since(
    given: Given, batch: Past, codes: tuple[str, ...]
) -> None:
    past = given(collected(), bound(codes[0]))
    batch.when(batch_voided(codes[1])).stands()
    past.when(corrected(2, bound(codes[1]))).is_refused(ClaimTaken)


def test_a_device_born_with_its_sticker_is_judged_by_where_it_was_collected(
    given: Given, codes: tuple[str, ...], stranger: tuple[PlaceId, OrganisationId]
) -> None:
    place, organisation = stranger
    given(batch_printed(*codes, place=place, organisation=organisation))
    device = uuid4()
    with pytest.raises(Forbidden, match=Rule.STICKER_OF_ANOTHER_STRUCTURE):
        given.ledger.record(command((device, collected()), (device, bound(codes[0]))))


def test_a_batch_is_at_an_open_place_of_its_structure(
    given: Given, codes: tuple[str, ...], stranger: tuple[PlaceId, OrganisationId]
) -> None:
    place, organisation = stranger
    given().when(batch_printed(*codes, place=place)).is_forbidden(Rule.NOT_ITS_STRUCTURE)
    given().when(batch_printed(*codes, place=LOT)).is_refused(UnknownSubject)
    given.ledger.record(command((place, PlaceClosed(happened_at=opened().happened_at))))
    closed = {"place": place, "organisation": organisation}
    given().when(batch_printed(*codes, **closed)).is_forbidden(Rule.PLACE_CLOSED)
    past = given(batch_printed(*codes))
    past.when(batch_sent(**closed)).is_forbidden(Rule.PLACE_CLOSED)
    past.when(batch_sent(place=SHOP)).is_forbidden(Rule.SAME_PLACE)
    past.when(batch_sent(organisation=organisation)).is_forbidden(Rule.NOT_ITS_STRUCTURE)


def test_a_wrong_sending_is_corrected_and_paper_is_not(
    given: Given, codes: tuple[str, ...]
) -> None:
    past = given(batch_printed(*codes), batch_sent(), batch_voided(codes[0]))
    moved = past.when(corrected(2, batch_sent(place=DESK), of=BatchCorrected)).stands()
    assert given.ledger.subject(Batch, moved.subject).place == DESK
    for version in (1, 3):
        past.when(corrected(version, of=BatchCorrected)).is_forbidden(Rule.ON_PAPER)
    past.when(corrected(2, batch_voided(codes[1]), of=BatchCorrected)).is_forbidden(Rule.ON_PAPER)


@pytest.mark.parametrize("times", [0, 2, 1001])
def test_a_batch_has_its_codes_once_and_a_thousand_at_the_most(times: int) -> None:
    code = new_code()
    codes = [code] * times if times < 1001 else [new_code() for _ in range(times)]
    with pytest.raises(ValueError, match="code"):
        batch_printed(*codes)


def test_a_thousand_codes_are_recorded_and_read_back(given: Given) -> None:
    codes = tuple(new_code() for _ in range(1000))
    past = given(batch_printed(*codes))
    assert given.ledger.life(past.subject)[0].event == batch_printed(*codes)
    given(collected(), bound(codes[999]))
