"""Names of makers, models and processors; texts that say nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.naming import maker_and_model, maker_name, processor_name
from api.intake.placeholders import said, serial_number
from api.intake.text import file_name, one_line, quoted


@pytest.mark.parametrize(
    "text",
    [
        "To Be Filled By O.E.M.",
        "to be filled by o.e.m.",
        "System Product Name",
        "System manufacturer",
        "Default string",
        "Not Specified",
        "--",
        "  ",
        "None",
        "N/A",
        "Asset-1234567890",
        "MB-1234567890",
        "0123456789",
        "Chassis Serial Number",
        "INVALID",
        "Unknown",
        "<OUT OF SPEC>",
        "OEM_Define1",
        "TBD by OEM",
        "0000000000000000",
        "XXXXXXX",
        "\x00\x01",
        None,
        True,
        ["Dell"],
    ],
)
def test_a_placeholder_says_nothing(text: object) -> None:
    assert said(text) is None
    assert serial_number(text) is None


@pytest.mark.parametrize("text", ["X", "HP", "1.0", "iMac12,2", "20FAS00V00", "GK mini", "5490"])
def test_a_short_name_is_believed(text: str) -> None:
    assert said(text) == text


@pytest.mark.parametrize("text", ["12", "12345678", "ABCDEFGH", "1,23457E+12", "0000FFFF", "S/N"])
def test_a_text_that_many_machines_may_bear_is_no_serial(text: str) -> None:
    assert serial_number(text) is None


@pytest.mark.parametrize("text", ["640HP72", "CNU406CLGR", "5CG1234XYZ", "0042137", "PF-0A1B2C"])
def test_a_serial_of_a_maker_is_believed(text: str) -> None:
    assert serial_number(text) == text


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", "Intel Core i5-6300U"),
        ("Intel(R) Core(TM)2 Duo CPU     P8400  @ 2.26GHz", "Intel Core 2 Duo P8400"),
        ("12th Gen Intel(R) Core(TM) i7-12700K", "Intel Core i7-12700K"),
        ("AMD Ryzen 7 2700X Eight-Core Processor", "AMD Ryzen 7 2700X"),
        ("AMD FX(tm)-6300 Six-Core Processor", "AMD FX-6300"),
        ("AMD E1-6010 APU with AMD Radeon R2 Graphics", "AMD E1-6010"),
        ("AMD A10-9600P RADEON R5, 10 COMPUTE CORES 4C+6G", "AMD A10-9600P"),
        ("AMD Athlon(tm) II X4 600e Processor", "AMD Athlon II X4 600e"),
        ("i5-6300U", "i5-6300U"),
        ("CPU", None),
        ("To Be Filled By O.E.M.", None),
    ],
)
def test_a_processor_is_called_by_its_name(written: str, name: str | None) -> None:
    assert processor_name(written) == name


def test_one_maker_has_one_name() -> None:
    assert {maker_name(maker) for maker in ("HP", "Hewlett-Packard", "hp inc.")} == {"HP"}
    assert maker_name("Dell Inc.") == "Dell"
    assert maker_name("Dellinger") == "Dellinger"
    assert maker_name("Notebook") is None


@pytest.mark.parametrize(
    ("system", "marketing", "expected"),
    [
        (("LENOVO", "20NYS04V00"), "ThinkPad T490s", ("Lenovo", "ThinkPad T490s")),
        (("LENOVO", "80K9"), "Lenovo Edge 15", ("Lenovo", "Edge 15")),
        (("LENOVO", "IdeaCentre B320"), "Lenovo", ("Lenovo", "IdeaCentre B320")),
        (
            ("LENOVO", "IdeaCentre B505 10039"),
            "Lenovo Product",
            ("Lenovo", "IdeaCentre B505 10039"),
        ),
        (("HP", "HP ZBook 17 G3"), "A3009DD10303", ("HP", "ZBook 17 G3")),
        (("Hewlett-Packard", "HP EliteBook 2560p"), "", ("HP", "EliteBook 2560p")),
        (("ASUS", "System Product Name"), "System Version", ("ASUS", "PRIME Z690-P")),
        (("To Be Filled By O.E.M.", "Default string"), "", ("ASUS", "PRIME Z690-P")),
    ],
)
def test_a_machine_is_called_what_people_call_it(
    system: tuple[str, str], marketing: str, expected: tuple[str, str]
) -> None:
    board = ("ASUSTeK COMPUTER INC.", "PRIME Z690-P")
    assert maker_and_model(system, board, marketing) == expected


@given(st.text())
def test_one_line_is_short_and_shows_every_character(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 120
    assert line == line.strip()
    assert line.isprintable()


def test_direction_marks_cannot_disguise_a_name() -> None:
    assert one_line("gnp\u202etxt.exe\u200b\x1b[2J") == "gnptxt.exe [2J"


def test_a_path_is_only_a_name() -> None:
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("C:\\Users\\x\\lot 3.csv") == "lot 3.csv"
    assert file_name("///") == file_name("") == "fichier sans nom"
    assert len(file_name("é" * 5_000)) <= 80


def test_a_quote_hides_what_names_a_person() -> None:
    assert "06" not in quoted("Mme X 06 12 34 56 78")
    assert quoted("a" * 500).endswith("a…\u00a0»")


def test_somebody_in_the_place_of_a_machine_is_not_kept() -> None:
    for text in ("jeanne@exemple.fr", "06 12 34 56 78"):
        assert (said(text), serial_number(text), maker_name(text)) == (None, None, None)
