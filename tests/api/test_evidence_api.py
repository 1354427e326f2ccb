"""What a bench found of one machine comes in by the API, once."""

import threading
import zipfile
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from erasure_files import erased_storage, station_report
from fastapi.testclient import TestClient
from httpx2 import Response
from lives import (
    COUNTER,
    LOT,
    POINT,
    SHOP,
    bound,
    collected,
    command,
    erased,
    facts,
    inventoried,
    locks_checked,
    received,
)
from programs import (
    ELSEWHERE,
    THEIR_LOT,
    Program,
    nothing_recorded,
    program,
    program_elsewhere,
)
from psycopg import Connection
from reports import DESKTOP_LSHW, LAPTOP_LSHW, dump, glpi, smartctl

from api.access import Scope
from api.erasing.kept import kept
from api.house import House
from ledger import device as d
from ledger.codes import new_code
from ledger.device import Device, Stage
from ledger.values import Storage, StorageKind

PATH = "/api/v1/machines/evidence"
SENT = (dump(), LAPTOP_LSHW, smartctl())


@pytest.fixture
def bench(app_client: TestClient, connection: Connection[Any]) -> Program:
    return program(app_client, connection)


@pytest.fixture
def strangers(app_client: TestClient, connection: Connection[Any], house: House) -> Program:
    return program_elsewhere(app_client, connection, house)


def send(bench: Program, *files: bytes, **fields: Any) -> Response:
    """A sending with a command of its own, unless it names one."""
    sent = [("file", (f"{rank}.json", data)) for rank, data in enumerate(files)]
    said = {"command": str(uuid4())} | {name: str(value) for name, value in fields.items()}
    return bench.client.post(PATH, data=said, files=sent, headers=bench.headers)


def life(house: House, device: str) -> list[Any]:
    return [record.event for record in house.ledger.life(UUID(device))]


def stickered(house: House, *past: d.DeviceEvent) -> tuple[UUID, str]:
    """A device at the shop, with the code of its sticker."""
    device, code = uuid4(), new_code()
    first = (collected(), bound(code), received())
    house.record(command(*((device, event) for event in (*first, *past)), id=uuid4()))
    return device, code


def test_a_new_machine_is_registered_in_its_lot(bench: Program, house: House) -> None:
    answer = send(bench, *SENT, lot=LOT)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert (found["registered"], found["replayed"], found["unread"]) == (True, False, [])
    assert found["recorded"] == [
        "device.collected.v1", "device.received.v1", "device.inventoried.v1",
    ]  # fmt: skip
    arrival, reception, inventory = life(house, found["device"])
    assert (arrival.lot, arrival.place, reception.place) == (LOT, POINT, SHOP)
    assert inventory.facts.model == "ThinkPad T460s"
    assert inventory.hardware.storages[0].power_on_hours == 4211
    assert [each["field"] for each in found["differing"]] == ["memory_mb"]
    assert found["differing"][0]["said"][0] == {"source": "dmidecode", "value": "8192"}


def test_the_same_sending_is_recorded_once_and_answers_the_same(
    bench: Program, house: House
) -> None:
    again = {"command": uuid4(), "lot": LOT}
    first = send(bench, *SENT, **again).json()
    with nothing_recorded(house):
        second = send(bench, *SENT, **again)
    assert second.status_code == 200
    same = ("device", "registered", "recorded", "differing", "command")
    assert [second.json()[key] for key in same] == [first[key] for key in same]
    assert second.json()["replayed"]
    with nothing_recorded(house):
        other = send(bench, DESKTOP_LSHW, **again)
    assert (other.status_code, other.json()["code"]) == (409, "CommandReused")


def test_a_known_machine_is_found_by_its_name(bench: Program, house: House) -> None:
    device = send(bench, dump(), lot=LOT).json()["device"]
    answer = send(bench, LAPTOP_LSHW, smartctl())
    assert answer.status_code == 201, answer.text
    assert (answer.json()["device"], answer.json()["registered"]) == (device, False)
    assert answer.json()["recorded"] == ["device.inventoried.v1"]
    assert len(life(house, device)) == 4


def test_a_sticker_names_the_machine_and_what_was_proven_stays(
    bench: Program, house: House
) -> None:
    nvme = Storage(id="disque 1", kind=StorageKind.NVME, capacity_gb=256)
    past = (
        inventoried(facts=facts(serial=None, storages=(nvme,))),
        erased(storage="disque 1"),
    )
    device, code = stickered(house, *past)
    answer = send(bench, smartctl(), code=code)
    assert answer.status_code == 201, answer.text
    assert answer.json()["code"] == code
    known: Device = house.ledger.subject(Device, device)
    assert known.erasures == {"disque 1": d.Verdict.ERASED}
    assert known.hardware
    assert known.hardware.storages[0].storage == "disque 1"


@pytest.mark.parametrize("written", ["HTTPS://R05.FR/A/{code}", " {code} "])
def test_the_code_may_be_what_a_scanner_reads(bench: Program, house: House, written: str) -> None:
    device, code = stickered(house)
    answer = send(bench, dump(), code=written.format(code=code))
    assert answer.json()["device"] == str(device)


def test_a_machine_still_to_arrive_is_received_where_the_bench_stands(
    bench: Program, house: House
) -> None:
    device, code = uuid4(), new_code()
    house.record(command((device, collected(place=SHOP)), (device, bound(code))))
    answer = send(bench, dump(), code=code)
    assert answer.json()["recorded"] == ["device.received.v1", "device.inventoried.v1"]
    assert house.ledger.subject(Device, device).stage == Stage.IN_WORKSHOP


def test_a_zip_is_of_one_machine_too(bench: Program) -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("a.txt", dump(serial="None", uuid=""))
        made.writestr("b.json", glpi("", hardware={"chassis_type": "Notebook"}))
    assert send(bench, data.getvalue(), lot=LOT).json()["registered"]


def test_reports_of_erasures_join_the_inventory_of_their_machine(
    bench: Program, house: House
) -> None:
    ended = house.now().isoformat()
    ours = erased_storage(serial="S2UXNX0H305512", kind="nvme", method="nvme_sanitize", ended=ended)
    report = orjson.dumps(station_report(ours, erased_storage(ended=ended)))
    answer = send(bench, *SENT, report, lot=LOT)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found["recorded"][-2:] == ["device.inventoried.v1", "device.storage_erased.v1"]
    [unread] = found["unread"]
    assert "WD-WX61A0000001" in unread["why"]
    erasure = life(house, found["device"])[-1].erasure
    file = kept(house.settings, erasure.evidence_sha256)
    assert file
    assert file.read_bytes() == report
    assert not any(
        each.lack == "storage_not_erased"
        for each in house.ledger.subject(Device, UUID(found["device"])).missing()
    )


def test_an_erasure_sent_later_joins_the_machine_of_the_sticker(
    bench: Program, house: House
) -> None:
    disk = Storage(id="D1", kind=StorageKind.HDD, serial="WD-WX61A0000001")
    device, code = stickered(house, inventoried(facts=facts(storages=(disk,))))
    report = orjson.dumps(station_report(erased_storage(ended=house.now().isoformat())))
    answer = send(bench, report, code=code)
    assert answer.status_code == 201, answer.text
    assert answer.json()["recorded"] == ["device.storage_erased.v1"]
    assert house.ledger.subject(Device, device).erasures == {"D1": d.Verdict.ERASED}
    again = send(bench, report, code=code)
    assert again.status_code == 422, "the same report proves no second erasure"


def test_what_is_not_read_is_told_and_stops_nothing(bench: Program) -> None:
    answer = send(bench, dump(), b"{", lot=LOT)
    assert answer.status_code == 201
    [unread] = answer.json()["unread"]
    assert unread["origin"] == "1.json"
    assert any("Pas lu, 1.json" in line for line in answer.json()["told"])


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ((b"{",), "abîmé"),
        ((smartctl(),), "disque seul"),
        ((dump("PC0LRT4Z", uuid=""), DESKTOP_LSHW), "deux machines"),
        ((b"Type\ntour\n",), "plusieurs machines"),
    ],
    ids=["broken", "disk", "two machines", "table"],
)
def test_files_that_make_no_machine_are_refused_with_the_reason(
    bench: Program, house: House, files: tuple[bytes, ...], word: str
) -> None:
    with nothing_recorded(house):
        answer = send(bench, *files, lot=LOT)
    assert answer.status_code == 422
    assert word in answer.json()["detail"]


def test_a_file_that_is_nothing_is_not_taken_for_an_unknown_machine(
    bench: Program, house: House
) -> None:
    with nothing_recorded(house):
        answer = send(bench, b"zzz")
    assert (answer.status_code, answer.json()["code"]) == (422, "NothingRead")
    assert "lot" not in answer.json()["detail"]


def test_a_machine_that_nobody_knows_asks_for_its_lot(bench: Program, house: House) -> None:
    with nothing_recorded(house):
        answer = send(bench, dump())
    assert answer.status_code == 404
    assert "Donnez le lot" in answer.json()["detail"]


def test_a_report_of_another_machine_than_that_of_the_sticker_is_refused(
    bench: Program, house: House
) -> None:
    _, code = stickered(house, inventoried())
    with nothing_recorded(house):
        answer = send(bench, DESKTOP_LSHW, code=code)
    assert answer.status_code == 422
    assert "deux machines" in answer.json()["detail"]


def test_a_machine_that_is_past_the_bench_is_refused(bench: Program, house: House) -> None:
    _, code = stickered(house)
    free = new_code()
    with nothing_recorded(house):
        assert send(bench, dump(), code=free).status_code == 404
        assert send(bench, dump(), code="0").status_code == 404
    device, code = stickered(house, inventoried(facts=facts(storages=())), locks_checked())
    house.record(
        command((device, d.Shipped.model_validate(_ship())), id=uuid4()),
    )
    with nothing_recorded(house):
        on_the_road = send(bench, smartctl(), code=code)
    assert (on_the_road.status_code, on_the_road.json()["code"]) == (409, "Forbidden")


def _ship() -> dict[str, Any]:
    when = inventoried().happened_at
    return {"happened_at": when, "origin": SHOP, "destination": COUNTER}


class TestBorders:
    """Whose machines a bench may speak of."""

    def test_without_a_token_nothing_is_read(self, bench: Program, house: House) -> None:
        nobody = Program(bench.client, "meleze_x")
        with nothing_recorded(house):
            assert send(nobody, dump(), lot=LOT).status_code == 401

    def test_a_token_that_reads_does_not_record(
        self, app_client: TestClient, connection: Connection[Any], house: House
    ) -> None:
        reader = program(app_client, connection, may=[Scope.READ])
        with nothing_recorded(house):
            assert send(reader, dump(), lot=LOT).status_code == 403

    def test_what_is_another_structure_s_stays_theirs(
        self, bench: Program, strangers: Program, house: House
    ) -> None:
        _, code = stickered(house)
        assert send(bench, dump(), lot=LOT).status_code == 201
        with nothing_recorded(house):
            assert send(strangers, dump(), code=code).status_code == 404
            assert send(strangers, DESKTOP_LSHW, lot=LOT).status_code == 404
            assert send(strangers, DESKTOP_LSHW, lot=THEIR_LOT, place=SHOP).status_code == 403
            known = send(strangers, dump(), lot=THEIR_LOT)
        assert known.status_code == 409
        assert known.json()["detail"] == (
            "Cette machine est déjà au registre, chez une autre structure."
        )
        assert send(bench, DESKTOP_LSHW, lot=LOT, place=ELSEWHERE).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"command": "x", "lot": str(LOT)},
        {"command": str(uuid4()), "lot": str(LOT), "code": "x"},
        {"command": str(uuid4()), "lot": "x"},
        {"command": str(uuid4()), "lot": str(LOT), "more": "x"},
        {"command": str(uuid4()), "lot": str(LOT), "collected_at": "1700000000"},
        {"command": str(uuid4()), "lot": str(LOT), "file": "a text"},
    ],
)
def test_a_form_that_does_not_read_is_refused(
    bench: Program, house: House, fields: dict[str, str]
) -> None:
    sent = [("file", ("a.txt", dump()))]
    with nothing_recorded(house):
        answer = bench.client.post(PATH, data=fields, files=sent, headers=bench.headers)
    assert answer.status_code == 422, answer.text


def test_more_files_than_a_machine_has_are_refused(bench: Program, house: House) -> None:
    with nothing_recorded(house):
        assert send(bench, *[dump()] * 81, lot=LOT).status_code == 422
        assert bench.client.post(PATH, data={}, headers=bench.headers).status_code == 422


def test_two_sendings_at_once_are_one(bench: Program, house: House) -> None:
    same = {"command": uuid4(), "lot": LOT}
    answers: list[Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(send(bench, *SENT, **same)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    [device] = {answer.json()["device"] for answer in answers}
    assert len(life(house, device)) == 3
