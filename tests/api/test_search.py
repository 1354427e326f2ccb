"""Search finds by code, by serial and by lot; and says what to do when it finds nothing."""

from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from lives import (
    COUNTER,
    LOT,
    SHOP,
    batch_printed,
    batch_voided,
    bound,
    collected,
    command,
    facts,
    inventoried,
    joined,
    opened,
    received,
    replaced,
)
from lot_forms import text_of
from people import Person, SignIn
from wedges import typed_in_french

from api.access import Grant, Role
from api.house import House
from ledger.codes import new_code, written
from ledger.values import OrganisationId, PlaceId


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    """Works at the shop."""
    return sign_in(Role.OPERATOR, SHOP)


def look_for(person: Person, asked: str) -> Response:
    return person.get("/recherche", params={"q": asked}, follow_redirects=False)


def on_the_bench(house: House, code: str | None = None, **said: object) -> UUID:
    device = uuid4()
    events = [
        (device, collected()),
        (device, received()),
        (device, inventoried(facts=facts(**said))),
    ]
    house.record(command(*events, *([(device, bound(code))] if code else [])))
    return device


def elsewhere(house: House, code: str, serial: str) -> UUID:
    """A device of another structure."""
    other, place, device = OrganisationId(uuid4()), PlaceId(uuid4()), uuid4()
    house.record(
        command(
            (other, joined(name="Une autre structure")),
            (place, opened(name="Atelier de Veynes", organisation=other)),
            (device, collected(place=place, lot=None)),
            (device, received(origin=place, place=place)),
            (device, inventoried(facts=facts(serial=serial, model="Pavillon secret"))),
            (device, bound(code)),
        )
    )
    return device


def test_a_code_in_any_spelling_leads_to_its_device(house: House, operator: Person) -> None:
    code = new_code()
    device = on_the_bench(house, code)
    for asked in (
        code,
        code.lower(),
        written(code),
        f" {written(code).lower()} ",
        code.replace("0", "O").replace("1", "l"),
        f"HTTPS://R05.FR/A/{code}",
        f"https://r05.fr/a/{written(code)}/",
        f"http://127.0.0.1:8000/A/{code}",
    ):
        answer = look_for(operator, asked)
        assert answer.status_code == 303, asked
        assert answer.headers["location"] == f"/appareils/{device}"


def test_the_code_of_a_replaced_sticker_leads_to_the_same_device(
    house: House, operator: Person
) -> None:
    old, new = new_code(), new_code()
    device = on_the_bench(house, old)
    house.record(command((device, replaced(new))))
    for code in (old, new):
        assert look_for(operator, code).headers["location"] == f"/appareils/{device}"


def test_a_serial_leads_to_its_device_and_to_a_list_of_several(
    house: House, operator: Person
) -> None:
    first = on_the_bench(house, serial="5CG7291ABC")
    assert look_for(operator, " 5cg7291abc ").headers["location"] == f"/appareils/{first}"
    second = on_the_bench(house, serial="5CG7291ABC", model="Autre modèle")
    answer = look_for(operator, "5CG7291ABC")
    assert answer.status_code == 200
    assert "Plusieurs réponses : choisissez la bonne." in text_of(answer)
    for device in (first, second):
        assert f'href="/appareils/{device}"' in answer.text


def test_a_scanner_with_american_keys_finds_a_code_and_a_serial(
    house: House, operator: Person
) -> None:
    code = new_code()
    device = on_the_bench(house, code, serial="5CG7291ABQ")
    for meant in (f"HTTPS://R05.FR/A/{code}", "5CG7291ABQ"):
        answer = look_for(operator, typed_in_french(meant))
        assert answer.headers.get("location") == f"/appareils/{device}", meant


def test_a_lot_is_found_by_its_name_its_id_and_its_address(operator: Person) -> None:
    for asked in (str(LOT), str(LOT)[:8], str(LOT).upper(), f"http://127.0.0.1:8000/lots/{LOT}"):
        assert look_for(operator, asked).headers["location"] == f"/lots/{LOT}", asked


def test_a_blank_sticker_is_offered_to_the_devices_of_this_place(
    house: House, operator: Person
) -> None:
    mine, stuck = on_the_bench(house), on_the_bench(house, new_code())
    away = uuid4()
    house.record(command((away, collected())))
    code = new_code()
    answer = look_for(operator, written(code))
    assert f"L’étiquette {written(code)} est libre : choisissez l’appareil" in text_of(answer)
    assert str(mine) in answer.text
    assert str(stuck) not in answer.text
    assert str(away) not in answer.text
    form = {"command": str(uuid4()), "code": code, "device": str(mine)}
    for _ in range(2):
        done = operator.submit("/etiquettes/associer", **form)
        assert done.url.path == f"/appareils/{mine}"
    assert house.ledger.holder("sticker", code) == mine
    assert look_for(operator, code).headers["location"] == f"/appareils/{mine}"


def test_a_sticker_is_not_bound_to_what_is_not_here(house: House, operator: Person) -> None:
    away, theirs = uuid4(), elsewhere(house, new_code(), "ZZTOP123")
    house.record(command((away, collected())))
    for device, status in ((away, 403), (theirs, 403), (uuid4(), 404), ("abc", 422)):
        answer = operator.submit(
            "/etiquettes/associer", command=str(uuid4()), code=new_code(), device=str(device)
        )
        assert answer.status_code == status
    bad = operator.submit("/etiquettes/associer", command=str(uuid4()), code="ABC", device="")
    assert bad.status_code == 422
    assert "Ce code n’existe pas" in text_of(bad)
    taken = new_code()
    on_the_bench(house, taken)
    refused = operator.submit(
        "/etiquettes/associer",
        command=str(uuid4()),
        code=taken,
        device=str(on_the_bench(house)),
    )
    assert refused.status_code == 409
    assert "Cette étiquette est déjà sur cet appareil" in text_of(refused)


def test_a_blank_sticker_where_no_device_waits_says_what_to_do(operator: Person) -> None:
    answer = look_for(operator, new_code())
    assert "Aucun appareil sans étiquette n’attend dans ce lieu." in text_of(answer)


def test_the_device_of_another_structure_is_said_to_be_there_and_nothing_more(
    house: House, operator: Person
) -> None:
    code = new_code()
    device = elsewhere(house, code, "ZZTOP123")
    for asked in (code, "zztop123", str(device)):
        answer = look_for(operator, asked)
        assert answer.status_code == 200
        said = text_of(answer)
        assert "Cet appareil est chez une autre structure." in said
        for secret in ("Pavillon", "Veynes", "Lenovo", "portable"):
            assert secret not in said
        if asked != str(device):
            assert str(device) not in answer.text


def test_somebody_who_sees_everything_finds_it(house: House, sign_in: SignIn) -> None:
    code = new_code()
    device = elsewhere(house, code, "ZZTOP123")
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        found = look_for(sign_in(role), code)
        assert found.headers["location"] == f"/appareils/{device}"


def test_a_place_of_the_same_structure_finds_it(house: House, sign_in: SignIn) -> None:
    code = new_code()
    device = on_the_bench(house, code)
    for role in (Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER):
        person = sign_in(grants=(Grant(role, COUNTER),))
        assert look_for(person, code).headers["location"] == f"/appareils/{device}"


@pytest.mark.parametrize(
    "asked",
    [
        "rien",
        "é" * 500,
        "x" * 9000,
        "%00",
        "\x00",
        "' OR 1=1 --",
        "<b>gras</b>",
        "ABC-DEF-GHJ",
        "/",
    ],
)
def test_what_matches_nothing_says_what_to_check(operator: Person, asked: str) -> None:
    answer = look_for(operator, asked)
    assert answer.status_code == 200
    assert "Un code d’étiquette a neuf caractères" in text_of(answer)
    assert "<b>gras" not in answer.text


def test_an_empty_search_asks_what_to_type(operator: Person) -> None:
    for answer in (operator.get("/recherche"), look_for(operator, "  ")):
        assert "Tapez ou scannez un code d’étiquette" in text_of(answer)


def test_search_is_for_those_who_signed_in(house: House, app_client: Person) -> None:
    del house
    answer = app_client.get("/recherche?q=ABC", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion?suite=")


def test_a_voided_sticker_says_so_and_offers_no_device(house: House, operator: Person) -> None:
    on_the_bench(house)
    code, batch = new_code(), uuid4()
    house.record(command((batch, batch_printed(code)), (batch, batch_voided(code))))
    answer = look_for(operator, code)
    assert f"L’étiquette {written(code)} est annulée" in text_of(answer)
    assert "est libre" not in text_of(answer)
    assert 'name="device"' not in answer.text
