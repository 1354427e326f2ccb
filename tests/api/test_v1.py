"""Programs record whole lives through the API: each event once, all of them or none."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from lives import (
    ASSOCIATION,
    DESK,
    DEVICE,
    IN_STOCK,
    LOT,
    PROVEN,
    SHOP,
    at,
    bound,
    collected,
    command,
    delivered,
    given_back,
    handed_over,
    inventoried,
    invited,
    labelled,
    received,
    released,
    reserved,
    retired,
    returned,
    shipped,
    taken_back,
    tested,
)
from programs import (
    ELSEWHERE,
    THEIR_LOT,
    Program,
    entry,
    nothing_recorded,
)

from api.house import House
from ledger import Event
from ledger.codes import new_code
from ledger.correction import CorrectionReason, Replacement
from ledger.device import DeviceCorrected

CSV = "Type;Marque;Modèle;N° Série;RAM\nPC portable;Dell;Latitude 5490;S3R1AL9;8 Go\n;X;;;\n"


def test_a_whole_life_is_recorded_step_by_step(bench: Program, house: House) -> None:
    life: tuple[Event, ...] = (
        *IN_STOCK, bound(new_code()), reserved(), released(), reserved(),
        shipped(destination=DESK), delivered(), handed_over(place=DESK), invited(), returned(),
        given_back(), taken_back(), inventoried(), retired(),
    )  # fmt: skip
    for version, event in enumerate(life, 1):
        response = bench.post(
            "/commands",
            {"command": str(uuid4()), "events": [entry(DEVICE, event, seen=version - 1)]},
        )
        assert response.status_code == 201, response.text
        [told] = response.json()["events"]
        assert (told["version"], told["topic"]) == (version, event.TOPIC)
    assert [record.event for record in house.ledger.life(DEVICE)] == list(life)
    assert {record.metadata.actor for record in house.ledger.life(DEVICE)} == {"station"}


def test_devices_are_registered_with_their_first_steps(bench: Program, house: House) -> None:
    named = uuid4()
    first = {"collected": collected(), "received": received(), "inventoried": inventoried()}
    body = {
        "command": str(uuid4()),
        "devices": [
            {"id": str(named)} | {step: e.model_dump(mode="json") for step, e in first.items()},
            {"collected": collected().model_dump(mode="json")},
        ],
    }
    response = bench.post("/devices", body)
    assert response.status_code == 201, response.text
    devices = [UUID(device) for device in response.json()["devices"]]
    assert devices[0] == named
    assert [record.event for record in house.ledger.life(devices[0])] == list(first.values())
    assert [record.event for record in house.ledger.life(devices[1])] == [collected()]
    assert bench.read(f"/registry/{named}")["serial"] == "PF0SECRET"


@pytest.mark.parametrize("path", ["/devices", "/commands"])
def test_the_same_command_is_recorded_once_and_answers_the_same(
    path: str, bench: Program, house: House
) -> None:
    body: dict[str, Any] = {"command": str(uuid4())}
    if path == "/devices":
        body["devices"] = [{"collected": collected().model_dump(mode="json")}] * 3
    else:
        body["events"] = [entry(DEVICE, collected()), entry(DEVICE, received())]
    first = bench.post(path, body)
    with nothing_recorded(house):
        again = bench.post(path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"replayed": True} == again.json()
    subjects = {event["subject"] for event in first.json()["events"]}
    assert len(subjects) == {"/devices": 3, "/commands": 1}[path]


def test_a_command_id_never_carries_something_else(bench: Program, house: House) -> None:
    sent = str(uuid4())
    assert bench.record((DEVICE, collected()), command=sent).status_code == 201
    with nothing_recorded(house):
        other = bench.record((DEVICE, collected(mass_g=1)), command=sent)
    assert (other.status_code, other.json()["code"]) == (409, "CommandReused")


def test_who_was_outrun_is_told_what_stands(bench: Program, house: House) -> None:
    house.record(command(*((DEVICE, event) for event in PROVEN)))
    stale = {"command": str(uuid4()), "events": [entry(DEVICE, tested(), seen=4)]}
    with nothing_recorded(house):
        response = bench.post("/commands", stale)
    assert response.status_code == 409
    problem = response.json()
    assert (problem["code"], problem["seen"], problem["version"]) == ("Outrun", 4, 6)
    assert problem["subject"] == str(DEVICE)
    assert [each["topic"] for each in problem["since"]] == [
        "device.locks_checked.v1",
        "device.tested.v1",
    ]


def test_one_unlawful_event_leaves_all_the_others_unrecorded(
    bench: Program, strangers: Program, house: House
) -> None:
    del strangers
    with nothing_recorded(house):
        refused = bench.record((uuid4(), collected()), (DEVICE, collected()), (DEVICE, labelled()))
    assert (refused.status_code, refused.json()["code"]) == (409, "LabelNotEarned")
    assert {"lack": "inventory", "what": "", "ask": ""} in refused.json()["missing"]
    here = {"collected": collected().model_dump(mode="json")}
    there = {"collected": collected(place=ELSEWHERE).model_dump(mode="json")}
    body = {"command": str(uuid4()), "devices": [here, there]}
    with nothing_recorded(house):
        assert bench.post("/devices", body).status_code == 403


def test_nothing_happens_in_the_future(bench: Program, house: House) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with nothing_recorded(house):
        refused = bench.record((DEVICE, collected(happened_at=tomorrow)))
    assert (refused.status_code, refused.json()["code"]) == (422, "InTheFuture")


def test_the_times_of_a_wrong_clock_are_moved_by_what_it_is_wrong(
    bench: Program, house: House
) -> None:
    wrong = datetime.now(UTC) + timedelta(days=1)
    an_hour_ago = wrong - timedelta(hours=1)
    response = bench.record((DEVICE, collected(happened_at=an_hour_ago)), sent_at=wrong.isoformat())
    assert response.status_code == 201, response.text
    told = datetime.fromisoformat(response.json()["events"][0]["happened_at"])
    assert abs(datetime.now(UTC) - timedelta(hours=1) - told) < timedelta(minutes=1)
    [record] = house.ledger.life(DEVICE)
    assert (record.event.happened_at, record.metadata.clock) == (told, an_hour_ago)


def test_a_clock_that_makes_no_sense_is_refused(bench: Program, house: House) -> None:
    long_ago = (DEVICE, collected(happened_at=datetime(1971, 1, 1, tzinfo=UTC)))
    with nothing_recorded(house):
        response = bench.record(long_ago, sent_at="2199-01-01T00:00:00Z")
    assert response.status_code == 422
    assert "forty years" in response.json()["errors"][0]["why"]


def test_a_correction_reads_in_the_timeline_beside_what_it_corrects(bench: Program) -> None:
    assert bench.record((DEVICE, collected())).status_code == 201
    state = collected(mass_g=2100).model_dump(mode="json")
    instead = Replacement(topic="device.collected.v1", state=state)
    correction = DeviceCorrected(
        **at(version=1, reason=CorrectionReason.WRONG_VALUE, replacement=instead)
    )
    assert bench.record((DEVICE, correction)).status_code == 201
    first, second = bench.read(f"/registry/{DEVICE}/timeline")
    assert first["state"]["mass_g"] is None
    assert (first["corrected_by"], first["reads_as"]["state"]["mass_g"]) == (2, 2100)
    assert (second["topic"], second["corrected_by"]) == ("device.corrected.v1", None)
    assert second["author"] == {
        "kind": "station",
        "organisation": str(ASSOCIATION),
        "place": str(SHOP),
    }


def test_an_inventory_file_is_imported_once(
    bench: Program, strangers: Program, house: House
) -> None:
    del strangers
    file = {"file": ("lot.csv", CSV.encode())}

    def send(**fields: str) -> Response:
        return bench.client.post("/api/v1/imports", data=fields, files=file, headers=bench.headers)

    with nothing_recorded(house):
        theirs = send(lot=str(THEIR_LOT))
        assert (theirs.status_code, theirs.json()["code"]) == (404, "UnknownSubject")
        assert send(lot=str(LOT), place=str(ELSEWHERE)).status_code == 403
        assert send().status_code == 422
    first = send(lot=str(LOT))
    assert first.status_code == 200, first.text
    assert (first.json()["recorded"], first.json()["already"]) == (1, 0)
    assert [part["origin"] for part in first.json()["refused"]] == ["lot.csv, ligne 3"]
    [device] = first.json()["devices"]
    assert bench.read(f"/registry/{device}")["serial"] == "S3R1AL9"
    with nothing_recorded(house):
        again = send(lot=str(LOT))
    assert (again.json()["recorded"], again.json()["already"]) == (0, 1)
    assert again.json()["devices"] == [device]
