"""What the evidence proposes on the form of tests, and what it leaves to the hands."""

from typing import Any
from uuid import UUID

import lives
import pytest
from device_pasts import Make
from page_forms import correction, events, is_done, opened
from people import Person

from api.house import House
from api.pages.device.proposed import RULES, evidence_of, proposals, remarks
from api.pages.device.scene import find
from ledger import Event
from ledger import device as d
from ledger.device import Function, Outcome, Presence
from ledger.values import DeviceKind, Source

F, P = Function, Presence
SOUND: dict[str, Any] = {
    "passed": True,
    "reallocated_sectors": 0,
    "pending_sectors": 0,
    "used_percent": 12,
}


def health(source: Source = Source.SMARTCTL, **told: Any) -> d.StorageHealth:
    return d.StorageHealth(storage=lives.DISK.id, source=source, **told)


def wear(full: int | None = 80, source: Source = Source.GLPI) -> d.BatteryWear:
    return d.BatteryWear(source=source, design=100, full=full)


def sighting(function: Function, presence: Presence) -> d.Sighting:
    return d.Sighting(function=function, presence=presence, source=Source.LSHW)


def measured(source: Source = Source.GLPI, **hardware: Any) -> d.Inventoried:
    return lives.inventoried(source=source, hardware=d.Hardware(**hardware))


FULL = measured(
    storages=(health(**SOUND),),
    batteries=(wear(),),
    sightings=(
        sighting(F.WIFI, P.AT_WORK),
        sighting(F.CAMERA, P.FITTED),
        sighting(F.BLUETOOTH, P.FITTED),
        sighting(F.OPTICAL_DRIVE, P.ABSENT),
        sighting(F.WIRED_NETWORK, P.ABSENT),
    ),
)


def proposed(
    house: House, make: Make, *past: Event, kind: DeviceKind = DeviceKind.LAPTOP
) -> dict[Function, Outcome]:
    device = make(lives.collected(kind=kind), lives.received(), *past)
    evidence = evidence_of(find(house, device), house.settings.battery_floor_percent)
    return {function: each.outcome for function, each in proposals(evidence).items()}


def test_a_machine_measured_whole_has_half_its_answers(house: House, make: Make) -> None:
    assert proposed(house, make, FULL) == {
        F.POWER: Outcome.PASSED,
        F.STORAGE: Outcome.PASSED,
        F.BATTERY: Outcome.PASSED,
        F.WIFI: Outcome.PASSED,
        F.OPTICAL_DRIVE: Outcome.NOT_FITTED,
        F.WIRED_NETWORK: Outcome.NOT_FITTED,
    }


def test_what_is_fitted_is_not_what_works(house: House, make: Make) -> None:
    device = make(lives.collected(), lives.received(), FULL)
    evidence = evidence_of(find(house, device), 60)
    assert F.CAMERA not in proposals(evidence)
    assert remarks(evidence)[F.CAMERA] == "présent, reste à essayer (relevé lshw)"


def test_no_rule_proposes_what_only_hands_can_tell() -> None:
    by_hand = {F.DISPLAY, F.KEYBOARD, F.POINTING, F.SOUND, F.USB, F.CHARGING, F.COOLING, F.MEMORY}
    assert by_hand.isdisjoint({rule.function for rule in RULES})
    assert not [r for r in RULES if r.function is F.CAMERA and r.outcome is Outcome.PASSED]


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (SOUND, Outcome.PASSED),
        (SOUND | {"passed": None}, None),
        (SOUND | {"passed": False}, Outcome.FAILED),
        (SOUND | {"pending_sectors": 2}, Outcome.FAILED),
        (SOUND | {"reallocated_sectors": 1}, None),
        (SOUND | {"uncorrectable_errors": 1}, None),
        (SOUND | {"used_percent": 81}, None),
    ],
)
def test_a_disk_is_proposed_by_what_it_says(
    house: House, make: Make, told: dict[str, Any], outcome: Outcome | None
) -> None:
    found = proposed(house, make, measured(storages=(health(**told),)))
    assert found.get(F.STORAGE) is outcome


def test_one_disk_that_nobody_asked_leaves_the_storage_open(house: House, make: Make) -> None:
    both = lives.facts(storages=(lives.DISK, lives.SSD))
    hardware = d.Hardware(storages=(health(**SOUND),))
    past = lives.inventoried(facts=both, hardware=hardware)
    assert F.STORAGE not in proposed(house, make, past)


@pytest.mark.parametrize(
    ("batteries", "outcome"),
    [
        ((wear(60),), Outcome.PASSED),
        ((wear(59),), Outcome.FAILED),
        ((wear(90), wear(20)), Outcome.FAILED),
        ((wear(None),), None),
        ((wear(90), wear(None)), None),
        ((), None),
    ],
)
def test_a_battery_is_proposed_by_what_it_holds(
    house: House, make: Make, batteries: tuple[d.BatteryWear, ...], outcome: Outcome | None
) -> None:
    assert proposed(house, make, measured(batteries=batteries)).get(F.BATTERY) is outcome


@pytest.mark.parametrize(
    ("source", "is_on"),
    [(Source.GLPI, True), (Source.LSHW, True), (Source.SMARTCTL, False), (Source.MANUAL, False)],
)
def test_a_tool_that_ran_on_it_shows_that_it_starts(
    house: House, make: Make, source: Source, *, is_on: bool
) -> None:
    assert (F.POWER in proposed(house, make, lives.inventoried(source=source))) is is_on


def test_what_every_device_of_a_kind_has_is_never_proposed_absent(house: House, make: Make) -> None:
    past = measured(sightings=(sighting(F.WIFI, P.ABSENT),))
    assert F.WIFI not in proposed(house, make, past)
    desktop = proposed(house, make, past, kind=DeviceKind.DESKTOP)
    assert desktop[F.WIFI] is Outcome.NOT_FITTED


def test_what_somebody_tested_is_not_proposed_again(house: House, make: Make) -> None:
    tried = lives.tested(failed=(F.BATTERY,))
    assert proposed(house, make, FULL, tried) == {}


def test_a_new_part_is_tried_and_not_proposed_by_what_the_old_one_was(
    house: House, make: Make
) -> None:
    battery = lives.part_replaced(part=d.Part.BATTERY)
    assert {F.BATTERY, F.POWER}.isdisjoint(proposed(house, make, FULL, battery))
    board = lives.part_replaced(part=d.Part.MOTHERBOARD)
    assert set(proposed(house, make, FULL, board)) == {F.STORAGE}


def test_what_is_put_in_doubt_is_not_proposed_from_before(house: House, make: Make) -> None:
    doubt = d.LabelRevoked(**lives.at(reason=d.RevocationReason.DEFECT_FOUND))
    past = (FULL, *lives.LABELLED[3:], doubt)
    assert proposed(house, make, *past) == {}
    assert F.BATTERY in proposed(house, make, *past, FULL)


def outcomes(house: House, device: UUID) -> dict[Function, Outcome]:
    event = events(house, device)[-1]
    assert isinstance(event, d.Tested)
    return event.outcomes


def test_the_form_shows_what_is_proposed_and_by_whom(operator: Person, make: Make) -> None:
    form = opened(operator, make(lives.collected(), lives.received(), FULL), d.Tested)
    assert form.texts["outcomes.battery"] == ["passed"]
    assert "elle garde au moins 60\u00a0% de sa force (inventaire GLPI)" in form.page
    assert "Présent, reste à essayer (relevé lshw)" in form.page
    asked = {"camera", "microphone", "bluetooth", "touchscreen", "video_output"}
    assert form.offered["fitted"] == asked
    assert "outcomes.keyboard" not in form.texts


def test_one_gesture_confirms_and_says_that_the_rest_works(
    operator: Person, house: House, make: Make
) -> None:
    device = make(lives.collected(), lives.received(), FULL)
    assert is_done(opened(operator, device, d.Tested).send(all_passed="1"))
    found = outcomes(house, device)
    assert set(found) == d.FUNCTIONS[DeviceKind.LAPTOP].all
    absent = {function for function, outcome in found.items() if outcome is Outcome.NOT_FITTED}
    assert absent == {F.OPTICAL_DRIVE, F.WIRED_NETWORK, F.TOUCHSCREEN}


def test_the_human_has_the_last_word(operator: Person, house: House, make: Make) -> None:
    device = make(lives.collected(kind=DeviceKind.DESKTOP), lives.received(), FULL)
    form = opened(operator, device, d.Tested)
    form.fill(outcomes__storage="failed", outcomes__wired_network="", outcomes__wifi="")
    assert is_done(form.send(all_passed="1"))
    found = outcomes(house, device)
    assert found[F.STORAGE] is Outcome.FAILED
    assert found[F.WIFI] is Outcome.PASSED, "left to be tried, then said to work"


def test_what_is_left_to_be_tried_stays_unanswered(
    operator: Person, house: House, make: Make
) -> None:
    device = make(lives.collected(), lives.received(), FULL)
    form = opened(operator, device, d.Tested).fill(outcomes__storage="")
    assert is_done(form.send())
    found = outcomes(house, device)
    assert F.STORAGE not in found
    assert found[F.BATTERY] is Outcome.PASSED


def test_nothing_is_proposed_in_a_correction(operator: Person, make: Make) -> None:
    device = make(lives.collected(), lives.received(), FULL, lives.tested())
    form = correction(operator, device, 4)
    assert "Proposé" not in form.page
    assert is_done(form.fill(outcomes__sound="failed", why="wrong_value").send(act="replace"))


def test_correcting_an_inventory_keeps_its_measures(
    operator: Person, house: House, make: Make
) -> None:
    device = make(lives.collected(), lives.received(), FULL)
    form = correction(operator, device, 3).fill(facts__memory_mb="16", why="wrong_value")
    assert is_done(form.send(act="replace"))
    hardware = find(house, device).device.hardware
    assert hardware == FULL.hardware


def test_a_storage_corrected_away_takes_its_health_along(
    operator: Person, house: House, make: Make
) -> None:
    device = make(lives.collected(), lives.received(), FULL)
    form = correction(operator, device, 3).fill(removed=["0"], why="wrong_value")
    assert is_done(form.send(act="replace"))
    hardware = find(house, device).device.hardware
    assert hardware
    assert hardware.storages == ()
