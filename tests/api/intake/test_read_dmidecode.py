"""Dumps of firmware: what is believed, what is a placeholder, what is not known."""

from hashlib import sha256

import pytest

from api.intake import Machine, Unread, read_inventory
from ledger.values import DeviceKind, Source

LAPTOP = """\
# dmidecode 3.3
Getting SMBIOS data from sysfs.
SMBIOS 2.8 present.

Handle 0x0000, DMI type 0, 24 bytes
BIOS Information
\tVendor: LENOVO
\tRelease Date: 03/02/2021

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 20FAS00V00
\tVersion: ThinkPad T460s
\tSerial Number: PC0LRT4Z

Handle 0x0002, DMI type 2, 15 bytes
Base Board Information
\tManufacturer: LENOVO
\tProduct Name: 20FAS00V00
\tSerial Number: L1HF66D00QW

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
\tManufacturer: LENOVO
\tType: Notebook

Handle 0x0004, DMI type 4, 48 bytes
Processor Information
\tFlags:
\t\tVersion: not this one
\tVersion: Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz
\tStatus: Populated, Enabled
\tCore Count: 2
\tCore Enabled: 1

Handle 0x0005, DMI type 17, 40 bytes
Memory Device
\tSize: 4 GB
\tType: DDR4

Handle 0x0006, DMI type 17, 40 bytes
Memory Device
\tSize: 4096 MB
\tType: DDR4

Handle 0x0007, DMI type 17, 40 bytes
Memory Device
\tSize: No Module Installed
\tType: Unknown

Handle 0x0008, DMI type 17, 40 bytes
Memory Device
\tSize: 16 MB
\tType: Flash

Handle 0x0009, DMI type 22, 26 bytes
Portable Battery
\tDesign Capacity: 23480 mWh
"""


def read(text: str) -> list[Machine | Unread]:
    return list(read_inventory("relevé.txt", text.encode()))


def machine(text: str) -> Machine:
    [found] = read(text)
    assert isinstance(found, Machine), found
    return found


def refusal(text: str) -> str:
    [found] = read(text)
    assert isinstance(found, Unread), found
    return found.why


def test_a_laptop_tells_its_name_its_processor_and_its_memory() -> None:
    found = machine(LAPTOP)
    assert found.source is Source.DMIDECODE
    assert found.kind is DeviceKind.LAPTOP
    assert found.facts.maker == "Lenovo"
    assert found.facts.model == "ThinkPad T460s"
    assert found.facts.serial == "PC0LRT4Z"
    assert found.facts.processor == "Intel Core i5-6300U"
    assert found.facts.processor_cores == 2
    assert found.facts.memory_mb == 8192
    assert found.evidence_sha256 == sha256(LAPTOP.encode()).hexdigest()


def test_what_a_dump_cannot_tell_stays_unknown() -> None:
    facts = machine(LAPTOP).facts
    assert facts.storages is None
    assert facts.battery_health_percent is None
    assert facts.year_of_make is None, "the date of a BIOS is that of its last update"


@pytest.mark.parametrize(
    "serial",
    [
        "--",
        "To Be Filled By O.E.M.",
        "System Serial Number",
        "0123456789",
        "00000000",
        "1",
        "INVALID",
    ],
)
def test_a_placeholder_is_no_serial_and_no_identity(serial: str) -> None:
    found = machine(LAPTOP.replace("PC0LRT4Z", serial))
    assert found.facts.serial is None
    assert found.identity is None


def test_a_real_serial_is_an_identity_with_its_maker_and_model() -> None:
    assert machine(LAPTOP).identity == ("lenovo", "thinkpad t460s", "pc0lrt4z")


def test_a_home_built_machine_is_named_by_its_board() -> None:
    text = (
        LAPTOP.replace(
            "Manufacturer: LENOVO\n\tProduct Name: 20FAS00V00\n\tVersion: ThinkPad T460s",
            "Manufacturer: System manufacturer\n\tProduct Name: System Product Name",
        )
        .replace(
            "Manufacturer: LENOVO\n\tProduct Name: 20FAS00V00",
            "Manufacturer: ASUSTeK COMPUTER INC.\n\tProduct Name: PRIME B350-PLUS",
        )
        .replace("Type: Notebook", "Type: Mini Tower")
    )
    found = machine(text)
    assert found.kind is DeviceKind.DESKTOP
    assert (found.facts.maker, found.facts.model) == ("ASUS", "PRIME B350-PLUS")


def test_a_machine_that_names_nothing_is_read_all_the_same() -> None:
    text = LAPTOP.replace("LENOVO", "Not Specified").replace("20FAS00V00", "Default string")
    text = text.replace("ThinkPad T460s", "Not Specified")
    facts = machine(text).facts
    assert (facts.maker, facts.model, facts.memory_mb) == (None, None, 8192)


@pytest.mark.parametrize(
    ("chassis", "kind"),
    [
        ("Laptop", DeviceKind.LAPTOP),
        ("Portable", DeviceKind.LAPTOP),
        ("Convertible", DeviceKind.LAPTOP),
        ("Sub Notebook", DeviceKind.LAPTOP),
        ("Low Profile Desktop", DeviceKind.DESKTOP),
        ("Tower", DeviceKind.DESKTOP),
        ("All In One", DeviceKind.ALL_IN_ONE),
        ("Mini PC", DeviceKind.MINI_PC),
        ("Stick PC", DeviceKind.MINI_PC),
        ("Tablet", DeviceKind.TABLET),
        ("Detachable", DeviceKind.TABLET),
        ("Unknown", DeviceKind.LAPTOP),  # it has a battery
    ],
)
def test_the_chassis_tells_the_kind(chassis: str, kind: DeviceKind) -> None:
    assert machine(LAPTOP.replace("Type: Notebook", f"Type: {chassis}")).kind is kind


def test_a_laptop_on_its_dock_stays_a_laptop() -> None:
    dock = "\nHandle 0x0010, DMI type 3, 22 bytes\nChassis Information\n\tType: Tower\n"
    assert machine(LAPTOP + dock).kind is DeviceKind.LAPTOP


def test_a_server_or_a_chassis_that_says_nothing_is_refused_with_what_to_do() -> None:
    without_battery = LAPTOP.replace("23480 mWh", "Unknown")
    server = refusal(without_battery.replace("Type: Notebook", "Type: Rack Mount Chassis"))
    assert "«\u00a0Rack Mount Chassis\u00a0»" in server
    assert "à la main" in server
    assert "à la main" in refusal(without_battery.replace("\tType: Notebook\n", ""))


def test_a_virtual_machine_is_not_a_device() -> None:
    assert "virtuelle" in refusal(LAPTOP.replace("20FAS00V00", "VirtualBox"))


def test_cores_are_those_of_populated_sockets_and_unknown_if_one_is() -> None:
    second = (
        "\nHandle 0x0020, DMI type 4, 48 bytes\nProcessor Information\n"
        "\tVersion: Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz\n\tStatus: {}\n{}"
    )
    count = "\tCore Count: 8\n"
    assert machine(LAPTOP + second.format("Populated, Enabled", count)).facts.processor_cores == 10
    assert machine(LAPTOP + second.format("Unpopulated", count)).facts.processor_cores == 2
    assert machine(LAPTOP + second.format("Populated, Enabled", "")).facts.processor_cores is None


def test_without_memory_that_can_be_read_the_memory_is_unknown() -> None:
    nothing = LAPTOP.replace("4 GB", "Unknown").replace("4096 MB", "0 MB")
    assert machine(nothing).facts.memory_mb is None
    too_much = LAPTOP.replace("4096 MB", "999999999 TB")
    assert machine(too_much).facts.memory_mb is None


def test_two_dumps_in_one_file_are_two_machines() -> None:
    first, second = read(LAPTOP + LAPTOP)
    assert isinstance(first, Machine)
    assert isinstance(second, Machine)
    assert first.facts == second.facts
    assert (first.origin, second.origin) == ("relevé.txt, relevé 1", "relevé.txt, relevé 2")


def test_two_machines_without_a_header_between_them_never_become_one() -> None:
    without_header = LAPTOP.partition("\n\n")[2]
    assert "un fichier par machine" in refusal(without_header + "\n" + without_header)


def test_a_dump_without_handles_or_copied_with_spaces_is_read() -> None:
    quiet = "\n".join(line for line in LAPTOP.splitlines() if not line.startswith(("Handle", "#")))
    assert machine(quiet).facts == machine(LAPTOP).facts
    assert machine(LAPTOP.replace("\t", "    ")).facts == machine(LAPTOP).facts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_windows_encodings_and_line_ends_are_read(encoding: str) -> None:
    data = LAPTOP.replace("\n", "\r\n").replace("T460s", "T460s é").encode(encoding)
    [found] = read_inventory("dump.txt", data)
    assert isinstance(found, Machine)
    assert found.facts.model == "ThinkPad T460s é"


def test_a_dump_made_without_sudo_says_to_use_it() -> None:
    text = "# dmidecode 3.3\n/sys/firmware/dmi/tables/smbios_entry_point: Permission denied\n"
    assert "sudo" in refusal(text)
    assert "à la main" in refusal(
        "# dmidecode 3.3\n# No SMBIOS nor DMI entry point found, sorry.\n"
    )
