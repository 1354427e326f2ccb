"""Archives are opened with tongs."""

import struct
import time
import tracemalloc
import zipfile
import zlib
from io import BytesIO

import pytest

from api.intake import Machine, Unread, archive, read_inventory

CSV = b"Type;Marque\nportable;Dell\n"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return data.getvalue()


def read(data: bytes) -> list[Machine | Unread]:
    return list(read_inventory("lot.zip", data))


def whys(data: bytes) -> list[str]:
    return [entry.why for entry in read(data) if isinstance(entry, Unread)]


def test_every_file_of_a_zip_is_read_and_a_bad_one_stops_no_other() -> None:
    data = zipped(("un.csv", CSV), ("dossier/deux.json", b"{"), ("dossier/trois.csv", CSV))
    found = read(data)
    assert [type(entry) for entry in found] == [Machine, Unread, Machine]
    assert [entry.origin for entry in found] == [
        "lot.zip, un.csv, ligne 2",
        "lot.zip, deux.json",
        "lot.zip, trois.csv, ligne 2",
    ]


def test_the_evidence_is_the_member_and_not_the_zip() -> None:
    [inside] = read(zipped(("un.csv", CSV)))
    [alone] = read_inventory("un.csv", CSV)
    assert isinstance(inside, Machine)
    assert isinstance(alone, Machine)
    assert inside.evidence_sha256 == alone.evidence_sha256


def test_what_systems_add_to_a_zip_is_skipped() -> None:
    data = zipped(
        ("__MACOSX/._un.csv", b"\x00"), (".DS_Store", b"\x00"), ("x/", b""), ("u.csv", CSV)
    )
    assert len(read(data)) == 1


def test_a_name_is_only_shown() -> None:
    data = zipped(("../../etc/passwd", CSV), ("/abs\\..\\\x1b[2Jé\u202e.csv", CSV))
    assert [entry.origin for entry in read(data)] == [
        "lot.zip, passwd, ligne 2",
        "lot.zip, [2Jé.csv, ligne 2",
    ]


def test_a_file_without_a_name_is_a_file() -> None:
    whole = zipped(("x", CSV))
    entry = whole.index(b"PK\x01\x02")
    nameless = whole[: entry + 28] + b"\x00\x00\x01\x00" + whole[entry + 32 :]  # name, extra
    [found] = read(nameless)
    assert found.origin == "lot.zip, fichier sans nom"


def test_a_bomb_is_refused_quickly_and_in_little_memory() -> None:
    bomb = zipped(("zeros.csv", b"0" * 100_000_000))
    assert len(bomb) < 200_000
    tracemalloc.start()
    started = time.perf_counter()
    found = whys(bomb)
    seconds = time.perf_counter() - started
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [archive.TOO_LONG]
    assert peak_bytes < 8 * archive.MAX_FILE_BYTES
    assert seconds < 5


def test_all_members_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 1_000)
    lines = CSV + b"tour;HP\n" * 40
    data = zipped(*((f"{n}.csv", lines) for n in range(9)))
    found = read(data)
    assert len(data) > 1_000 or "trop lourd" in whys(data)[-1]
    assert isinstance(found[-1], Unread)
    assert "trop lourd" in found[-1].why


def test_broken_members_count_in_the_bound_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(*((f"{n}.csv", b"0" * 4_000) for n in range(9)))
    for at in range(len(data) - 4):  # the checksum in each directory entry
        if data[at : at + 4] == b"PK\x01\x02":
            data = data[: at + 16] + b"\x00\x00\x00\x01" + data[at + 20 :]
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 10_000)
    found = whys(data)
    assert found[:2] == ["Ce fichier est abîmé dans le zip. Refaites le zip."] * 2
    assert "trop lourd" in found[-1]
    assert len(found) == 3


def test_sizes_are_counted_on_what_comes_out() -> None:
    data = zipped(("zeros.csv", b"Type\n" + b"0\n" * 4_000_000))
    true_size = struct.pack("<L", 8_000_005)
    lying = data.replace(true_size, struct.pack("<L", 10))
    assert lying != data
    [found] = read(lying)
    assert isinstance(found, Unread)


def test_too_many_members_are_refused_before_they_are_listed() -> None:
    data = zipped(*((str(n), b"") for n in range(archive.MAX_MEMBERS + 1)))
    [why] = whys(data)
    assert "2\u00a0000 fichiers" in why


def test_a_zip_in_the_zip_is_not_opened() -> None:
    [why] = whys(zipped(("lot.csv", zipped(("un.csv", CSV)))))
    assert "rangé dans le zip" in why


def test_a_workbook_says_to_save_it_as_csv() -> None:
    [why] = whys(zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")))
    assert "CSV" in why


def test_a_password_is_told() -> None:
    data = bytearray(zipped(("un.csv", CSV), method=zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    [why] = whys(bytes(data))
    assert "mot de passe" in why


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_rare_compressions_are_refused(method: int) -> None:
    [why] = whys(zipped(("un.csv", CSV), method=method))
    assert "zip ordinaire" in why


def test_an_empty_or_a_cut_zip_is_told() -> None:
    assert whys(zipped()) == ["Ce zip ne contient aucun fichier."]
    whole = zipped(("un.csv", CSV))
    assert "abîmé" in whys(whole[:-10])[0]
    wrong = whole.replace(zlib.crc32(CSV).to_bytes(4, "little"), b"\x00" * 4)
    assert "abîmé" in whys(wrong)[0]
