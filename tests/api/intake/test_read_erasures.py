"""Reports of erasures: what each tool says of each storage, and the verdict that follows."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from erasure_files import certificate_pdf, erased_storage, sample, station_report

from api.intake import ErasureReport, Unread, read_erasures
from api.intake.erasure_report import gigabytes
from ledger.device import ErasureLevel, ErasureMethod, Reservation, Verdict
from ledger.values import StorageKind

R = Reservation
ERASED, FAILED, DOUBTFUL = Verdict.ERASED, Verdict.FAILED, Verdict.ERASED_WITH_RESERVATIONS
SHARED = Path(__file__).parents[4] / "shared/data/hardware/ereuse"


def read(data: bytes, name: str = "rapport") -> list[ErasureReport]:
    found = [*read_erasures(name, data)]
    assert [each for each in found if isinstance(each, Unread)] == []
    return [each for each in found if isinstance(each, ErasureReport)]


def why(data: bytes) -> list[str]:
    found = [*read_erasures("rapport", data)]
    assert [each for each in found if isinstance(each, ErasureReport)] == []
    return [each.why for each in found if isinstance(each, Unread)]


def station(**fields: object) -> ErasureReport:
    [report] = read(json.dumps(station_report(erased_storage(**fields))).encode())
    return report


def test_one_log_tells_of_each_storage() -> None:
    disk, ssd = read(sample("nwipe-two-disks.log"))
    assert (disk.serial, ssd.serial) == ("WD-WX61A0000001", "S3YANB0K000002")
    assert (disk.model, ssd.model) == ("WDC WD5000LPCX-24VHAT0", "Samsung SSD 860 EVO, M.2")
    assert (disk.kind, ssd.kind) == (StorageKind.HDD, StorageKind.SSD)
    assert (disk.capacity_gb, ssd.capacity_gb) == (500, 250)
    assert (disk.tool, disk.tool_version) == ("nwipe", "0.35")
    assert disk.method is ErasureMethod.OVERWRITE
    assert disk.verified is True
    assert disk.started_at == datetime(2026, 4, 18, 7, 3, 41, tzinfo=UTC)
    assert disk.ended_at == datetime(2026, 4, 18, 10, 41, 52, tzinfo=UTC), "our own clock"
    assert (disk.verdict, ssd.verdict) == (ERASED, ERASED)
    assert len(disk.evidence_sha256) == 64


def test_what_nwipe_leaves_in_doubt_or_undone_is_told() -> None:
    found = read(sample("nwipe-doubts.log"))
    assert [each.verdict for each in found] == [DOUBTFUL, DOUBTFUL, FAILED, FAILED]
    assert [set(each.doubts) for each in found] == [
        {R.HIDDEN_AREA}, {R.HIDDEN_AREA_UNKNOWN}, set(), set(),
    ]  # fmt: skip
    assert found[1].kind is StorageKind.UNKNOWN, "what is behind an adapter is not known"


def test_errors_make_a_failure_whatever_the_status_says() -> None:
    log = sample("nwipe-doubts.log").replace(b"-FAILED-", b" Erased ")
    assert read(log)[2].verdict is FAILED


def test_what_was_not_read_again_is_in_doubt() -> None:
    [report] = read(sample("nwipe-not-verified.log"))
    assert report.verdict is DOUBTFUL
    assert report.doubts == {R.NOT_VERIFIED}


def test_a_table_without_its_end_does_not_say_that_it_was_verified() -> None:
    log = sample("nwipe-two-disks.log")
    cut = log[: log.index(b"[2026/04/18 12:41:52] Total")]
    assert [each.doubts for each in read(cut)] == [{R.NOT_VERIFIED}] * 2


def test_hidden_serial_numbers_are_no_serial_numbers() -> None:
    [report] = read(sample("nwipe-anonymous.log"))
    assert report.serial is None
    assert report.kind is StorageKind.NVME
    assert (report.model, report.capacity_gb) == ("KINGSTON SA2000M8250G", 250)
    assert report.level() is ErasureLevel.CLEAR, "overwritten flash is clear at most"


def test_a_log_that_stops_proves_nothing() -> None:
    [said] = why(sample("nwipe-unfinished.log"))
    assert "s’arrête avant son tableau" in said


def test_a_verification_erases_nothing() -> None:
    log = sample("nwipe-not-verified.log").replace(b"Quick Erase", b"Verify Zeros")
    [said] = why(log)
    assert said.startswith("nwipe n’a fait que relire ce disque")


def test_several_runs_in_one_log_are_read_in_their_order() -> None:
    first, second = sample("nwipe-doubts.log"), sample("nwipe-two-disks.log")
    found = read(first + second)
    assert len(found) == 6
    assert found[0].tool_version == "0.38"
    assert found[4].serial == "WD-WX61A0000001", "sda is another disk in another run"
    assert found[4].doubts == frozenset()


@pytest.mark.parametrize(
    ("label", "method"),
    [
        ("PRNG Stream", "overwrite"),
        ("DoD 5220.22-M", "overwrite"),
        ("A Method Of Tomorrow", "overwrite"),
        ("Secure Erase", "ata_secure_erase"),
        ("Sanitize Block Erase", "nvme_sanitize"),
        ("Sanitize Crypto Erase", "crypto_erase"),
    ],
)
def test_a_method_that_is_not_known_is_taken_for_the_weakest(label: str, method: str) -> None:
    log = sample("nwipe-two-disks.log").replace(b"PRNG Stream, 1R", f"{label}, 1R".encode())
    assert {each.method for each in read(log)} == {method}


@pytest.mark.parametrize("compressed", [False, True])
def test_a_certificate_of_nwipe_tells_the_same(*, compressed: bool) -> None:
    [report] = read(certificate_pdf(compressed=compressed))
    assert (report.serial, report.model) == ("WD-WX61A0000001", "WDC WD5000LPCX-24VHAT0")
    assert (report.tool, report.tool_version) == ("nwipe", "0.35")
    assert (report.kind, report.capacity_gb) == (StorageKind.HDD, 500)
    assert report.method is ErasureMethod.OVERWRITE
    assert report.started_at == datetime(2026, 4, 18, 7, 3, 41, tzinfo=UTC)
    assert report.ended_at == datetime(2026, 4, 18, 10, 41, 50, tzinfo=UTC)
    assert report.verified is True
    assert report.verdict is ERASED
    told = repr(report)
    assert "Camille" not in told
    assert "06 12" not in told


@pytest.mark.parametrize(
    ("fields", "verdict", "doubts"),
    [
        ({"Status": "FAILED"}, FAILED, set()),
        ({"Status": "ABORTED"}, FAILED, set()),
        ({"Status": "INSANITY"}, FAILED, set()),
        ({"Errors": "0/0/4"}, FAILED, set()),
        ({"Errors": "0/0/0/7"}, DOUBTFUL, {R.BAD_SECTORS}),
        ({"HPA/DCO:": "Hidden sectors found!"}, DOUBTFUL, {R.HIDDEN_AREA}),
        ({"HPA/DCO:": "Unknown"}, DOUBTFUL, {R.HIDDEN_AREA_UNKNOWN}),
        ({"Status": "ERASED See Warning !"}, DOUBTFUL, {R.TOOL_WARNED}),
        ({"Verify Pass": "None"}, DOUBTFUL, {R.NOT_VERIFIED}),
        ({"*Bytes Erased": "499107862016, (99.8%)"}, DOUBTFUL, {R.PARTIAL}),
        ({"Serial": "XXXXXXXXXXXXXXX"}, ERASED, set()),
    ],
    ids=str,
)
def test_a_certificate_tells_its_doubts(
    fields: dict[str, str], verdict: Verdict, doubts: set[Reservation]
) -> None:
    [report] = read(certificate_pdf(fields))
    assert report.verdict is verdict
    assert report.doubts == doubts


def test_a_station_tells_of_the_storages_of_one_machine() -> None:
    nvme, disk = read(sample("station.json"))
    assert nvme.verdict is ERASED, "the disk itself answers for a sanitize"
    assert nvme.level() is ErasureLevel.PURGE
    assert disk.verdict is DOUBTFUL
    assert disk.doubts == {R.BAD_SECTORS, R.HIDDEN_AREA_UNKNOWN}
    assert (disk.tool, disk.tool_version, disk.capacity_gb) == ("nwipe", "0.38", 500)


def test_the_verdict_follows_from_what_a_station_observed() -> None:
    assert station().verdict is ERASED
    assert station(result="aborted").verdict is FAILED
    assert station(result="failed", bad_sectors=3).doubts == frozenset()
    assert station(errors={"verify": 1}).verdict is FAILED
    assert station(verified=None).doubts == {R.NOT_VERIFIED}
    assert station(method="ata_secure_erase", verified=None).verdict is ERASED
    assert station(method="ata_secure_erase", verified=False).verdict is DOUBTFUL
    assert station(hidden_area="found").doubts == {R.HIDDEN_AREA}
    assert station(hidden_area="none").verdict is ERASED


def test_a_level_is_that_of_the_least_of_what_inventory_and_report_say() -> None:
    overwritten = station(kind="hdd")
    assert overwritten.level(StorageKind.SSD) is ErasureLevel.CLEAR
    purged = station(kind="ssd", method="crypto_erase")
    assert purged.level(StorageKind.HDD) is ErasureLevel.PURGE
    assert station(kind="unknown", method="destruction").level() is ErasureLevel.DESTROY


def test_a_snapshot_of_ereuse_tells_its_erasures() -> None:
    sectors, basic, failed, destroyed, endless = read(sample("ereuse.json"))
    assert (sectors.serial, sectors.kind, sectors.verified) == (
        "WD-WX61A0000009", StorageKind.HDD, True,
    )  # fmt: skip
    assert sectors.verdict is ERASED
    assert sectors.ended_at == datetime(2026, 4, 20, 7, 17, tzinfo=UTC), "with its last step"
    assert (sectors.tool, sectors.tool_version) == ("eReuse Workbench", "11.0b9")
    assert basic.doubts == {R.NOT_VERIFIED, R.TOOL_WARNED}
    assert (failed.verdict, destroyed.verdict, endless.verdict) == (FAILED, ERASED, FAILED)
    assert destroyed.level() is ErasureLevel.DESTROY


def test_the_real_snapshot_of_ereuse_reads() -> None:
    path = SHARED / "erasure.erase-sectors.snapshot.yaml"
    if not path.exists():
        pytest.skip("the shared samples are not here")
    [report] = read(path.read_bytes())
    assert (report.serial, report.kind) == ("c1s", StorageKind.SSD)
    assert report.level() is ErasureLevel.CLEAR
    assert report.ended_at == datetime(2018, 6, 1, 7, 17, tzinfo=UTC), "a step ends after it"


def test_sizes_are_those_that_disks_are_sold_by() -> None:
    assert gigabytes(500107862016) == 500
    for nonsense in (0, -1, True, "500", None, 1e30, float("nan"), float("inf")):
        assert gigabytes(nonsense) is None
