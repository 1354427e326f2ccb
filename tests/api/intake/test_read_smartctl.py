"""The health of a disk, as it tells it itself."""

import json
from pathlib import Path
from typing import Any

import pytest
from reports import ata, smartctl

from api.intake import Report, Unread, read_inventory, read_reports
from ledger.device import StorageHealth
from ledger.values import Source, Storage, StorageKind


def report(data: bytes) -> Report:
    [found] = read_reports([("smart.json", data)])
    assert isinstance(found, Report), found
    return found


def storage(data: bytes) -> Storage:
    [found] = report(data).facts.storages or ()
    return found


def health(data: bytes) -> StorageHealth:
    [found] = report(data).measured.storages
    assert found.source is Source.SMARTCTL
    assert found.storage == storage(data).id
    return found


def test_an_nvme_disk_tells_what_it_is_and_how_worn() -> None:
    assert storage(smartctl()) == Storage(
        id="S2UXNX0H305512",
        kind=StorageKind.NVME,
        capacity_gb=256,
        model="SAMSUNG MZVLV256HCHP-000L7",
        serial="S2UXNX0H305512",
    )
    found = health(smartctl())
    assert (found.passed, found.power_on_hours) == (True, 4211)
    assert (found.used_percent, found.spare_percent, found.uncorrectable_errors) == (3, 100, 0)
    assert found.reallocated_sectors is None


def test_an_ata_disk_tells_its_bad_sectors() -> None:
    found = health(ata(a5=12, a197=3, a198=1))
    counts = found.reallocated_sectors, found.pending_sectors, found.uncorrectable_errors
    assert counts == (12, 3, 1)
    assert found.used_percent is None


def test_a_failing_verdict_is_kept_as_it_is() -> None:
    assert health(smartctl(smart_status={"passed": False})).passed is False


@pytest.mark.parametrize("status", [{}, None, {"passed": "yes"}, {"passed": 1}])
def test_a_verdict_that_is_none_is_not_guessed(status: Any) -> None:
    assert health(smartctl(smart_status=status)).passed is None


def test_a_raw_value_that_packs_several_counts_is_left_out() -> None:
    assert health(ata(a5=2**40 + 7)).reallocated_sectors is None


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"rotation_rate": 0}, StorageKind.SSD),
        ({"rotation_rate": 5400}, StorageKind.HDD),
        ({}, StorageKind.UNKNOWN),
        ({"model_family": "Crucial/Micron Client SSDs SSD"}, StorageKind.SSD),
    ],
)
def test_the_kind_is_as_told_and_never_guessed(more: dict[str, Any], kind: StorageKind) -> None:
    plain = {"name": "/dev/sda", "info_name": "/dev/sda [SAT]", "type": "sat", "protocol": "ATA"}
    data = smartctl(device=plain, model_name="KINGSTON SA400", **more)
    assert storage(data).kind is kind


@pytest.mark.parametrize(
    "device",
    [
        {"name": "/dev/sdb", "info_name": "/dev/sdb [USB JMicron]", "type": "usbjmicron"},
        {"name": "/dev/sr0", "info_name": "/dev/sr0", "type": "scsi"},
    ],
)
def test_what_is_plugged_from_outside_is_not_a_disk_of_the_machine(device: dict[str, str]) -> None:
    [found] = read_reports([("smart.json", smartctl(device=device))])
    assert isinstance(found, Unread)
    assert "USB" in found.why


def test_a_disk_that_could_not_be_opened_says_how_to_read_it() -> None:
    [found] = read_reports([("s.json", smartctl("", model_name="", smart_status=None))])
    assert isinstance(found, Unread)
    assert "sudo" in found.why


def test_several_disks_in_one_file_are_read_one_by_one() -> None:
    both = json.dumps([json.loads(smartctl("S2UXNX0H305512")), json.loads(ata("ZA4012AB"))])
    found = read_reports([("smart.json", both.encode())])
    assert [isinstance(each, Report) for each in found] == [True, True]


def test_a_disk_alone_is_no_machine_to_import() -> None:
    [found] = read_inventory("smart.json", smartctl())
    assert isinstance(found, Unread)
    assert "disque seul" in found.why


def test_a_report_in_words_says_how_to_have_it_in_json() -> None:
    [found] = read_inventory("smart.txt", b"smartctl 7.3 2022-02-28 r5338 [x86_64-linux]\n")
    assert isinstance(found, Unread)
    assert "--json" in found.why


def test_every_real_disk_tells_its_health(shared_data: Path) -> None:
    paths = sorted((shared_data / "hardware/smartctl").glob("*.json"))
    assert len(paths) == 12
    found = {path.name: health(path.read_bytes()) for path in paths}
    failing = [name for name, each in found.items() if each.passed is False]
    assert failing == ["nvme-null-SAMSUNG_MZWLL3T2HAJQ-00005-nvme0.json"]
    assert all(each.passed is not None for each in found.values())
    assert found["ST3500418AS_11.json"].reallocated_sectors == 1
    assert found["ST3200820AS_16.json"].power_on_hours == 100_161
    sizes = {path.name: storage(path.read_bytes()).capacity_gb for path in paths}
    assert all(sizes.values())
