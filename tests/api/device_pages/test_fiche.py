"""The sheet of a device for its box: what the public page says, for whoever may see the device."""

import lives
from device_pasts import Make
from lives import DESK, LABELLED, bound, facts, inventoried
from lot_forms import another_structure, text_of
from people import Person, SignIn

from api.access import Role
from api.house import House
from api.pages.device.first_steps import FIRST_STEPS
from ledger.codes import new_code, written
from ledger.values import DeviceKind


def test_a_fiche_says_what_it_does_what_is_inside_and_how_to_begin(
    operator: Person, make: Make
) -> None:
    code = new_code()
    page = operator.get(f"/appareils/{make(*LABELLED, bound(code), lives.stocked())}/fiche")
    assert page.status_code == 200
    text = text_of(page)
    for told in (
        "Votre ordinateur portable Lenovo ThinkPad T460",
        written(code),
        "Remplir un formulaire",
        "Mémoire vive : 8 Go",
        "Place pour vos fichiers : 500 Go",
        "Écran : 14 pouces (36 cm)",
        "Système : Linux Mint 22",
        "Branchez le chargeur",
        "24 mois à partir de la vente.",
        "Atelier de Gap",
    ):
        assert told in text, told


def test_a_fiche_names_nobody_and_is_the_same_once_the_device_is_gone(
    operator: Person, make: Make, house: House
) -> None:
    code = new_code()
    device = make(*LABELLED, bound(code), lives.stocked())
    before = operator.get(f"/appareils/{device}/fiche").text
    house.record(lives.command((device, lives.reserved()), (device, lives.handed_over())))
    after = operator.get(f"/appareils/{device}/fiche").text
    assert after == before
    assert "2026" not in after.partition("<main")[2].partition("</main>")[0]
    assert "PF0SECRET" not in after


def test_a_fiche_needs_a_label_and_a_sticker(operator: Person, make: Make) -> None:
    for past, why in (
        (LABELLED, "La fiche porte l’étiquette de l’appareil"),
        ((*lives.ON_THE_BENCH, bound(new_code())), "quand l’appareil a son label"),
    ):
        answer = operator.get(f"/appareils/{make(*past)}/fiche")
        assert answer.status_code == 409
        assert why in text_of(answer)


def test_a_fiche_is_for_who_may_see_the_device(
    house: House, make: Make, sign_in: SignIn, operator: Person
) -> None:
    device = make(*LABELLED, bound(new_code()), lives.stocked())
    address = f"/appareils/{device}/fiche"
    stranger = sign_in(Role.OPERATOR, another_structure(house))
    assert stranger.get(address).status_code == 403
    assert sign_in(Role.PRESCRIBER, DESK).get(address).status_code == 200
    assert address in operator.get(f"/appareils/{device}").text
    bare = make(*lives.ON_THE_BENCH, bound(new_code()))
    assert f"/appareils/{bare}/fiche" not in operator.get(f"/appareils/{bare}").text


def test_what_nobody_read_is_not_on_the_fiche(operator: Person, make: Make) -> None:
    unread = facts(memory_mb=None, screen_inches=None, maker=None, model=None)
    past = (*LABELLED[:2], inventoried(facts=unread), *LABELLED[3:])
    page = operator.get(f"/appareils/{make(*past, bound(new_code()), lives.stocked())}/fiche")
    text = text_of(page)
    assert "Votre ordinateur portable" in text
    assert "Il sert à" not in text
    assert "Mémoire vive" not in text
    assert "None" not in text


def test_every_kind_has_its_first_steps() -> None:
    assert set(FIRST_STEPS) == set(DeviceKind)
    for steps in FIRST_STEPS.values():
        assert 2 <= len(steps) <= 3
        assert all(step.endswith(".") for step in steps)
