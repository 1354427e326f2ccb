"""What people type in a cell, and what it is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake import cells
from ledger.values import DeviceKind, Grade, StorageKind

SSD, HDD, NVME, EMMC, UNKNOWN = (
    StorageKind.SSD,
    StorageKind.HDD,
    StorageKind.NVME,
    StorageKind.EMMC,
    StorageKind.UNKNOWN,
)


@pytest.mark.parametrize(
    ("cell", "memory_mb"),
    [
        ("8 Go", 8192),
        ("8Go", 8192),
        ("8", 8192),
        ("8192", 8192),
        ("8 192 Mo", 8192),
        ("8GB DDR3", 8192),
        ("4+4 Go", 8192),
        ("2x4 Go", 8192),
        ("2 × 4 Go DDR4 SODIMM", 8192),
        ("8 Go (2x4)", 8192),
        ("512 Mo", 512),
        ("3,5 Go", 3584),
        ("0", None),
        ("", None),
        ("?", None),
        ("8 ou 16", None),
        ("8 Go + ?", None),
    ],
)
def test_memory(cell: str, memory_mb: int | None) -> None:
    assert cells.memory_mb(cell) == memory_mb


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("SSD 240 Go", [(SSD, 240)]),
        ("240 Go SSD + 1 To HDD", [(SSD, 240), (HDD, 1000)]),
        ("SSD 128 / disque dur 500 Go", [(SSD, 128), (HDD, 500)]),
        ("SSD 240 Go, HDD 1,5 To", [(SSD, 240), (HDD, 1500)]),
        ("2 x 500 Go", [(UNKNOWN, 500), (UNKNOWN, 500)]),
        ("500", [(UNKNOWN, 500)]),
        ("SSD NVMe M.2 512 Go", [(NVME, 512)]),
        ("eMMC 32 Go", [(EMMC, 32)]),
        ('2,5" SATA 320 Go', [(UNKNOWN, 320)]),
        ("SSD", [(SSD, None)]),
        ("HDD", [(HDD, None)]),
    ],
)
def test_disks(cell: str, expected: list[tuple[StorageKind, int | None]]) -> None:
    found = cells.storages(cell)
    assert found is not None
    assert [(storage.kind, storage.capacity_gb) for storage in found] == expected
    assert [storage.id for storage in found] == [str(n + 1) for n in range(len(found))]


@pytest.mark.parametrize("cell", ["sans disque", "Aucun", "0", "non", "SANS", "néant"])
def test_somebody_looked_and_there_is_no_disk(cell: str) -> None:
    assert cells.storages(cell) == ()


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "-",
        "?",
        "oui",
        "HS",
        "1",
        "2",
        "2 500 Go",
        "0 Go",
        "SSD 240 Go + à vérifier",
        "+",
        "9x1 To" + "+9x1 To" * 9,
    ],
)
def test_a_list_of_disks_is_read_whole_or_not_at_all(cell: str) -> None:
    assert cells.storages(cell) is None


@pytest.mark.parametrize(
    ("cell", "inches"),
    [
        ('14"', 14),
        ("15,6 pouces", 15.6),
        ("15.6'' FHD", 15.6),
        ("17", 17),
        ("39,6 cm", 15.6),
        ('1920x1080 15,6"', 15.6),
        ("1920x1080", None),
        ("oui", None),
        ("", None),
    ],
)
def test_screens(cell: str, inches: float | None) -> None:
    assert cells.screen_inches(cell) == inches


@pytest.mark.parametrize(
    ("cell", "grade"),
    [("A", Grade.A), ("grade b", Grade.B), ("c", Grade.C), ("A+", None), ("D", None), ("", None)],
)
def test_grades_of_another_scale_are_not_translated(cell: str, grade: Grade | None) -> None:
    assert cells.grade(cell) == grade


@pytest.mark.parametrize(
    ("cell", "mass_g"),
    [
        ("2,1 kg", 2100),
        ("2100 g", 2100),
        ("2.1", 2100),
        ("2100", None),
        ("0", None),
        ("lourd", None),
    ],
)
def test_masses(cell: str, mass_g: int | None) -> None:
    assert cells.mass_g(cell) == mass_g


@pytest.mark.parametrize("kind", DeviceKind)
def test_each_kind_is_known_by_its_own_name_and_by_each_french_word(kind: DeviceKind) -> None:
    assert cells.kind(kind.value) is kind
    for word in cells.KINDS[kind]:
        assert cells.kind(word.upper()) is kind


@given(st.text(max_size=120))
def test_no_cell_makes_a_reader_fail(cell: str) -> None:
    readers = (cells.kind, cells.memory_mb, cells.storages, cells.screen_inches, cells.grade)
    for reader in (*readers, cells.mass_g, cells.percent, cells.year):
        reader(cell)
