"""What programs read: the public passport without a token, the rest as their organisation may."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from lives import (
    COUNTER,
    DESK,
    DEVICE,
    IN_STOCK,
    LOT,
    ON_THE_BENCH,
    POINT,
    SHOP,
    bound,
    collected,
    command,
    delivered,
    erased,
    facts,
    handed_over,
    inventoried,
    labelled,
    locks_checked,
    received,
    reconditioned,
    replaced,
    reserved,
    retired,
    returned,
    shipped,
    stocked,
    tested,
)
from programs import Json, Program, pages_of, program
from psycopg import Connection

from api.house import House
from api.public_facts import PublicFacts
from ledger import Event
from ledger.codes import new_code, written
from ledger.values import OrganisationId, PlaceId, Storage, StorageKind

DISK = Storage(id="D1SKR4NK0", kind=StorageKind.HDD, capacity_gb=500, serial="S3R1ALD1SK")
PROOF = "f" * 64
CODE = new_code()
PUBLISHED: tuple[Event, ...] = (
    collected(),
    received(),
    inventoried(facts=facts(serial="S3R1ALPC", storages=(DISK,)), evidence_sha256=PROOF),
    erased(storage=DISK.id),
    locks_checked(),
    tested(),
    reconditioned(),
    labelled(),
    bound(CODE),
    stocked(),
)
GONE: tuple[Event, ...] = (
    reserved(),
    shipped(destination=DESK),
    delivered(),
    handed_over(place=DESK, price_cents=12_345),
    returned(place=DESK),
)

TOLD = {
    "laptop", "company", "Lenovo", "ThinkPad T460", "Intel Core i5-6300U", "8192", "14.0",
    "Linux Mint 22", "overwrite", "cleaned", "system_installed", "hautes-alpes-1", CODE,
    "hautes-alpes", "passed",
}  # fmt: skip
"""What its life holds and anybody may know; the last two are words of other values and names."""


def live(house: House, *events: Event, device: UUID = DEVICE) -> None:
    house.record(command(*((device, event) for event in events)))


def leaves(value: Any) -> Iterator[str]:
    """Every text and number inside a JSON value."""
    if isinstance(value, dict):
        for inside in value.values():
            yield from leaves(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def test_the_public_json_tells_the_facts_of_the_page_without_a_token(
    app_client: TestClient, house: House
) -> None:
    live(house, *PUBLISHED)
    response = app_client.get(f"/api/v1/devices/{written(CODE).lower()}")
    assert response.status_code == 200
    passport = response.json()
    assert list(passport) == [field.name for field in fields(PublicFacts)]
    assert (passport["maker"], passport["shop"]) == ("Lenovo", "Atelier de Gap")
    assert (passport["collected_in"], passport["erasures"]) == ("2026-03", ["overwrite"])
    assert "set-cookie" not in response.headers
    assert response.headers["cache-control"] == "public, max-age=300"


def test_the_public_json_holds_no_secret_of_the_device_and_never_changes(
    app_client: TestClient, house: House, connection: Connection[Any]
) -> None:
    live(house, *PUBLISHED)
    address = f"/api/v1/devices/{CODE}"
    before = app_client.get(address).content
    for event in GONE:
        live(house, event)
        assert app_client.get(address).content == before, event.TOPIC
    rows = connection.execute(
        "SELECT aggregate_id::text, state, metadata FROM ledger.event WHERE aggregate_id = %s",
        [DEVICE],
    ).fetchall()
    secrets = {leaf for leaf in leaves([list(row) for row in rows]) if len(leaf) > 3} - TOLD
    for secret in ("S3R1ALPC", "S3R1ALD1SK", "D1SKR4NK0", PROOF, "12345", str(DEVICE), str(LOT)):
        assert secret in secrets, "the search would not have looked for it"
    assert {str(place) for place in (POINT, SHOP, DESK)} < secrets
    assert len(secrets) > 40
    inside = before.decode()
    assert not {secret for secret in secrets if secret in inside}


def test_codes_that_lead_to_no_device_are_answered_alike(
    app_client: TestClient, house: House
) -> None:
    live(house, *PUBLISHED)
    unbound = new_code()
    mistyped = f"{CODE[:-1]}{'0' if CODE[-1] != '0' else '1'}"
    expected = app_client.get(f"/api/v1/devices/{unbound}")
    assert expected.status_code == 404
    for code in (mistyped, "A", "é", "%00", "a%2Fb", "a/b", str(DEVICE), "Z" * 2000, "%FF", "%20"):
        response = app_client.get(f"/api/v1/devices/{code}")
        assert response.status_code == 404
        assert response.content == expected.content, code
        assert response.headers == expected.headers, code


def test_a_replaced_sticker_still_finds_its_device(bench: Program, house: House) -> None:
    new = new_code()
    live(house, *ON_THE_BENCH, bound(CODE), replaced(new))
    live(house, collected(), device=uuid4())
    for code in (CODE, new, written(new).lower()):
        [row] = bench.read("/registry", code=code)["items"]
        assert (row["subject"], row["code"]) == (str(DEVICE), new)
    assert bench.read("/registry", code=new_code())["items"] == []
    assert bench.get("/registry", code="A").status_code == 404


def test_devices_are_found_by_serial_stage_and_place(bench: Program, house: House) -> None:
    twins = [uuid4(), uuid4()]
    for twin in twins:
        live(house, *ON_THE_BENCH, device=twin)
    live(house, collected(), device=DEVICE)

    def found(**questions: Any) -> set[str]:
        return {row["subject"] for row in bench.read("/registry", **questions)["items"]}

    assert found(serial="pf0secret") == {str(twin) for twin in twins}
    assert found(stage="collected") == {str(DEVICE)} == found(place=POINT)
    assert found(serial="pf0secret", place=POINT) == set()
    assert found() == {str(DEVICE), *map(str, twins)}


def test_paging_meets_each_device_once_while_others_come_in(bench: Program, house: House) -> None:
    for _ in range(17):
        live(house, *ON_THE_BENCH, device=uuid4())
    known = {row["subject"] for row in bench.read("/registry", limit=500)["items"]}
    assert len(known) == 17
    met: list[str] = []
    page: Json = {"next": f"/api/v1/registry?limit=5&place={SHOP}"}
    while page["next"]:
        response = bench.client.get(page["next"], headers=bench.headers)
        page = response.json()
        assert len(page["items"]) <= 5
        met += [row["subject"] for row in page["items"]]
        live(house, *ON_THE_BENCH, device=uuid4())
        live(house, retired(), device=UUID(met[-1]))
    assert len(met) == len(set(met))
    assert known <= set(met)


def test_a_list_that_fills_its_last_page_ends_there(bench: Program, house: House) -> None:
    for _ in range(6):
        live(house, *IN_STOCK, device=uuid4())
    for _ in range(3):
        live(house, *ON_THE_BENCH, device=uuid4())
    for path, count in (("/registry", 9), ("/worklist", 3), ("/catalogue", 6)):
        pages = pages_of(bench, path, limit=3)
        assert [len(page) for page in pages] == [3] * (count // 3), path
        assert len({row["subject"] for page in pages for row in page}) == count, path


def test_what_waits_is_told_with_what_it_lacks(bench: Program, house: House) -> None:
    live(house, *ON_THE_BENCH)
    live(house, collected(), device=uuid4())
    rows = bench.read("/worklist")["items"]
    assert {row["task"] for row in rows} == {"recondition", "send_to_shop"}
    [row] = bench.read("/worklist", task="recondition", place=SHOP)["items"]
    assert (row["subject"], row["maker"]) == (str(DEVICE), "Lenovo")
    assert ["storage_not_erased", "disk-1", ""] in row["missing"]
    assert bench.read("/worklist", task="recondition", place=COUNTER)["items"] == []


def test_stock_and_catalogue_are_those_of_the_whole_filiere(
    bench: Program, house: House, app_client: TestClient, connection: Connection[Any]
) -> None:
    live(house, *IN_STOCK)
    stranger = OrganisationId(uuid4())
    elsewhere = program(app_client, connection, PlaceId(uuid4()), stranger)
    for reader in (bench, elsewhere):
        [row] = reader.read("/stock")
        assert (row["place"], row["state"], row["count"]) == (str(SHOP), "available", 1)
        [device] = reader.read("/catalogue", use="office", epci=row["epci"])["items"]
        assert device["subject"] == str(DEVICE)
        assert device["uses"] == ["learning", "office", "procedures"]
        assert "serial" not in device
        assert reader.read("/catalogue", epci="000000000")["items"] == []
    assert elsewhere.get(f"/registry/{DEVICE}").status_code == 404


def test_the_timeline_tells_who_without_a_name(bench: Program, house: House) -> None:
    live(house, *ON_THE_BENCH)
    steps = bench.read(f"/registry/{DEVICE}/timeline")
    assert [step["topic"] for step in steps] == [event.TOPIC for event in ON_THE_BENCH]
    assert [step["version"] for step in steps] == [1, 2, 3]
    [record, *_] = house.ledger.life(DEVICE)
    assert steps[0]["author"] == {"kind": "person", "organisation": None, "place": None}
    assert str(record.metadata.actor_id) not in str(steps)
    assert datetime.fromisoformat(steps[0]["recorded_at"]) <= datetime.now(UTC)


def test_what_a_token_reads_is_kept_by_nobody_on_the_way(bench: Program) -> None:
    for path in ("/registry", "/worklist", "/stock", "/catalogue"):
        assert bench.get(path).headers["cache-control"] == "no-store"
