"""What the answers of a step mean: « tout marche », no disk, what remains to pay."""

import lives
from device_pasts import Make
from page_forms import events, is_done, opened
from people import Person

from api.house import House
from ledger import device as d
from ledger.codes import new_code
from ledger.device import Device
from ledger.values import DeviceKind, Source


def test_all_passed_keeps_what_was_said_to_fail_and_what_is_absent(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.ON_THE_BENCH)
    form = opened(operator, device, d.Tested).fill(fitted=["camera"], outcomes__sound="failed")
    assert is_done(form.send(all_passed="1"))
    tested = events(house, device)[-1]
    assert isinstance(tested, d.Tested)
    assert set(tested.outcomes) == d.FUNCTIONS[DeviceKind.LAPTOP].all
    assert tested.outcomes[d.Function.SOUND] is d.Outcome.FAILED
    assert tested.outcomes[d.Function.CAMERA] is d.Outcome.PASSED
    assert tested.outcomes[d.Function.TOUCHSCREEN] is d.Outcome.NOT_FITTED


def test_only_what_was_ticked_is_tested(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.ON_THE_BENCH)
    form = opened(operator, device, d.Tested)
    assert form.send().status_code == 422
    assert is_done(form.fill(outcomes__power="passed").send())
    tested = events(house, device)[-1]
    assert isinstance(tested, d.Tested)
    assert tested.outcomes == {d.Function.POWER: d.Outcome.PASSED}


def test_locks_are_found_or_said_to_be_none(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.ON_THE_BENCH)
    form = opened(operator, device, d.LocksChecked)
    assert "dites qu’il n’y en a aucun" in form.send().text
    assert "dites à qui demander" in form.fill(found=["bios", "mdm"]).send().text
    assert is_done(form.fill(ask="manufacturer").send())
    found = events(house, device)[-1]
    assert isinstance(found, d.LocksChecked)
    assert found.found == {d.Lock.BIOS, d.Lock.MDM}
    assert is_done(opened(operator, device, d.LocksChecked).send(none_found="1"))


def test_no_storage_is_said_and_not_guessed(operator: Person, house: House, make: Make) -> None:
    device = make(lives.collected(), lives.received())
    assert is_done(opened(operator, device, d.Inventoried).fill(facts__maker="Dell").send())
    form = opened(operator, device, d.Inventoried).fill(no_storage="1")
    assert is_done(form.send())
    both = opened(operator, device, d.Inventoried).fill(facts__storages__0__kind="ssd")
    assert "choisissez" in both.send().text
    read = [each.facts for each in events(house, device) if isinstance(each, d.Inventoried)]
    assert [facts.storages for facts in read] == [None, ()]


def test_an_inventory_keeps_the_names_of_the_storages_it_found(
    operator: Person, house: House, make: Make
) -> None:
    both = lives.inventoried(
        facts=lives.facts(storages=(lives.DISK, lives.SSD)), source=Source.GLPI
    )
    device = make(lives.collected(), lives.received(), both, lives.erased())
    form = opened(operator, device, d.Inventoried)
    assert form.texts["facts.storages.0.id"] == ["disk-1"]
    form.fill(removed=["1"], facts__storages__2__kind="nvme", facts__storages__2__serial="S3X")
    assert is_done(form.send())
    subject = house.ledger.subject(Device, device)
    assert list(subject.storages) == ["disk-1", "S3X"]
    assert list(subject.erasures) == ["disk-1"]


def test_what_remains_of_the_price_is_for_the_person(
    everybody: Person, house: House, make: Make
) -> None:
    device = make(*lives.PROMISED_TO_SOMEBODY)
    form = opened(everybody, device, d.HandedOver).fill(price_cents="80,50", training="done")
    over = form.fill(fund_cents="90").send()
    assert "Les parts payées dépassent le prix." in over.text
    assert is_done(form.fill(fund_cents="50", third_party_cents="10").send())
    sold = events(house, device)[-1]
    assert isinstance(sold, d.HandedOver)
    assert (sold.price_cents, sold.person_cents) == (80_50, 20_50)
    assert (sold.fund_cents, sold.third_party_cents) == (50_00, 10_00)
    assert sold.reservation == lives.RESERVATION


def test_a_reservation_is_that_of_the_device_and_never_typed(
    everybody: Person, house: House, make: Make
) -> None:
    device = make(*lives.PROMISED_TO_SOMEBODY)
    form = opened(everybody, device, d.HandedOver).fill(price_cents="80", training="done")
    assert "reservation" not in form.names
    form.texts["reservation"] = [str(lives.RESERVATION)]
    assert form.send().status_code == 422
    assert len(events(house, device)) == len(lives.PROMISED_TO_SOMEBODY)


def test_a_sticker_of_another_device_is_refused(operator: Person, make: Make) -> None:
    code = new_code()
    make(lives.collected(), lives.bound(code))
    answer = opened(operator, make(*lives.ON_THE_BENCH), d.StickerBound).fill(code=code).send()
    assert answer.status_code == 409
    assert "déjà sur un autre appareil" in answer.text
