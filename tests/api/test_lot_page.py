"""Lots as operators use them: open, qualify, close."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from lives import (
    ASSOCIATION,
    COUNTER,
    LOT,
    POINT,
    SHOP,
    command,
    lot_opened,
)
from lot_forms import OPENING, TABLE, count_form, hidden, rows_of, send_file, shop_operator, text_of
from people import Person, SignIn

from api.house import House
from ledger.device import Device
from ledger.lot import Lot, LotOpened
from ledger.values import DonorKind, LegalStatus
from projections import lots

UNKNOWN_LOT = UUID(int=301)


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return shop_operator(sign_in)


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
