"""Devices come into a lot: forty at once, or by a file."""

import re
from uuid import UUID, uuid4

import pytest
from inventories import zipped
from lives import (
    COUNTER,
    LOT,
    POINT,
    SHOP,
    command,
    lot_opened,
    opened,
)
from lot_forms import TABLE, count_form, rows_of, send_file, shop_operator, text_of
from people import Person, SignIn
from reports import LAPTOP_LSHW, dump, glpi

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.device import Stage
from ledger.values import DonorKind, LegalStatus, PlaceId, PlaceRole

UNKNOWN_LOT = UUID(int=301)


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return shop_operator(sign_in)


@pytest.fixture
def unknown_lot(house: House) -> UUID:
    house.record(command((UNKNOWN_LOT, lot_opened(place=SHOP, donor=DonorKind.UNKNOWN))))
    return UNKNOWN_LOT


def test_forty_devices_are_collected_at_once(house: House, operator: Person) -> None:
    form = count_form(("laptop", "25", "1,9"), ("screen", "15", ""))
    answer = operator.submit(f"/lots/{LOT}/appareils", **form)
    assert answer.status_code == 200
    rows = rows_of(house, LOT)
    assert [row.kind for row in rows] == ["laptop"] * 25 + ["screen"] * 15
    assert {row.stage for row in rows} == {Stage.COLLECTED}
    assert {row.place for row in rows} == {POINT}
    lives = [house.ledger.life(row.subject) for row in rows]
    assert len({life[0].metadata.command for life in lives}) == 1, "one command"
    assert [life[0].event.mass_g for life in lives if isinstance(life[0].event, d.Collected)] == [
        *[1900] * 25,
        *[None] * 15,
    ]
    assert "40 appareils n’ont pas encore d’étiquette" in text_of(answer)


def test_the_devices_bear_the_origin_of_their_lot(house: House, operator: Person) -> None:
    lot = UUID(int=302)
    gift = lot_opened(
        place=SHOP,
        donor=DonorKind.PUBLIC_BODY,
        free_public_gift=True,
        legal_status=LegalStatus.WASTE,
    )
    house.record(command((lot, gift)))
    operator.submit(f"/lots/{lot}/appareils", **count_form(("laptop", "1", "")))
    [row] = rows_of(house, lot)
    event = house.ledger.life(row.subject)[0].event
    assert isinstance(event, d.Collected)
    assert (event.donor, event.free_public_gift) == (DonorKind.PUBLIC_BODY, True)
    assert event.legal_status is LegalStatus.WASTE


def test_devices_that_are_at_the_shop_already_are_received_there(
    house: House, operator: Person, unknown_lot: UUID
) -> None:
    form = count_form(("desktop", "3", ""), received="1")
    operator.submit(f"/lots/{unknown_lot}/appareils", **form)
    assert {row.stage for row in rows_of(house, unknown_lot)} == {Stage.RECEIVED}


def test_only_a_shop_receives(house: House, sign_in: SignIn) -> None:
    point, lot = PlaceId(uuid4()), uuid4()
    roles = frozenset({PlaceRole.COLLECTION_POINT})
    house.record(
        command((point, opened(name="Mairie", roles=roles)), (lot, lot_opened(place=point)))
    )
    person = sign_in(Role.OPERATOR, point)
    page = person.get(f"/lots/{lot}")
    assert "déjà à l’atelier" not in text_of(page)
    assert "L’inventaire se fait dans un atelier" in text_of(page)
    refused = person.submit(
        f"/lots/{lot}/appareils", **count_form(("laptop", "1", ""), received="1")
    )
    assert refused.status_code == 422
    assert "n’est pas un atelier" in text_of(refused)
    refused = send_file(person, lot, TABLE + "portable;Dell;X1;;\n")
    assert refused.status_code == 422
    assert rows_of(house, lot) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "3", ""), "Choisissez un type"),
        (("piano", "3", ""), "Choisissez un type"),
        (("laptop", "", ""), "de 1 à 100"),
        (("laptop", "0", ""), "de 1 à 100"),
        (("laptop", "101", ""), "de 1 à 100"),
        (("laptop", "-1", ""), "de 1 à 100"),
        (("laptop", "٣", ""), "de 1 à 100"),
        (("laptop", "1" * 5000, ""), "de 1 à 100"),
        (("laptop", "3", "lourd"), "Écrivez un poids"),
        (("laptop", "3", "0"), "Écrivez un poids"),
        (("laptop", "3", "900"), "Écrivez un poids"),
        (("", "", ""), "Dites au moins un type"),
    ],
)
def test_a_count_that_cannot_be_is_refused_and_kept(
    house: House, operator: Person, row: tuple[str, str, str], why: str
) -> None:
    sent = count_form(("mouse", "7", ""), row) if any(row) else count_form(row)
    answer = operator.submit(f"/lots/{LOT}/appareils", **sent)
    assert answer.status_code == 422
    assert why in text_of(answer)
    if any(row):
        assert 'name="count.0" inputmode="numeric" maxlength="3" value="7"' in answer.text
    assert rows_of(house, LOT) == []


def test_the_same_form_sent_twice_collects_once(house: House, operator: Person) -> None:
    form = count_form(("laptop", "4", ""))
    for _ in range(2):
        assert operator.submit(f"/lots/{LOT}/appareils", **form).status_code == 200
    assert len(rows_of(house, LOT)) == 4
    changed = form | {"count.0": "2"}
    assert operator.submit(f"/lots/{LOT}/appareils", **changed).status_code == 200
    assert len(rows_of(house, LOT)) == 6, "gone back to and changed, it is another form"


def test_a_file_comes_in_and_the_summary_says_what_became_of_it(
    house: House, operator: Person
) -> None:
    table = TABLE + "portable;Dell;X1;9ZK4R2M;beaucoup\nsoucoupe;;;;\nécran;HP;;;\n"
    answer = send_file(operator, LOT, table)
    assert answer.status_code == 200
    said = text_of(answer)
    assert "2 appareils enregistrés sur 3." in said
    assert "lot.csv, ligne 3 Type de matériel inconnu" in said
    assert "n’a pas été compris" in said
    assert {row.stage for row in rows_of(house, LOT)} == {Stage.IN_WORKSHOP}
    again = send_file(operator, LOT, table)
    assert "Ce fichier est déjà enregistré dans ce lot : rien n’a changé." in text_of(again)
    assert len(rows_of(house, LOT)) == 2


def test_a_machine_of_the_register_is_refused_with_a_link_to_it(
    house: House, operator: Person
) -> None:
    send_file(operator, LOT, TABLE + "portable;Dell;X1;9ZK4R2M;\n")
    [known] = rows_of(house, LOT)
    answer = send_file(operator, LOT, TABLE + "portable;DELL;x1;9zk4r2m;8\n")
    assert "Aucun appareil n’a été enregistré." in text_of(answer)
    assert f'href="/appareils/{known.subject}"' in answer.text


def test_a_hostile_file_is_text_on_the_page(operator: Person) -> None:
    fields = {"csrf": operator.csrf, "command": str(uuid4()), "place": str(SHOP), "day": ""}
    file = ("<script>alert(1)</script>.csv", b"Type\n<b>soucoupe</b>\n")
    answer = operator.post(f"/lots/{LOT}/import", data=fields, files={"file": file})
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "<b>soucoupe" not in answer.text


def test_a_file_that_is_missing_too_big_or_for_nowhere_is_refused(
    house: House, operator: Person
) -> None:
    fields = {"csrf": operator.csrf, "command": str(uuid4()), "place": str(SHOP), "day": ""}
    for missing in (
        operator.post(f"/lots/{LOT}/import", data=fields),
        operator.post(f"/lots/{LOT}/import", data=fields, files={"file": ("", b"")}),
    ):
        assert missing.status_code == 422
        assert "Choisissez un fichier." in text_of(missing)
    nowhere = send_file(operator, LOT, TABLE + "portable;;;;\n", place=str(COUNTER))
    assert "Choisissez l’atelier où sont ces machines." in text_of(nowhere)
    heavy = b"x" * (house.settings.upload_limit_mb * 1_000_000 + 1)
    assert "Ce fichier est trop gros" in text_of(send_file(operator, LOT, heavy))
    assert rows_of(house, LOT) == []


def test_the_page_after_an_import_shows_what_the_files_tell_differently(operator: Person) -> None:
    files = zipped(**{"a.txt": dump().decode(), "b.json": LAPTOP_LSHW.decode()})
    answer = send_file(operator, LOT, files)
    assert "À vérifier" in answer.text
    assert "Mémoire : « 8 Go » selon le relevé dmidecode" in text_of(answer)
    assert re.search(r'href="/appareils/[0-9a-f-]{36}">lot.csv, a.txt</a>', answer.text)


def test_a_zip_of_one_machine_is_said_by_a_box(operator: Person) -> None:
    nameless = dump(serial="None", uuid="").decode()
    files = zipped(**{"a.txt": nameless, "b.json": glpi("", bios={}).decode()})
    assert "1 appareil enregistré sur 1" in text_of(
        send_file(operator, LOT, files, one_machine="1")
    )
    assert 'name="one_machine"' in operator.get(f"/lots/{LOT}").text
