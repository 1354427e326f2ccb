"""Law 5: the origin of a gift follows the device, and binds who sells it, to whom and for what."""

import pytest
from given import Given
from lives import (
    COUNTER,
    IN_STOCK,
    LOT,
    PROMISED_TO_SOMEBODY,
    collected,
    corrected,
    handed_over,
    joined,
    lot_opened,
    qualified,
    received,
    reserved,
    sold,
    stocked,
)

from ledger import Event
from ledger.device import Collected, Device, OriginQualified, Stage
from ledger.errors import (
    CorrectionBreaksLife,
    Forbidden,
    LedgerError,
    NotAllowed,
    PriceRefused,
    Rule,
)
from ledger.event import check
from ledger.lot import LotClosed, LotQualified
from ledger.organisation import OrganisationForm
from ledger.values import DeviceId, DeviceKind, DonorKind, LotId, OrganisationId

UNKNOWN = {"donor": DonorKind.UNKNOWN, "lot": None}
GIFT = {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True, "lot": None}
AT_THE_COUNTER = stocked(place=COUNTER)


def past_of(events: tuple[Event, ...], **origin: object) -> tuple[Event, ...]:
    """The same past, of a device with another origin."""
    return (collected(**origin), *events[1:])


def on_the_counter(**origin: object) -> tuple[Event, ...]:
    arrived = received(place=COUNTER)
    return (collected(**origin), arrived, *IN_STOCK[2:-1], AT_THE_COUNTER)


def test_a_device_of_unknown_origin_is_worked_on_and_stocked(given: Given) -> None:
    given(*past_of(IN_STOCK[:-1], **UNKNOWN)).when(stocked()).stands()


@pytest.mark.parametrize("exit_", [reserved(), sold()])
def test_a_device_of_unknown_origin_does_not_leave_before_somebody_qualifies_it(
    given: Given, exit_: Event
) -> None:
    past = given(*on_the_counter(**UNKNOWN))
    past.when(exit_).is_forbidden(Rule.ORIGIN_UNKNOWN)
    past.when(qualified()).stands().when(exit_).stands()


def test_even_a_promised_device_of_unknown_origin_is_not_handed_over() -> None:
    promised = Device(DeviceId(LOT), Stage.RESERVED, donor=DonorKind.UNKNOWN)
    with pytest.raises(Forbidden) as refusal:
        check(handed_over(), promised)
    assert refusal.value.rule is Rule.ORIGIN_UNKNOWN


def test_an_origin_is_qualified_once_and_then_corrected(given: Given) -> None:
    past = given(collected(**UNKNOWN)).when(qualified()).stands()
    past.when(qualified()).is_forbidden(Rule.ORIGIN_SETTLED)
    given(collected()).when(qualified()).is_forbidden(Rule.ORIGIN_SETTLED)


def test_an_origin_found_out_later_binds_as_much_as_one_known_from_the_start(given: Given) -> None:
    gift = qualified(donor=DonorKind.PUBLIC_BODY, free_public_gift=True)
    past = given(*on_the_counter(**UNKNOWN), gift)
    past.when(sold()).is_forbidden(Rule.PUBLIC_GIFT)


def test_a_public_gift_is_sold_through_prescription_only(given: Given) -> None:
    past = given(*on_the_counter(**GIFT))
    past.when(sold()).is_forbidden(Rule.PUBLIC_GIFT)
    past.when(reserved()).stands().when(handed_over(place=COUNTER)).stands()
    given(*on_the_counter(donor=DonorKind.PUBLIC_BODY, lot=None)).when(sold()).stands()


def test_a_public_gift_is_sold_by_an_eligible_organisation_only(given: Given) -> None:
    shop = given(joined(form=OrganisationForm.COMPANY, sells_public_gifts=False)).subject
    by_the_shop = handed_over(seller=OrganisationId(shop))
    past = given(*past_of(PROMISED_TO_SOMEBODY, **GIFT))
    past.when(by_the_shop).is_forbidden(Rule.SELLER_NOT_ELIGIBLE)
    past.when(handed_over()).stands()
    given(*PROMISED_TO_SOMEBODY).when(by_the_shop).stands()


@pytest.mark.parametrize("made", [Collected, OriginQualified])
def test_only_a_public_body_makes_a_free_public_gift(made: type[Event]) -> None:
    state = collected().model_dump() if made is Collected else qualified().model_dump()
    with pytest.raises(ValueError, match="only a public body"):
        made.model_validate(state | {"free_public_gift": True})


def test_somebody_who_qualifies_an_origin_says_who_gave() -> None:
    with pytest.raises(ValueError, match="say who gave it"):
        qualified(donor=DonorKind.UNKNOWN)


@pytest.mark.parametrize(
    ("kind", "cap_cents"),
    [
        (DeviceKind.LAPTOP, 180_00),
        (DeviceKind.DESKTOP, 150_00),
        (DeviceKind.MINI_PC, 150_00),
        (DeviceKind.ALL_IN_ONE, 150_00),
        (DeviceKind.TABLET, 100_00),
        (DeviceKind.SMARTPHONE, 100_00),
        (DeviceKind.SCREEN, 30_00),
        (DeviceKind.PRINTER, 30_00),
        (DeviceKind.MULTIFUNCTION, 170_00),
    ],
)
def test_the_price_of_a_public_gift_is_capped_by_its_kind(kind: DeviceKind, cap_cents: int) -> None:
    assert price_refused(kind, cap_cents) is None
    refusal = price_refused(kind, cap_cents + 1)
    assert isinstance(refusal, PriceRefused)
    assert (refusal.price_cents, refusal.cap_cents) == (cap_cents + 1, cap_cents)


@pytest.mark.parametrize("kind", [DeviceKind.KEYBOARD, DeviceKind.MOUSE, DeviceKind.CHARGER])
def test_the_law_names_no_price_for_an_accessory_alone(kind: DeviceKind) -> None:
    refusal = price_refused(kind, 5_00)
    assert isinstance(refusal, PriceRefused)
    assert refusal.cap_cents is None
    assert price_refused(kind, 5_00, public_gift=False) is None


def price_refused(
    kind: DeviceKind, price_cents: int, *, public_gift: bool = True
) -> LedgerError | None:
    device = Device(DeviceId(LOT), Stage.RESERVED, kind=kind, public_gift=public_gift)
    paid = handed_over(price_cents=price_cents)
    try:
        Device.check_together([(device, paid)])
    except PriceRefused as refusal:
        return refusal
    return None


def test_the_cap_holds_when_it_is_recorded(given: Given) -> None:
    past = given(*past_of(PROMISED_TO_SOMEBODY, **GIFT))
    past.when(handed_over(price_cents=180_01)).is_refused(PriceRefused)
    past.when(handed_over(price_cents=180_00)).stands()


def test_a_device_that_is_no_public_gift_has_no_cap(given: Given) -> None:
    given(*PROMISED_TO_SOMEBODY).when(handed_over(price_cents=400_00)).stands()


@pytest.mark.parametrize("paid", [handed_over(price_cents=99), sold(price_cents=99)])
def test_a_device_costs_at_least_one_euro(given: Given, paid: Event) -> None:
    past = given(*on_the_counter(), *([reserved()] if paid.TOPIC.startswith("device.h") else []))
    refusal = past.when(paid.model_copy(update={"place": COUNTER})).is_refused(PriceRefused)
    assert (refusal.price_cents, refusal.floor_cents) == (99, 100)
    one_euro = {"price_cents": 100, "place": COUNTER}
    if "person_cents" in type(paid).model_fields:
        one_euro["person_cents"] = 100
    past.when(paid.model_copy(update=one_euro)).stands()


def test_the_persons_own_share_may_be_nothing(given: Given) -> None:
    shares = {"person_cents": 0, "third_party_cents": 50_00, "fund_cents": 30_00}
    given(*PROMISED_TO_SOMEBODY).when(handed_over(price_cents=80_00, **shares)).stands()


def test_the_shares_make_the_price(given: Given) -> None:
    shares = {"person_cents": 10_00, "third_party_cents": 50_00, "fund_cents": 30_00}
    past = given(*PROMISED_TO_SOMEBODY)
    past.when(handed_over(price_cents=80_00, **shares)).is_forbidden(Rule.SHARES_DO_NOT_ADD_UP)


def test_a_correction_does_not_get_round_the_cap(given: Given) -> None:
    past = given(*past_of(PROMISED_TO_SOMEBODY, **GIFT), handed_over(price_cents=80_00))
    version = len(past.lives[past.subject])
    dear = corrected(version, handed_over(price_cents=500_00))
    assert isinstance(past.when(dear).is_refused(CorrectionBreaksLife).why, PriceRefused)
    free = corrected(version, handed_over(price_cents=0))
    assert isinstance(past.when(free).is_refused(CorrectionBreaksLife).why, PriceRefused)
    past.when(corrected(version, handed_over(price_cents=180_00))).stands()


def test_a_device_turns_out_a_public_gift_only_while_its_sale_stays_lawful(given: Given) -> None:
    truth = corrected(1, collected(**GIFT))
    dear = given(*PROMISED_TO_SOMEBODY, handed_over(price_cents=300_00))
    assert isinstance(dear.when(truth).is_refused(CorrectionBreaksLife).why, PriceRefused)
    given(*PROMISED_TO_SOMEBODY, handed_over(price_cents=80_00)).when(truth).stands()


def test_a_device_has_the_origin_of_its_lot(given: Given) -> None:
    town_hall = {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True}
    lot = LotId(given(lot_opened(**town_hall)).subject)
    for other in ({}, {"donor": DonorKind.PUBLIC_BODY}, {"donor": DonorKind.UNKNOWN}):
        given().when(collected(lot=lot, **other)).is_forbidden(Rule.NOT_THE_LOTS_ORIGIN)
    given().when(collected(lot=lot, **town_hall)).stands()


def test_a_lot_qualified_later_gives_its_new_origin(given: Given) -> None:
    past = given(lot_opened(donor=DonorKind.UNKNOWN))
    lot = LotId(past.subject)
    before = given(collected(lot=lot, donor=DonorKind.UNKNOWN))
    past.when(LotQualified(happened_at=collected().happened_at, donor=DonorKind.PERSON)).stands()
    given().when(collected(lot=lot, donor=DonorKind.PERSON)).stands()
    given().when(collected(lot=lot, donor=DonorKind.UNKNOWN)).is_forbidden(Rule.NOT_THE_LOTS_ORIGIN)
    before.when(qualified(donor=DonorKind.PERSON)).stands()


def test_nothing_is_collected_in_a_closed_lot(given: Given) -> None:
    past = given(lot_opened())
    past.when(LotClosed(happened_at=collected().happened_at)).stands()
    refusal = given().when(collected(lot=LotId(past.subject))).is_refused(NotAllowed)
    assert (refusal.subject, refusal.stage) == (past.subject, "closed")
