"""Blank stickers are made in batches: printed, sent, voided; and each page says what is left."""

import re
from uuid import UUID, uuid4

import pypdfium2
import pytest
import zxingcpp
from httpx2 import Response
from lives import (
    COUNTER,
    POINT,
    SHOP,
    batch_printed,
    batch_sent,
    batch_voided,
    bound,
    collected,
    command,
)
from lot_forms import another_structure, hidden, shop_operator, text_of
from people import Person, SignIn
from zebra import burnt

from api.access import Role
from api.house import House
from api.settings import Settings
from ledger.batch import Batch, VoidReason
from ledger.codes import new_code, read_code, written

QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PREFIX = "HTTPS://R05.FR/A/"


@pytest.fixture
def settings() -> Settings:
    return Settings(public_url="https://r05.fr")


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return shop_operator(sign_in)


def make(person: Person, **more: str) -> Response:
    asked = {"nombre": "50", "papier": "L7160", "lieu": str(SHOP)} | more
    return person.submit("/etiquettes/series", **{"command": str(uuid4())} | asked)


def made(house: House, *codes: str, **fields: object) -> str:
    """The address of a batch of these codes."""
    batch = uuid4()
    house.record(command((batch, batch_printed(*codes, **fields))))
    return f"/etiquettes/series/{batch}"


def batch_at(house: House, address: str) -> Batch:
    found: Batch = house.ledger.subject(Batch, UUID(address.rpartition("/")[2]))
    return found


def scanned(pdf: bytes) -> list[list[str]]:
    """The codes of each page, at 200 dots per inch."""
    return [
        [
            code.text.removeprefix(PREFIX)
            for code in zxingcpp.read_barcodes(
                page.render(scale=200 / 72).to_pil().convert("L"), formats=QR_CODE
            )
        ]
        for page in pypdfium2.PdfDocument(pdf)
    ]


def test_a_batch_is_recorded_once_and_prints_the_same_codes_each_time(
    house: House, operator: Person
) -> None:
    form = {"command": str(uuid4())}
    first, again = make(operator, **form), make(operator, **form)
    assert first.status_code == 200
    assert first.url.path == again.url.path
    batch = batch_at(house, first.url.path)
    assert (len(batch.codes), batch.place, batch.version) == (50, SHOP, 1)
    pages = scanned(operator.get(f"{first.url.path}.pdf?debut=20").content)
    assert [len(page) for page in pages] == [2, 21, 21, 6]
    codes = [code for page in pages for code in page]
    assert {*codes} == batch.codes
    for code in codes:
        assert read_code(code) == code
        assert house.ledger.holder("sticker", code) is None
    assert [c for page in scanned(operator.get(f"{first.url.path}.pdf").content) for c in page] == (
        codes
    )


def test_two_batches_share_no_code(house: House, operator: Person) -> None:
    one, two = (batch_at(house, make(operator).url.path).codes for _ in range(2))
    assert not one & two


def test_a_thousand_stickers_come_in_one_file(operator: Person) -> None:
    address = make(operator, nombre="1000", papier="70x36").url.path
    assert len(pypdfium2.PdfDocument(operator.get(f"{address}.pdf").content)) == 42


def test_a_batch_is_printed_on_the_paper_it_was_made_for_and_on_a_zebra(
    house: House, operator: Person
) -> None:
    address = make(operator, nombre="3", papier="57x32").url.path
    pdf = pypdfium2.PdfDocument(operator.get(f"{address}.pdf").content)
    assert len(pdf) == 3
    labels = burnt(operator.get(f"{address}.zpl?points=300").content)
    read = [zxingcpp.read_barcodes(label)[0].text.removeprefix(PREFIX) for label in labels]
    assert {*read} == batch_at(house, address).codes
    assert operator.get(f"{address}.png").status_code == 404


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ({"nombre": "0"}, "de 1 à 1 000"),
        ({"nombre": "1001"}, "de 1 à 1 000"),
        ({"nombre": "beaucoup"}, "de 1 à 1 000"),
        ({"nombre": "9" * 5000}, "de 1 à 1 000"),
        ({"papier": "L9999"}, "Choisissez un papier de la liste."),
        ({"lieu": ""}, "Choisissez le lieu"),
        ({"lieu": str(COUNTER)}, "Choisissez le lieu"),
    ],
)
def test_what_cannot_be_printed_is_not_recorded(
    house: House, operator: Person, setting: dict[str, str], why: str
) -> None:
    before = len(house.ledger.since(0, 10_000))
    answer = make(operator, **setting)
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert 'aria-invalid="true"' in answer.text
    assert len(house.ledger.since(0, 10_000)) == before


def test_a_batch_whose_address_does_not_fit_its_paper_is_not_made(
    house: House, operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Settings(
        public_url="https://appareils.reconditionnes.departement-hautes-alpes.example.org"
    )
    monkeypatch.setitem(house.__dict__, "settings", far)
    answer = make(operator, papier="11352")
    assert answer.status_code == 422
    assert "trop petite" in text_of(answer)


def test_the_register_says_where_each_batch_is_and_what_is_left(
    house: House, operator: Person
) -> None:
    codes = [new_code() for _ in range(9)]
    address = made(house, *codes)
    batch, device = UUID(address.rpartition("/")[2]), uuid4()
    house.record(command((device, collected()), (device, bound(codes[0]))))
    house.record(command((batch, batch_voided(*codes[1:3])), (batch, batch_sent())))
    page = operator.get("/etiquettes")
    name = str(batch)[:8].upper()
    row = re.search(rf"<tr>\s*<th[^>]*><a[^>]*>{name}.*?</tr>", page.text, re.DOTALL)
    assert row
    said = text_of(Response(200, text=row[0]))
    assert "Ressourcerie de Briançon" in said
    assert "Les Ordis du Mélézin" in said
    assert "Étiquettes : 9 Collées : 1 Annulées : 2 Restent : 6" in said


def test_what_is_left_is_printed_and_nothing_else(house: House, operator: Person) -> None:
    codes = [new_code() for _ in range(4)]
    address = made(house, *codes)
    device = uuid4()
    house.record(command((device, collected()), (device, bound(codes[0]))))
    operator.submit(
        f"{address}/annuler", command=str(uuid4()), codes=written(codes[2]), raison="lost"
    )
    assert scanned(operator.get(f"{address}.pdf").content) == [[codes[1], codes[3]]]
    page = operator.get(address)
    assert "Il en reste 2 à coller" in text_of(page)
    operator.submit(f"{address}/annuler", command=str(uuid4()), lesquelles="toutes", raison="lost")
    assert "Il ne reste aucune étiquette" in text_of(operator.get(address))
    assert operator.get(f"{address}.pdf").status_code == 409


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


def test_the_form_says_a_number_and_a_paper_at_once(operator: Person) -> None:
    page = operator.get("/etiquettes")
    assert 'name="nombre" inputmode="numeric" maxlength="5" value="42"' in page.text
    assert hidden(page, "command")
    assert "Aucune série n’est encore imprimée" in text_of(page)
