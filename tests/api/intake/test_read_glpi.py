"""Inventories of GLPI's agent, whole, partial, or wrong."""

import json
from typing import Any

import pytest

from api.intake import Machine, Unread, read_inventory
from ledger.values import DeviceKind, Source, StorageKind

BIOS = {"smanufacturer": "HP", "smodel": "HP ProBook 650 G1", "ssn": "CNU406XYZ1"}
HARDWARE = {"chassis_type": "Notebook", "memory": 7800, "vmsystem": "Physical"}


def read(content: dict[str, Any] | None = None, **around: object) -> Machine | Unread:
    inventory = {"action": "inventory", "content": content, **around}
    [found] = read_inventory("glpi.json", json.dumps(inventory).encode())
    return found


def machine(**content: Any) -> Machine:
    found = read({"bios": BIOS, "hardware": HARDWARE} | content)
    assert isinstance(found, Machine), found
    return found


def refusal(content: Any, **around: object) -> str:
    found = read(content, **around)
    assert isinstance(found, Unread), found
    return found.why


def test_a_whole_inventory_is_read() -> None:
    found = machine(
        cpus=[{"name": "Intel(R) Core(TM) i5-4200M CPU @ 2.50GHz", "core": 2}],
        memories=[{"capacity": 4096, "type": "DDR3"}, {"capacity": "4096"}, {"type": "DDR3"}],
        batteries=[{"capacity": 50_000, "real_capacity": 40_000}],
        storages=[{"name": "sda", "model": "EMTEC SSD X150", "disksize": 120_034, "type": "disk"}],
    )
    assert (found.source, found.kind) == (Source.GLPI, DeviceKind.LAPTOP)
    facts = found.facts
    assert (facts.maker, facts.model, facts.serial) == ("HP", "ProBook 650 G1", "CNU406XYZ1")
    assert (facts.processor, facts.processor_cores) == ("Intel Core i5-4200M", 2)
    assert facts.memory_mb == 8192
    assert facts.battery_health_percent == 80
    assert facts.storages is not None
    [disk] = facts.storages
    assert (disk.id, disk.kind, disk.capacity_gb) == ("1", StorageKind.SSD, 120)


def test_without_modules_the_memory_is_what_the_system_sees() -> None:
    assert machine().facts.memory_mb == 7800


def test_several_disks_are_all_kept_and_never_share_an_id() -> None:
    same = {"model": "ST500", "serial": "Z1D5E8RT", "disksize": 500_107, "type": "HDD"}
    storages = machine(
        storages=[same, same, {"name": "nvme0n1", "serial": "--"}, {"name": "mmcblk0"}]
    ).facts.storages
    assert storages is not None
    assert [storage.id for storage in storages] == ["Z1D5E8RT", "2", "3", "4"]
    kinds = [storage.kind for storage in storages]
    assert kinds == [StorageKind.HDD, StorageKind.HDD, StorageKind.NVME, StorageKind.EMMC]


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "sr0", "model": "HL-DT-ST GU90N"},
        {"type": "cd", "model": "X"},
        {"description": "DVD-RAM", "model": "X"},
        {"interface": "USB", "model": "Kingston DataTraveler"},
        {"model": "Generic Multi-Card"},
        {"model": "VBOX HARDDISK"},
        {"name": "/dev/loop3"},
        "sda",
    ],
)
def test_what_is_not_a_disk_of_the_machine_is_left_out(entry: object) -> None:
    assert machine(storages=[entry]).facts.storages is None


def test_an_agent_never_says_that_there_is_no_disk() -> None:
    assert machine(storages=[]).facts.storages is None


def test_a_disk_in_doubt_is_kept() -> None:
    storages = machine(storages=[{}]).facts.storages
    assert storages is not None
    [disk] = storages
    assert (disk.kind, disk.capacity_gb, disk.model) == (StorageKind.UNKNOWN, None, None)


def test_a_list_of_disks_without_end_is_refused() -> None:
    content = {"bios": BIOS, "hardware": HARDWARE, "storages": [{}] * 5_000}
    assert "disques" in refusal(content)


def test_two_batteries_are_weighed_together_and_never_pass_100() -> None:
    half = [{"capacity": 20_000, "real_capacity": 20_000}, {"capacity": 20_000, "real_capacity": 1}]
    assert machine(batteries=half).facts.battery_health_percent == 50
    better = [{"capacity": 100, "real_capacity": 120}]
    assert machine(batteries=better).facts.battery_health_percent == 100
    unknown = [{"capacity": 0, "real_capacity": 10}, {"capacity": 10}]
    assert machine(batteries=unknown).facts.battery_health_percent is None


def test_a_battery_makes_a_laptop_of_an_unknown_chassis() -> None:
    hardware = HARDWARE | {"chassis_type": "Other"}
    found = machine(hardware=hardware, batteries=[{"capacity": 10}])
    assert found.kind is DeviceKind.LAPTOP
    assert "«\u00a0Other\u00a0»" in refusal({"hardware": hardware})


def test_a_partial_inventory_is_read_for_what_it_holds() -> None:
    found = read({"bios": BIOS, "hardware": HARDWARE, "softwares": [{}]}, partial=True)
    assert isinstance(found, Machine)
    assert found.facts.processor is None
    assert "partiel" in refusal({"softwares": [{}]}, partial=True)


def test_a_telephone_is_one_and_a_printer_is_typed_by_hand() -> None:
    phone = read({"bios": BIOS, "hardware": {}}, itemtype="Phone")
    assert isinstance(phone, Machine)
    assert phone.kind is DeviceKind.SMARTPHONE
    assert "à la main" in refusal({"bios": BIOS, "hardware": {}}, itemtype="Printer")


@pytest.mark.parametrize("vmsystem", ["VirtualBox", "Docker", "lxc"])
def test_a_virtual_machine_is_refused(vmsystem: str) -> None:
    assert "virtuelle" in refusal({"bios": BIOS, "hardware": HARDWARE | {"vmsystem": vmsystem}})


def test_nothing_about_people_is_read() -> None:
    secret = "jeanne.secrete"
    hardware = HARDWARE | {"lastloggeduser": secret, "name": secret, "winowner": secret}
    users = [{"login": secret, "domain": secret}]
    assert secret not in repr(machine(hardware=hardware, users=users))


@pytest.mark.parametrize("content", [None, [], "x", {}, {"computers": []}])
def test_another_json_is_refused(content: object) -> None:
    assert "GLPI" in refusal(content)


def test_wrong_types_everywhere_leave_facts_unknown() -> None:
    wrong: list[Any] = [None, True, -1, 1.5, 10**30, "x" * 9_999, [], {}, [[]], {"a": {}}]
    for value in wrong:
        found = machine(
            bios={"smanufacturer": value, "smodel": value, "ssn": value},
            cpus=[{"name": value, "core": value}],
            memories=[{"capacity": value}],
            batteries=[{"capacity": value, "real_capacity": value}],
            storages=[{"disksize": value, "serial": value, "name": value, "model": value}],
        )
        assert found.facts.memory_mb in {7800, None}
        assert found.facts.processor_cores is None
