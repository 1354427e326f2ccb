"""Whatever is sent: no exception, one clear sentence, bounded work."""

import json
import string
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tier import examples

from api.intake import Machine, Unread, read_inventory, reading

HEADER = "Type matériel;Constructeur;Model;N° Serie;Processeur;disques;RAM;Ecran;Grade esth."
ROWS = 'PC portable;Dell;Latitude 7400;640HP72;i5-8365U;SSD 240 Go;8 Go;14";A\ntour;HP;;;;;;;\n'
DUMP = (
    "# dmidecode 3.3\n\nHandle 0x0001, DMI type 1, 27 bytes\nSystem Information\n"
    "\tManufacturer: Dell Inc.\n\tProduct Name: Latitude 7400\n\nHandle 0x0003, DMI type 3\n"
    "Chassis Information\n\tType: Notebook\n\nMemory Device\n\tSize: 8 GB\n"
)
GLPI = json.dumps(
    {
        "content": {
            "bios": {"smodel": "Latitude", "ssn": "640HP72"},
            "hardware": {"chassis_type": "Laptop", "memory": 7800},
            "storages": [{"disksize": 256_060, "name": "sda"}],
        }
    }
)

_KEYS = (
    *("content", "bios", "hardware", "cpus", "memories", "storages", "batteries"),
    *("chassis_type", "smodel", "ssn", "name", "capacity", "disksize", "itemtype"),
)


def checked(data: bytes, name: str = "lot") -> list[Machine | Unread]:
    """What was read, after checking that each entry can be shown and recorded."""
    found = list(read_inventory(name, data))
    assert found
    assert len(found) <= reading.MAX_ENTRIES + 1
    for entry in found:
        assert entry.origin.isprintable()
        if isinstance(entry, Unread):
            assert entry.why.endswith(".")
            assert entry.why.replace("\u00a0", " ").isprintable()
            assert len(entry.why) < 400
    return found


def zipped(content: bytes) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("un.csv", content)
        made.writestr("deux.txt", content)
    return data.getvalue()


def mutated(text: str) -> st.SearchStrategy[str]:
    """The text with a few pieces replaced, so that what is inside is reached too."""
    piece = st.tuples(
        st.integers(0, len(text)),
        st.integers(0, 8),
        st.one_of(st.text(max_size=8), st.text(string.digits + "+-.,xGoMTo \"';\n\t", max_size=12)),
    )

    def apply(pieces: list[tuple[int, int, str]]) -> str:
        made = text
        for at, length, new in pieces:
            made = made[:at] + new + made[at + length :]
        return made

    return st.lists(piece, max_size=6).map(apply)


@given(st.binary(max_size=2_000))
@example(b"")
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf")
@example(b"PK\x03\x04" + b"\x00" * 40)
@example(b"PK\x05\x06" + b"\x00" * 18)
def test_any_bytes(data: bytes) -> None:
    checked(data)


@given(st.text(max_size=2_000))
def test_any_text(text: str) -> None:
    checked(text.encode("utf-8", errors="surrogatepass"))


@given(mutated(f"{HEADER}\n{ROWS}"))
def test_any_table(text: str) -> None:
    checked(text.encode("utf-8", errors="surrogatepass"))


@given(mutated(DUMP))
def test_any_dump(text: str) -> None:
    checked(text.encode("utf-8", errors="surrogatepass"))


@given(mutated(GLPI))
def test_any_json(text: str) -> None:
    checked(text.encode("utf-8", errors="surrogatepass"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(_KEYS),
                inner,
                max_size=6,
            )
        ),
        max_leaves=40,
    )
)
def test_any_shape_of_json(value: object) -> None:
    checked(json.dumps({"content": value}).encode())


@given(st.binary(min_size=1, max_size=8), st.integers(min_value=0))
@settings(max_examples=examples(60, 2_000), deadline=None)
def test_any_damage_to_a_zip(damage: bytes, where: int) -> None:
    data = zipped(HEADER.encode() + b"\n" + ROWS.encode())
    at = where % len(data)
    checked(data[:at] + damage + data[at + len(damage) :])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "vide"),
        (b" \r\n\t", "vide"),
        (b"{", "abîmé"),
        (b'{"content": ', "abîmé"),
        (b"[" * 100_000, "abîmé"),
        (b'{"content":' * 50_000 + b"1" + b"}" * 50_000, "abîmé"),
        (b'{"content": ' + b"9" * 1_000_000 + b"}", ""),
        (b"[]", "GLPI"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "inventaire"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "CSV"),
        (b"\x1f\x8b\x08\x00", "zip"),
        (b"7z\xbc\xaf\x27\x1c", "zip"),
        (b"du texte", "Type mat\u00e9riel"),
        (b"x" * 6_000_000, "trop lourd"),
    ],
)
def test_each_wrong_file_gets_its_sentence(data: bytes, word: str) -> None:
    [found] = checked(data)
    assert isinstance(found, Unread)
    assert word in found.why


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        ";\n",
        '";\n"\n',
        "a\n",
        '"\n',
        'a";"\n',
        "portable;" * 20 + "\n",
        '"a""b\n',
        "Handle 0x1, DMI type 1\n",
        "# dmidecode 3\n",
    ],
)
def test_a_file_as_large_as_allowed_is_read_in_bounded_time_and_memory(line: str) -> None:
    data = (f"{HEADER}\n" + line * (4_900_000 // len(line))).encode()
    started = time.perf_counter()
    checked(data)
    assert time.perf_counter() - started < 20


def test_memory_stays_within_a_few_times_the_file() -> None:
    data = (f"{HEADER}\n" + "\n" * 4_900_000).encode()
    tracemalloc.start()
    [last] = read_inventory("lot.csv", data)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(last, Unread)
    assert last.origin == "lot.csv, ligne 1001"
    assert "1\u00a0000 lignes vides" in last.why
    assert peak_bytes < 100_000_000


def test_a_small_zip_of_empty_lines_costs_little() -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for rank in range(40):
            made.writestr(f"{rank}.csv", b"Type;Marque\n" + b'"";\n' * 1_200_000)
    started = time.perf_counter()
    assert len(checked(data.getvalue())) == 40
    assert time.perf_counter() - started < 20


def test_more_entries_than_a_department_owns_are_cut_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "MAX_ENTRIES", 3)
    found = checked(b"Type\n" + b"tour\n" * 50)
    assert [type(entry) for entry in found] == [Machine] * 3 + [Unread]
    last = found[-1]
    assert isinstance(last, Unread)
    assert "Découpez" in last.why
