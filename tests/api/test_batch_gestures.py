"""What becomes of a batch of blank stickers: sent to a place, voided, by those who have it."""

from uuid import uuid4

import pytest
from batches import PREFIX, batch_at, made
from lives import POINT, SHOP, bound, collected, command
from lot_forms import another_structure, shop_operator, text_of
from people import Person, SignIn

from api.access import Role
from api.house import House
from ledger.batch import VoidReason
from ledger.codes import new_code, written


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return shop_operator(sign_in)


def test_codes_are_voided_as_they_are_typed_or_scanned(house: House, operator: Person) -> None:
    codes = [new_code() for _ in range(4)]
    address = made(house, *codes)
    typed = f"{written(codes[0])}\n{PREFIX}{codes[1]}\r\n{codes[0].lower()}"
    form = {"command": str(uuid4()), "codes": typed, "raison": "spoiled"}
    for _ in range(2):
        answer = operator.submit(f"{address}/annuler", **form)
        assert answer.status_code == 200
        assert "ne pourront plus être associées" in text_of(answer)
    batch = batch_at(house, address)
    assert batch.voided == {codes[0], codes[1]}
    assert batch.version == 2
    life = house.ledger.life(batch.id)
    assert life[-1].event.reason is VoidReason.SPOILED  # type: ignore[attr-defined]


def test_why_a_sticker_is_not_voided_is_said(house: House, operator: Person) -> None:
    codes = [new_code() for _ in range(3)]
    address = made(house, *codes)
    device = uuid4()
    house.record(command((device, collected()), (device, bound(codes[0]))))
    for form, status, why in (
        ({"codes": codes[0], "raison": "lost"}, 409, f"{written(codes[0])} est sur un appareil"),
        ({"codes": new_code(), "raison": "lost"}, 409, "n’est pas de cette série"),
        ({"codes": "ABC", "raison": "lost"}, 422, "« ABC » n’est pas un code"),
        ({"codes": "", "raison": "lost"}, 422, "n’est pas un code"),
        ({"codes": codes[1], "raison": "volée"}, 422, "Dites pourquoi."),
    ):
        answer = operator.submit(f"{address}/annuler", command=str(uuid4()), **form)
        assert answer.status_code == status, form
        assert why in text_of(answer)
        assert "<details open>" in answer.text
    assert batch_at(house, address).voided == set()


def test_a_batch_goes_to_a_place_whose_structure_has_it_then(
    house: House, operator: Person, sign_in: SignIn
) -> None:
    codes = [new_code() for _ in range(2)]
    there = another_structure(house)
    address = made(house, *codes)
    form = {"command": str(uuid4()), "lieu": str(there)}
    for _ in range(2):
        answer = operator.submit(f"{address}/envoyer", **form)
        assert answer.status_code in {200, 403}, "sent twice: it is theirs by then"
    assert batch_at(house, address).place == there
    page = operator.get(address)
    assert page.status_code == 200, "who printed it sees where it went"
    assert "Atelier de Veynes" in text_of(page)
    assert "/annuler" not in page.text
    theirs = sign_in(Role.OPERATOR, there)
    assert "/annuler" in theirs.get(address).text
    assert (
        theirs.submit(
            f"{address}/annuler", command=str(uuid4()), codes=codes[0], raison="lost"
        ).status_code
        == 200
    )
    late = operator.submit(
        f"{address}/annuler", command=str(uuid4()), codes=codes[1], raison="lost"
    )
    assert late.status_code == 403


def test_a_batch_is_not_sent_nowhere_nor_where_it_is(house: House, operator: Person) -> None:
    address = made(house, new_code())
    for place, status in (("", 422), (str(uuid4()), 422), (str(SHOP), 409)):
        answer = operator.submit(f"{address}/envoyer", command=str(uuid4()), lieu=place)
        assert answer.status_code == status
    assert batch_at(house, address).version == 1


def test_nobody_touches_the_batch_of_another_structure(
    house: House, sign_in: SignIn, operator: Person
) -> None:
    address = made(house, new_code(), place=POINT)
    stranger = sign_in(Role.OPERATOR, another_structure(house))
    answers = [
        stranger.get(address),
        stranger.get(f"{address}.pdf"),
        stranger.get(f"{address}.zpl"),
        stranger.submit(f"{address}/annuler", command=str(uuid4()), lesquelles="toutes"),
        stranger.submit(f"{address}/envoyer", command=str(uuid4()), lieu=str(SHOP)),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert address not in stranger.get("/etiquettes").text
    assert address in operator.get("/etiquettes").text
    for role in (Role.PRESCRIBER, Role.COUNTER, Role.FUNDER):
        assert sign_in(role).get(address).status_code == 403
    unknown = f"/etiquettes/series/{uuid4()}"
    assert operator.get(unknown).status_code == 404
    assert operator.post(f"{address}/annuler", data={"raison": "lost"}).status_code == 403
    assert operator.post("/etiquettes/series", data={"nombre": "3"}).status_code == 403
