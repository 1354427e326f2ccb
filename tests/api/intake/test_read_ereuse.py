"""Snapshots of eReuse's Workbench, old and new."""

import json
from pathlib import Path
from typing import Any

import pytest
from reports import LAPTOP_LSHW, dump, ereuse, smartctl

from api.intake import Machine, Unread, read_inventory
from ledger.device import BatteryWear, CapacityUnit, Function
from ledger.values import DeviceKind, Source, StorageKind

DISK = {
    "type": "HardDrive",
    "model": "HGST HTS545050A7",
    "serialNumber": "TE85134N34LNSN",
    "size": 476_940,
    "actions": [
        {
            "type": "TestDataStorage",
            "assessment": True,
            "lifetime": 1782,
            "reallocatedSectorCount": 224,
            "currentPendingSectorCount": 0,
            "offlineUncorrectable": 0,
        }
    ],
}
BATTERY = {
    "type": "Battery",
    "size": 2200,
    "actions": [{"type": "MeasureBattery", "size": 1760, "cycleCount": 312}],
}


def machine(data: bytes) -> Machine:
    [found] = read_inventory("snapshot.json", data)
    assert isinstance(found, Machine), found
    return found


def test_a_snapshot_of_components_is_a_machine() -> None:
    ram = {"type": "RamModule", "size": 4096}
    cpu = {"type": "Processor", "model": "Intel Core I5-6300u Cpu @ 2.40ghz", "cores": 2}
    screen = {"type": "Display", "size": 15.529237982414482}
    found = machine(ereuse(components=[ram, ram, cpu, screen, DISK]))
    facts = found.facts
    assert (found.source, found.kind) == (Source.EREUSE, DeviceKind.LAPTOP)
    assert (facts.maker, facts.model, facts.serial) == ("Lenovo", "ThinkPad T460s", "PC0LRT4Z")
    assert (facts.memory_mb, facts.processor_cores, facts.screen_inches) == (8192, 2, 15.5)


def test_its_tests_of_disks_and_batteries_are_kept_with_their_source() -> None:
    found = machine(ereuse(components=[DISK, BATTERY]))
    assert found.facts.storages is not None
    [disk] = found.facts.storages
    assert (disk.kind, disk.capacity_gb) == (StorageKind.HDD, 500)
    assert found.hardware
    [health] = found.hardware.storages
    assert (health.source, health.passed) == (Source.EREUSE, True)
    assert (health.power_on_hours, health.reallocated_sectors) == (1782, 224)
    assert found.hardware.batteries == (
        BatteryWear(
            source=Source.EREUSE, unit=CapacityUnit.MAH, design=2200, full=1760, cycles=312
        ),
    )
    assert found.facts.battery_health_percent == 80


def test_a_part_that_it_does_not_list_may_be_there_all_the_same() -> None:
    camera = {"type": "SoundCard", "model": "Hp Hd Webcam"}
    radio = {"type": "NetworkAdapter", "model": "Bcm43228 802.11a/b/g/n", "wireless": False}
    hardware = machine(ereuse(components=[camera, radio])).hardware
    assert hardware
    assert {each.function: each.presence for each in hardware.sightings} == {
        Function.CAMERA: "fitted",
        Function.WIFI: "fitted",
    }


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        ({"type": "Desktop", "chassis": "Microtower"}, DeviceKind.DESKTOP),
        ({"type": "Desktop", "chassis": "AllInOne"}, DeviceKind.ALL_IN_ONE),
        ({"type": "Tablet"}, DeviceKind.TABLET),
    ],
)
def test_the_kind_is_that_of_its_own_words(device: dict[str, Any], kind: DeviceKind) -> None:
    assert machine(ereuse(device=device)).kind is kind


def test_a_snapshot_of_tools_is_what_they_said_together() -> None:
    data = {
        "lshw": json.loads(LAPTOP_LSHW)[0],
        "dmidecode": dump().decode(),
        "smart": [json.loads(smartctl())],
    }
    found = machine(ereuse(data=data))
    assert found.source is Source.DMIDECODE
    assert found.facts.memory_mb == 8192, "dmidecode is believed first"
    assert found.hardware
    assert {each.source for each in found.hardware.read_from} == {"dmidecode", "lshw", "smartctl"}
    assert [each.field for each in found.hardware.differences] == ["memory_mb"]
    assert len({each.evidence_sha256 for each in found.hardware.read_from}) == 1


def test_what_a_tool_said_may_be_a_text() -> None:
    data = {"dmidecode": dump().decode(), "smartctl": f"[{smartctl().decode()}]", "inxi": "[]"}
    found = machine(ereuse(data=data))
    assert found.facts.storages is not None
    assert found.facts.storages[0].serial == "S2UXNX0H305512"


@pytest.mark.parametrize(
    "data",
    [{"lshw": 1}, {"smart": [1]}, {"smartctl": "{"}, {"dmidecode": ["x"]}, {"lshw": {"class": []}}],
)
def test_a_snapshot_without_anything_to_read_says_so(data: dict[str, Any]) -> None:
    [found] = read_inventory("snapshot.json", ereuse(data=data))
    assert isinstance(found, Unread)
    assert "eReuse" in found.why


def test_a_snapshot_in_yaml_is_read_as_the_same_in_json() -> None:
    written = """type: Snapshot
device: {type: Laptop, manufacturer: ASUS, model: X555LA, serialNumber: E9N0CX12:30}
components:
  - {type: RamModule, size: 4096}
  - {type: HardDrive, size: 476940, model: no, serialNumber: 2018-06-01, actions: null}
"""
    found = machine(written.encode())
    assert (found.facts.maker, found.facts.serial) == ("ASUS", "E9N0CX12:30")
    assert found.facts.memory_mb == 4096
    [disk] = found.facts.storages or ()
    assert (disk.serial, disk.capacity_gb) == ("2018-06-01", 500), "a date stays as it is written"


def test_real_snapshots_are_read(shared_data: Path) -> None:
    folder = shared_data / "hardware/ereuse"

    def real(name: str) -> Machine:
        return machine((folder / name).read_bytes())

    old = real("no-battery.snapshot-workbench11.json")
    assert (old.facts.maker, old.facts.model) == ("HP", "Probook 650 G1")
    older = real("laptop.laptop-hp_255_g3_notebook.snapshot.yaml")  # JSON in spite of its name
    assert older.hardware
    assert older.hardware.storages[0].reallocated_sectors == 224
    nameless = real("desktop.desktop-amd-bug-no-sn.json")
    assert (nameless.facts.maker, nameless.facts.serial) == ("ASUS", None)
    assert nameless.hardware
    assert nameless.hardware.storages[0].power_on_hours == 19_819
    two_disks = real("several-disks.snapshot_workbench-script.json")
    assert [disk.capacity_gb for disk in two_disks.facts.storages or ()] == [256, 500]
    assert two_disks.hardware
    assert len(two_disks.hardware.storages) == 2


def test_the_real_yaml_is_read(shared_data: Path) -> None:
    found = machine(
        (shared_data / "hardware/ereuse/erasure.erase-sectors.snapshot.yaml").read_bytes()
    )
    assert (found.facts.maker, found.facts.serial) == ("pc1mr", "pc1s")
    assert [disk.model for disk in found.facts.storages or ()] == ["c1ml"]
