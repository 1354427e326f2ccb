"""Reports of erasures that are broken, huge or hostile: refused with a sentence, soon."""

import io
import json
import os
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from random import Random

import pytest
from erasure_files import SAMPLES, certificate_pdf, erased_storage, sample, station_report
from hypothesis import given, settings
from hypothesis import strategies as st
from tier import examples

from api.intake import ErasureReport, Unread, read_erasures, read_inventory
from api.intake import pdf_text as reader
from api.intake.archive import MAX_FILE_BYTES
from api.intake.pdf_text import pdf_text

STATION = station_report(erased_storage())


def said(data: bytes) -> str:
    [refusal] = read_erasures("../../etc/rapport", data)
    assert isinstance(refusal, Unread), refusal
    assert refusal.why.endswith((".", "!"))
    assert "etc" not in refusal.origin
    return refusal.why


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


LAUGHS = b"a0: &a0 [lol]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 30)
)
HOSTILE_YAML = [
    (b"components: &a [*a, *a]", "nomme des objets"),
    (LAUGHS, "nomme des objets"),
    (b"x: !!python/object/apply:os.system ['true']", "nomme des objets"),
    (b"x: !!binary aGVsbG8=", "nomme des objets"),
    (b"x: " + b"[" * 100_000, "nomme des objets"),
    (b"x: [" + b"1, " * 200_000 + b"1]", "trop long"),
    (b"? [a, b]\n: 1", "abîmé ou incomplet"),
    (b"1: 2", "abîmé ou incomplet"),
    (b"<<: {a: 1}\nx: {", "abîmé ou incomplet"),
    (b"x: 1\n---\ntype: Snapshot", "abîmé ou incomplet"),
    (b"\tx: 1", "abîmé ou incomplet"),
    (b"x: \x07", "abîmé ou incomplet"),
    (b"x: .nan\ny: 2026-11-25\nz: 1_000\nt: 12:30\nu: 0x1F", "ne dit rien d\u2019un effacement"),
    (b"x: " + b"9" * 5_000, "ne dit rien d\u2019un effacement"),
]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "vide"),
        (b" \n\t ", "vide"),
        (b"all zeros", "ne connaît pas ce rapport"),
        (b"\x00\x01nwipe", "que Mélèze sache lire"),
        (b"{", "abîmé ou incomplet"),
        (b"[" * 100_000, "abîmé ou incomplet"),
        (b'{"a":' * 100_000, "abîmé ou incomplet"),
        (b"[1]", "ne connaît pas ce rapport"),
        (b'"nwipe"', "avant son tableau"),
        (b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "XML"),
        *((b"type: Snapshot\n" + yaml, why) for yaml, why in HOSTILE_YAML),
        (b"\x1f\x8b\x08nwipe", "n’est pas un zip"),
        (b"7z\xbc\xafnwipe", "n’est pas un zip"),
        (b"PK\x03\x04nwipe", "ne s’ouvre pas"),
        (b"%PDF-1.4 nothing", "Ce PDF ne se lit pas"),
        (b"nwipe" + b"0" * MAX_FILE_BYTES, "trop lourd"),
        ("journal nwipe coupé".encode("utf-16"), "avant son tableau"),
        (b'{"type": "Snapshot", "components": []}', "ne dit rien d\u2019un effacement"),
        (b'{"type": "Snapshot", "components": {"a": 1}}', "ne dit rien d\u2019un effacement"),
        (b'{"format": "meleze-erasure-9", "storages": []}', "autre format"),
        (b'{"format": "meleze-erasure-1", "storages": []}', "d\u2019aucun disque"),
        (b'{"format": "meleze-erasure-1"}', "storages"),
        (b'{"format": "meleze-erasure-1", "storages": [{}]}', "est à revoir"),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    assert why in said(data)


@pytest.mark.parametrize(
    "fields",
    [
        {"method": "prayer"},
        {"result": "perhaps"},
        {"ended": "hier"},
        {"ended": "2026-04-20T11:30:00"},
        {"errors": {"verify": -1}},
        {"errors": {"verify": True}},
        {"bad_sectors": "many"},
        {"tool": ""},
        {"operator": "Camille Martin"},
        {"serial": "0" * 1_000},
        {"kind": ["hdd"]},
    ],
    ids=str,
)
def test_a_station_that_does_not_keep_to_the_format_is_told_where(
    fields: dict[str, object],
) -> None:
    data = json.dumps(station_report(erased_storage(**fields))).encode()
    assert f"storages.0.{next(iter(fields))}" in said(data)


def test_a_station_announces_no_more_storages_than_a_machine_holds() -> None:
    data = json.dumps(station_report(*[erased_storage()] * 65)).encode()
    assert "storages" in said(data)


def test_a_snapshot_announces_no_more_than_a_machine_holds() -> None:
    action = {"type": "EraseBasic"}
    snapshot = {"type": "Snapshot", "components": [{"actions": [action] * 65}]}
    assert "plus de 64" in said(json.dumps(snapshot).encode())


@pytest.mark.parametrize("value", [None, 3, [], {}, "x" * 10_000, True, "9999-99-99T00:00:00Z"])
def test_a_snapshot_may_hold_anything_anywhere(value: object) -> None:
    for name in ("severity", "startTime", "endTime", "steps"):
        action = {"type": "EraseSectors", "endTime": "2026-04-20T08:00:00+02:00", name: value}
        part = {"type": value, "serialNumber": value, "model": value, "size": value}
        snapshot = {
            "type": "Snapshot",
            "version": value,
            "components": [part | {"actions": [action]}],
        }
        [report] = read_erasures("x", json.dumps(snapshot).encode())
        assert isinstance(report, ErasureReport)


def test_an_archive_may_hold_good_and_bad() -> None:
    data = zipped(**{
        "../../a.log": sample("nwipe-two-disks.log"), "b.json": b"{", "c.pdf": certificate_pdf(),
        "d.zip": zipped(x=b"x"),
    })  # fmt: skip
    found = [*read_erasures("machine.zip", data)]
    assert [type(each) for each in found] == [ErasureReport] * 2 + [Unread, ErasureReport, Unread]
    hashes = {each.evidence_sha256 for each in found if isinstance(each, ErasureReport)}
    assert len(hashes) == 1, "what is kept is what was sent"
    assert all(".." not in each.origin for each in found)


def test_a_bomb_takes_no_memory() -> None:
    bomb = zipped(**{f"{n}.log": b"nwipe " + b"0" * 20_000_000 for n in range(4)})
    tracemalloc.start()
    found = [*read_erasures("bomb.zip", bomb)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(isinstance(each, Unread) for each in found)
    assert peak < 40_000_000


def test_a_log_of_too_many_runs_is_cut() -> None:
    found = [*read_erasures("nwipe.log", sample("nwipe-two-disks.log") * 300)]
    assert len(found) == 201
    assert isinstance(found[-1], Unread)


def pdf_with(stream: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """A PDF whose only page is this stream."""
    head = b"<</Length %d/Filter[%s]>>" % (len(stream), filters)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        head + b"stream\n" + stream + b"\nendstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj" % number + each + b"endobj\n"
    start = len(body)
    body += b"xref\n0 5\n0000000000 65535 f \n"
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_pdf_that_unpacks_for_ever_is_ended_by_the_system(layers: int) -> None:
    stream = b"BT (nwipe) Tj ET " * 6_000_000
    for _ in range(layers):
        stream = zlib.compress(stream, 9)
    started = time.monotonic()
    said(pdf_with(stream, b"/FlateDecode" * layers))
    assert time.monotonic() - started < 20


def test_a_pdf_that_leads_back_to_itself_ends() -> None:
    looped = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    looped += b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>"
    assert "ne se lit pas" in said(looped) or "pas un certificat" in said(looped)


def test_another_pdf_is_no_certificate() -> None:
    assert "pas un certificat" in said(certificate_pdf(version="0").replace(b"NWIPE", b"OTHER"))


def test_the_process_that_reads_a_pdf_is_given_nothing_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.devnull)
    assert pdf_text(certificate_pdf())


def test_that_process_gets_no_more_memory_than_it_was_given() -> None:
    greedy = "import runpy; m = runpy.run_path({!r}); m['_bound'](); bytearray(m['MEMORY_BYTES'])"
    ended = subprocess.run(
        [sys.executable, "-I", "-c", greedy.format(reader.__file__)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "MemoryError" in ended.stderr


@given(st.sampled_from(sorted(SAMPLES.glob("*.*"))), st.randoms(use_true_random=False))
@settings(max_examples=examples(60, 2_000), deadline=None)
def test_a_damaged_report_is_read_or_refused_and_never_breaks(path: object, chance: Random) -> None:
    data = bytearray(SAMPLES.joinpath(str(path)).read_bytes())
    for _ in range(chance.randrange(1, 40)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(6)] = chance.randbytes(chance.randrange(6))
    for each in read_erasures("x", bytes(data)):
        assert isinstance(each, ErasureReport | Unread)
        if isinstance(each, ErasureReport):
            assert each.verdict
            assert each.level()


@pytest.mark.parametrize(("yaml", "why"), HOSTILE_YAML[:-2])
def test_hostile_yaml_is_no_inventory_either(yaml: bytes, why: str) -> None:
    [found] = read_inventory("releve.yaml", b"type: Snapshot\n" + yaml)
    assert isinstance(found, Unread)
    assert why in found.why
