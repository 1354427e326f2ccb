"""A mistake is corrected by an event; the page shows both, and the life stays lawful."""

from datetime import timedelta
from uuid import UUID

import lives
import pytest
from device_pasts import PASTS, Make
from lives import COUNTER, DESK, SHOP, command
from page_forms import address, correction, events, form_of, is_done, opened
from people import Person, SignIn

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.codes import new_code
from ledger.correction import CorrectionReason, effective, pages_of
from ledger.device import Device, DeviceCorrected, Stage


def reads(house: House, device: UUID, version: int) -> object:
    """What stands at that page of the life today."""
    return dict(effective(pages_of(house.ledger.life(device)))).get(version)


def test_the_page_shows_the_correction_and_what_it_corrects(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.PROVEN, lives.reconditioned())
    form = correction(operator, device, 7)
    assert form.texts["grade"] == ["B"]
    assert is_done(form.fill(why="wrong_value", grade="A").send(act="replace"))
    page = operator.get(address(device)).text
    step = page.split('id="etape-7"')[1].split("</li>")[0]
    assert "<del>Reconditionné, aspect B, traces d’usage" in step
    assert "<strong>Corrigé</strong> (une valeur était fausse)" in step
    assert "<ins>Reconditionné, aspect A, très peu de traces" in step
    assert '<a href="#etape-7">Étape 7</a> corrigée\u00a0: une valeur était fausse.' in page
    assert ">aspect A<" in page
    assert [type(each) for each in events(house, device)][-1] is DeviceCorrected


def test_a_step_that_did_not_happen_is_voided(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.LABELLED)
    form = correction(operator, device, 8).fill(why="wrong_subject")
    assert is_done(form.send(act="void"))
    assert house.ledger.subject(Device, device).stage == Stage.RECONDITIONED
    page = operator.get(address(device)).text
    assert "<strong>Annulé</strong> (ce n’était pas cet appareil)" in page
    assert "<del>Label obtenu" in page
    again = correction(operator, device, 8).fill(why="wrong_step")
    assert is_done(again.send(act="replace"))
    assert house.ledger.subject(Device, device).stage == Stage.LABELLED


def test_a_correction_says_why(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.LABELLED)
    for act in ("void", "replace"):
        answer = correction(operator, device, 7).fill(grade="C").send(act=act)
        assert answer.status_code == 422
        assert "Dites pourquoi vous corrigez cette étape." in answer.text
        assert form_of(operator, answer).texts["grade"] == ["C"]
    assert len(events(house, device)) == len(lives.LABELLED)


def test_a_correction_that_breaks_the_rest_of_the_life_is_refused(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.LABELLED)
    answer = correction(operator, device, 4).fill(why="recorded_twice").send(act="void")
    assert answer.status_code == 409
    assert "rend impossible une étape qui a suivi. Il manque encore" in answer.text
    assert len(events(house, device)) == len(lives.LABELLED)


@pytest.mark.parametrize("version", [0, 99, 10_000])
def test_there_is_nothing_to_correct_where_nothing_was_recorded(
    operator: Person, make: Make, version: int
) -> None:
    device = make(*lives.LABELLED)
    answer = operator.get(f"{address(device, DeviceCorrected)}?version={version}")
    assert answer.status_code == 409
    form = correction(operator, device, 7).fill(why="wrong_value")
    form.texts["version"] = [str(version)]
    assert form.send(act="replace").status_code in {400, 409}


def test_a_correction_is_not_corrected(operator: Person, make: Make) -> None:
    fixed = DeviceCorrected(happened_at=lives.NOON, version=7, reason=CorrectionReason.WRONG_VALUE)
    device = make(*lives.PROVEN, lives.reconditioned(), fixed)
    assert operator.get(f"{address(device, DeviceCorrected)}?version=8").status_code == 409
    assert operator.get(f"{address(device, DeviceCorrected)}").status_code == 422


def test_a_correction_left_untouched_says_the_same_again(
    everybody: Person, house: House, make: Make
) -> None:
    past = (
        lives.collected(mass_g=1857, happened_at=lives.NOON - timedelta(seconds=31)),
        lives.received(),
        lives.inventoried(facts=lives.facts(memory_mb=7800, storages=(lives.DISK, lives.SSD))),
        lives.erased(),
        lives.locks_checked(found=frozenset({d.Lock.BIOS}), ask=d.LockHolder.DONOR),
        lives.tested(),
        lives.part_replaced(part=d.Part.STORAGE, removed_storage="ssd-1"),
        lives.retired(mass_g=1834),
    )
    device = make(*past)
    for version, event in enumerate(past, 1):
        form = correction(everybody, device, version).fill(why="wrong_value")
        assert is_done(form.send(act="replace")), event.TOPIC
        assert reads(house, device, version) == event


def test_a_correction_sent_twice_is_recorded_once(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.LABELLED)
    form = correction(operator, device, 7).fill(why="wrong_value", grade="C")
    assert is_done(form.send(act="replace"))
    assert is_done(form.send(act="replace"))
    assert len(events(house, device)) == len(lives.LABELLED) + 1


def test_an_outrun_correction_tells_what_happened(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.LABELLED)
    form = correction(operator, device, 7).fill(why="wrong_value", grade="C")
    house.record(command((device, lives.stocked())))
    answer = form.send(act="replace")
    assert answer.status_code == 409
    assert "Mis en stock. Lieu\u00a0: Atelier de Gap." in answer.text
    assert is_done(form_of(operator, answer).send(act="replace"))


def test_a_place_that_was_wrong_is_chosen_again(sign_in: SignIn, house: House, make: Make) -> None:
    device = make(lives.collected(), lives.shipped(origin=lives.POINT, destination=COUNTER))
    form = correction(sign_in(Role.OPERATOR, lives.POINT), device, 2)
    assert is_done(form.fill(why="wrong_value", destination=DESK).send(act="replace"))
    assert house.ledger.subject(Device, device).sent_to == DESK


def test_a_price_corrected_stays_within_the_law(sign_in: SignIn, house: House, make: Make) -> None:
    gift = {"lot": None, "donor": "public_body", "free_public_gift": True}
    device = make(lives.collected(**gift), *PASTS["with its owner"][1:])
    form = correction(sign_in(Role.PRESCRIBER, SHOP), device, 11).fill(why="wrong_value")
    for price, said in (("0,50", "Le prix est d’au moins 1"), ("181", "son prix va de 1")):
        refused = form.fill(price_cents=price, person_cents=price).send(act="replace")
        assert refused.status_code == 409
        assert said in refused.text
        assert "qui a suivi" not in refused.text
    assert len(events(house, device)) == 11
    assert is_done(form.fill(price_cents="60", person_cents="60").send(act="replace"))


def test_a_reservation_is_never_typed_in_a_correction(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.PROMISED_TO_SOMEBODY)
    form = correction(operator, device, 10).fill(why="wrong_value")
    assert "reservation" not in form.names
    form.texts["reservation"] = [str(UUID(int=1))]
    assert form.send(act="replace").status_code == 422
    del form.texts["reservation"]
    assert is_done(form.send(act="replace"))
    assert reads(house, device, 10) == lives.reserved()


def test_who_may_not_record_a_step_may_not_correct_it(sign_in: SignIn, make: Make) -> None:
    device = make(*lives.IN_STOCK)
    counter = sign_in(Role.COUNTER, SHOP)
    assert counter.get(f"{address(device, DeviceCorrected)}?version=6").status_code == 403
    page = counter.get(address(device)).text
    assert f"{DeviceCorrected.TOPIC}?version=6" not in page
    assert f"{DeviceCorrected.TOPIC}?version=9" in page


def test_a_whole_life_may_be_voided_and_its_page_still_tells_it(
    sign_in: SignIn, house: House, make: Make
) -> None:
    device = make(lives.collected(), lives.bound(new_code()))
    person = sign_in(Role.OPERATOR, lives.POINT)
    assert is_done(correction(person, device, 2).fill(why="wrong_subject").send(act="void"))
    done = correction(person, device, 1).fill(why="recorded_twice").send(act="void")
    assert is_done(done)
    assert "<del>Collecté" in done.text
    assert house.ledger.subject(Device, device).stage == Stage.UNBORN
    assert person.get(address(device, d.Tested)).status_code in {403, 409}


def test_an_erasure_corrected_keeps_its_file(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.ON_THE_BENCH)
    form = opened(operator, device, d.StorageErased)
    form.fill(verdict="failed", erasure__method="overwrite")
    assert is_done(form.send(files={"evidence": ("nwipe.log", b"pass 1 of 3")}))
    fixed = correction(operator, device, 4).fill(why="wrong_value", verdict="erased")
    assert is_done(fixed.send(act="replace"))
    was, now = events(house, device)[3], reads(house, device, 4)
    assert isinstance(was, d.StorageErased)
    assert isinstance(now, d.StorageErased)
    assert now.erasure == was.erasure
