"""A lot of unknown origin is qualified once, and its devices say what it says."""

import pytest
from given import Given
from lives import collected, command, lot_opened, qualified, received, retired

from ledger import Event
from ledger.errors import Forbidden, NotAllowed, Rule
from ledger.lot import Lot, LotQualified
from ledger.values import DonorKind, LegalStatus, LotId

GIFT = {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True}


def lot_qualified(**fields: object) -> LotQualified:
    return LotQualified(happened_at=lot_opened().happened_at, **GIFT | fields)


@pytest.fixture
def lot(given: Given) -> LotId:
    return LotId(given(lot_opened(donor=DonorKind.UNKNOWN)).subject)


def of_it(lot: LotId) -> tuple[Event, ...]:
    return collected(donor=DonorKind.UNKNOWN, lot=lot), received()


def test_a_lot_is_qualified_with_its_devices_in_one_command(given: Given, lot: LotId) -> None:
    past = given.each(of_it(lot), of_it(lot))
    each = qualified(lot=lot, **GIFT)
    given.ledger.record(
        command((lot, lot_qualified()), *((device, each) for device in past.subjects))
    )
    assert given.ledger.subject(Lot, lot).public_gift
    given(collected(lot=lot, **GIFT))
    given().when(collected(lot=lot)).is_forbidden(Rule.NOT_THE_LOTS_ORIGIN)


def test_a_lot_is_qualified_once(given: Given, lot: LotId) -> None:
    given.ledger.record(command((lot, lot_qualified())))
    with pytest.raises(Forbidden) as refusal:
        given.ledger.record(
            command((lot, lot_qualified(donor=DonorKind.COMPANY, free_public_gift=False)))
        )
    assert refusal.value.rule is Rule.LOT_SETTLED


@pytest.mark.parametrize(
    "other",
    [
        {"donor": DonorKind.COMPANY},
        {"donor": DonorKind.PUBLIC_BODY},
        {**GIFT, "legal_status": LegalStatus.WASTE},
    ],
)
def test_a_device_qualified_with_its_lot_says_what_it_says(
    given: Given, lot: LotId, other: dict[str, object]
) -> None:
    past = given(*of_it(lot))
    past.when(qualified(lot=lot, **GIFT)).is_forbidden(Rule.NOT_THE_LOTS_ORIGIN)
    given.ledger.record(command((lot, lot_qualified())))
    past.when(qualified(lot=lot, **other)).is_forbidden(Rule.NOT_THE_LOTS_ORIGIN)
    past.when(qualified(lot=lot, **GIFT)).stands()


def test_a_device_is_not_qualified_with_another_lot(given: Given, lot: LotId) -> None:
    given.ledger.record(command((lot, lot_qualified())))
    strange = given(collected(donor=DonorKind.UNKNOWN, lot=None))
    strange.when(qualified(lot=lot, **GIFT)).is_forbidden(Rule.NOT_OF_THIS_LOT)


def test_a_device_that_left_for_good_is_not_qualified(given: Given, lot: LotId) -> None:
    past = given(*of_it(lot), retired())
    given.ledger.record(command((lot, lot_qualified())))
    with pytest.raises(NotAllowed):
        given.ledger.record(command((past.subject, qualified(lot=lot, **GIFT))))
