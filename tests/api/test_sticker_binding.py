"""Stickers bound one after the other: scan the sticker, then the serial number, then the next."""

from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from lives import (
    COUNTER,
    SHOP,
    batch_printed,
    batch_sent,
    batch_voided,
    bound,
    collected,
    command,
    facts,
    inventoried,
    received,
)
from lot_forms import another_structure, hidden, text_of
from people import Person, SignIn

from api.access import Role
from api.house import House
from ledger.codes import new_code, written
from ledger.device import Device
from ledger.place import PlaceOpened

PATH = "/etiquettes/associer"


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


def on_the_bench(house: House, serial: str, code: str | None = None) -> UUID:
    device = uuid4()
    events = [collected(), received(), inventoried(facts=facts(serial=serial))]
    events += [bound(code)] if code else []
    house.record(command(*((device, event) for event in events)))
    return device


def sticker_of(house: House, device: UUID) -> str | None:
    found: Device = house.ledger.subject(Device, device)
    return found.sticker


def send(person: Person, **typed: str) -> Response:
    """As a scanner does: the form of the page, with what was typed in it."""
    return person.submit(PATH, **{"command": str(uuid4()), "ensuite": "suivante"} | typed)


def test_a_pile_is_bound_by_scanning_each_sticker_then_its_serial(
    house: House, operator: Person
) -> None:
    serials = ["PF0ABC01", "5CG7291ABC", "r90-Été"]
    devices = [on_the_bench(house, serial) for serial in serials]
    codes = [new_code() for _ in serials]
    house.record(command((uuid4(), batch_printed(*codes))))
    page = operator.get(PATH)
    for device, serial, code in zip(devices, serials, codes, strict=True):
        assert 'name="serial"' not in page.text, "ready for a sticker"
        page = send(operator, code=f"HTTPS://R05.FR/A/{code}")
        assert page.status_code == 200
        assert f"Étiquette {written(code)}" in text_of(page)
        assert 'autofocus aria-describedby="serial-hint"' in page.text
        page = send(operator, code=hidden_code(page), serial=serial.swapcase())
        assert page.url.path == PATH
        assert f"L’étiquette {written(code)} est sur Lenovo ThinkPad T460, n° {serial}" in text_of(
            page
        )
        assert sticker_of(house, device) == code


def hidden_code(page: Response) -> str:
    return hidden(page, "code")


def test_the_same_form_sent_twice_binds_once(house: House, operator: Person) -> None:
    device, code = on_the_bench(house, "PF0ABC01"), new_code()
    form = {"command": str(uuid4()), "code": code, "serial": "PF0ABC01"}
    for _ in range(2):
        assert "C’est fait." in text_of(send(operator, **form))
    assert len(house.ledger.life(device)) == 4


def test_an_unknown_serial_is_said_and_the_sticker_stays_typed(
    house: House, operator: Person
) -> None:
    code = new_code()
    for serial in ("NOWHERE1", "a\x00b"):
        answer = send(operator, code=code, serial=serial)
        assert answer.status_code == 422
        assert "Aucun appareil ne porte le numéro de série" in text_of(answer)
        assert f'value="{serial}"' not in answer.text, "a scanner would add to it"
        assert hidden_code(answer) == code
    elsewhere(house, "THEIRS01")
    answer = send(operator, code=code, serial="THEIRS01")
    assert answer.status_code == 422
    assert "n’est pas dans un de vos lieux" in text_of(answer)
    assert house.ledger.holder("sticker", code) is None


def elsewhere(house: House, serial: str) -> UUID:
    """A device of another structure."""
    place, device = another_structure(house), uuid4()
    house.record(
        command(
            (device, collected(place=place, lot=None)),
            (device, received(origin=place, place=place)),
            (device, inventoried(facts=facts(serial=serial))),
        )
    )
    return device


def test_two_devices_of_one_serial_are_told_apart_by_hand(house: House, operator: Person) -> None:
    first, second = (on_the_bench(house, "SAME0001") for _ in range(2))
    code = new_code()
    answer = send(operator, code=code, serial="SAME0001")
    assert answer.status_code == 200
    assert "Plusieurs appareils portent ce numéro" in text_of(answer)
    for device in (first, second):
        assert f'name="device" value="{device}"' in answer.text
    assert send(operator, code=code, device=str(second)).status_code == 200
    assert (sticker_of(house, first), sticker_of(house, second)) == (None, code)


def test_why_a_sticker_cannot_be_bound_is_said_before_the_device_is_looked_for(
    house: House, operator: Person
) -> None:
    lost, theirs, mine, gone = (new_code() for _ in range(4))
    batch, sent = uuid4(), uuid4()
    place = another_structure(house)
    house.record(command((batch, batch_printed(lost, new_code())), (batch, batch_voided(lost))))
    house.record(command((sent, batch_printed(gone))))
    opened = house.ledger.life(place)[0].event
    assert isinstance(opened, PlaceOpened)
    house.record(command((sent, batch_sent(place=place, organisation=opened.organisation))))
    on_the_bench(house, "PF0ABC01", mine)
    device = elsewhere(house, "THEIRS01")
    house.record(command((device, bound(theirs))))
    free = on_the_bench(house, "FREE0001")
    for code, why in (
        (lost, "Cette étiquette est annulée"),
        (gone, "appartient à une autre structure"),
        (mine, "déjà sur cet appareil : Lenovo ThinkPad T460, n° PF0ABC01"),
        (theirs, "déjà sur un appareil d’une autre structure"),
        ("ABC", "Ce code n’existe pas"),
    ):
        early = operator.get(PATH, params={"etiquette": code})
        assert early.status_code == 422
        assert why in text_of(early)
        assert 'name="serial"' not in early.text
        late = send(operator, code=code, serial="FREE0001")
        assert late.status_code in {409, 422}
        assert why in text_of(late)
    assert "PF0" not in text_of(operator.get(PATH, params={"etiquette": theirs}))
    assert sticker_of(house, free) is None


def test_a_device_that_has_a_sticker_is_not_given_another(house: House, operator: Person) -> None:
    on_the_bench(house, "PF0ABC01", new_code())
    answer = send(operator, code=new_code(), serial="PF0ABC01")
    assert answer.status_code == 409
    assert "L’appareil a déjà une étiquette" in text_of(answer)


def test_only_operators_bind_and_only_with_a_form_of_ours(
    house: House, operator: Person, sign_in: SignIn
) -> None:
    on_the_bench(house, "PF0ABC01")
    for role in (Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR, Role.FUNDER):
        other = sign_in(role)
        assert other.get(PATH).status_code == 403
        assert send(other, code=new_code(), serial="PF0ABC01").status_code == 403
    counter = sign_in(Role.OPERATOR, COUNTER)
    assert send(counter, code=new_code(), serial="PF0ABC01").status_code == 422
    form = {"code": new_code(), "serial": "PF0ABC01", "command": str(uuid4())}
    assert operator.post(PATH, data=form).status_code == 403


def test_what_was_bound_is_shown_to_who_may_see_it(house: House, operator: Person) -> None:
    device = elsewhere(house, "THEIRS01")
    house.record(command((device, bound(new_code()))))
    assert "C’est fait." not in text_of(operator.get(f"{PATH}?fait={device}"))
    assert "C’est fait." not in text_of(operator.get(f"{PATH}?fait={uuid4()}"))
