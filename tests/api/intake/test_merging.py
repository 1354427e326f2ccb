"""Several tools on one machine: one inventory, and what they said differently."""

import json

import pytest
from reports import DESKTOP_LSHW, LAPTOP_LSHW, ata, dump, ereuse, glpi, smartctl

from api.intake import Machine, Report, Unread, read_one_machine, read_reports
from api.intake.grouping import two_machines
from api.intake.merging import PRECEDENCE, TRUSTED, merged
from ledger.device import Difference, Function, Presence
from ledger.values import DeviceKind, Facts, Source, Storage, StorageKind

DIFFERENT = {"sata": {"name": "sda", "model": "WDC WD10", "disksize": 1_000_000, "type": "disk"}}


def reports(*files: bytes) -> list[Report]:
    found = read_reports((f"{rank}.json", data) for rank, data in enumerate(files))
    read = [each for each in found if isinstance(each, Report)]
    assert len(read) == len(found), found
    return read


def machine(*files: bytes, before: Report | None = None) -> Machine:
    found = merged(reports(*files), before)
    assert isinstance(found, Machine), found
    return found


def differences(found: Machine) -> dict[str, list[tuple[Source, str]]]:
    told: tuple[Difference, ...] = found.hardware.differences if found.hardware else ()
    return {each.field: [(said.source, said.value) for said in each.said] for each in told}


def known(source: Source = Source.MANUAL, **facts: object) -> Report:
    """What the register knew before."""
    read = Facts.model_validate(facts)
    return Report(source, "registre", "0" * 64, read, DeviceKind.LAPTOP)


def test_four_tools_make_one_machine() -> None:
    found = machine(smartctl(), LAPTOP_LSHW, glpi(), dump())
    assert (found.source, found.kind) == (Source.DMIDECODE, DeviceKind.LAPTOP)
    assert found.facts.processor == "Intel Core i5-6300U", "lshw alone told it"
    assert found.facts.storages is not None
    assert [disk.id for disk in found.facts.storages] == ["S2UXNX0H305512"]
    assert found.hardware
    assert [each.source for each in found.hardware.read_from] == [
        Source.SMARTCTL, Source.LSHW, Source.GLPI, Source.DMIDECODE,
    ]  # fmt: skip
    assert found.hardware.storages[0].power_on_hours == 4211


def test_the_order_of_the_files_changes_nothing() -> None:
    files = [smartctl(), LAPTOP_LSHW, glpi(), dump(), ereuse()]
    one, other = machine(*files), machine(*reversed(files))
    assert one.facts == other.facts
    assert differences(one) == differences(other)
    assert one.evidence_sha256 == other.evidence_sha256


def test_what_sources_tell_differently_is_told_with_who_said_it() -> None:
    other = glpi(bios={"smanufacturer": "LENOVO", "smodel": "ThinkPad T470", "ssn": "PC0LRT4Z"})
    found = machine(dump(), other)
    assert found.facts.model == "ThinkPad T460s"
    assert differences(found)["model"] == [
        (Source.DMIDECODE, "ThinkPad T460s"),
        (Source.GLPI, "ThinkPad T470"),
    ]


@pytest.mark.parametrize(
    ("memory", "differs"), [(7800, False), (8192, False), (4096, True), (16_384, True)]
)
def test_a_little_less_memory_is_the_same(memory: int, *, differs: bool) -> None:
    found = machine(dump(), glpi(hardware={"chassis_type": "Notebook", "memory": memory}))
    assert found.facts.memory_mb == 8192
    assert ("memory_mb" in differences(found)) is differs


def test_the_same_word_written_otherwise_is_the_same() -> None:
    cpu = [{"type": "Processor", "model": "INTEL CORE I5-6300U", "cores": 2}]
    assert "processor" not in differences(machine(LAPTOP_LSHW, ereuse(components=cpu)))


def test_kinds_that_differ_are_told() -> None:
    found = machine(dump(chassis="Desktop"), glpi())
    assert found.kind is DeviceKind.DESKTOP
    assert differences(found)["kind"] == [(Source.DMIDECODE, "desktop"), (Source.GLPI, "laptop")]


def test_one_tool_may_tell_the_kind_that_another_does_not() -> None:
    assert machine(dump(chassis="Other"), glpi()).kind is DeviceKind.LAPTOP


def test_disks_alone_make_no_machine() -> None:
    found = merged(reports(smartctl(), ata()))
    assert isinstance(found, Unread)
    assert "disque seul" in found.why


def test_a_disk_that_one_tool_missed_stays_in_the_list() -> None:
    found = machine(glpi(storages=[DIFFERENT["sata"]]), smartctl())
    assert found.facts.storages is not None
    assert [disk.capacity_gb for disk in found.facts.storages] == [256, 1000]
    assert {source for source, _ in differences(found)["storages"]} == {"smartctl", "glpi"}


def test_reports_of_two_disks_are_one_list() -> None:
    both = [
        {"name": "sda", "model": "ST500DM002-1SB10", "serial": "ZA4012AB", "disksize": 500_107},
        {"name": "nvme0n1", "serial": "S2UXNX0H305512", "disksize": 256_060},
    ]
    found = machine(glpi(storages=both), smartctl(), ata())
    assert "storages" not in differences(found)
    assert len(found.facts.storages or ()) == 2


def test_a_disk_without_its_serial_is_found_by_what_it_is() -> None:
    nameless = {"name": "sda", "model": "ST500DM002", "disksize": 500_107, "description": "SATA"}
    found = machine(glpi(storages=[nameless]), ata(a5=0))
    [disk] = found.facts.storages or ()
    assert (disk.serial, disk.kind) == ("ZA4012AB", StorageKind.HDD)


def test_two_alike_disks_without_serial_stay_two() -> None:
    nameless = {"name": "sda", "model": "ST500DM002", "disksize": 500_107}
    found = machine(glpi(storages=[nameless, nameless]), ata("ZA4012AB"), ata("ZA4012AC"))
    assert [disk.serial for disk in found.facts.storages or ()] == ["ZA4012AB", "ZA4012AC"]


def test_whoever_saw_a_function_work_is_believed() -> None:
    up = [{"type": "wifi", "status": "Up", "ipaddress": "192.0.2.1", "description": "wlp4s0"}]
    found = machine(glpi(networks=up), LAPTOP_LSHW)
    assert found.hardware
    seen = {each.function: each for each in found.hardware.sightings}
    assert seen[Function.WIFI].presence is Presence.AT_WORK
    assert seen[Function.CAMERA].source is Source.LSHW


def test_every_source_has_its_rank() -> None:
    assert set(TRUSTED) == set(Source)
    assert set(PRECEDENCE) <= set(Facts.model_fields)


class TestBefore:
    """What the register knew already."""

    def test_fills_what_nobody_says_now(self) -> None:
        found = machine(smartctl(), before=known(maker="Lenovo", model="T460s", memory_mb=8192))
        assert (found.facts.maker, found.facts.memory_mb) == ("Lenovo", 8192)

    def test_gives_way_to_a_new_reading_and_the_difference_is_told(self) -> None:
        now = glpi(hardware={"chassis_type": "Notebook", "memory": 8192})
        found = machine(now, before=known(Source.DMIDECODE, memory_mb=4096))
        assert found.facts.memory_mb == 8192
        assert differences(found)["memory_mb"] == [
            (Source.GLPI, "8192"),
            (Source.DMIDECODE, "4096"),
        ]

    def test_keeps_what_eyes_saw(self) -> None:
        panel = [{"type": "Display", "size": 15.6}]
        found = machine(ereuse(components=panel), before=known(screen_inches=14.0))
        assert found.facts.screen_inches == 14.0

    def test_keeps_the_names_of_its_storages(self) -> None:
        disk = Storage(id="disque 1", kind=StorageKind.NVME, capacity_gb=256)
        found = machine(smartctl(), before=known(storages=(disk,)))
        [now] = found.facts.storages or ()
        assert (now.id, now.serial) == ("disque 1", "S2UXNX0H305512")
        assert found.hardware
        assert found.hardware.storages[0].storage == "disque 1"

    def test_may_be_all_there_is_beside_a_disk(self) -> None:
        assert machine(smartctl(), before=known()).facts.storages is not None


@pytest.mark.parametrize(
    ("files", "apart"),
    [
        ((dump("PC0LRT4Z"), glpi("PC0LRT4Z")), False),
        ((dump("PC0LRT4Z", uuid=""), glpi("PC0AAAA1")), True),
        ((dump("PC0LRT4Z"), glpi("PC0AAAA1")), False),
        ((dump("To Be Filled By O.E.M."), glpi()), False),
        ((LAPTOP_LSHW, DESKTOP_LSHW), True),
    ],
    ids=["same", "two", "one UUID", "one is silent", "lshw"],
)
def test_two_serials_are_two_machines_unless_they_share_a_name(
    files: tuple[bytes, ...], *, apart: bool
) -> None:
    assert (two_machines(reports(*files)) is not None) is apart


def test_a_table_of_several_machines_is_no_report_of_one() -> None:
    [found] = read_reports([("lot.csv", b"Type;Marque\nportable;Dell\n")])
    assert isinstance(found, Unread)
    assert "plusieurs machines" in found.why


def test_a_uuid_is_the_same_in_both_orders_of_bytes() -> None:
    [tree] = json.loads(LAPTOP_LSHW)
    turned = "cc3b2a4c-5f2d-b211-a85c-8f1e5c6ad0c3"
    tree["configuration"]["uuid"] = turned
    one, other = reports(dump(), json.dumps(tree | {"serial": None}).encode())
    assert any(name.startswith("uuid") for name in one.names & other.names)


def test_files_of_two_machines_sent_as_one_are_refused_with_both_serials() -> None:
    files = [("d.txt", dump("PC0LRT4Z", uuid="")), ("l.json", DESKTOP_LSHW), ("x.json", b"{")]
    refused, broken = read_one_machine(files)
    assert isinstance(refused, Unread)
    assert "PC0LRT4Z" in refused.why
    assert "CZC6417ABC" in refused.why
    assert isinstance(broken, Unread)


def test_a_report_of_another_machine_is_not_taken_for_the_one_of_the_register() -> None:
    [refused] = read_one_machine([("l.json", LAPTOP_LSHW)], known(serial="PC0AAAA1"))
    assert isinstance(refused, Unread)
    assert "deux machines" in refused.why
