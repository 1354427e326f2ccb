"""What the public page of a device tells whoever scans its sticker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import lives
import pytest
from fastapi.testclient import TestClient
from lives import DESK, SHOP
from scans import CODE, IN_STOCK, headers, page, record

from api.house import House
from api.origin_page import write
from api.public_facts import PublicFacts
from api.words import ERASURE_METHOD, PART, WORK
from ledger.codes import check_character, new_code, written
from ledger.values import DeviceKind, Grade, Use

LIMIT_BYTES = 30_000
BANNED = ("comme neuf", "état neuf", "à neuf", "réfractaire")


def test_a_labelled_device_tells_its_origin_and_what_was_checked(
    app_client: TestClient, house: House
) -> None:
    record(house, *IN_STOCK)
    text = page(app_client)
    for told in (
        written(CODE),
        "Lenovo ThinkPad T460",
        "Collecté à Serre-Ponçon",
        "Donné par une entreprise",
        "Mars 2026",
        "Reconditionné par Atelier de Gap",
        "(version 1)",
        "Mis en stock à Gap-Tallard-Durance",
        "fonctions ont été essayées",
        ERASURE_METHOD["overwrite"],
        WORK["system_installed"],
        "24\u00a0mois à partir de la vente",
        'href="/label"',
        'href="/aide"',
        'href="/lieux"',
        'href="/ateliers"',
        '<svg xmlns="http://www.w3.org/2000/svg" class="path-map"',
    ):
        assert told in text, told


@pytest.mark.parametrize(("memory_mb", "told"), [(7800, "8"), (8192, "8"), (16384, "16")])
def test_memory_is_told_as_it_is_sold(house: House, memory_mb: int, told: str) -> None:
    assert f"<b>{told}\u00a0Go</b>" in write(house, replace(FACTS, memory_mb=memory_mb)).decode()


def test_a_small_memory_is_not_rounded_up(house: House) -> None:
    assert "<b>512\u00a0Mo</b>" in write(house, replace(FACTS, memory_mb=512)).decode()


def test_a_device_without_its_label_is_told_to_be_at_the_workshop(
    app_client: TestClient, house: House
) -> None:
    record(house, *lives.ON_THE_BENCH, lives.bound(CODE))
    text = page(app_client)
    assert "Cet appareil est encore à l’atelier" in text
    assert "sans crainte" not in text
    assert "24\u00a0mois" not in text


def test_a_revoked_label_no_longer_reassures(app_client: TestClient, house: House) -> None:
    record(house, *IN_STOCK, lives.label_revoked())
    assert "sans crainte" not in page(app_client)


def test_codes_that_lead_nowhere_are_answered_alike(app_client: TestClient, house: House) -> None:
    record(house, *IN_STOCK)
    never_printed, never_bound = new_code(), new_code()
    misread = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    wrong = [never_printed, written(never_bound), misread, "ABC", "é", "A" * 300, "%20"]
    answers = [app_client.get(f"/A/{code}") for code in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(headers(answer)) for answer in answers}) == 1
    assert "Vérifiez les neuf caractères" in answers[0].text
    assert answers[0].headers["cache-control"] == "no-store"
    assert app_client.get("/A", params={"code": "ABC"}).content == answers[0].content


@pytest.mark.parametrize(
    "typed",
    [CODE.lower(), written(CODE), written(CODE).lower(), " ".join(CODE), f" {CODE} "],
)
def test_a_code_is_read_as_people_write_it(
    app_client: TestClient, house: House, typed: str
) -> None:
    record(house, *IN_STOCK)
    assert page(app_client, typed) == page(app_client)
    assert app_client.get(f"/a/{typed}").text == page(app_client)


def test_letters_that_look_like_figures_are_read_as_such(
    app_client: TestClient, house: House
) -> None:
    code = "10V0A1B2" + check_character("10V0A1B2")
    record(house, *lives.LABELLED, lives.bound(code), lives.stocked())
    misread = "IOUOALB2" + code[-1]
    assert written(code) in page(app_client, misread)


def test_the_code_of_a_replaced_sticker_still_leads_to_its_device(
    app_client: TestClient, house: House
) -> None:
    newer = new_code()
    record(house, *IN_STOCK, lives.replaced(newer))
    old, new = page(app_client), page(app_client, newer)
    assert written(CODE) in old
    assert old.replace(written(CODE), "") == new.replace(written(newer), "")


def test_a_code_typed_on_the_home_page_leads_to_its_device(
    app_client: TestClient, house: House
) -> None:
    record(house, *IN_STOCK)
    answer = app_client.get("/A", params={"code": CODE.lower()}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/A/{written(CODE)}"


def test_a_head_request_has_the_headers_of_the_page(app_client: TestClient, house: House) -> None:
    record(house, *IN_STOCK)
    head, whole = app_client.head(f"/A/{CODE}"), app_client.get(f"/A/{CODE}")
    assert head.content == b""
    assert headers(head) == headers(whole)


def test_the_next_workshops_are_those_of_the_territory_where_it_was_stocked(
    app_client: TestClient, house: House
) -> None:
    soon = datetime.now(UTC) + timedelta(days=3)
    here = [
        lives.scheduled(place=SHOP, theme=theme, starts_at=soon + timedelta(days=rank))
        for rank, theme in enumerate(("mail", "photos", "security", "care"))
    ]
    elsewhere = lives.scheduled(place=DESK, theme="office", starts_at=soon)
    past = lives.scheduled(place=SHOP, theme="internet", starts_at=lives.NOON)
    for event in (*here, elsewhere, past):
        record(house, event, subject=uuid4())
    record(house, *IN_STOCK)
    text = page(app_client)
    shown = ("Écrire et recevoir des courriels", "Ranger ses photos", "Éviter les arnaques")
    assert [text.index(theme) for theme in shown] == sorted(text.index(theme) for theme in shown)
    for theme in ("Prendre soin", "Écrire une lettre", "Naviguer sur internet"):
        assert theme not in text


def test_a_territory_without_workshop_says_so(app_client: TestClient, house: House) -> None:
    record(house, *IN_STOCK)
    assert "Aucun atelier n’est prévu à Gap-Tallard-Durance" in page(app_client)


DATALESS = {"screen", "printer", "multifunction", "keyboard", "mouse", "charger"}
FACTS = PublicFacts(
    code=CODE,
    kind="laptop",
    donor="unknown",
    collected_in="2026-03",
    collected_epci=None,
    reconditioned_in="2026-04",
    shop="Atelier",
    shop_commune="Gap",
    shop_epci="200067825",
    labelled_in="2026-04",
    criteria="hautes-alpes-1",
    stocked_in=None,
    stock_epci=None,
    maker=None,
    model="<b>&",
    processor=None,
    memory_mb=None,
    screen_inches=None,
    storage_gb=None,
    battery_health_percent=None,
    operating_system=None,
    grade=None,
    uses=(),
    storages=0,
    erasures=(),
    tests_passed=1,
    works=(),
    parts=(),
    workshops=(),
)


@pytest.mark.parametrize("kind", DeviceKind)
@pytest.mark.parametrize("known", ["little", "all"])
def test_every_kind_of_device_has_a_lawful_page(house: House, kind: str, known: str) -> None:
    told = replace(FACTS, kind=kind)
    if known == "all":
        told = replace(
            FACTS,
            kind=kind,
            donor="public_body",
            collected_epci="240500439",
            stocked_in="2026-05",
            stock_epci="200067742",
            maker="M" * 120,
            model="N" * 120,
            memory_mb=8192,
            screen_inches=15.6,
            storage_gb=2000,
            battery_health_percent=81,
            operating_system="L" * 120,
            grade=Grade.C,
            uses=tuple(Use),
            storages=3,
            erasures=("overwrite", "destruction", "overwrite"),
            tests_passed=19,
            works=tuple(WORK),
            parts=tuple((part, "new") for part in PART) * 2,
        )
    text = write(house, told).decode()
    assert len(text.encode()) <= LIMIT_BYTES
    assert text.count("<h1>") == 1
    assert "None" not in text
    for banned in BANNED:
        assert banned not in text.casefold()
    assert "<b>&" not in text
    assert ("propriétaire" in text) == (kind not in DATALESS)
