"""The tree of a machine's parts, from samples written by hand (see their README)."""

import json
from typing import Any

import pytest
from reports import DESKTOP_LSHW, LAPTOP_LSHW

from api.intake import Machine, Report, Unread, read_inventory, read_reports
from ledger.device import Function, Presence
from ledger.values import DeviceKind, Source, Storage, StorageKind


def machine(data: bytes) -> Machine:
    [found] = read_inventory("lshw.json", data)
    assert isinstance(found, Machine), found
    return found


def why(tree: Any) -> str:
    [found] = read_inventory("lshw.json", json.dumps(tree).encode())
    assert isinstance(found, Unread)
    return found.why


def sightings(data: bytes) -> dict[Function, Presence]:
    hardware = machine(data).hardware
    assert hardware
    assert {each.source for each in hardware.sightings} == {Source.LSHW}
    return {each.function: each.presence for each in hardware.sightings}


def changed(**more: Any) -> bytes:
    [tree] = json.loads(LAPTOP_LSHW)
    return json.dumps(tree | more).encode()


def test_a_laptop_is_read_from_its_tree() -> None:
    found = machine(LAPTOP_LSHW)
    facts = found.facts
    assert (found.source, found.kind) == (Source.LSHW, DeviceKind.LAPTOP)
    assert (facts.maker, facts.model, facts.serial) == ("Lenovo", "ThinkPad T460s", "PC0LRT4Z")
    assert (facts.processor, facts.processor_cores) == ("Intel Core i5-6300U", 2)
    assert facts.memory_mb == 12_288


def test_the_disk_inside_is_listed_and_the_stick_of_the_bench_is_not() -> None:
    assert machine(LAPTOP_LSHW).facts.storages == (
        Storage(
            id="S2UXNX0H305512",
            kind=StorageKind.NVME,
            capacity_gb=256,
            model="SAMSUNG MZVLV256HCHP-000L7",
            serial="S2UXNX0H305512",
        ),
    )


def test_a_desktop_is_read_from_the_form_of_older_versions() -> None:
    found = machine(DESKTOP_LSHW)
    assert (found.kind, found.facts.model) == (DeviceKind.DESKTOP, "EliteDesk 800 G2 SFF")
    assert found.facts.storages is not None
    [disk] = found.facts.storages
    assert (disk.kind, disk.capacity_gb, disk.serial) == (StorageKind.HDD, 500, "ZA4012AB")
    assert found.facts.processor_cores == 4


def test_what_is_there_what_works_and_what_is_not_there() -> None:
    assert sightings(LAPTOP_LSHW) == {
        Function.WIFI: Presence.AT_WORK,
        Function.WIRED_NETWORK: Presence.FITTED,
        Function.BLUETOOTH: Presence.FITTED,
        Function.CAMERA: Presence.FITTED,
        Function.SOUND: Presence.FITTED,
        Function.OPTICAL_DRIVE: Presence.ABSENT,
    }
    assert sightings(DESKTOP_LSHW) == {
        Function.WIRED_NETWORK: Presence.AT_WORK,
        Function.WIFI: Presence.ABSENT,
        Function.BLUETOOTH: Presence.ABSENT,
        Function.CAMERA: Presence.ABSENT,
        Function.OPTICAL_DRIVE: Presence.FITTED,
    }


def test_a_network_adapter_on_usb_is_not_the_machine_s() -> None:
    adapter = {
        "id": "network", "class": "network", "businfo": "usb@1:3", "description": "Ethernet",
        "configuration": {"link": "yes", "ip": "192.0.2.9"}, "capabilities": {"ethernet": True},
    }  # fmt: skip
    bridge = {"id": "pci", "class": "bridge", "businfo": "pci@0000:00:00.0", "children": [adapter]}
    assert sightings(changed(children=[bridge]))[Function.WIRED_NETWORK] is Presence.ABSENT


def test_a_list_without_buses_says_nothing_is_absent() -> None:
    assert machine(changed(children=[])).hardware is None


def test_the_name_and_the_addresses_of_the_computer_are_not_kept() -> None:
    told = repr(machine(LAPTOP_LSHW))
    assert not any(each in told for each in ("poste-atelier", "192.0.2", "e4:b3:18"))


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"class": "bus"}, "machine entière"),
        ({"vendor": "QEMU"}, "machine virtuelle"),
        ({"configuration": {}, "children": []}, "boîtier"),
    ],
)
def test_a_tree_that_is_no_machine_of_ours_says_why(more: dict[str, Any], word: str) -> None:
    [tree] = json.loads(LAPTOP_LSHW)
    assert word in why(tree | more)


def test_more_parts_than_a_machine_has_are_refused() -> None:
    [tree] = json.loads(LAPTOP_LSHW)
    parts = [{"id": "x", "class": "generic"}] * 6_000
    assert "plus de pièces" in why(tree | {"children": parts})


def test_a_tree_deeper_than_any_machine_is_read_to_its_depth() -> None:
    deep: dict[str, Any] = {"id": "x", "class": "bus"}
    for _ in range(300):
        deep = {"id": "x", "class": "bus", "children": [deep]}
    assert machine(changed(children=[deep])).kind is DeviceKind.LAPTOP


def test_a_report_alone_names_its_machine() -> None:
    [report] = read_reports([("lshw.json", LAPTOP_LSHW)])
    assert isinstance(report, Report)
    assert {name.partition(" ")[0] for name in report.names} == {"uuid", "serial", "board"}
