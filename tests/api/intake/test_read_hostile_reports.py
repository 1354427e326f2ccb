"""Whatever claims to be of ``lshw``, ``smartctl`` or eReuse: no exception, one clear sentence."""

import json
import string
import time
import tracemalloc
import zipfile
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reports import DESKTOP_LSHW, LAPTOP_LSHW, ata, dump, ereuse, glpi, smartctl
from tier import examples

from api.intake import Machine, Unread, read_inventory, read_one_machine
from ledger import device as d
from ledger.values import EARLIEST

SEEDS = (
    LAPTOP_LSHW, DESKTOP_LSHW, smartctl(), ata(a5=1, a197=0), ereuse(),
    ereuse(data={"lshw": json.loads(DESKTOP_LSHW), "dmidecode": dump().decode(),
                 "smart": [json.loads(smartctl())]}),
    ereuse(components=[
        {"type": "HardDrive", "size": 476_940, "actions": [{"type": "TestDataStorage"}]},
        {"type": "Battery", "size": 2200, "actions": [{"type": "MeasureBattery", "size": 1}]},
    ]),
    glpi(batteries=[{"capacity": 10, "real_capacity": 5}], usbdevices=[{"class": "14"}],
         networks=[{"status": "Up", "ipaddress": "x", "description": "eno1"}]),
)  # fmt: skip

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


def checked(*files: bytes) -> list[Machine | Unread]:
    """What was read, both ways: each entry can be shown, each machine can be recorded."""
    found = list(read_inventory("x.json", files[0]))
    found += read_one_machine([(f"{rank}.json", data) for rank, data in enumerate(files)])
    for entry in found:
        assert entry.origin.isprintable()
        if isinstance(entry, Unread):
            assert entry.why.endswith(".")
            assert len(entry.why) < 500
        else:
            recordable(entry)
    return found


def recordable(machine: Machine) -> None:
    event = d.Inventoried(
        happened_at=EARLIEST,
        facts=machine.facts,
        source=machine.source,
        hardware=machine.hardware,
        evidence_sha256=machine.evidence_sha256,
    )
    assert event.fits(d.Device(UUID(int=1)), {}) is None
    assert d.Inventoried.model_validate_json(event.model_dump_json()) == event


@st.composite
def mutated_text(draw: st.DrawFn) -> bytes:
    """A report with a few pieces replaced."""
    text = draw(st.sampled_from(SEEDS)).decode()
    for _ in range(draw(st.integers(1, 5))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 10))
        new = draw(st.text(string.digits + '-.eE{}[]":,ntruefalsé', max_size=8))
        text = text[:at] + new + text[at + length :]
    return text.encode()


@st.composite
def mutated_shape(draw: st.DrawFn) -> bytes:
    """A report in which a few values are of any other type."""
    told: Any = json.loads(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        inside = told
        for _ in range(draw(st.integers(0, 6))):
            keys = list(inside) if isinstance(inside, dict) else range(len(inside))
            below = [key for key in keys if isinstance(inside[key], (dict, list)) and inside[key]]
            if not below:
                break
            inside = inside[draw(st.sampled_from(below))]
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        if keys:
            inside[draw(st.sampled_from(keys))] = draw(junk)
    return json.dumps(told).encode()


@given(mutated_text())
def test_any_damage_to_a_report(data: bytes) -> None:
    checked(data)


@given(mutated_shape())
@example(json.dumps({"class": ["system"], "id": {}}).encode())
@example(json.dumps([{"smartctl": {}, "json_format_version": 1, "device": []}]).encode())
@example(json.dumps({"type": "Snapshot", "device": {"type": []}, "components": [[]]}).encode())
@settings(deadline=None, max_examples=examples(60, 2_000))
def test_any_shape_of_a_report(data: bytes) -> None:
    checked(data)


@given(st.lists(st.sampled_from(SEEDS) | mutated_shape(), min_size=1, max_size=5))
def test_any_reports_together(files: list[bytes]) -> None:
    checked(*files)


@given(
    st.lists(st.sampled_from(SEEDS), min_size=1, max_size=6),
    st.binary(max_size=6),
    st.integers(min_value=0),
)
def test_any_archive_of_reports(files: list[bytes], damage: bytes, where: int) -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for rank, content in enumerate(files):
            made.writestr(f"{rank % 2}/{rank}.json", content)
    whole = data.getvalue()
    at = where % len(whole)
    checked(whole[:at] + damage + whole[at + len(damage) :])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_report_in_another_encoding_is_read(encoding: str) -> None:
    [found] = read_inventory("x.json", LAPTOP_LSHW.decode().encode(encoding))
    assert isinstance(found, Machine)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"[]", "aucun outil"),
        (b"[[[[]]]]", "aucun outil"),
        (b'{"smartctl": {}, "json_format_version": [1]}', "n’a pas pu lire"),
        (b'[{"class": "disk", "id": "disk"}]', "machine entière"),
        (b'{"type": "Snapshot", "data": {}}', "boîtier"),
        (b'{"type": "Snapshot", "data": {"lshw": {}}}', "eReuse"),
        (b'{"a": NaN}', "abîmé"),
        (b'{"a": 1e999}', ""),
        (b'{"id":"a","class":"system","children":[' * 2_000, "abîmé"),
    ],
)
def test_each_wrong_report_gets_its_sentence(data: bytes, word: str) -> None:
    found = checked(data)[0]
    assert isinstance(found, Unread)
    assert word in found.why


def test_as_many_disks_as_fit_in_a_file_cost_little() -> None:
    disk = {"name": "sda", "disksize": 500_107, "serial": "ZA4012AB"}
    disks = [disk | {"serial": f"ZA{rank:06}B"} for rank in range(60_000)]
    many = glpi(storages=disks)
    assert len(many) < 5_000_000
    tracemalloc.start()
    started = time.perf_counter()
    found = checked(many, *[smartctl(f"S{rank:05}X") for rank in range(60)])
    assert time.perf_counter() - started < 20
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "64 disques" in found[0].why if isinstance(found[0], Unread) else False
    assert peak_bytes < 120_000_000


def test_more_disks_together_than_any_machine_has_are_refused() -> None:
    files = [dump(), *(smartctl(f"S{rank:05}X") for rank in range(70))]
    [found] = read_one_machine([("x", data) for data in files])
    assert isinstance(found, Unread)
    assert "64 disques" in found.why


def test_no_name_of_a_machine_is_kept() -> None:
    [machine] = read_one_machine([("x", dump())])
    assert isinstance(machine, Machine)
    assert "4c2a3bcc" not in repr(machine)
