"""What the public page of a device never tells: secrets, what came after, who reads it."""

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import quote

import lives
import pytest
from fastapi.testclient import TestClient
from lives import COUNTER, DESK, DEVICE, LOT, RESERVATION, SHOP, SOMEBODY, command
from people import SignIn
from scans import CODE, IN_STOCK, headers, page, record

from api.house import House
from ledger import Event

LIMIT_BYTES = 30_000


AFTERWARDS: dict[str, tuple[Event, ...]] = {
    "handed over": (
        lives.reserved(),
        lives.shipped(destination=DESK),
        lives.delivered(),
        lives.handed_over(place=DESK),
        lives.invited(),
        lives.returned(),
        lives.part_replaced(),
        lives.tested(),
        lives.given_back(),
    ),
    "sold": (
        lives.shipped(),
        lives.received(origin=SHOP, place=COUNTER),
        lives.sold(),
        lives.invited(),
        lives.returned(),
        lives.given_back(),
    ),
}


@pytest.mark.parametrize("life", AFTERWARDS.values(), ids=AFTERWARDS.keys())
def test_the_page_is_byte_for_byte_the_same_whatever_happens_after_stocking(
    app_client: TestClient, house: House, life: tuple[Event, ...]
) -> None:
    record(house, *IN_STOCK)
    before = app_client.get(f"/A/{CODE}")
    for event in life:
        record(house, event)
        now = app_client.get(f"/A/{CODE}")
        assert now.content == before.content, event.TOPIC
        assert headers(now) == headers(before), event.TOPIC


def test_no_secret_of_a_device_is_in_the_page_nor_in_its_json(
    app_client: TestClient, house: House
) -> None:
    secret_disk = lives.DISK.model_copy(update={"serial": "WD-SECRET-77", "model": "WDC-HIDDEN"})
    facts = lives.facts(storages=(secret_disk,))
    past = [lives.inventoried(facts=facts) if "inventoried" in e.TOPIC else e for e in IN_STOCK]
    orders = [
        command(*((DEVICE, event) for event in past)),
        command((DEVICE, lives.reserved())),
        command((DEVICE, lives.handed_over(price_cents=47_13))),
    ]
    for order in orders:
        house.record(order)
    secrets = {
        "PF0SECRET", "WD-SECRET-77", "WDC-HIDDEN", "0" * 64, "nwipe", "47,13", "4713", "Laragne",
        "Point de collecte", "Mélézin", *(str(order.id) for order in orders),
        *map(str, (DEVICE, LOT, RESERVATION, SOMEBODY.id)),
    }  # fmt: skip
    for path in (f"/A/{CODE}", f"/api/v1/devices/{CODE}"):
        answer = app_client.get(path)
        assert answer.status_code == 200
        told = answer.text.casefold()
        for secret in secrets:
            spellings = {secret.casefold(), secret.replace("-", "").casefold()}
            assert not any(each in told for each in spellings), (path, secret)


def test_a_scan_is_answered_in_one_small_answer_that_asks_for_nothing(
    app_client: TestClient, house: House
) -> None:
    record(house, *IN_STOCK)
    answer = app_client.get(f"/A/{CODE}")
    assert len(answer.content) <= LIMIT_BYTES
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    sources = re.findall(r'(?:src|srcset|data)="([^"]*)"', answer.text)
    links = re.findall(r'<link [^>]*href="([^"]*)"', answer.text)
    assert sources == []
    assert all(link.startswith("data:") for link in links)


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(
    app_client: TestClient, house: House
) -> None:
    record(house, *IN_STOCK)
    answer = app_client.get(f"/A/{CODE}")
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, flags=re.DOTALL)
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["cache-control"] == "public, max-age=300"


def test_nobody_learns_that_a_page_was_read(
    app_client: TestClient, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    record(house, *IN_STOCK)
    caplog.clear()
    with caplog.at_level("DEBUG", logger="meleze"):
        page(app_client)
    assert [each for each in caplog.records if each.name.startswith(("meleze", "uvicorn"))] == []


def test_who_signed_in_reads_the_same_bytes(
    app_client: TestClient, house: House, sign_in: SignIn
) -> None:
    record(house, *IN_STOCK)
    theirs, ours = sign_in().get(f"/A/{CODE}"), app_client.get(f"/A/{CODE}")
    assert theirs.content == ours.content
    assert headers(theirs) == headers(ours)


@pytest.mark.parametrize("code", [CODE, CODE.lower(), "7K3M9QXAA", "été & <b>?#"])
def test_its_link_for_those_who_work_knows_the_code_and_nobody(
    app_client: TestClient, house: House, sign_in: SignIn, code: str
) -> None:
    record(house, *IN_STOCK)
    address = f"/A/{quote(code, safe='')}"
    assert 'href="?filiere"' in app_client.get(address).text
    answers = [
        person.get(f"{address}?filiere", follow_redirects=False)
        for person in (app_client, sign_in())
    ]
    assert len({str(headers(answer)) for answer in answers}) == 1
    assert answers[0].headers["location"] == f"/recherche?q={quote(code, safe='')}"
    assert "set-cookie" not in answers[0].headers


def test_other_questions_change_nothing(app_client: TestClient, house: House) -> None:
    record(house, *IN_STOCK)
    for query in ("filiere=1", "fbclid=abc", "FILIERE"):
        assert app_client.get(f"/A/{CODE}?{query}").content == app_client.get(f"/A/{CODE}").content
    assert (
        app_client.get("/A?filiere", follow_redirects=False).headers["location"] == "/recherche?q="
    )
