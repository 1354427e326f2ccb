"""The pages of lots, as operators use them: open, count, import, qualify, close."""

import html
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from lives import (
    ASSOCIATION,
    COUNTER,
    LOT,
    NOON,
    POINT,
    SHOP,
    collected,
    command,
    joined,
    lot_opened,
    opened,
)
from people import Person, SignIn

from api.access import Grant, Role
from api.house import House
from ledger import device as d
from ledger.device import Device, Stage
from ledger.lot import Lot, LotOpened
from ledger.values import DeviceKind, DonorKind, LegalStatus, OrganisationId, PlaceId, PlaceRole
from projections import lots, register

OPERATOR = Role.OPERATOR
UNKNOWN_LOT = UUID(int=301)
TABLE = "Type matériel;Constructeur;Model;N° Serie;RAM\n"
OPENING = {"donor": "company", "legal_status": "product", "place": str(POINT), "day": ""}


def text_of(response: Response) -> str:
    """What a person reads: no tags, one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def hidden(response: Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.text)
    assert found, name
    return html.unescape(found[1])


def rows_of(house: House, lot: UUID) -> list[register.DeviceRow]:
    with house.pool.connection() as connection:
        return register.read_lot(connection, lot)


def count_form(*rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    fields = {"command": str(uuid4()), "day": ""}
    for rank, (kind, count, mass) in enumerate(rows):
        fields |= {f"kind.{rank}": kind, f"count.{rank}": count, f"mass_g.{rank}": mass}
    return fields | more


def send_file(person: Person, lot: UUID, data: str | bytes, **more: str) -> Response:
    raw = data.encode() if isinstance(data, str) else data
    fields = {"csrf": person.csrf, "command": str(uuid4()), "place": str(SHOP), "day": ""} | more
    return person.post(f"/lots/{lot}/import", data=fields, files={"file": ("lot.csv", raw)})


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    """Works at the collection point and at the shop of one structure."""
    grants = (Grant(OPERATOR, POINT), Grant(OPERATOR, SHOP))
    person = sign_in(grants=grants)
    person.submit("/lieu", place=str(SHOP), suite="/travail")
    return person


@pytest.fixture
def stranger(house: House, sign_in: SignIn) -> Person:
    """An operator of another structure."""
    other, elsewhere = OrganisationId(uuid4()), PlaceId(uuid4())
    house.record(
        command(
            (other, joined(name="Une autre structure")),
            (elsewhere, opened(name="Atelier de Veynes", organisation=other)),
        )
    )
    return sign_in(OPERATOR, elsewhere)


@pytest.fixture
def unknown_lot(house: House) -> UUID:
    house.record(command((UNKNOWN_LOT, lot_opened(place=SHOP, donor=DonorKind.UNKNOWN))))
    return UNKNOWN_LOT


def test_a_lot_is_opened_where_one_works(house: House, operator: Person) -> None:
    form = operator.get("/lots/nouveau")
    assert f'<option value="{SHOP}" selected>' in form.text
    answer = operator.submit("/lots/nouveau", **OPENING | {"command": hidden(form, "command")})
    assert answer.status_code == 200
    lot = UUID(answer.url.path.rpartition("/")[2])
    [record] = house.ledger.life(lot)
    assert isinstance(record.event, LotOpened)
    assert (record.event.place, record.event.donor) == (POINT, DonorKind.COMPANY)
    assert str(lot)[:8].upper() in text_of(operator.get("/lots"))


def test_a_day_of_the_past_is_kept_and_a_day_to_come_refused(
    house: House, operator: Person
) -> None:
    sent = OPENING | {"command": str(uuid4())}
    answer = operator.submit("/lots/nouveau", **sent | {"day": "2026-02-03"})
    lot = UUID(answer.url.path.rpartition("/")[2])
    assert house.ledger.life(lot)[0].event.happened_at.isoformat() == "2026-02-03T12:00:00+01:00"
    tomorrow = (house.now() + timedelta(days=2)).date().isoformat()
    for day, said in {
        tomorrow: "Cette date n’est pas encore venue.",
        "hier": "Écrivez une date",
        "1901-01-01": "vérifiez l’année",
    }.items():
        refused = operator.submit("/lots/nouveau", **sent | {"day": day})
        assert refused.status_code == 422
        assert said in text_of(refused)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"donor": ""}, "À remplir."),
        ({"donor": "roi"}, "Choisissez une réponse de la liste."),
        ({"free_public_gift": "1"}, "Seul un organisme public fait un tel don"),
        ({"organisation": str(ASSOCIATION)}, "Une structure n’est nommée qu’avec son accord"),
        (
            {"donor": "person", "organisation": str(ASSOCIATION), "organisation_consents": "1"},
            "Une personne qui donne n’est jamais nommée",
        ),
        (
            {"organisation": str(uuid4()), "organisation_consents": "1"},
            "Cette structure n’est pas au registre.",
        ),
        ({"place": str(COUNTER)}, "Choisissez un de vos lieux."),
        ({"place": "ici"}, "Choisissez un de vos lieux."),
        ({"legal_status": "cadeau"}, "Choisissez une réponse de la liste."),
    ],
)
def test_an_unlawful_origin_is_refused_and_what_was_typed_is_kept(
    house: House, operator: Person, said: dict[str, str], why: str
) -> None:
    with house.pool.connection() as connection:
        before = lots.read_recent(connection, None)
        sent = OPENING | {"command": str(uuid4()), "legal_status": "waste"} | said
        answer = operator.submit("/lots/nouveau", **sent)
        assert answer.status_code == 422
        assert why in text_of(answer)
        assert 'aria-invalid="true"' in answer.text or "registre" in why
        if "legal_status" not in said:
            assert 'value="waste" checked' in answer.text
        assert lots.read_recent(connection, None) == before


def test_a_public_gift_and_a_named_organisation_are_recorded(
    house: House, operator: Person
) -> None:
    sent = OPENING | {
        "command": str(uuid4()),
        "donor": "public_body",
        "free_public_gift": "1",
        "organisation": str(ASSOCIATION),
        "organisation_consents": "1",
        "legal_status": "waste",
    }
    answer = operator.submit("/lots/nouveau", **sent)
    said = text_of(answer)
    assert "Les Ordis du Mélézin" in said
    assert "vente sur prescription seulement" in said
    [record] = house.ledger.life(UUID(answer.url.path.rpartition("/")[2]))
    assert isinstance(record.event, LotOpened)
    assert record.event.legal_status is LegalStatus.WASTE
    assert record.event.free_public_gift


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
    person = sign_in(OPERATOR, point)
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


def test_an_unknown_origin_is_qualified_for_the_lot_and_all_its_devices(
    house: House, operator: Person, unknown_lot: UUID
) -> None:
    operator.submit(f"/lots/{unknown_lot}/appareils", **count_form(("laptop", "5", "")))
    page = operator.get(f"/lots/{unknown_lot}")
    assert "Dites d’où vient ce lot" in text_of(page)
    form = {name: hidden(page, name) for name in ("command", "seen")}
    sent = form | {"donor": "public_body", "free_public_gift": "1", "legal_status": "product"}
    for _ in range(2):
        assert operator.submit(f"/lots/{unknown_lot}/origine", **sent).status_code == 200
    rows = rows_of(house, unknown_lot)
    assert not any(row.origin_unknown for row in rows)
    devices = [house.ledger.subject(Device, row.subject) for row in rows]
    assert all(device.public_gift for device in devices)
    assert len({house.ledger.life(row.subject)[-1].metadata.command for row in rows}) == 1
    assert len(house.ledger.life(unknown_lot)) == 2, "sent twice, qualified once"
    assert "Préciser l’origine" not in text_of(operator.get(f"/lots/{unknown_lot}"))


def test_who_qualifies_a_lot_that_somebody_else_just_qualified_is_told(
    house: House, operator: Person, unknown_lot: UUID
) -> None:
    pages = [operator.get(f"/lots/{unknown_lot}") for _ in range(2)]
    answers = [
        operator.submit(
            f"/lots/{unknown_lot}/origine",
            command=hidden(page, "command"),
            seen=hidden(page, "seen"),
            donor=donor,
            legal_status="product",
        )
        for page, donor in zip(pages, ("company", "person"), strict=True)
    ]
    assert [answer.status_code for answer in answers] == [200, 422]
    assert house.ledger.subject(Lot, unknown_lot).donor is DonorKind.COMPANY


def test_an_origin_still_unknown_qualifies_nothing(
    house: House, operator: Person, unknown_lot: UUID
) -> None:
    page = operator.get(f"/lots/{unknown_lot}")
    form = {name: hidden(page, name) for name in ("command", "seen")}
    answer = operator.submit(
        f"/lots/{unknown_lot}/origine", **form, donor="unknown", legal_status="product"
    )
    assert answer.status_code == 422
    assert "Dites qui a donné ce lot." in text_of(answer)
    assert len(house.ledger.life(unknown_lot)) == 1


def test_a_closed_lot_takes_nothing_more(house: House, operator: Person) -> None:
    operator.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "1", "")))
    close = {"command": str(uuid4())}
    for _ in range(2):
        assert operator.submit(f"/lots/{LOT}/clore", **close).status_code == 200
    page = operator.get(f"/lots/{LOT}")
    assert "Clos : on n’y ajoute plus d’appareil" in text_of(page)
    assert "Ajouter des appareils" not in text_of(page)
    for refused in (
        operator.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "1", ""))),
        send_file(operator, LOT, TABLE + "portable;;;;\n"),
    ):
        assert refused.status_code == 409
        assert "Ce lot est clos : ouvrez-en un autre." in text_of(refused)
    assert len(rows_of(house, LOT)) == 1


def test_the_lot_of_another_structure_is_refused(house: House, stranger: Person) -> None:
    answers = [
        stranger.get(f"/lots/{LOT}"),
        stranger.get(f"/lots/{LOT}/etiquettes"),
        stranger.get(f"/etiquettes?lot={LOT}"),
        stranger.get(f"/etiquettes/lot/{LOT}.pdf"),
        stranger.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "1", ""))),
        stranger.submit(f"/lots/{LOT}/clore", command=str(uuid4())),
        stranger.submit(f"/lots/{LOT}/origine", command=str(uuid4()), donor="person"),
        stranger.submit(f"/lots/{LOT}/etiquettes", command=str(uuid4()), codes=""),
        send_file(stranger, LOT, TABLE + "portable;;;;\n"),
    ]
    for answer in answers:
        assert answer.status_code == 403
        assert "Ce lot est chez une autre structure." in text_of(answer)
    assert str(LOT)[:8].upper() not in text_of(stranger.get("/lots"))
    assert len(house.ledger.life(LOT)) == 1


def test_another_place_of_the_same_structure_reads_and_does_not_record(
    house: House, sign_in: SignIn
) -> None:
    neighbour = sign_in(OPERATOR, COUNTER)
    page = neighbour.get(f"/lots/{LOT}")
    assert page.status_code == 200
    assert "Vous pouvez lire ce lot." in text_of(page)
    assert "<button>" not in page.text
    refused = neighbour.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "1", "")))
    assert refused.status_code == 403
    assert rows_of(house, LOT) == []


def test_a_device_that_another_structure_has_is_not_told_further(
    house: House, operator: Person, stranger: Person
) -> None:
    grant = stranger.account
    with house.pool.connection() as connection:
        [[place]] = connection.execute(
            "SELECT place FROM access.role_grant WHERE account = %s", [grant]
        ).fetchall()
    device = uuid4()
    shipping = d.Shipped(happened_at=NOON, origin=POINT, destination=place)
    arriving = d.Received(happened_at=NOON, origin=POINT, place=place)
    house.record(
        command((device, collected(kind=DeviceKind.TABLET)), (device, shipping), (device, arriving))
    )
    page = operator.get(f"/lots/{LOT}")
    assert "Tablette Chez une autre structure" in text_of(page)
    assert str(device) not in page.text


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR, Role.FUNDER])
def test_lots_are_for_operators(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    for path in ("/lots", "/lots/nouveau", f"/lots/{LOT}", "/etiquettes"):
        assert person.get(path).status_code == 403


def test_an_administrator_works_everywhere(house: House, sign_in: SignIn) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    assert str(LOT)[:8].upper() in text_of(administrator.get("/lots"))
    answer = administrator.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "2", "")))
    assert answer.status_code == 200
    assert len(rows_of(house, LOT)) == 2


def test_a_form_of_another_site_records_nothing(house: House, operator: Person) -> None:
    forged: list[tuple[str, dict[str, Any]]] = [
        ("/lots/nouveau", OPENING | {"command": str(uuid4())}),
        (f"/lots/{LOT}/appareils", count_form(("laptop", "1", ""))),
        (f"/lots/{LOT}/import", {"command": str(uuid4()), "place": str(SHOP)}),
        (f"/lots/{LOT}/origine", {"command": str(uuid4()), "donor": "person"}),
        (f"/lots/{LOT}/clore", {"command": str(uuid4())}),
        (f"/lots/{LOT}/etiquettes", {"command": str(uuid4()), "codes": ""}),
        ("/etiquettes/associer", {"command": str(uuid4()), "code": "", "device": ""}),
    ]
    for path, form in forged:
        assert operator.post(path, data=form).status_code == 403, path
    assert rows_of(house, LOT) == []
    assert len(house.ledger.life(LOT)) == 1


@pytest.mark.parametrize("lot", [str(uuid4()), "abc", "x" * 3000])
def test_a_lot_that_does_not_exist_is_told_in_french(operator: Person, lot: str) -> None:
    answer = operator.get(f"/lots/{lot}")
    assert answer.status_code in {404, 422}
    assert 'lang="fr"' in answer.text


def test_a_command_that_is_none_is_refused(house: House, operator: Person) -> None:
    for command_id in ("", "abc", "x" * 9000):
        form = count_form(("laptop", "1", "")) | {"command": command_id}
        assert operator.submit(f"/lots/{LOT}/appareils", **form).status_code == 400
    assert rows_of(house, LOT) == []
