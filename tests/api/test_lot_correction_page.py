"""The origin of a lot is corrected with its devices; what cannot follow is read beforehand."""

from uuid import UUID

import pytest
from lives import COUNTER, LABELLED, POINT, SHOP, collected, received, shipped, sold, stocked
from lot_forms import another_structure, hidden, text_of
from people import Person, SignIn
from piles import lot_here, pile

from api.access import Role
from api.house import House
from ledger.device import Device
from ledger.lot import Lot
from ledger.values import DonorKind

GIFT = {"donor": "public_body", "free_public_gift": "1", "legal_status": "product"}
FIRM = {"donor": "company", "legal_status": "product"}
AT_HAND = (collected(place=SHOP), received(origin=SHOP))
SOLD = (
    *AT_HAND,
    *LABELLED[2:],
    shipped(origin=SHOP, destination=COUNTER),
    received(origin=SHOP, place=COUNTER),
    stocked(place=COUNTER),
    sold(),
)


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


@pytest.fixture
def lot(house: House) -> UUID:
    return lot_here(house, donor=DonorKind.COMPANY)


def path(lot: UUID) -> str:
    return f"/lots/{lot}/origine/correction"


def donor_of(house: House, device: UUID) -> tuple[DonorKind, bool]:
    stands: Device = house.ledger.subject(Device, device)
    return stands.donor, stands.public_gift


def test_the_form_says_what_the_lot_says(operator: Person, lot: UUID) -> None:
    assert path(lot) in operator.get(f"/lots/{lot}").text
    form = operator.get(path(lot))
    assert 'value="company" required checked' in form.text
    assert 'name="free_public_gift" value="1">' in form.text


def test_what_it_changes_is_read_and_nothing_is_recorded(
    house: House, operator: Person, lot: UUID
) -> None:
    pile(house, AT_HAND, AT_HAND, lot=lot)
    said = text_of(operator.get(path(lot), params=GIFT))
    assert "Rien n’est encore enregistré" in said
    assert "2 appareils changent d’origine avec le lot" in said
    assert "Vente sur prescription seulement" in said
    assert len(house.ledger.life(lot)) == 1


def test_once_confirmed_the_lot_and_its_devices_say_the_same(
    house: House, operator: Person, lot: UUID
) -> None:
    here = pile(house, AT_HAND, AT_HAND, lot=lot)
    for wanted, donor in ((GIFT, DonorKind.PUBLIC_BODY), (FIRM, DonorKind.COMPANY)):
        shown = operator.get(path(lot), params=wanted)
        sent = wanted | {"command": hidden(shown, "command")}
        before = len(house.ledger.life(lot))
        for _ in range(2):
            assert operator.submit(path(lot), **sent).status_code == 200
        assert len(house.ledger.life(lot)) == before + 1, "sent twice, said once"
        stands: Lot = house.ledger.subject(Lot, lot)
        gift = donor is DonorKind.PUBLIC_BODY
        assert (stands.donor, stands.public_gift) == (donor, gift)
        assert {donor_of(house, each) for each in here} == {(donor, gift)}


def test_what_was_sold_to_everybody_keeps_its_origin_and_is_named(
    house: House, operator: Person, lot: UUID
) -> None:
    here, gone = pile(house, AT_HAND, SOLD, lot=lot)
    shown = operator.get(path(lot), params=GIFT)
    assert "Un appareil garde l’origine notée" in text_of(shown)
    assert "que sur prescription" in text_of(shown)
    sent = GIFT | {"command": hidden(shown, "command")}
    assert operator.submit(path(lot), **sent).status_code == 200
    assert donor_of(house, here) == (DonorKind.PUBLIC_BODY, True)
    assert donor_of(house, gone) == (DonorKind.COMPANY, False)


def test_an_origin_that_is_none_or_the_same_is_refused(
    house: House, operator: Person, lot: UUID
) -> None:
    pile(house, AT_HAND, lot=lot)
    for wanted, why in (
        (FIRM, "C’est déjà l’origine"),
        (FIRM | {"free_public_gift": "1"}, "Seul un organisme public"),
        ({"donor": "unknown", "legal_status": "product"}, "Dites qui a donné"),
        (GIFT | {"seen": "7"}, "Quelqu’un vient d’enregistrer"),
    ):
        answer = operator.get(path(lot), params=wanted)
        assert answer.status_code == 422
        assert why in text_of(answer)
    assert len(house.ledger.life(lot)) == 1


def test_it_is_for_who_may_record_in_the_lot(house: House, sign_in: SignIn, lot: UUID) -> None:
    for person in (
        sign_in(Role.OPERATOR, POINT),
        sign_in(Role.OPERATOR, another_structure(house)),
        sign_in(Role.COUNTER, COUNTER),
        sign_in(Role.FUNDER),
    ):
        assert person.get(path(lot)).status_code == 403
        assert person.submit(path(lot), **GIFT, command=lot).status_code == 403
    assert sign_in(Role.ADMINISTRATOR).get(path(lot)).status_code == 200
