"""Forms of steps: sent twice, outrun, mistyped, forged. Nothing is lost, nothing half done."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import lives
import pytest
from device_pasts import PASTS, Make
from lives import COUNTER, POINT, SHOP, command
from page_forms import address, events, form_of, is_done, opened
from people import Person, SignIn

from api.access import Role
from api.forms import local_text
from api.house import House
from api.pages.device.fields import field_name
from api.pages.device.scene import STEPS
from ledger import Event
from ledger import device as d


def test_a_form_sent_twice_is_recorded_once(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.ON_THE_BENCH)
    form = opened(operator, device, d.Tested)
    first, second = (form.send(all_passed="1") for _ in range(2))
    assert is_done(first)
    assert is_done(second)
    assert first.url == second.url
    assert len(events(house, device)) == 4


def test_a_form_sent_again_is_judged_by_what_stood_when_it_was_first_sent(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.PROMISED_TO_SOMEBODY)
    form = opened(operator, device, d.ReservationReleased).fill(reason="expired")
    assert is_done(form.send())
    assert is_done(form.send())
    assert len(events(house, device)) == len(lives.PROMISED_TO_SOMEBODY) + 1


def test_a_form_sent_twice_at_once_is_recorded_once(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.LABELLED)
    form = opened(operator, device, d.Stocked)
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.append(is_done(form.send()))) for _ in "1234"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 4
    assert len(events(house, device)) == len(lives.LABELLED) + 1


def test_a_form_changed_after_it_was_recorded_says_so(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.ON_THE_BENCH)
    form = opened(operator, device, d.PartReplaced).fill(part="battery", condition="new")
    assert is_done(form.send())
    again = form.fill(part="screen").send()
    assert again.status_code == 409
    assert "rechargez la page" in again.text
    assert len(events(house, device)) == 4
    assert is_done(form_of(operator, again).send())
    assert [e.part for e in events(house, device) if isinstance(e, d.PartReplaced)] == [
        d.Part.BATTERY,
        d.Part.SCREEN,
    ]


def test_the_second_of_two_people_is_told_what_happened_meanwhile(
    operator: Person, sign_in: SignIn, house: House, make: Make
) -> None:
    device = make(*lives.PROVEN)
    slow = opened(operator, device, d.Reconditioned)
    quick = opened(sign_in(Role.OPERATOR, SHOP), device, d.PartReplaced)
    assert is_done(quick.fill(part="casing", condition="new").send())
    told = slow.fill(grade="C", operating_system="Linux Mint 22").send()
    assert told.status_code == 409
    assert "Quelqu’un vient d’enregistrer une étape" in told.text
    assert "Pièce changée\u00a0: coque neuve." in told.text
    assert "un collègue (Atelier de Gap)" in told.text
    assert len(events(house, device)) == len(lives.PROVEN) + 1
    kept = form_of(operator, told)
    assert (kept.texts["grade"], kept.texts["operating_system"]) == (["C"], ["Linux Mint 22"])
    assert is_done(kept.send())


def test_who_is_outrun_by_the_end_reads_why_nothing_more_is_possible(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.ON_THE_BENCH)
    form = opened(operator, device, d.Tested)
    house.record(command((device, lives.retired())))
    told = form.send(all_passed="1")
    assert told.status_code == 409
    assert "il est sorti de la filière" in told.text
    assert "Sorti de la filière\u00a0: recyclage" in told.text
    assert 'name="command"' not in told.text


def test_a_mistake_is_shown_in_french_and_keeps_what_was_typed(
    operator: Person, house: House, make: Make
) -> None:
    device = make(lives.collected(), lives.received())
    form = opened(operator, device, d.Inventoried)
    form.fill(facts__maker="Dell", facts__memory_mb="beaucoup", facts__storages__1__kind="ssd")
    answer = form.send()
    assert answer.status_code == 422
    assert "Écrivez un nombre, en Go." in answer.text
    assert 'aria-invalid="true"' in answer.text
    again = form_of(operator, answer)
    assert again.texts["facts.maker"] == ["Dell"]
    assert again.texts["facts.memory_mb"] == ["beaucoup"]
    assert again.texts["facts.storages.1.kind"] == ["ssd"]
    assert len(events(house, device)) == 2
    assert is_done(again.fill(facts__memory_mb="8").send())


def test_what_is_left_to_mend_is_listed_by_its_french_name(everybody: Person, make: Make) -> None:
    frame = {"csrf", "command", "seen", "whole_set", "removed", "fitted", "all_passed"}
    frame |= {"none_found", "evidence_kept"}
    unseen = set(STEPS)
    for past in PASTS.values():
        device = make(*past)
        for event in tuple(unseen):
            if everybody.get(address(device, event)).status_code == 200:
                names = opened(everybody, device, event).names - frame
                assert [name for name in names if not field_name(name)] == [], event.TOPIC
                unseen.remove(event)
    assert unseen.isdisjoint(
        {d.Inventoried, d.StorageErased, d.Tested, d.Reconditioned, d.HandedOver}
    )
    answer = opened(everybody, make(*lives.ON_THE_BENCH), d.StorageErased).send()
    assert '<a href="#verdict">Résultat</a>\u00a0: À remplir.' in answer.text
    assert 'id="verdict"' in answer.text


@pytest.mark.parametrize("name", ["verdict", "evidence_sha256", "TOPIC", "seen.x"])
def test_a_field_that_the_form_lacks_is_refused(
    operator: Person, house: House, make: Make, name: str
) -> None:
    device = make(*lives.LABELLED)
    form = opened(operator, device, d.Stocked)
    form.texts[name] = ["1"]
    assert form.send().status_code in {400, 422}
    assert len(events(house, device)) == len(lives.LABELLED)


@pytest.mark.parametrize(("name", "text"), [("command", "x"), ("seen", "x"), ("seen", "")])
def test_a_form_without_its_frame_is_refused(
    operator: Person, make: Make, name: str, text: str
) -> None:
    form = opened(operator, make(*lives.LABELLED), d.Stocked)
    form.texts[name] = [text]
    assert form.send().status_code == 400


def test_a_form_of_another_site_is_refused(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.LABELLED)
    form = opened(operator, device, d.Stocked)
    form.texts["csrf"] = ["forged"]
    assert form.send().status_code == 403
    assert len(events(house, device)) == len(lives.LABELLED)


def test_a_step_may_have_happened_days_ago_and_not_tomorrow(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.ON_THE_BENCH)
    now = datetime.now(UTC)
    form = opened(operator, device, d.Tested)
    late = form.fill(happened_at=local_text(now + timedelta(days=1))).send(all_passed="1")
    assert late.status_code == 422
    assert "dans le futur" in late.text
    form = form_of(operator, late).fill(happened_at=local_text(now - timedelta(days=3)))
    assert is_done(form.send(all_passed="1"))
    record = house.ledger.life(device)[-1]
    assert abs(now - timedelta(days=3) - record.event.happened_at) < timedelta(minutes=1)
    assert record.recorded_at - record.event.happened_at > timedelta(days=2)


@pytest.mark.parametrize(
    ("role", "past", "event"),
    [
        (Role.OPERATOR, "in stock", d.Sold),
        (Role.OPERATOR, "promised", d.HandedOver),
        (Role.COUNTER, "on the bench", d.Tested),
        (Role.COUNTER, "proven", d.Labelled),
        (Role.PRESCRIBER, "labelled", d.LabelRevoked),
        (Role.FUNDER, "in stock", d.Reserved),
        (Role.COORDINATOR, "in stock", d.Reserved),
    ],
)
def test_a_step_of_another_role_is_refused(
    sign_in: SignIn, make: Make, role: Role, past: str, event: type[Event]
) -> None:
    person, device = sign_in(role), make(*PASTS[past])
    assert person.get(address(device, event)).status_code == 403
    sent = person.submit(address(device, event), command=str(uuid4()), seen="1")
    assert sent.status_code == 403


def test_nobody_records_in_a_place_that_is_not_theirs(
    operator: Person, house: House, make: Make
) -> None:
    device = make(lives.collected())
    form = opened(operator, device, d.Received)
    form.texts["place"] = [str(COUNTER)]
    assert form.send().status_code == 403
    assert len(events(house, device)) == 1


def test_a_place_that_does_not_exist_is_told(sign_in: SignIn, make: Make) -> None:
    form = opened(sign_in(Role.ADMINISTRATOR), make(lives.collected()), d.Shipped)
    form.texts["destination"] = [str(uuid4())]
    answer = form.send()
    assert answer.status_code == 404
    assert "Ce lieu n’est pas au registre." in answer.text
    assert 'name="destination"' in answer.text


def test_an_administrator_without_a_place_says_where(sign_in: SignIn, house: House) -> None:
    form = form_of(admin := sign_in(Role.ADMINISTRATOR), admin.get("/appareils/nouveau"))
    form.fill(kind="screen", donor="public_body", free_public_gift="1", place=POINT)
    assert is_done(form.send())
    [event] = events(house, UUID(form.action.split("/")[2]))
    assert isinstance(event, d.Collected)
    assert (event.place, event.free_public_gift) == (POINT, True)
