"""A correction judges each page by what stood, and was known, when it was written."""

import pytest
from given import Given, Past
from lives import (
    COUNTER,
    IN_STOCK,
    ON_THE_BENCH,
    PROMISED_TO_SOMEBODY,
    at,
    collected,
    command,
    corrected,
    handed_over,
    inventoried,
    joined,
    lot_opened,
    opened,
    received,
    sold,
    stocked,
)

from ledger import Event, LedgerError
from ledger.device import Device, Stage
from ledger.errors import CorrectionBreaksLife, Forbidden, NotAllowed, Rule
from ledger.lot import Lot, LotCorrected
from ledger.organisation import OrganisationCorrected
from ledger.place import PlaceChanged, PlaceClosed, PlaceCorrected
from ledger.values import DonorKind, OrganisationId, PlaceId


def now(past: Past) -> Device:
    device = past.ledger.subject(Device, past.subject)
    assert isinstance(device, Device)
    return device


def why(past: Past, correction: Event) -> LedgerError:
    return past.when(correction).is_refused(CorrectionBreaksLife).why


def sold_by(given: Given, place: Past, seller: Past) -> Past:
    """A device sold at that place by that organisation."""
    till, by = PlaceId(place.subject), OrganisationId(seller.subject)
    life = (received(place=till), *IN_STOCK[2:-1], stocked(place=till), sold(place=till, seller=by))
    return given(collected(), *life)


@pytest.mark.parametrize(
    "change",
    [
        PlaceClosed(**at()),
        PlaceChanged(**at(name="Sans caisse", commune="05061", roles=frozenset())),
        corrected(1, opened(name="Sans caisse"), of=PlaceCorrected),
        corrected(1, of=PlaceCorrected),
    ],
    ids=["closed", "without a till", "corrected", "voided"],
)
def test_what_became_of_a_place_since_does_not_undo_the_past(given: Given, change: Event) -> None:
    place = given(opened(takes_money=True))
    device = sold_by(given, place, given(joined()))
    place.when(change).stands()
    device.when(corrected(3, inventoried(mass_g=2100))).stands()
    assert now(device).stage == Stage.WITH_OWNER


def test_the_price_of_a_sale_at_a_till_that_closed_is_still_corrected(given: Given) -> None:
    place, seller = given(opened(takes_money=True)), given(joined())
    device = sold_by(given, place, seller)
    place.when(PlaceClosed(**at())).stands()
    till, by = PlaceId(place.subject), OrganisationId(seller.subject)
    version = len(device.lives[device.subject])
    device.when(corrected(version, sold(place=till, seller=by, price_cents=120_00))).stands()
    device.when(corrected(version, sold(place=till, seller=by, price_cents=1))).is_refused(
        CorrectionBreaksLife
    )


def test_who_lost_the_right_to_sell_gifts_did_not_lose_it_before(given: Given) -> None:
    seller = given(joined())
    gift = collected(donor=DonorKind.PUBLIC_BODY, free_public_gift=True, lot=None)
    by = OrganisationId(seller.subject)
    device = given(gift, *PROMISED_TO_SOMEBODY[1:], handed_over(seller=by))
    seller.when(corrected(1, joined(sells_public_gifts=False), of=OrganisationCorrected)).stands()
    device.when(corrected(3, inventoried(mass_g=2100))).stands()
    wrong_price = corrected(len(PROMISED_TO_SOMEBODY) + 1, handed_over(seller=by, price_cents=200))
    refusal = device.when(wrong_price).is_refused(CorrectionBreaksLife)
    assert isinstance(refusal.why, Forbidden)
    assert refusal.why.rule is Rule.SELLER_NOT_ELIGIBLE, "said now, by what is known now"


def test_a_right_gained_since_does_not_reach_back(given: Given) -> None:
    place = given(opened())
    till = PlaceId(place.subject)
    device = given(collected(), received(place=till), *IN_STOCK[2:-1], stocked(place=till))
    place.when(
        PlaceChanged(**at(name="Avec caisse", commune="05061", roles=frozenset(), takes_money=True))
    ).stands()
    was_a_sale = corrected(len(IN_STOCK), sold(place=till))
    assert isinstance(why(device, was_a_sale), NotAllowed)
    device.when(sold(place=till)).stands()


def test_a_correction_names_a_place_opened_since(given: Given) -> None:
    device = given(*ON_THE_BENCH)
    annex = PlaceId(given(opened(name="Annexe")).subject)
    device.when(corrected(2, received(place=annex))).stands()
    device.when(corrected(3, inventoried(mass_g=2200))).stands()
    assert now(device).place == annex


def test_the_origin_of_a_lot_is_corrected_and_then_that_of_its_devices(given: Given) -> None:
    lot = given(lot_opened(donor=DonorKind.PERSON))
    of_the_lot = {"lot": lot.subject, "donor": DonorKind.PERSON}
    device = given(collected(**of_the_lot), received())
    assert isinstance(why(device, corrected(1, collected(lot=lot.subject))), Forbidden)
    lot.when(corrected(1, lot_opened(), of=LotCorrected)).stands()
    assert lot.ledger.subject(Lot, lot.subject).donor is DonorKind.COMPANY
    device.when(corrected(2, received(place=COUNTER))).stands()
    device.when(corrected(1, collected(lot=lot.subject))).stands()
    assert now(device).donor is DonorKind.COMPANY


def test_a_lot_and_its_device_are_corrected_in_one_command(given: Given) -> None:
    lot, gift = given(lot_opened()), {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True}
    device = given(collected(lot=lot.subject))
    own = (lot.subject, corrected(1, lot_opened(**gift), of=LotCorrected))
    its = (device.subject, corrected(1, collected(lot=lot.subject, **gift)))
    ledger = device.ledger
    for refused in (command(its), command(its, own)):
        assert isinstance(ledger.refusal(refused), CorrectionBreaksLife)
    assert ledger.refusal(command(own, its)) is None
    assert len(ledger.life(lot.subject)) == 1, "nothing was recorded"
    ledger.record(command(own, its))
    assert now(device).public_gift
