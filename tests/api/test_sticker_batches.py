"""Blank stickers are made in batches: printed, sent, voided; and each page says what is left."""

import re
from uuid import UUID, uuid4

import pypdfium2
import pytest
import zxingcpp
from batches import PREFIX, batch_at, made, make
from httpx2 import Response
from lives import (
    COUNTER,
    SHOP,
    batch_sent,
    batch_voided,
    bound,
    collected,
    command,
)
from lot_forms import hidden, shop_operator, text_of
from people import Person, SignIn
from zebra import burnt

from api.house import House
from api.settings import Settings
from ledger.codes import new_code, read_code, written

QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@pytest.fixture
def settings(fresh_house: None) -> Settings:
    del fresh_house
    return Settings(public_url="https://r05.fr")


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return shop_operator(sign_in)


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


def test_the_form_says_a_number_and_a_paper_at_once(operator: Person) -> None:
    page = operator.get("/etiquettes")
    assert 'name="nombre" inputmode="numeric" maxlength="5" value="42"' in page.text
    assert hidden(page, "command")
    assert "Aucune série n’est encore imprimée" in text_of(page)
