"""Measures of an inventory: old records read the same, and nothing outlives what it was about."""

import json
from pathlib import Path

import pytest
from given import Given
from lives import DISK, ON_THE_BENCH, SSD, erased, facts, inventoried, part_replaced, taken_back
from lives import WITH_ITS_OWNER as SOLD
from pydantic import ValidationError

from ledger import device as d
from ledger.device import Device
from ledger.errors import Rule
from ledger.values import Source

GOLDEN = Path(__file__).parent.parent / "golden/device.inventoried.v1.json"

STORED = {
    "read_from": [
        {"source": "glpi", "evidence_sha256": "1" * 64},
        {"source": "smartctl", "evidence_sha256": "2" * 64},
    ],
    "storages": [
        {
            "storage": DISK.id,
            "source": "smartctl",
            "passed": True,
            "power_on_hours": 12_173,
            "reallocated_sectors": 0,
            "pending_sectors": 0,
            "uncorrectable_errors": 0,
            "used_percent": 1,
            "spare_percent": 100,
        }
    ],
    "batteries": [
        {"source": "glpi", "unit": "mwh", "design": 57_570, "full": 50_570, "cycles": 210}
    ],
    "sightings": [
        {"function": "camera", "presence": "fitted", "source": "glpi"},
        {"function": "wifi", "presence": "at_work", "source": "glpi"},
        {"function": "optical_drive", "presence": "absent", "source": "glpi"},
    ],
    "differences": [
        {
            "field": "memory_mb",
            "said": [
                {"source": "glpi", "value": "8192"},
                {"source": "dmidecode", "value": "4096"},
            ],
        }
    ],
}
"""All that measures can say, as it is stored. It is never changed afterwards."""

MEASURED = d.Hardware.model_validate(STORED)


def test_stored_measures_read_back_for_ever() -> None:
    assert json.loads(MEASURED.model_dump_json()) == STORED


def test_an_inventory_without_measures_is_written_as_before_they_existed() -> None:
    state = json.loads(GOLDEN.read_text())["state"]
    read = d.Inventoried.model_validate(state)
    assert read.hardware is None
    assert json.loads(read.model_dump_json()).keys() == state.keys()


def test_what_is_not_known_takes_no_room() -> None:
    health = d.StorageHealth(storage="1", source=Source.SMARTCTL, passed=True)
    written = d.Hardware(storages=(health,)).model_dump_json()
    assert written == '{"storages":[{"storage":"1","source":"smartctl","passed":true}]}'


def test_a_health_is_of_a_storage_of_the_same_inventory(given: Given) -> None:
    health = d.StorageHealth(storage="another", source=Source.SMARTCTL, passed=True)
    measured = inventoried(hardware=d.Hardware(storages=(health,)))
    given(*ON_THE_BENCH).when(measured).is_forbidden(Rule.UNKNOWN_STORAGE)


def known(given: Given, *events: d.DeviceEvent) -> d.Hardware | None:
    """What is known of a device that was measured, and then went through these."""
    past = given(*ON_THE_BENCH, inventoried(hardware=MEASURED), *events)
    device: Device = past.ledger.subject(Device, past.subject)
    return device.hardware


def test_measures_stay_known_when_somebody_types_the_inventory_again(given: Given) -> None:
    assert known(given, inventoried(facts=facts(memory_mb=16_384))) == MEASURED


def test_the_health_of_a_storage_that_is_gone_goes_with_it(given: Given) -> None:
    hardware = known(given, inventoried(facts=facts(storages=(SSD,))))
    assert hardware
    assert (hardware.storages, hardware.batteries) == ((), MEASURED.batteries)


@pytest.mark.parametrize(
    ("part", "still_known"),
    [
        (d.Part.BATTERY, (1, 0, 3)),
        (d.Part.CAMERA, (1, 1, 2)),
        (d.Part.NETWORK_CARD, (1, 1, 2)),
        (d.Part.MOTHERBOARD, (1, 0, 0)),
        (d.Part.CASING, (1, 1, 3)),
    ],
)
def test_a_changed_part_takes_the_measures_of_the_old_one_along(
    given: Given, part: d.Part, still_known: tuple[int, int, int]
) -> None:
    hardware = known(given, part_replaced(part=part))
    assert hardware
    counts = len(hardware.storages), len(hardware.batteries), len(hardware.sightings)
    assert counts == still_known


def test_a_storage_fitted_under_the_name_of_the_old_one_has_no_health(given: Given) -> None:
    swapped = part_replaced(part=d.Part.STORAGE, removed_storage=DISK.id, fitted_storage=DISK)
    hardware = known(given, swapped)
    assert hardware
    assert hardware.storages == ()


def test_a_device_that_comes_back_is_measured_again(given: Given) -> None:
    first = inventoried(hardware=MEASURED)
    past = given(*SOLD[:2], first, *SOLD[3:], taken_back())
    assert past.ledger.subject(Device, past.subject).hardware is None


def test_measuring_leaves_an_erasure_proven(given: Given) -> None:
    past = given(*ON_THE_BENCH, erased(), inventoried(hardware=MEASURED))
    assert past.ledger.subject(Device, past.subject).erasures == {DISK.id: d.Verdict.ERASED}


@pytest.mark.parametrize(
    "wrong",
    [
        {"storage": "1", "source": "smartctl", "power_on_hours": -1},
        {"storage": "1", "source": "smartctl", "reallocated_sectors": 2**48},
        {"storage": "1", "source": "smartctl", "used_percent": 256},
        {"storage": "06 12 34 56 78", "source": "smartctl"},
    ],
)
def test_what_no_disk_says_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        d.StorageHealth.model_validate(wrong)


def test_a_difference_takes_two() -> None:
    with pytest.raises(ValidationError):
        d.Difference(field="model", said=(d.Said(source=Source.GLPI, value="T460"),))
