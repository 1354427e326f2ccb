"""A station records and reads what is its organisation's, and learns nothing of the others."""

from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from lives import (
    COUNTER,
    DEVICE,
    IN_STOCK,
    POINT,
    SHOP,
    at,
    bound,
    collected,
    command,
    inventoried,
    joined,
    lot_opened,
    opened,
    received,
    returned,
    scheduled,
    shipped,
    sold,
    tested,
)
from programs import (
    ELSEWHERE,
    THEIR_LOT,
    Program,
    entry,
    nothing_recorded,
    program,
)
from psycopg import Connection

from api.access import Scope, list_tokens, revoke_token
from api.house import House
from ledger import EVENTS, Event
from ledger.codes import new_code
from ledger.correction import CorrectionReason, Replacement
from ledger.device import DeviceCorrected
from ledger.lot import LotClosed
from ledger.place import PlaceClosed
from ledger.values import LotId


def test_without_a_good_token_nothing_is_read_nor_recorded(
    bench: Program, connection: Connection[Any], house: House
) -> None:
    [token] = list_tokens(connection)
    assert bench.get("/stock").status_code == 200
    assert revoke_token(connection, token.id)
    body = {"command": str(uuid4()), "events": [entry(DEVICE, collected())]}
    for headers in ({}, bench.headers, {"Authorization": "Basic eDp5"}):
        with nothing_recorded(house):
            responses = (
                bench.client.get("/api/v1/stock", headers=headers),
                bench.client.get(f"/api/v1/registry/{DEVICE}", headers=headers),
                bench.client.post("/api/v1/commands", json=body, headers=headers),
                bench.client.post("/api/v1/imports", files={"file": b"x"}, headers=headers),
            )
        for response in responses:
            assert response.status_code == 401
            assert response.headers["WWW-Authenticate"] == "Bearer"
            assert response.headers["Content-Type"] == "application/problem+json"


def test_a_token_that_may_only_read_records_nothing(
    app_client: TestClient, connection: Connection[Any], house: House
) -> None:
    reader = program(app_client, connection, may=[Scope.READ])
    assert reader.get("/worklist").status_code == 200
    device = {"collected": collected().model_dump(mode="json")}
    with nothing_recorded(house):
        assert reader.record((DEVICE, collected())).status_code == 403
        response = reader.post("/devices", {"command": str(uuid4()), "devices": [device]})
        assert response.status_code == 403


MOVED_THERE = DeviceCorrected(
    **at(
        version=1,
        reason=CorrectionReason.WRONG_VALUE,
        replacement=Replacement(
            topic="device.collected.v1", state=collected(place=ELSEWHERE).model_dump(mode="json")
        ),
    )
)
OURS = UUID(int=2)
THEIRS: dict[str, tuple[int, tuple[tuple[UUID, Event], ...]]] = {
    "a test of their device": (404, ((DEVICE, tested()),)),
    "a move of their device": (404, ((DEVICE, shipped(origin=ELSEWHERE, destination=SHOP)),)),
    "an arrival of what was not sent": (404, ((DEVICE, received(origin=ELSEWHERE)),)),
    "a correction of their step": (
        404,
        ((DEVICE, DeviceCorrected(**at(version=1, reason=CorrectionReason.WRONG_STEP))),),
    ),
    "a collection at their place": (403, ((uuid4(), collected(place=ELSEWHERE)),)),
    "a collection in their lot": (404, ((uuid4(), collected(lot=THEIR_LOT)),)),
    "a lot at their place": (403, ((uuid4(), lot_opened(place=ELSEWHERE)),)),
    "the end of their lot": (404, ((THEIR_LOT, LotClosed(**at())),)),
    "a workshop at their place": (403, ((uuid4(), scheduled(place=ELSEWHERE)),)),
    "an arrival over there": (403, ((OURS, collected()), (OURS, received(place=ELSEWHERE)))),
    "a correction that moves it there": (403, ((OURS, collected()), (OURS, MOVED_THERE))),
    "a new place": (403, ((uuid4(), opened()),)),
    "the end of their own place": (403, ((SHOP, PlaceClosed(**at())),)),
    "a new organisation": (403, ((uuid4(), joined()),)),
}


def test_what_is_not_theirs_to_say_is_refused(
    bench: Program, strangers: Program, house: House
) -> None:
    held = (collected(place=ELSEWHERE, lot=None), received(origin=ELSEWHERE, place=ELSEWHERE))
    assert strangers.record(*((DEVICE, event) for event in held)).status_code == 201
    for what, (status, entries) in THEIRS.items():
        with nothing_recorded(house):
            response = bench.record(*entries)
        assert response.status_code == status, f"{what}: {response.text}"


def test_somebody_elses_device_is_answered_as_one_that_does_not_exist(
    bench: Program, strangers: Program
) -> None:
    code = new_code()
    theirs = (collected(place=ELSEWHERE, lot=None), bound(code))
    assert strangers.record(*((DEVICE, event) for event in theirs)).status_code == 201
    nobody = uuid4()
    for path in ("/registry/{}", "/registry/{}/timeline"):
        known, unknown = bench.get(path.format(DEVICE)), bench.get(path.format(nobody))
        assert known.status_code == 404
        assert known.content == unknown.content
    known, unknown = bench.record((DEVICE, tested())), bench.record((nobody, tested()))
    assert (known.status_code, known.content) == (404, unknown.content)
    assert bench.read("/registry", code=code) == bench.read("/registry", code=new_code())
    assert bench.get("/registry", place=ELSEWHERE).status_code == 403
    assert str(DEVICE) not in bench.get("/registry").text + bench.get("/worklist").text


def test_a_device_sent_here_is_received_here(bench: Program, strangers: Program) -> None:
    held = (collected(place=ELSEWHERE, lot=None), received(origin=ELSEWHERE, place=ELSEWHERE))
    assert strangers.record(*((DEVICE, event) for event in held)).status_code == 201
    sent = shipped(origin=ELSEWHERE, destination=SHOP)
    assert strangers.record((DEVICE, sent)).status_code == 201
    assert [row["task"] for row in bench.read("/worklist")["items"]] == ["receive"]
    arrival = bench.record((DEVICE, received(origin=ELSEWHERE)), (DEVICE, inventoried()))
    assert arrival.status_code == 201, arrival.text
    assert strangers.get(f"/registry/{DEVICE}").status_code == 404


def test_whoever_stands_at_the_door_with_a_device_is_served(
    bench: Program, strangers: Program, house: House
) -> None:
    """Its owner after a sale elsewhere, or the collection point that carries it by hand."""
    house.record(
        command(
            *((DEVICE, event) for event in IN_STOCK),
            (DEVICE, shipped()),
            (DEVICE, received(origin=SHOP, place=COUNTER)),
            (DEVICE, sold()),
        )
    )
    back = strangers.record((DEVICE, returned(place=ELSEWHERE)))
    assert back.status_code == 201, back.text
    assert bench.get(f"/registry/{DEVICE}").status_code == 404
    carried = uuid4()
    assert bench.record((carried, collected(place=POINT))).status_code == 201
    arrival = strangers.record((carried, received(place=ELSEWHERE)), (carried, inventoried()))
    assert arrival.status_code == 201, arrival.text


def test_a_command_is_answered_again_even_when_its_device_went_on_to_others(
    bench: Program, strangers: Program
) -> None:
    leaves = (DEVICE, shipped(destination=ELSEWHERE))
    assert bench.record((DEVICE, collected()), (DEVICE, received())).status_code == 201
    sent = str(uuid4())
    assert bench.record(leaves, command=sent).status_code == 201
    arrives = (DEVICE, received(origin=SHOP, place=ELSEWHERE))
    assert strangers.record(arrives).status_code == 201
    assert bench.record(leaves, command=sent).status_code == 200
    assert bench.record(leaves).status_code == 404, "it is no longer theirs"


def test_lots_and_workshops_of_the_organisation_are_recorded(bench: Program) -> None:
    lot, workshop = uuid4(), uuid4()
    opening = bench.record((lot, lot_opened()), (workshop, scheduled()))
    assert opening.status_code == 201, opening.text
    assert bench.record((uuid4(), collected(lot=LotId(lot)))).status_code == 201
    assert bench.record((lot, LotClosed(**at()))).status_code == 201
    assert bench.record((uuid4(), collected(lot=LotId(lot)))).status_code == 409
    cancelled = EVENTS["workshop.cancelled.v1"].model_validate(at())
    assert bench.record((workshop, cancelled)).status_code == 201
    assert bench.record((lot, cancelled)).status_code == 404, "a lot is no workshop"
