"""An archive: of several machines, unless its files name the same one."""

import zipfile
from io import BytesIO

import pytest
from reports import DESKTOP_LSHW, LAPTOP_LSHW, ata, dump, ereuse, glpi, smartctl

from api.intake import Machine, Unread, read_inventory
from ledger.values import Source

NO_NAME = {"serial": "To Be Filled By O.E.M.", "uuid": "03000200-0400-0500-0006-000700080009"}


def zipped(*members: tuple[str, bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in members:
            made.writestr(name, content)
    return data.getvalue()


def read(data: bytes) -> list[Machine | Unread]:
    return list(read_inventory("lot.zip", data))


def machines(*members: tuple[str, bytes]) -> list[Machine]:
    return [each for each in read(zipped(*members)) if isinstance(each, Machine)]


def sources(machine: Machine) -> set[Source]:
    read_from = machine.hardware.read_from if machine.hardware else ()
    return {each.source for each in read_from} or {machine.source}


def test_files_that_name_one_machine_are_that_machine() -> None:
    files = ("d.txt", dump()), ("l.json", LAPTOP_LSHW), ("g.json", glpi()), ("s.json", smartctl())
    [found] = machines(*files)
    assert sources(found) == {"dmidecode", "lshw", "glpi", "smartctl"}


def test_one_shared_name_is_enough_even_through_a_third_file() -> None:
    by_serial = ereuse()  # names its serial alone
    by_uuid = dump(serial="None")  # names its UUID alone
    [found] = machines(("e.json", by_serial), ("d.txt", by_uuid), ("l.json", LAPTOP_LSHW))
    assert sources(found) == {"ereuse", "dmidecode", "lshw"}


def test_two_machines_stay_two_whatever_lies_together() -> None:
    found = machines(("pc/d.txt", dump(uuid="", serial="PC0AAAA1")), ("pc/l.json", DESKTOP_LSHW))
    assert len(found) == 2


def test_files_that_name_nothing_are_machines_each() -> None:
    assert len(machines(("a.txt", dump(**NO_NAME)), ("b.txt", dump(**NO_NAME)))) == 2
    assert len(machines(("a.txt", dump(**NO_NAME)), ("b.json", glpi("", hardware=None)))) == 1, (
        "an inventory without its chassis is refused, not merged by chance"
    )


def test_one_tool_on_two_machines_of_one_name_is_two_readings() -> None:
    assert len(machines(("a.txt", dump()), ("b.txt", dump()))) == 2


def test_a_disk_goes_where_it_is_listed() -> None:
    files = ("a.json", LAPTOP_LSHW), ("b.json", DESKTOP_LSHW), ("s.json", ata(a5=7))
    laptop, desktop = machines(*files)
    assert sources(laptop) == {"lshw"}
    assert desktop.hardware
    assert desktop.hardware.storages[0].reallocated_sectors == 7


def test_a_disk_that_nobody_lists_goes_to_the_machine_of_its_folder() -> None:
    files = (
        ("un/d.txt", dump()),
        ("deux/d.txt", dump("PC0AAAA1", uuid="")),
        ("deux/s.json", smartctl("S4CANX0M700123")),
    )
    one, two = machines(*files)
    assert sources(one) == {"dmidecode"}
    assert sources(two) == {"dmidecode", "smartctl"}


def test_a_disk_goes_to_the_only_machine() -> None:
    [found] = machines(("a/s.json", smartctl("S4CANX0M700123")), ("b/d.txt", dump()))
    assert sources(found) == {"dmidecode", "smartctl"}


def test_a_disk_that_could_be_of_two_machines_is_refused() -> None:
    files = ("d.txt", dump()), ("l.json", DESKTOP_LSHW), ("s.json", smartctl("S4CANX0M700123"))
    [_, _, last] = read(zipped(*files))
    assert isinstance(last, Unread)
    assert "disque seul" in last.why


def test_a_bad_file_stops_no_other() -> None:
    data = zipped(("d.txt", dump()), ("l.json", b"{"), ("g.json", glpi()))
    assert [type(each).__name__ for each in read(data)] == ["Machine", "Unread"]


@pytest.mark.parametrize("count", [1_500])
def test_very_many_files_of_one_name_cost_little(count: int) -> None:
    files = [(f"{rank}.txt", dump()) for rank in range(count)]
    assert len(machines(*files, ("l.json", LAPTOP_LSHW))) == count
