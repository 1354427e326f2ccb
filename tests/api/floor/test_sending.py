"""What a phone sends of the floor: each step a command, by the law of the page of its device."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import lives
from device_pasts import Make
from lives import COUNTER, SHOP
from page_forms import events
from people import Person, SignIn
from phones import Phone

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.codes import new_code, written
from ledger.values import DeviceKind

BENCH = lives.ON_THE_BENCH
NO_LOCK = {"none_found": "1"}


def test_a_step_is_recorded_as_the_page_of_the_device_would(
    phone: Phone, house: House, make: Make
) -> None:
    code = new_code()
    device = make(*BENCH, lives.bound(code))
    told = phone.take(d.LocksChecked, code=f"HTTPS://R05.FR/A/{code}", fields=NO_LOCK)
    assert (told["outcome"], told["title"]) == ("recorded", "Lenovo ThinkPad T460")
    record = house.ledger.life(device)[-1]
    assert isinstance(record.event, d.LocksChecked)
    assert told["versions"] == {str(device): record.version}
    assert record.metadata.actor_id == phone.person.account
    assert (record.metadata.place, record.metadata.organisation) == (SHOP, lives.ASSOCIATION)
    assert record.metadata.sent_by is None


def test_an_answer_lost_after_the_commit_doubles_nothing(
    phone: Phone, house: House, make: Make
) -> None:
    device = make(lives.collected(), lives.received())
    entry = phone.entry(d.Shipped, device, seen=2, fields={"origin": "#", "destination": COUNTER})
    [first] = phone.send(entry)
    make_elsewhere = lives.received(origin=SHOP, place=COUNTER)
    house.record_events(lives.SOMEBODY, (device, make_elsewhere))
    [again] = phone.send(entry)
    assert (first["outcome"], again["outcome"]) == ("recorded", "replayed")
    assert again["versions"] == first["versions"]
    assert [type(event) for event in events(house, device)].count(d.Shipped) == 1
    [other] = phone.send(entry | {"topic": d.Received.TOPIC, "fields": {}})
    assert other["outcome"] == "refused"
    assert "numéro d’un autre envoi" in other["sentence"]
    earlier = (house.now() - timedelta(hours=1)).isoformat()
    [moved] = phone.send(entry | {"happened_at": earlier})
    assert "numéro d’un autre envoi" in moved["sentence"]


def test_one_that_is_refused_stops_no_other(phone: Phone, house: House, make: Make) -> None:
    one, two = make(*BENCH), make(*BENCH)
    labelled, checked = (
        phone.entry(d.Labelled, one),
        phone.entry(d.LocksChecked, two, fields=NO_LOCK),
    )
    refused, recorded = phone.send(labelled, checked)
    assert (refused["outcome"], recorded["outcome"]) == ("refused", "recorded")
    assert refused["sentence"].startswith("Il manque encore")
    assert len(events(house, one)) == len(BENCH)


def test_what_happened_meanwhile_is_told_by_structure_alone(
    phone: Phone, make: Make, sign_in: SignIn, phone_of: Callable[[Person], Phone]
) -> None:
    device = make(*BENCH)
    colleague = phone_of(sign_in(Role.OPERATOR, SHOP))
    assert colleague.take(d.LocksChecked, device, fields=NO_LOCK)["outcome"] == "recorded"
    told = phone.take(d.LocksChecked, device, seen=len(BENCH), fields=NO_LOCK)
    assert told["outcome"] == "refused"
    assert told["sentence"].startswith("Quelqu’un vient d’enregistrer une étape")
    [meanwhile] = told["meanwhile"]
    assert meanwhile["what"] == "Verrous vérifiés : aucun."
    assert meanwhile["by"] == "Les Ordis du Mélézin"
    assert told["versions"] == {str(device): len(BENCH) + 1}
    form = phone.person.get(told["correct"])
    assert "Corriger une étape" in form.text
    knowing = phone.take(d.LocksChecked, device, seen=len(BENCH) + 1, fields=NO_LOCK)
    assert knowing["outcome"] == "recorded"


def test_without_a_version_what_was_recorded_since_it_was_done_is_told(
    phone: Phone, house: House, make: Make
) -> None:
    device = make(*BENCH)
    before = house.now() - timedelta(minutes=5)
    told = phone.take(d.Labelled, device, happened_at=before.isoformat())
    assert len(told["meanwhile"]) == len(BENCH)
    assert told["correct"] is None
    assert phone.take(d.Labelled, device)["meanwhile"] == []


def test_a_correction_meanwhile_is_told_too(phone: Phone, house: House, make: Make) -> None:
    device = make(*BENCH, lives.locks_checked())
    fixed = d.DeviceCorrected(happened_at=house.now(), version=len(BENCH) + 1, reason="wrong_value")
    house.record_events(lives.SOMEBODY, (device, fixed))
    told = phone.take(d.LocksChecked, device, seen=len(BENCH), fields=NO_LOCK)
    assert [each["what"] for each in told["meanwhile"]] == [
        "Verrous vérifiés : aucun.", "Une étape a été corrigée.",
    ]  # fmt: skip
    assert told["correct"] is None, "what was voided is not corrected again"


def test_nothing_is_told_of_a_device_that_is_elsewhere(
    phone: Phone, house: House, make: Make
) -> None:
    code = new_code()
    device = make(lives.collected(), lives.bound(code))
    house.record_events(lives.SOMEBODY, (device, lives.received(place=COUNTER)))
    other = phone.person
    told = phone.take(d.Inventoried, code=code)
    assert "n’est pas dans un de vos lieux" in told["sentence"]
    assert other.get(f"/appareils/{device}").status_code == 200
    assert told["device"] == str(device), "its structure is theirs: they may read its life"


def test_nothing_at_all_is_told_of_another_structures_device(
    phone: Phone, house: House, make: Make
) -> None:
    strangers, place, code = uuid4(), uuid4(), new_code()
    house.record_events(
        lives.SOMEBODY,
        (strangers, lives.joined(name="Ailleurs")),
        (place, lives.opened(name="Mairie d’Aspres", organisation=strangers)),
    )
    make(lives.collected(place=place, lot=None), lives.bound(code))
    told = phone.take(d.Inventoried, code=code, seen=0)
    assert "n’est pas dans un de vos lieux" in told["sentence"]
    assert (told["device"], told["title"], told["meanwhile"], told["versions"]) == (
        None,
        "",
        [],
        {},
    )
    assert told["correct"] is None


def test_a_code_that_leads_nowhere_says_so(phone: Phone) -> None:
    for code in (new_code(), "ABC", None):
        told = phone.take(d.Labelled, code=code)
        assert told["sentence"].startswith("Ce code n’est sur aucun appareil")
    told = phone.take(d.Labelled, uuid4())
    assert told["sentence"] == "Cet appareil n’est pas au registre."
    told = phone.take(d.Sold, uuid4(), fields={"price_cents": "10"})
    assert told["sentence"] == "Cette étape ne s’enregistre pas ici."


def test_a_wrong_clock_is_corrected_and_its_own_time_kept(
    phone: Phone, house: House, make: Make
) -> None:
    device = make(*BENCH)
    phone.wrong = timedelta(hours=-3)
    entry = phone.entry(d.LocksChecked, device, fields=NO_LOCK)
    assert phone.send(entry)[0]["outcome"] == "recorded"
    record = house.ledger.life(device)[-1]
    assert abs(record.event.happened_at - house.now()) < timedelta(seconds=20)
    assert record.metadata.clock
    assert record.metadata.clock.isoformat() == entry["happened_at"]
    assert phone.send(entry)[0]["outcome"] == "replayed"


def test_a_phone_that_lost_its_date_is_believed_by_what_it_is_wrong(
    phone: Phone, house: House, make: Make
) -> None:
    device = make(*BENCH)
    phone.wrong = timedelta(days=-365 * 60)
    entry = phone.entry(d.LocksChecked, device, fields=NO_LOCK)
    assert phone.send(entry)[0]["outcome"] == "recorded"
    moment = house.ledger.life(device)[-1].event.happened_at
    assert abs(moment - house.now()) < timedelta(seconds=20)
    assert phone.send(entry)[0]["outcome"] == "replayed"


def test_a_device_comes_in_with_its_blank_sticker(phone: Phone, house: House) -> None:
    device, code = uuid4(), new_code()
    fields = {"kind": "laptop", "donor": "company", "legal_status": "product", "place": "#"}
    entry = phone.entry(d.Collected, device, code=written(code), fields=fields)
    assert phone.send(entry)[0]["outcome"] == "recorded"
    assert phone.send(entry)[0]["outcome"] == "replayed"
    collected, bound = events(house, device)
    assert isinstance(collected, d.Collected)
    assert (collected.place, collected.kind) == (SHOP, DeviceKind.LAPTOP)
    assert isinstance(bound, d.StickerBound)
    assert bound.code == code
    taken = phone.take(d.Collected, uuid4(), code=code, fields=fields)
    assert taken["sentence"].startswith("Cette étiquette est déjà sur un autre appareil")
    assert phone.take(d.Collected, uuid4(), code="ABC", fields=fields)["outcome"] == "refused"
    assert phone.take(d.Collected, uuid4(), fields=fields)["outcome"] == "recorded"


def test_a_member_of_a_set_that_is_elsewhere_stops_its_step(phone: Phone, make: Make) -> None:
    here, there = make(*BENCH), make(lives.collected())
    told = phone.take(d.SetFormed, here, fields={"companions": [str(there)]})
    assert told["outcome"] == "refused"
    assert told["sentence"] == "Votre compte ne permet pas cela. Demandez à l’administrateur."
