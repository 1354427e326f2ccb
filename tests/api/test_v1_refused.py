"""What makes no sense is refused with its reason, and leaves nothing behind."""

import json
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from lives import DEVICE, NOON, collected, inventoried
from programs import Json, Program, entry, nothing_recorded

from api.data.v1.entries import WRITTEN
from api.house import House
from ledger import EVENTS


def test_a_body_that_makes_no_sense_is_refused_with_its_reason(
    bench: Program, house: House
) -> None:
    good = entry(DEVICE, collected())
    first = "events.0.device.collected.v1"

    def told(**values: object) -> Json:
        return good | {"state": good["state"] | values}

    for body, field in (
        ({}, "command"),
        ({"command": "x", "events": [good]}, "command"),
        ({"command": str(uuid4()), "events": []}, "events"),
        ({"command": str(uuid4()), "events": [good] * 501}, "events"),
        ({"command": str(uuid4()), "events": [good | {"topic": "device.lost.v1"}]}, "events.0"),
        ({"command": str(uuid4()), "events": [good], "sent_at": "2026-03-31T12:00"}, "sent_at"),
        ({"command": str(uuid4()), "events": [good], "sent_at": 1700000000}, ""),
        ({"command": str(uuid4()), "events": [good], "sent_at": "1700000000"}, ""),
        ({"command": str(uuid4()), "events": [good | {"seen": "0"}]}, f"{first}.seen"),
        ({"command": str(uuid4()), "events": [told(mass_g="1900")]}, f"{first}.state.mass_g"),
        (
            {"command": str(uuid4()), "events": [told(free_public_gift=0)]},
            f"{first}.state.free_public_gift",
        ),
        ({"command": str(uuid4()), "events": [told(happened_at=0.5)]}, ""),
        ({"command": str(uuid4()), "events": [good], "who": "me"}, "who"),
    ):
        with nothing_recorded(house):
            response = bench.post("/commands", body)
        assert response.status_code == 422, body
        assert field in {error["field"] for error in response.json()["errors"]}
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/devices", "/commands", "/imports", "/machines/evidence"])
def test_bytes_that_are_no_body_are_refused(path: str, bench: Program) -> None:
    for body, content_type in (
        (b"", "application/json"),
        (b"{", "application/json"),
        (b'{"command": NaN}', "application/json"),
        (b'{"command": 1e999}', "application/json"),
        (b'{"command": ' + b"9" * 5000 + b"}", "application/json"),
        (b"[" * 50_000 + b"]" * 50_000, "application/json"),
        (b'{"command": "\\ud800"}', "application/json"),
        (b'{"command": "\xff\xfe"}', "application/json"),
        (b"\x00", "application/json"),
        (b"<command/>", "application/xml"),
        (b"command=1", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data"),
        (b"{}", "text/plain"),
        (b"{}", "application/json; charset=utf-7"),
        (b"{}", "é"),
    ):
        headers = [
            (b"Authorization", bench.headers["Authorization"].encode()),
            (b"Content-Type", content_type.encode()),
        ]
        response = bench.client.post(f"/api/v1{path}", content=body, headers=headers)
        assert response.status_code in {400, 422}, (content_type, body[:20])
        assert response.headers["Content-Type"] == "application/problem+json"
        detail = response.json()["detail"]
        assert "lisible" in detail, "people are answered in French"


def test_texts_that_no_database_keeps_are_refused(bench: Program, house: House) -> None:
    state = inventoried().model_dump(mode="json")
    for text in ("a\x00b", "a\nb", "\x7f"):
        told = state | {"facts": state["facts"] | {"serial": text}}
        event = {"topic": "device.inventoried.v1", "state": told}
        hidden = {
            "happened_at": NOON.isoformat(),
            "version": 1,
            "reason": "wrong_value",
            "replacement": event,
        }
        correction = {"topic": "device.corrected.v1", "state": hidden}
        for each in (event, correction):
            body = {"command": str(uuid4()), "events": [each | {"subject": str(DEVICE)}]}
            with nothing_recorded(house):
                assert bench.post("/commands", body).status_code == 422
        assert bench.get("/registry", serial=text).status_code == 422
        assert bench.get("/catalogue", epci=text).status_code == 422
        assert bench.get("/registry", code=text).status_code == 404
        assert bench.get(f"/devices/{quote(text)}").status_code == 404
        assert bench.get(f"/registry/{quote(text)}").status_code == 422


GOLDEN = Path(__file__).parent.parent / "golden"


def test_a_station_records_no_order_no_money_and_no_meeting(bench: Program, house: House) -> None:
    topics = [topic for topic, event in EVENTS.items() if event.OF not in WRITTEN]
    assert len(topics) > 40
    for topic in topics:
        state = json.loads((GOLDEN / f"{topic}.json").read_text())["state"]
        told = {"subject": str(uuid4()), "topic": topic, "state": state}
        with nothing_recorded(house):
            response = bench.post("/commands", {"command": str(uuid4()), "events": [told]})
        assert response.status_code == 422, topic
        assert [error["field"] for error in response.json()["errors"]] == ["events.0"], topic


def test_no_correction_brings_an_order_into_the_life_of_a_device(
    bench: Program, house: House
) -> None:
    order = json.loads((GOLDEN / "order.prepared.v1.json").read_text())["state"]
    state = {
        "happened_at": NOON.isoformat(), "version": 1, "reason": "wrong_step",
        "replacement": {"topic": "order.prepared.v1", "state": order},
    }  # fmt: skip
    told = {"subject": str(DEVICE), "topic": "device.corrected.v1", "state": state}
    with nothing_recorded(house):
        response = bench.post("/commands", {"command": str(uuid4()), "events": [told]})
    assert response.status_code == 422


def test_what_a_station_may_write_is_devices_lots_workshops_places_and_organisations() -> None:
    kinds = {kind.KIND for kind in WRITTEN}
    assert kinds == {"device", "lot", "workshop", "place", "organisation"}


def test_every_topic_that_is_written_is_described(bench: Program) -> None:
    described = bench.client.get("/api/v1/openapi.json").json()
    items = described["components"]["schemas"]["Recording"]["properties"]["events"]["items"]
    written = {topic for topic, event in EVENTS.items() if event.OF in WRITTEN}
    assert set(items["discriminator"]["mapping"]) == written
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["tags"], path
            refusals = {
                code: answer for code, answer in operation["responses"].items() if code[0] != "2"
            }
            for answer in refusals.values():
                assert list(answer["content"]) == ["application/problem+json"], path
            assert ("401" in refusals) == bool(operation.get("security")), path
