"""Inventories of real machines, which stay where they are (skipped when they are not here)."""

import csv
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from api.intake import Machine, Report, read_inventory, read_reports
from ledger.uses import uses
from ledger.values import DeviceKind, StorageKind, Use

KINDS = {
    "Notebook": DeviceKind.LAPTOP,
    "Desktop": DeviceKind.DESKTOP,
    "All In One": DeviceKind.ALL_IN_ONE,
    "Mini Pc": DeviceKind.MINI_PC,
    "Tablet": DeviceKind.TABLET,
}
PLACEHOLDER = re.compile(r"o\.?e\.?m|system product|system manu|default|specified", re.IGNORECASE)


@pytest.fixture(scope="module")
def dumps(shared_data: Path) -> dict[str, Machine]:
    """The machine of each dump, by the id of its hardware."""
    found: dict[str, Machine] = {}
    for path in sorted((shared_data / "hardware/dmi").glob("*/*.txt")):
        [entry] = read_inventory(path.name, path.read_bytes())
        assert isinstance(entry, Machine), (path, entry)
        found[path.stem] = entry
    return found


@pytest.fixture(scope="module")
def index(shared_data: Path) -> dict[str, dict[str, str]]:
    with (shared_data / "hardware/dmi/index.csv").open(encoding="utf-8") as rows:
        return {row["hwid"]: row for row in csv.DictReader(rows)}


@pytest.fixture(scope="module")
def glpi(shared_data: Path) -> Callable[[str], Machine]:
    def read(name: str) -> Machine:
        path = shared_data / "hardware/glpi/examples" / name
        [entry] = read_inventory(name, path.read_bytes())
        assert isinstance(entry, Machine), entry
        return entry

    return read


def test_every_real_dump_is_read(
    dumps: dict[str, Machine], index: dict[str, dict[str, str]]
) -> None:
    assert len(dumps) == 60
    assert dumps.keys() == index.keys()


def test_kinds_agree_wherever_the_chassis_tells_them(
    dumps: dict[str, Machine], index: dict[str, dict[str, str]]
) -> None:
    told = {
        hwid: row
        for hwid, row in index.items()
        if row["type"] in {"Notebook", "Desktop", "Tablet"} or row["chassis"] != "Desktop"
    }
    assert len(told) == 58, "an all-in-one and a mini PC say they are desktops"
    for hwid, row in told.items():
        assert dumps[hwid].kind is KINDS[row["type"]], hwid


def test_memory_agrees(dumps: dict[str, Machine], index: dict[str, dict[str, str]]) -> None:
    for hwid, row in index.items():
        assert dumps[hwid].facts.memory_mb == (int(row["ram_mb"]) or None), hwid


def test_processors_are_all_known_and_clean(dumps: dict[str, Machine]) -> None:
    for hwid, machine in dumps.items():
        processor = machine.facts.processor
        assert processor, hwid
        assert not re.search(r"\(|@|CPU|Processor|  ", processor), processor


def test_no_real_dump_has_a_serial_and_none_is_another(dumps: dict[str, Machine]) -> None:
    assert {machine.facts.serial for machine in dumps.values()} == {None}
    assert {machine.identity for machine in dumps.values()} == {None}
    assert len({machine.evidence_sha256 for machine in dumps.values()}) == 60


def test_no_placeholder_is_taken_for_a_name(dumps: dict[str, Machine]) -> None:
    named = [machine.facts for machine in dumps.values() if machine.facts.model]
    assert len(named) == 59, "one laptop says nothing of itself"
    for facts in named:
        assert not PLACEHOLDER.search(f"{facts.maker} {facts.model}")


def test_no_two_real_dumps_name_one_machine(shared_data: Path) -> None:
    names = [
        report.names
        for path in (shared_data / "hardware/dmi").glob("*/*.txt")
        for report in read_reports([(path.name, path.read_bytes())])
        if isinstance(report, Report)
    ]
    assert len(names) == 60
    told = [name for each in names for name in each]
    assert len(told) == len(set(told))


def test_a_zip_of_all_of_them_gives_all_of_them(shared_data: Path) -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for path in (shared_data / "hardware/dmi").glob("*/*.txt"):
            made.write(path, path.name)
    found = list(read_inventory("lot.zip", data.getvalue()))
    assert len(found) == 60
    assert all(isinstance(entry, Machine) for entry in found)


def test_the_index_itself_is_a_table_of_sixty_machines(shared_data: Path) -> None:
    found = list(read_inventory("index.csv", (shared_data / "hardware/dmi/index.csv").read_bytes()))
    machines = [entry for entry in found if isinstance(entry, Machine)]
    assert len(machines) == 60
    assert {machine.identity for machine in machines} == {None}


def test_a_whole_glpi_inventory(glpi: Callable[[str], Machine]) -> None:
    machine = glpi("computer_1.json")
    facts = machine.facts
    assert (machine.kind, facts.maker, facts.model) == (DeviceKind.LAPTOP, "Dell", "XPS 13 9350")
    assert (facts.memory_mb, facts.processor_cores, facts.battery_health_percent) == (8192, 2, 88)
    assert facts.storages is not None
    [disk] = facts.storages
    assert (disk.kind, disk.capacity_gb) == (StorageKind.NVME, 256)
    assert machine.identity is not None


@pytest.mark.parametrize(
    ("part", "known"),
    [
        ("batteries", {"battery_health_percent": 70, "processor": None}),
        ("cpu", {"processor": "Intel Core i5-6200U", "battery_health_percent": None}),
        ("memory", {"memory_mb": 8192, "processor": None}),
        ("softs", {"memory_mb": 7800}),
        ("volumes", {"memory_mb": 7800, "storages": None}),
    ],
)
def test_a_partial_glpi_inventory_gives_what_it_holds(
    glpi: Callable[[str], Machine], part: str, known: dict[str, Any]
) -> None:
    machine = glpi(f"computer_1_partial_{part}.json")
    assert machine.identity == glpi("computer_1.json").identity
    for field, value in known.items():
        assert getattr(machine.facts, field) == value


def test_no_user_nor_network_name_passes(glpi: Callable[[str], Machine]) -> None:
    for name in ("computer_1.json", "computer_2.json"):
        told = repr(glpi(name))
        assert not re.search(r"trasher|local|root|192\.168|glpixps|COMP1", told)


def test_uses_of_real_machines(dumps: dict[str, Machine], index: dict[str, dict[str, str]]) -> None:
    found = {hwid: uses(machine.kind, machine.facts) for hwid, machine in dumps.items()}
    netbook = next(hwid for hwid, row in index.items() if "N455" in row["cpu"])
    assert found[netbook] == set()
    unreadable = next(hwid for hwid, row in index.items() if row["ram_mb"] == "0")
    assert found[unreadable] == set()
    t490s = next(hwid for hwid, row in index.items() if row["version"] == "ThinkPad T490s")
    assert found[t490s] == set(Use)
    for hwid, given in found.items():
        if Use.OFFICE in given:
            assert int(index[hwid]["ram_mb"]) >= 8192
            assert "Atom" not in index[hwid]["cpu"]
