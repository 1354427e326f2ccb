"""The page of the floor: for operators alone, with every form, and nothing of another structure."""

import json
import re
import struct
from html import unescape
from pathlib import Path
from uuid import uuid4

import lives
from device_pasts import Make
from lives import ASSOCIATION, COUNTER, SHOP, joined, opened
from people import Person, SignIn
from phones import Phone

from api.access import Grant, Role
from api.house import House
from api.pages.device.controls import CONTROLS
from api.pages.device.scene import ROLES
from api.pages.floor.filling import NEEDS
from api.pages.floor.page import STATIC, kept_files
from api.pages.floor.taking import FLOOR
from ledger import Event
from ledger import device as d
from ledger.codes import new_code
from ledger.device import Function
from ledger.device.checklist import FUNCTIONS
from ledger.values import OrganisationId, PlaceId

STRANGERS, ELSEWHERE = OrganisationId(uuid4()), PlaceId(uuid4())
JSON = ("/atelier/moi", "/atelier/releve")


def test_it_is_for_operators_where_they_work(
    house: House, sign_in: SignIn, app_client: Person, make: Make
) -> None:
    del house, make
    for path in ("/atelier/", *JSON):
        assert sign_in(Role.OPERATOR).get(path).status_code == 200, path
        for role in set(Role) - {Role.OPERATOR}:
            assert sign_in(role).get(path, follow_redirects=False).status_code == 403, path
    two = sign_in(grants=(Grant(Role.OPERATOR, SHOP), Grant(Role.OPERATOR, COUNTER)))
    assert two.get("/atelier/", follow_redirects=False).headers["location"].startswith("/lieu")
    nobody = app_client.get("/atelier/", follow_redirects=False)
    assert nobody.headers["location"] == "/connexion?suite=/atelier/"
    for path in JSON:
        assert two.get(path).status_code == 403, "no place was chosen"
        assert app_client.get(path).status_code == 401
    assert app_client.post("/atelier/envois").status_code == 401
    assert sign_in().get("/atelier").url.path == "/atelier/"


def test_what_is_sent_comes_from_our_page_and_reads(phone: Phone, make: Make) -> None:
    entry = phone.entry(d.LocksChecked, make(*lives.ON_THE_BENCH))
    forged = phone.person.post("/atelier/envois", data={"entries": json.dumps([])})
    assert forged.status_code == 403
    assert phone.post(entry, more=1).status_code == 422
    assert phone.post(entry | {"price": 1}).status_code == 422
    assert phone.post(entry | {"happened_at": 1.5}).status_code == 422
    assert phone.post(entry | {"fields": {"a": ["x" * 2001]}}).status_code == 422
    assert phone.post(*[entry] * 51).status_code == 422
    assert phone.post().status_code == 422
    text = phone.person.post(
        "/atelier/envois",
        data={"entries": json.dumps({"sent_at": phone.now.isoformat(), "entries": [entry]}),
              f"{entry['id']}/evidence": "no file"},
        headers={"X-CSRF-Token": phone.person.csrf},
    )  # fmt: skip
    assert text.status_code == 400
    unread = phone.person.post(
        "/atelier/envois", data={"entries": "{"}, headers={"X-CSRF-Token": phone.person.csrf}
    )
    assert unread.status_code == 422


def test_it_brings_its_own_policy_and_its_worker(operator: Person) -> None:
    page = operator.get("/atelier/")
    policy = page.headers["content-security-policy"]
    assert "worker-src 'self'" in policy
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "unsafe-inline" not in policy
    worker = operator.get("/atelier/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert "wasm" not in operator.get("/travail").headers["content-security-policy"]
    assert 'href="/atelier/"' in operator.get("/travail").text


def test_every_file_it_keeps_is_served(operator: Person) -> None:
    kept = kept_files()
    page = operator.get("/atelier/").text
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    imported = [
        f"/static/{name}"
        for path in STATIC.glob("floor*.js")
        if path.name != "floor_worker.js"
        for name in re.findall(r'^import .*"\./([^"]+)"', path.read_text(), re.MULTILINE)
    ]
    assert {*named, *imported} <= set(kept)
    assert re.search(r'data-keep="([^"]+)"', page)[1].split() == kept  # type: ignore[index]
    assert all(operator.get(path).status_code == 200 for path in kept)


def test_it_can_be_installed(operator: Person) -> None:
    manifest = operator.get("/static/floor.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    about = manifest.json()
    assert (about["start_url"], about["scope"], about["display"]) == (
        "/atelier/", "/atelier/", "standalone",
    )  # fmt: skip
    for icon in about["icons"]:
        head = Path(STATIC.parent / icon["src"].removeprefix("/")).read_bytes()[:24]
        width, height = struct.unpack(">II", head[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon.get("purpose") for icon in about["icons"]} == {None, "maskable"}


def test_every_step_of_an_operator_has_its_form(operator: Person) -> None:
    page = operator.get("/atelier/").text
    assert set(re.findall(r'<template data-topic="([^"]+)"', page)) == set(FLOOR)
    assert {topic for topic in FLOOR if Role.OPERATOR not in ROLES[topic]} == set()
    found = re.search(r'data-checklists="([^"]+)"', page)
    assert found
    lists = json.loads(unescape(found[1]))
    for kind, listed in FUNCTIONS.items():
        assert {Function(name) for name in lists[kind]["required"]} == listed.required
        assert {Function(name) for name in lists[kind]["optional"]} == listed.optional
        assert set(lists[kind]["usual"]) <= set(lists[kind]["optional"])


GIVEN = {
    "certificate", "happened_at", "place", "origin", "code", "set_id", "members", "source", "facts",
    "criteria", "reservation", "erasure", "outcomes",
}  # fmt: skip
"""Required fields that the service fills in, or that a control of the form becomes."""


def test_what_the_ledger_requires_is_asked_before_the_first_code() -> None:
    for topic, event in FLOOR.items():
        asked = {need for each in NEEDS.get(topic, ()) for need in each.split("|")}
        required = {n for n, field in event.model_fields.items() if field.is_required()} - GIVEN
        assert required <= asked, topic
        known = set(event.model_fields) | {"kind", "codes", "evidence", "none_found", "all_passed"}
        assert {need.split(".")[0] for need in asked} <= known, topic
    assert {topic for topic in NEEDS if topic not in FLOOR} == set()
    assert d.SetFormed.TOPIC in CONTROLS


def test_the_list_tells_what_an_operator_needs_and_no_more(
    phone: Phone, house: House, make: Make
) -> None:
    far = opened(name="Mairie d’Aspres", organisation=STRANGERS)
    house.record_events(lives.SOMEBODY, (STRANGERS, joined(name="Ailleurs")), (ELSEWHERE, far))
    names = ("bench", "gone", "sold", "counter", "far", "sent", "elsewhere")
    codes = {name: new_code() for name in names}
    bench = make(*lives.ON_THE_BENCH, lives.bound(codes["bench"]))
    bare = make(lives.collected(place=SHOP))
    make(lives.collected(place=SHOP), lives.bound(codes["gone"]), lives.retired())
    make(*_bound(lives.WITH_ITS_OWNER, codes["sold"]))
    make(lives.collected(place=COUNTER), lives.bound(codes["counter"]))
    make(lives.collected(place=ELSEWHERE, lot=None), lives.bound(codes["far"]))
    sent = lives.shipped(origin=SHOP, destination=ELSEWHERE)
    make(lives.collected(), lives.received(), lives.bound(codes["sent"]), sent)
    to_our_counter = lives.shipped(origin=ELSEWHERE, destination=COUNTER)
    far_away = lives.collected(place=ELSEWHERE, lot=None)
    make(far_away, lives.bound(codes["elsewhere"]), to_our_counter)
    coming = make(lives.collected(place=COUNTER), lives.shipped(origin=COUNTER, destination=SHOP))
    answer = phone.person.get("/atelier/releve")
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert {each["device"] for each in told["devices"]} == {str(bench), str(bare), str(coming)}
    [row] = [each for each in told["devices"] if each["device"] == str(bench)]
    assert row["code"] == codes["bench"]
    assert row["what"] == "Lenovo ThinkPad T460"
    assert row["stage"] == "Sur l’établi"
    assert row["version"] == len(house.ledger.life(bench))
    assert "le disque «\u00a0disk-1\u00a0» n’est pas effacé" in row["missing"]
    [arriving] = [each for each in told["devices"] if each["device"] == str(coming)]
    assert arriving["stage"] == "En route vers ici"
    assert told["retired"] == [codes["gone"]]
    assert told["away"] == {
        codes["counter"]: "Ressourcerie de Briançon",
        codes["sent"]: "en route vers un autre lieu",
        codes["elsewhere"]: "en route vers un autre lieu",
    }
    assert told["whole"] is True
    for secret in (codes["far"], codes["sold"], "PF0SECRET", "cents", str(ASSOCIATION)):
        assert secret not in answer.text, secret


def _bound(past: tuple[Event, ...], code: str) -> tuple[Event, ...]:
    return (past[0], lives.bound(code), *past[1:])


def test_the_page_names_no_device_but_those_in_repair(operator: Person, make: Make) -> None:
    code = new_code()
    make(*_bound(lives.ON_THE_BENCH, code))
    assert code[:3] not in operator.get("/atelier/").text
