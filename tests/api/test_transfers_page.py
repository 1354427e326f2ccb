"""Both ends of a move read what the other has not confirmed, and answer for a whole pile."""

from uuid import UUID, uuid4

import pytest
from lives import (
    COUNTER,
    DESK,
    IN_STOCK,
    PROMISED_TO_SOMEBODY,
    SHOP,
    command,
    shipped,
    transfer_refused,
)
from lot_forms import another_structure, text_of
from people import Person, SignIn
from piles import confirm, pile, read

from api.access import Role
from api.house import House
from ledger import Event
from ledger import device as d
from ledger.device import Device
from ledger.values import PlaceId


def path(event: type[Event]) -> str:
    return f"/envois/etapes/{event.TOPIC}"


@pytest.fixture
def there(house: House) -> PlaceId:
    """The shop of another structure."""
    return another_structure(house)


@pytest.fixture
def sent(house: House, there: PlaceId) -> list[UUID]:
    return pile(house, *[(*IN_STOCK, shipped(destination=there))] * 3)


@pytest.fixture
def sender(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


@pytest.fixture
def receiver(sign_in: SignIn, there: PlaceId) -> Person:
    return sign_in(Role.OPERATOR, there)


def test_the_sender_reads_what_is_not_confirmed_and_the_receiver_what_is_announced(
    sent: list[UUID], sender: Person, receiver: Person
) -> None:
    left, coming = text_of(sender.get("/envois")), text_of(receiver.get("/envois"))
    assert "3 appareils partis d’ici ne sont pas encore confirmés" in left
    assert "Annoncés ici" not in left
    assert "3 appareils sont annoncés ici" in coming
    assert "Partis d’ici" not in coming
    for person in (sender, receiver):
        assert str(sent[0]) in person.get("/envois").text
    assert "Partis d’ici, pas encore confirmés 3" in text_of(sender.get("/travail"))
    work = text_of(receiver.get("/travail"))
    assert "À recevoir 3" in work
    assert "Répondre pour plusieurs envois" in work


def test_a_pile_is_received_at_once_but_for_what_is_not_there(
    house: House, sent: list[UUID], sender: Person, receiver: Person, there: PlaceId
) -> None:
    preview = read(receiver, path(d.Received), sent[:2])
    assert "C’est enregistré pour 2 appareils" in text_of(
        confirm(receiver, path(d.Received), preview)
    )
    preview = read(receiver, path(d.TransferRefused), sent[2:], reason="not_arrived")
    confirm(receiver, path(d.TransferRefused), preview, reason="not_arrived")
    assert [house.ledger.subject(Device, each).place for each in sent] == [there, there, SHOP]
    page = text_of(sender.get("/envois"))
    assert "Un envoi n’a pas été reçu" in page
    assert "Pas reçus" in page
    assert "il n’est pas arrivé".capitalize() in text_of(sender.get(f"/appareils/{sent[2]}"))
    assert "Rien n’est en route" in text_of(receiver.get("/envois"))
    preview = read(sender, path(d.TransferRecalled), sent[2:])
    confirm(sender, path(d.TransferRecalled), preview)
    assert house.ledger.subject(Device, sent[2]).sent_to is None
    assert "Rien n’est en route" in text_of(sender.get("/envois"))


def test_each_end_answers_for_itself(
    house: House, sent: list[UUID], sender: Person, receiver: Person
) -> None:
    assert read(sender, path(d.Received), sent).status_code == 422, "it is not announced there"
    assert read(sender, path(d.TransferRefused), sent, reason="sent_back").status_code == 422
    assert read(receiver, path(d.TransferRecalled), sent).status_code == 422
    for person, event in ((sender, d.TransferRefused), (receiver, d.TransferRecalled)):
        address = f"/appareils/{sent[0]}/etapes/{event.TOPIC}"
        assert person.get(address).status_code == 403
        said = {"command": str(uuid4()), "seen": "1"}
        assert person.submit(address, **said).status_code == 403
    assert all(len(house.ledger.life(each)) == len(IN_STOCK) + 1 for each in sent)


def test_a_third_structure_reads_nothing(sent: list[UUID], sign_in: SignIn, house: House) -> None:
    stranger = sign_in(Role.OPERATOR, another_structure(house))
    page = stranger.get("/envois")
    assert "Rien n’est en route" in text_of(page)
    assert str(sent[0]) not in page.text


def test_counters_and_prescribers_answer_too(house: House, sign_in: SignIn) -> None:
    for role, place in ((Role.COUNTER, COUNTER), (Role.PRESCRIBER, DESK)):
        [device] = pile(house, (*IN_STOCK, shipped(destination=place)))
        person = sign_in(role, place)
        preview = read(person, path(d.Received), [device])
        assert confirm(person, path(d.Received), preview).status_code == 200
        assert house.ledger.subject(Device, device).place == place


def test_what_is_promised_moves_with_its_promise(house: House, sign_in: SignIn) -> None:
    [device] = pile(house, (*PROMISED_TO_SOMEBODY, shipped(destination=DESK)))
    page = sign_in(Role.PRESCRIBER, DESK).get("/envois")
    assert str(device) not in page.text


def test_who_only_reads_figures_answers_nothing(sent: list[UUID], sign_in: SignIn) -> None:
    for role in (Role.FUNDER, Role.COORDINATOR):
        person = sign_in(role)
        assert person.get("/envois").status_code == 200
        assert person.get(path(d.Received)).status_code == 403
        assert read(person, path(d.Received), sent).status_code == 403
    assert str(sent[0]) not in sign_in(Role.FUNDER).get("/envois").text
    operator = sign_in(Role.OPERATOR, SHOP)
    assert operator.get(path(d.Sold)).status_code == 404
    forged = operator.post(path(d.TransferRecalled), data={"act": "confirm"})
    assert forged.status_code == 403


def test_a_refused_device_offers_its_return_first(
    house: House, sent: list[UUID], sender: Person, there: PlaceId
) -> None:
    house.record(command((sent[0], transfer_refused(place=there))))
    page = text_of(sender.get(f"/appareils/{sent[0]}"))
    assert "Son envoi n’a pas été reçu." in page
    assert "Étape suivante : reprendre l’envoi." in page.replace("\u00a0", " ")
