"""One step for a whole lot: its exceptions are read before anything is sent, then all or none."""

import re
from uuid import UUID, uuid4

import pytest
from lives import (
    COUNTER,
    IN_STOCK,
    LABELLED,
    LOT,
    ON_THE_BENCH,
    POINT,
    PROVEN,
    SHOP,
    bound,
    collected,
    command,
    erased,
    inventoried,
    locks_checked,
    received,
    retired,
    shipped,
)
from lot_forms import another_structure, text_of
from people import Person, SignIn
from piles import confirm, pile, read

from api.access import Grant, Role
from api.house import House
from ledger import Event
from ledger import device as d
from ledger.codes import new_code, written
from ledger.device import Device, Outcome, Stage
from ledger.values import DeviceKind

PACKED = (*LABELLED[:-1],)


def path(event: type[Event], lot: UUID = LOT) -> str:
    return f"/lots/{lot}/etapes/{event.TOPIC}"


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    person = sign_in(grants=(Grant(Role.OPERATOR, POINT), Grant(Role.OPERATOR, SHOP)))
    person.submit("/lieu", place=str(SHOP), suite="/travail")
    return person


def stages(house: House, devices: list[UUID]) -> list[str]:
    return [house.ledger.subject(Device, each).stage for each in devices]


def test_the_lot_says_which_steps_it_may_take_and_how_many_devices(
    house: House, operator: Person
) -> None:
    pile(house, PACKED, PACKED, ON_THE_BENCH, IN_STOCK)
    page = text_of(operator.get(f"/lots/{LOT}"))
    assert "Labelliser (2)" in page
    assert "Mettre en stock" not in page
    assert "Envoyer vers un autre lieu (4)" in page


def test_a_device_to_tick_is_named_in_one_piece_with_its_code(
    house: House, operator: Person
) -> None:
    code = new_code()
    pile(house, (*LABELLED, bound(code)))
    form = operator.get(path(d.Stocked)).text
    [name] = re.findall(r'<label class="choice"><input[^>]*>(.*?)</label>', form)
    assert name.startswith("<span>")
    assert name.endswith(f'(<span class="code">{written(code)}</span>)</span>')


def test_exceptions_are_read_first_and_the_others_recorded_at_once(
    house: House, operator: Person
) -> None:
    devices = pile(house, PACKED, PACKED, ON_THE_BENCH, IN_STOCK)
    form = text_of(operator.get(path(d.Labelled)))
    assert "2 appareils ne seront pas enregistrés" in form
    assert "un disque n’est pas effacé" in form
    assert "disk-1" not in form, "told once for all, not disk by disk"
    before = house.ledger.life(devices[0])
    preview = read(operator, path(d.Labelled), devices)
    said = text_of(preview).replace("\u00a0", " ")
    assert "2 le seront, 2 non. Relisez, puis confirmez." in said
    assert "Il manque encore" in said
    assert "il est en stock" in said
    assert "Enregistrer pour les 2 autres" in said
    assert house.ledger.life(devices[0]) == before, "read, nothing recorded"
    done = confirm(operator, path(d.Labelled), preview)
    assert "C’est enregistré pour 2 appareils" in text_of(done)
    assert stages(house, devices) == ["labelled", "labelled", "in_workshop", "stocked"]
    written = [house.ledger.life(each)[-1].metadata.command for each in devices[:2]]
    assert len(set(written)) == 1, "one command"


def test_a_confirmed_list_that_moved_on_records_nothing_and_is_read_again(
    house: House, operator: Person
) -> None:
    devices = pile(house, LABELLED, LABELLED)
    preview = read(operator, path(d.Stocked), devices)
    house.record(command((devices[0], retired())))
    answer = confirm(operator, path(d.Stocked), preview)
    assert answer.status_code == 409
    assert "rien n’est enregistré" in text_of(answer)
    assert stages(house, devices) == ["retired", "labelled"]
    again = confirm(operator, path(d.Stocked), answer)
    assert again.status_code == 200
    assert stages(house, devices) == ["retired", "stocked"]


def test_what_somebody_else_recorded_meanwhile_is_seen_again(
    house: House, operator: Person
) -> None:
    devices = pile(house, LABELLED, LABELLED)
    preview = read(operator, path(d.Stocked), devices)
    house.record(command((devices[0], bound(new_code()))))
    answer = confirm(operator, path(d.Stocked), preview)
    assert answer.status_code == 409
    assert "Quelqu’un vient d’enregistrer" in text_of(answer)
    assert stages(house, devices) == ["labelled", "labelled"]
    assert confirm(operator, path(d.Stocked), answer).status_code == 200
    assert stages(house, devices) == ["stocked", "stocked"]


def test_a_list_confirmed_twice_is_recorded_once(house: House, operator: Person) -> None:
    devices = pile(house, LABELLED)
    preview = read(operator, path(d.Stocked), devices)
    for _ in range(2):
        assert confirm(operator, path(d.Stocked), preview).status_code == 200
    assert len(house.ledger.life(devices[0])) == len(LABELLED) + 1


def test_all_that_works_is_told_of_each_kind(house: House, operator: Person) -> None:
    screen = (collected(kind=DeviceKind.SCREEN), received(), ON_THE_BENCH[2])
    devices = pile(house, ON_THE_BENCH, ON_THE_BENCH, screen)
    preview = read(operator, path(d.Tested), devices)
    assert "2 × Testé" in text_of(preview)
    confirm(operator, path(d.Tested), preview)
    for device in devices:
        subject = house.ledger.subject(Device, device)
        assert set(subject.outcomes) == subject.checklist.all
        required = {subject.outcomes[each] for each in subject.checklist.required}
        assert required == {Outcome.PASSED}


@pytest.mark.parametrize(
    ("event", "past", "fields", "stage"),
    [
        (d.Received, (collected(),), {"place": str(SHOP)}, Stage.RECEIVED),
        (d.Shipped, IN_STOCK, {"destination": str(COUNTER)}, Stage.STOCKED),
        (d.LocksChecked, ON_THE_BENCH, {}, Stage.IN_WORKSHOP),
        (d.Reconditioned, PROVEN, {"grade": "B", "works": ["cleaned"]}, Stage.RECONDITIONED),
        (d.Stocked, LABELLED, {}, Stage.STOCKED),
        (
            d.Retired,
            ON_THE_BENCH,
            {"destination": "eco_organisme", "waste_slip": " bsd-20261125-a1b2c3d4e "},
            Stage.RETIRED,
        ),
        (d.TransferRecalled, (*IN_STOCK, shipped()), {}, Stage.STOCKED),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_each_step_of_a_pile_is_asked_once_for_all(  # noqa: PLR0913, PLR0917 (a table)
    house: House,
    operator: Person,
    event: type[Event],
    past: tuple[Event, ...],
    fields: dict[str, object],
    stage: Stage,
) -> None:
    devices = pile(house, past, past)
    assert operator.get(path(event)).status_code == 200
    preview = read(operator, path(event), devices, **fields)
    assert preview.status_code == 200, text_of(preview)
    assert confirm(operator, path(event), preview, **fields).status_code == 200
    assert stages(house, devices) == [stage, stage]
    assert all(house.ledger.life(each)[-1].event.TOPIC == event.TOPIC for each in devices)


def test_an_eco_organisme_without_its_slip_is_an_exception_of_all(
    house: House, operator: Person
) -> None:
    devices = pile(house, ON_THE_BENCH)
    preview = read(operator, path(d.Retired), devices, destination="eco_organisme")
    assert "Un éco-organisme donne un bordereau" in text_of(preview)
    assert "Enregistrer pour" not in text_of(preview)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"grade": ""}, "À remplir."),
        ({"grade": "Z"}, "Choisissez une réponse de la liste."),
        ({"grade": "B", "operating_system": "appelez le 06 12 34 56 78"}, "numéro de téléphone"),
        ({"grade": "B", "happened_at": "hier"}, "Écrivez une date et une heure"),
    ],
)
def test_an_answer_that_makes_no_step_is_asked_again(
    house: House, operator: Person, fields: dict[str, str], why: str
) -> None:
    devices = pile(house, PROVEN)
    answer = read(operator, path(d.Reconditioned), devices, **fields)
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert len(house.ledger.life(devices[0])) == len(PROVEN)


def test_nobody_ticked_is_said(house: House, operator: Person) -> None:
    pile(house, LABELLED)
    answer = read(operator, path(d.Stocked), [])
    assert answer.status_code == 422
    assert "Cochez de 1 à 500 appareils." in text_of(answer)
    assert read(operator, path(d.Stocked), [uuid4()]).status_code == 422, "of another lot"
    forged = operator.submit(path(d.Stocked), act="read", device="tout")
    assert forged.status_code == 400


def test_a_hundred_devices_go_at_once(house: House, operator: Person) -> None:
    devices = pile(house, *[(collected(),)] * 100)
    preview = read(operator, path(d.Received), devices, place=str(SHOP))
    answer = confirm(operator, path(d.Received), preview, place=str(SHOP))
    assert "C’est enregistré pour 100 appareils" in text_of(answer)
    assert set(stages(house, devices)) == {"received"}


def test_a_step_is_recorded_where_one_works(house: House, operator: Person) -> None:
    there = (collected(), received(place=COUNTER), inventoried(), erased(), locks_checked())
    devices = pile(house, there, ON_THE_BENCH)
    preview = read(operator, path(d.Tested), devices)
    assert "là où se trouve l’appareil" in text_of(preview)
    confirm(operator, path(d.Tested), preview)
    assert len(house.ledger.life(devices[0])) == len(there)
    away = read(operator, path(d.Received), pile(house, (collected(),)), place=str(COUNTER))
    assert "Ce lieu n’est pas un de vos lieux." in text_of(away)


def test_what_another_structure_has_is_not_told(house: House, operator: Person) -> None:
    elsewhere = another_structure(house)
    devices = pile(house, (collected(), received(place=elsewhere)), ON_THE_BENCH)
    page = operator.get(path(d.Tested))
    assert str(devices[0]) not in page.text
    assert "1 autre appareil est chez une autre structure" in text_of(page)
    assert read(operator, path(d.Tested), devices[:1]).status_code == 422


def test_the_steps_of_a_lot_are_for_operators_of_its_structure(
    house: House, sign_in: SignIn
) -> None:
    devices = pile(house, LABELLED)
    strangers = [
        sign_in(Role.OPERATOR, another_structure(house)),
        sign_in(Role.COUNTER),
        sign_in(Role.PRESCRIBER),
        sign_in(Role.COORDINATOR),
    ]
    for person in strangers:
        assert person.get(path(d.Stocked)).status_code == 403
        assert read(person, path(d.Stocked), devices).status_code == 403
    operator = sign_in(Role.OPERATOR, SHOP)
    forged = operator.post(path(d.Stocked), data={"act": "confirm", "device": str(devices[0])})
    assert forged.status_code == 403, "no token of the form"
    for step in (d.Sold, d.Inventoried, d.HandedOver):
        assert operator.get(path(step)).status_code == 404, "no step of a pile"
    assert stages(house, devices) == ["labelled"]
