"""Stickers are printed for devices, and what is printed leads where it should."""

import re
from io import BytesIO
from uuid import UUID, uuid4

import pypdfium2
import pytest
import zxingcpp
from lives import COUNTER, LOT, bound, collected, command, received, retired, shipped
from lot_forms import shop_operator, text_of
from people import Person, SignIn
from PIL import Image
from zebra import burnt

from api.access import Role
from api.house import House
from api.pages.printing import PAPERS
from api.settings import Settings
from ledger.codes import new_code, written
from projections import register

QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PREFIX = "HTTPS://R05.FR/A/"


@pytest.fixture
def settings(fresh_house: None) -> Settings:
    del fresh_house
    return Settings(public_url="https://r05.fr")


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return shop_operator(sign_in)


def scanned(pdf: bytes) -> list[list[str]]:
    """What the QR codes of each page say, at 200 dots per inch."""
    return [
        [code.text for code in zxingcpp.read_barcodes(page, formats=QR_CODE)]
        for page in (
            each.render(scale=200 / 72).to_pil().convert("L") for each in pypdfium2.PdfDocument(pdf)
        )
    ]


def forty(house: House) -> list[UUID]:
    """Forty devices of the lot: thirty at its place, ten at the shop."""
    devices = [uuid4() for _ in range(40)]
    house.record(
        command(
            *((device, collected()) for device in devices),
            *((device, received()) for device in devices[:10]),
        )
    )
    return devices


def codes_of(house: House) -> list[str]:
    with house.pool.connection() as connection:
        return [row.code for row in register.read_lot(connection, LOT) if row.code]


def prepare(operator: Person) -> dict[str, str]:
    page = operator.get(f"/lots/{LOT}/etiquettes").text
    found = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("command", "codes")
    }
    return {name: match[1] for name, match in found.items() if match}


def test_a_lot_gets_its_codes_once_and_its_sheet_leads_to_its_devices(
    house: House, operator: Person
) -> None:
    devices = forty(house)
    form = prepare(operator)
    for _ in range(2):
        answer = operator.submit(f"/lots/{LOT}/etiquettes", **form)
        assert answer.status_code == 200
        assert answer.url.path == "/etiquettes"
    lives = [house.ledger.life(device) for device in devices]
    assert [life[-1].event.TOPIC for life in lives] == ["device.sticker_bound.v1"] * 40
    assert len({life[-1].metadata.command for life in lives}) == 1
    pages = scanned(operator.get(f"/etiquettes/lot/{LOT}.pdf").content)
    assert [len(page) for page in pages] == [21, 19]
    printed = [text.removeprefix(PREFIX) for page in pages for text in page]
    assert {house.ledger.holder("sticker", code) for code in printed} == {*devices}
    assert sorted(printed) == sorted(codes_of(house))
    assert "ont déjà leur étiquette" in text_of(operator.get(f"/lots/{LOT}/etiquettes"))


def test_a_device_stuck_meanwhile_refuses_the_whole_form_and_shows_a_new_one(
    house: House, operator: Person
) -> None:
    devices = forty(house)
    form = prepare(operator)
    house.record(command((devices[0], bound(new_code()))))
    answer = operator.submit(f"/lots/{LOT}/etiquettes", **form)
    assert answer.status_code == 409
    assert "39 appareils vont recevoir un code." in text_of(answer)
    assert len(codes_of(house)) == 1
    assert operator.submit(f"/lots/{LOT}/etiquettes", **prepare(operator)).status_code == 200
    assert len(codes_of(house)) == 40


def test_what_left_the_place_or_the_filiere_is_not_printed(house: House, operator: Person) -> None:
    devices = forty(house)
    house.record(
        command(
            *((device, bound(new_code())) for device in devices[:3]),
            (devices[1], retired()),
            (devices[2], shipped(destination=COUNTER)),
        )
    )
    [page] = scanned(operator.get(f"/etiquettes/lot/{LOT}.pdf").content)
    assert len(page) == 2, "what is on the road still stands where it comes from"


def test_codes_for_devices_of_elsewhere_are_refused(house: House, operator: Person) -> None:
    stranger = uuid4()
    house.record(command((stranger, collected(lot=None))))
    for codes in (f"{stranger}={new_code()}", "", "abc=DEF", f"{stranger}", f"={new_code()}"):
        answer = operator.submit(f"/lots/{LOT}/etiquettes", command=str(uuid4()), codes=codes)
        assert answer.status_code == 400, codes
    assert len(house.ledger.life(stranger)) == 1


def test_one_sticker_is_a_picture_too(house: House, operator: Person) -> None:
    code, device = new_code(), uuid4()
    house.record(command((device, collected()), (device, bound(code))))
    path = f"/etiquettes/appareil/{device}"
    picture = operator.get(f"{path}.png?papier=62x29")
    assert picture.headers["content-type"] == "image/png"
    [read] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)), formats=QR_CODE)
    assert read.text == PREFIX + code
    drawing = operator.get(f"{path}.svg?papier=L7163")
    assert drawing.headers["content-type"] == "image/svg+xml"
    assert 'width="99.1mm"' in drawing.text
    assert f"Étiquette {written(code)}" in drawing.text
    assert scanned(operator.get(f"{path}.pdf").content) == [[PREFIX + code]]
    assert operator.get(f"{path}.gif").status_code == 404


@pytest.mark.parametrize("points", [203, 300])
def test_a_zebra_gets_the_dots_of_its_own_fineness(
    house: House, operator: Person, points: int
) -> None:
    code, device = new_code(), uuid4()
    house.record(command((device, collected()), (device, bound(code))))
    file = operator.get(f"/etiquettes/appareil/{device}.zpl?papier=50x30&points={points}")
    assert file.headers["content-disposition"] == (f'attachment; filename="etiquette-{code}.zpl"')
    [label] = burnt(file.content)
    assert label.shape == {203: (240, 400), 300: (354, 591)}[points]
    assert [read.text for read in zxingcpp.read_barcodes(label)] == [PREFIX + code]


def test_zpl_is_for_zebras_alone(house: House, operator: Person) -> None:
    device = uuid4()
    house.record(command((device, collected()), (device, bound(new_code()))))
    for paper in ("L7160", "62x29", "99012"):
        answer = operator.get(f"/etiquettes/appareil/{device}.zpl?papier={paper}")
        assert answer.status_code == 422, paper
        assert "pour une imprimante Zebra" in text_of(answer)


def test_a_device_without_a_sticker_or_of_another_structure_prints_none(
    house: House, operator: Person, sign_in: SignIn
) -> None:
    device = uuid4()
    house.record(command((device, collected())))
    answer = operator.get(f"/etiquettes/appareil/{device}.pdf")
    assert answer.status_code == 409
    assert "n’a pas encore d’étiquette" in text_of(answer)
    assert operator.get(f"/etiquettes/appareil/{uuid4()}.pdf").status_code == 404
    assert operator.get("/etiquettes?appareil=abc").status_code == 404
    assert sign_in(Role.FUNDER).get(f"/etiquettes/appareil/{device}.pdf").status_code == 403


@pytest.fixture
def stuck(house: House) -> str:
    """The address of the sticker of a device, without its extension."""
    device = uuid4()
    house.record(command((device, collected()), (device, bound(new_code()))))
    return f"/etiquettes/appareil/{device}"


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("papier=L9999", "Choisissez un papier de la liste."),
        ("debut=22", "la première étiquette est entre 1 et 21"),
        ("debut=0", "la première étiquette est entre 1 et 21"),
        ("debut=1,5", "Écrivez le numéro de la première étiquette libre"),
        ("droite=nan", "Écrivez un décalage en millimètres"),
        ("bas=1e9", "Écrivez un décalage en millimètres"),
        ("droite=11", "Le décalage d’impression doit être entre"),
        ("encre=or", "Choisissez la couleur ou le noir."),
        ("points=600", "Choisissez 203 ou 300 points par pouce."),
    ],
)
def test_a_setting_that_cannot_be_is_said_beside_it(
    operator: Person, stuck: str, setting: str, why: str
) -> None:
    answer = operator.get(f"{stuck}.pdf?{setting}")
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert 'aria-invalid="true"' in answer.text


def test_offsets_are_read_as_people_type_them(operator: Person, stuck: str) -> None:
    for offset in ("1,5", "-2", "+2.5", "\u22121", "", " 3 "):
        answer = operator.get(f"{stuck}.pdf", params={"droite": offset})
        assert answer.status_code == 200, offset


def test_an_address_too_long_for_the_paper_is_said_before_and_when_printing(
    house: House, operator: Person, stuck: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Settings(
        public_url="https://appareils.reconditionnes.departement-hautes-alpes.example.org"
    )
    monkeypatch.setitem(house.__dict__, "settings", far)
    device = stuck.rpartition("/")[2]
    assert "trop petite" in text_of(operator.get(f"/etiquettes?appareil={device}&papier=29x90"))
    refused = operator.get(f"{stuck}.pdf?papier=29x90")
    assert refused.status_code == 422
    assert "trop petite" in text_of(refused)


def test_a_service_without_a_public_address_says_it_prints_to_try(
    house: House, operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "pour essayer seulement" not in text_of(operator.get("/etiquettes"))
    monkeypatch.setitem(house.templates.env.globals, "settings", Settings())
    assert "pour essayer seulement" in text_of(operator.get("/etiquettes"))


def test_a_printer_is_tried_with_rulers(operator: Person) -> None:
    assert "un cadre et une règle" in text_of(operator.get("/etiquettes/essai"))
    for paper in PAPERS:
        file = operator.get(f"/etiquettes/essai.pdf?papier={paper}")
        assert file.headers["content-disposition"] == 'attachment; filename="essai.pdf"'
        assert len(pypdfium2.PdfDocument(file.content)) == 1
    [label] = burnt(operator.get("/etiquettes/essai.zpl?papier=57x32&points=300").content)
    assert label.shape == (378, 673)
    assert operator.get("/etiquettes/essai.svg").status_code == 404
    for wrong in ("essai.pdf?droite=11", "essai.zpl?papier=62x29", "essai.pdf?papier=L9999"):
        refused = operator.get(f"/etiquettes/{wrong}")
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
