"""A program decides by what a refusal names: never by its sentence, which is for people."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from lives import (
    DEVICE,
    LABELLED,
    LOT,
    ON_THE_BENCH,
    at,
    bound,
    collected,
    command,
    labelled,
    stocked,
)
from programs import Program, entry, nothing_recorded

from api.house import House
from ledger.codes import new_code
from ledger.correction import CorrectionReason, Replacement
from ledger.device import DeviceCorrected, Lock, LocksChecked, StickerReplaced
from ledger.device.bench import LockHolder

SIGNED_OFF = LABELLED[:-1]
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
CSV = "Type;Marque;Modèle;N° Série;RAM\nPC portable;Dell;Latitude 5490;S3R1AL9;8 Go\n"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "NotFound"),
        ("GET", "/api/v1/devices/000000000", 404, "NotFound"),
        ("PUT", "/api/v1/stock", 405, "NoSuchMethod"),
        ("GET", "/api/v1/registry?limit=0", 422, "ValuesUnreadable"),
        ("GET", "/api/v1/registry?code=A", 404, "BadCode"),
        ("GET", f"/api/v1/registry?place={UUID(int=9)}", 403, "NotYourPlace"),
        ("GET", f"/api/v1/registry/{UUID(int=9)}", 404, "UnknownSubject"),
        ("POST", "/api/v1/commands", 422, "ValuesUnreadable"),
        ("POST", "/api/v1/imports", 422, "ValuesUnreadable"),
    ],
)
def test_every_refusal_has_a_name(
    method: str, path: str, status: int, code: str, bench: Program
) -> None:
    response = bench.client.request(method, path, headers=bench.headers)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code), response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    for of_a_page in ("page", "menu", "evenez"):
        assert of_a_page not in problem["detail"]


@pytest.mark.parametrize("path", ["/commands", "/imports"])
def test_what_is_too_large_is_refused_before_it_is_read(path: str, bench: Program) -> None:
    heavy = bench.headers | {"Content-Length": "999999999", "Content-Type": "application/json"}
    response = bench.client.post(f"/api/v1{path}", content=b"{}", headers=heavy)
    assert (response.status_code, response.json()["code"]) == (413, "TooLarge")
    assert "fichier" not in response.json()["detail"]


def test_without_a_token_the_refusal_says_so(bench: Program) -> None:
    assert bench.client.get("/api/v1/stock").json()["code"] == "NoToken"


def test_a_rule_that_is_broken_is_named_with_the_life_it_is_about(
    bench: Program, house: House
) -> None:
    other = uuid4()
    house.record(command(*((other, event) for event in ON_THE_BENCH)))
    house.record(command(*((DEVICE, event) for event in (*ON_THE_BENCH, bound(new_code())))))
    with nothing_recorded(house):
        replaced = StickerReplaced(**at(code=new_code()))
        refused = bench.record((DEVICE, replaced), (other, replaced)).json()
    assert (refused["code"], refused["rule"]) == ("Forbidden", "no_sticker")
    assert refused["subject"] == str(other), "of two devices, the one that stopped the command"


@pytest.mark.parametrize(("first", "then"), [(9, None), (2, 2)])
def test_a_version_that_nobody_reached_is_not_blamed_on_others(
    first: int, then: int | None, bench: Program, house: House
) -> None:
    house.record(command(*((DEVICE, event) for event in ON_THE_BENCH[:2])))
    twice = [entry(DEVICE, ON_THE_BENCH[2], seen=seen) for seen in (first, then)]
    with nothing_recorded(house):
        refused = bench.post("/commands", {"command": str(uuid4()), "events": twice}).json()
    assert (refused["code"], refused["since"]) == ("Outrun", [])
    assert "Quelqu’un" not in refused["detail"]
    assert "seen" in refused["detail"]


def test_a_step_that_the_stage_forbids_says_which_stage(bench: Program, house: House) -> None:
    house.record(command((DEVICE, collected())))
    refused = bench.record((DEVICE, stocked())).json()
    assert (refused["code"], refused["stage"]) == ("NotAllowed", "collected")
    assert (refused["topic"], refused["subject"]) == ("device.stocked.v1", str(DEVICE))


def test_what_the_label_lacks_says_whom_to_ask(bench: Program, house: House) -> None:
    locked = LocksChecked(**at(found={Lock.BIOS}, ask=LockHolder.DONOR))
    house.record(command(*((DEVICE, event) for event in (*ON_THE_BENCH, locked))))
    refused = bench.record((DEVICE, labelled())).json()
    assert {"lack": "lock_found", "what": "bios", "ask": "donor"} in refused["missing"]


def test_a_correction_that_breaks_the_life_says_why(bench: Program, house: House) -> None:
    house.record(command(*((DEVICE, event) for event in ON_THE_BENCH)))
    voided = DeviceCorrected(**at(version=2, reason=CorrectionReason.WRONG_STEP))
    refused = bench.record((DEVICE, voided)).json()
    assert (refused["code"], refused["why"]["code"]) == ("CorrectionBreaksLife", "NotAllowed")


def test_an_id_of_another_organisation_is_not_answered_as_their_own(
    bench: Program, strangers: Program, house: House
) -> None:
    sent, arrives = str(uuid4()), (DEVICE, collected())
    assert bench.record(arrives, command=sent).status_code == 201
    with nothing_recorded(house):
        refused = strangers.record(arrives, command=sent)
    assert (refused.status_code, refused.json()["code"]) == (409, "CommandReused")


def test_a_label_is_given_by_the_criteria_in_force(bench: Program, house: House) -> None:
    house.record(command(*((DEVICE, event) for event in SIGNED_OFF)))
    with nothing_recorded(house):
        refused = bench.record((DEVICE, labelled(criteria="mine")))
    assert (refused.status_code, refused.json()["code"]) == (409, "OtherCriteria")
    assert house.settings.label_criteria in refused.json()["detail"]
    assert bench.record((DEVICE, labelled())).status_code == 201


def test_a_correction_may_keep_the_criteria_of_that_time_and_name_no_others(
    bench: Program, house: House
) -> None:
    formerly = labelled(criteria="hautes-alpes-0")
    house.record(command(*((DEVICE, event) for event in (*SIGNED_OFF, formerly))))

    def corrected(criteria: str) -> int:
        state = formerly.model_copy(update={"criteria": criteria}).model_dump(mode="json")
        instead = Replacement(topic=formerly.TOPIC, state=state)
        told = at(
            version=len(SIGNED_OFF) + 1, reason=CorrectionReason.WRONG_VALUE, replacement=instead
        )
        return bench.record((DEVICE, DeviceCorrected(**told))).status_code

    assert corrected("mine") == 409
    assert corrected("hautes-alpes-0") == 201


@pytest.mark.parametrize("path", ["/imports", "/machines/evidence"])
def test_no_file_says_what_will_be_given_tomorrow(path: str, bench: Program, house: House) -> None:
    told = {"lot": str(LOT), "collected_at": TOMORROW}
    if path == "/machines/evidence":
        told["command"] = str(uuid4())
    with nothing_recorded(house):
        refused = bench.client.post(
            f"/api/v1{path}", data=told, files={"file": ("a.csv", CSV)}, headers=bench.headers
        )
    assert (refused.status_code, refused.json()["code"]) == (422, "InTheFuture")
