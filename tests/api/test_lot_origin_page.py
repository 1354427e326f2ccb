"""What qualifying a lot changes is read before it is said; then it binds all that has not left."""

from uuid import UUID, uuid4

import pytest
from lives import POINT, SHOP, collected, command, received, retired
from lot_forms import hidden, text_of
from page_forms import opened
from people import Person, SignIn
from piles import lot_here, pile

from api.access import Role
from api.house import House
from ledger import Event
from ledger.device import Device, OriginQualified
from ledger.lot import Lot, LotQualified
from ledger.values import DeviceKind, DonorKind

GIFT = {"donor": "public_body", "free_public_gift": "1", "legal_status": "product"}


def came(kind: DeviceKind = DeviceKind.LAPTOP) -> tuple[Event, ...]:
    here = collected(kind=kind, place=SHOP, donor=DonorKind.UNKNOWN)
    return here, received(origin=SHOP)


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


@pytest.fixture
def lot(house: House) -> UUID:
    return lot_here(house, donor=DonorKind.UNKNOWN)


def test_what_it_changes_is_read_and_nothing_is_recorded(
    house: House, operator: Person, lot: UUID
) -> None:
    pile(house, came(), came(), came(DeviceKind.KEYBOARD), (*came(), retired()), lot=lot)
    answer = operator.get(f"/lots/{lot}/origine", params=GIFT)
    said = text_of(answer).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Rien n’est encore enregistré" in said
    assert "Vente sur prescription seulement" in said
    assert "Ordinateur portable Appareils : 2 180 €" in said
    assert "Clavier Appareils : 1 pas de prix seul" in said
    assert "1 appareil déjà sorti de la filière" in said
    assert "auront la même origine" in said
    assert len(house.ledger.life(lot)) == 1


def test_once_confirmed_it_binds_all_that_has_not_left(
    house: House, operator: Person, lot: UUID
) -> None:
    *here, gone = pile(house, came(), came(), (*came(), retired()), lot=lot)
    page = operator.get(f"/lots/{lot}/origine", params=GIFT | {"seen": "1"})
    sent = GIFT | {"command": hidden(page, "command"), "seen": hidden(page, "seen")}
    for _ in range(2):
        assert operator.submit(f"/lots/{lot}/origine", **sent).status_code == 200
    assert len(house.ledger.life(lot)) == 2, "sent twice, said once"
    assert all(house.ledger.subject(Device, each).public_gift for each in here)
    assert {house.ledger.life(each)[-1].event.lot for each in here} == {lot}  # type: ignore[attr-defined]
    assert house.ledger.subject(Device, gone).donor is DonorKind.UNKNOWN
    [later] = pile(
        house, (collected(place=SHOP, donor=DonorKind.PUBLIC_BODY, free_public_gift=True),), lot=lot
    )
    assert house.ledger.subject(Device, later).public_gift


def test_another_gift_opens_the_way_out(operator: Person, house: House, lot: UUID) -> None:
    pile(house, came(), lot=lot)
    said = text_of(operator.get(f"/lots/{lot}/origine", params={"donor": "company"}))
    assert "en vente au public ou sur prescription" in said
    assert "Plafond" not in said


def test_a_device_collected_while_it_was_said_gets_the_origin_of_its_lot(
    house: House, operator: Person, lot: UUID
) -> None:
    [device] = pile(house, came(), lot=lot)
    operator_sent = GIFT | {"command": str(uuid4())}
    told = LotQualified(happened_at=house.now(), donor=DonorKind.PUBLIC_BODY, free_public_gift=True)
    house.record(command((lot, told)))
    page = operator.get(f"/lots/{lot}")
    assert "Lui donner l’origine du lot" in text_of(page)
    alone = opened(operator, device, OriginQualified).fill(donor="company").send()
    assert alone.status_code == 409, "it follows its lot"
    refused = operator.submit(f"/lots/{lot}/origine", **operator_sent)
    assert refused.status_code == 422
    assert "L’origine de ce lot est déjà connue." in text_of(refused)
    operator.submit(f"/lots/{lot}/origine", command=str(uuid4()))
    assert house.ledger.subject(Device, device).public_gift
    assert operator.submit(f"/lots/{lot}/origine", command=str(uuid4())).status_code == 200


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"donor": "unknown"}, "Dites qui a donné ce lot."),
        ({"donor": "person", "free_public_gift": "1"}, "Seul un organisme public"),
        ({"donor": "roi"}, "Choisissez une réponse de la liste."),
    ],
)
def test_an_unlawful_origin_is_refused_before_it_is_read(
    operator: Person, lot: UUID, said: dict[str, str], why: str
) -> None:
    answer = operator.get(f"/lots/{lot}/origine", params=said)
    assert answer.status_code == 422
    assert why in text_of(answer)


def test_without_an_answer_one_is_led_to_the_lot(operator: Person, lot: UUID) -> None:
    answer = operator.get(f"/lots/{lot}/origine", follow_redirects=False)
    assert answer.headers["location"] == f"/lots/{lot}#origine"


def test_it_is_said_by_the_operators_of_the_place(house: House, sign_in: SignIn, lot: UUID) -> None:
    for person in (sign_in(Role.OPERATOR, POINT), sign_in(Role.COUNTER)):
        assert person.get(f"/lots/{lot}/origine", params=GIFT).status_code == 403
        sent = GIFT | {"command": str(uuid4())}
        assert person.submit(f"/lots/{lot}/origine", **sent).status_code == 403
    assert house.ledger.subject(Lot, lot).donor is DonorKind.UNKNOWN
