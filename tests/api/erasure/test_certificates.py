"""Certificates: what they tell, that they stay as they were given, and who may check them."""

import html
import re
from collections.abc import Callable
from uuid import UUID, uuid4

import lives
import pypdfium2
import pytest
from device_pasts import Make
from disks import HDD, NAMELESS, SSD, bench, send_report
from erasure_files import sample
from fastapi.testclient import TestClient
from lives import COUNTER, LOT, POINT, SHOP, command, corrected, decided, erased, with_reservations
from lot_forms import another_structure, shop_operator, text_of
from page_forms import opened
from people import Person, SignIn

from api.access import Grant, Role
from api.erasing.certificate import Standing, find_certificate
from api.erasing.content import Fate, content_then
from api.house import House
from ledger import Event, Recorded
from ledger import device as d
from ledger.codes import new_code, written
from ledger.lot import LotErasureCertified
from ledger.values import DeviceKind, StorageKind

OTHER = HDD.model_copy(update={"id": "WD-2", "serial": "WD-WX61A0000077"})
OURS = erased(storage=HDD.id)


@pytest.fixture
def collector(sign_in: SignIn) -> Person:
    """An operator of the collection point, where the lot stands."""
    return sign_in(Role.OPERATOR, POINT)


def certify(person: Person, lot: UUID = LOT, **more: str) -> str:
    """Make the certificate of the lot, and return the code of the newest."""
    fields = {"command": str(uuid4())} | more
    answer = person.submit(f"/lots/{lot}/effacement", **fields)
    assert answer.status_code == 200, text_of(answer)
    found = re.search(r"/certificats/([0-9A-Z-]{11})\.pdf", answer.text)
    assert found
    return found[1]


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def standing(house: House, code: str) -> Standing:
    found = find_certificate(house, code.replace("-", ""))
    assert found
    return found.standing


def test_a_lot_gets_a_certificate_of_what_its_devices_held(
    collector: Person, app_client: TestClient, house: House, make: Make
) -> None:
    code = new_code()
    make(*bench(HDD, SSD), lives.bound(code), erased(storage=HDD.id), erased(storage=SSD.id))
    make(*bench(OTHER), with_reservations(storage=OTHER.id), decided(storage=OTHER.id))
    make(*bench(NAMELESS))
    make(lives.collected(lot=LOT))
    make(lives.collected(lot=LOT, kind=DeviceKind.SCREEN))
    given = certify(collector)
    pdf = collector.get(f"/lots/{LOT}/certificats/{given}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    told = words_of(pdf.content)
    for said in (
        "Certificat d’effacement", given, "Fait par Les Ordis du Mélézin", written(code),
        "4 appareils, 4 disques.", "Effacé : 2.",
        "Effacé, avec un doute accepté par une personne : 1.",
        "Pas encore effacé : 1.", "Appareils dont les disques restent à relever : 1.",
        "Appareils sans données : 1.", "nwipe 0.38", "31 mars 2026", "n° …0001",
        "doute : des secteurs ont résisté", "réécriture complète, niveau simple (clear)",
    ):  # fmt: skip
        assert said in told, (said, told)
    for serial in (HDD.serial, SSD.serial, OTHER.serial, "PF0SECRET"):
        assert str(serial) not in told
    assert "Cabinet" not in told
    page = app_client.get(f"/certificats/{given}")
    shown = text_of(page)
    assert "ce qu’il dit tient toujours" in shown
    assert "4 appareils, 4 disques." in shown
    assert "Les Ordis du Mélézin" in shown
    assert standing(house, given) is Standing.STANDS


def test_a_certificate_names_a_donor_who_consents_alone(
    collector: Person, house: House, make: Make
) -> None:
    theirs = uuid4()
    given = lives.lot_opened(organisation=lives.ASSOCIATION, organisation_consents=True)
    house.record(command((theirs, given)))
    first, *rest = bench(HDD)
    make(first.model_copy(update={"lot": theirs}), *rest, OURS)
    code = certify(collector, theirs)
    assert "Pour Les Ordis du Mélézin" in words_of(
        collector.get(f"/lots/{theirs}/certificats/{code}.pdf").content
    )


def test_the_same_certificate_gives_the_same_paper_for_ever(
    collector: Person, house: House, make: Make, sign_in: SignIn
) -> None:
    device = make(*bench(HDD), OURS)
    code = certify(collector)
    link = f"/lots/{LOT}/certificats/{code}.pdf"
    before = collector.get(link).content
    page = collector.get(f"/certificats/{code}").content
    rest = (
        lives.locks_checked(), lives.tested(), lives.reconditioned(), lives.labelled(),
        lives.bound(new_code()), lives.stocked(), lives.reserved(), lives.handed_over(),
    )  # fmt: skip
    house.record(command(*((device, event) for event in rest)))
    make(*bench(OTHER), erased(storage=OTHER.id))
    assert collector.get(link).content == before
    assert collector.get(f"/certificats/{code}").content == page, "before and after it is sold"
    house.record(command((device, lives.taken_back()), (device, lives.inventoried())))
    assert collector.get(link).content == before
    assert collector.get(f"/certificats/{code}").content == page
    assert sign_in(Role.ADMINISTRATOR).get(link).content == before


def test_what_somebody_else_had_on_it_is_not_the_donors(make: Make, house: House) -> None:
    past = (*lives.WITH_ITS_OWNER, lives.taken_back(), lives.inventoried())
    device = make(*past)
    [line] = content_then(house.ledger.pages([device]), {device: len(past)}).devices
    assert [each.fate for each in line.storages or ()] == [Fate.ERASED]


def test_a_disk_that_was_taken_out_stays_on_the_certificate(make: Make, house: House) -> None:
    swap = lives.part_replaced(part=d.Part.STORAGE, removed_storage=HDD.id, fitted_storage=OTHER)
    unread = make(*bench(HDD), swap)
    done = make(*bench(HDD), OURS, swap, erased(storage=OTHER.id))
    lives_read = house.ledger.pages([unread, done])
    told = content_then(lives_read, {unread: 4, done: 6})
    assert [
        [(each.fate, each.removed) for each in line.storages or ()] for line in told.devices
    ] == [
        [(Fate.NOT_ERASED, False), (Fate.NOT_ERASED, True)],
        [(Fate.ERASED, False), (Fate.ERASED, True)],
    ]


@pytest.mark.parametrize(
    ("serial", "shown"),
    [("WD-WX61A0000001", "0001"), ("1234567", None), ("12345678", "5678"), (None, None)],
)
def test_of_a_serial_number_the_end_alone_is_told(
    make: Make, house: House, serial: str | None, shown: str | None
) -> None:
    device = make(*bench(HDD.model_copy(update={"serial": serial})))
    [storage] = content_then(house.ledger.pages([device]), {device: 3}).storages
    assert storage.serial_end == shown


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ((), Standing.STANDS),
        ((corrected(4, erased(storage=HDD.id, verdict=d.Verdict.FAILED)),), Standing.CORRECTED),
        ((corrected(4),), Standing.CORRECTED),
        ((erased(storage=HDD.id, verdict=d.Verdict.FAILED),), Standing.STANDS),
        (
            (
                lives.locks_checked(), lives.tested(), lives.reconditioned(), lives.labelled(),
                lives.label_revoked(reason="evidence_invalid"),
            ),
            Standing.DOUBTED,
        ),
        (
            (
                lives.locks_checked(), lives.tested(), lives.reconditioned(), lives.labelled(),
                lives.label_revoked(),
            ),
            Standing.STANDS,
        ),
    ],
    ids=["nothing", "corrected", "voided", "erased again", "evidence in doubt", "another defect"],
)  # fmt: skip
def test_a_certificate_says_whether_it_still_stands(
    collector: Person, house: House, make: Make, after: tuple[Event, ...], said: Standing
) -> None:
    device = make(*bench(HDD), OURS)
    code = certify(collector)
    if after:
        house.record(command(*((device, event) for event in after)))
    assert standing(house, code) is said
    page = collector.get(f"/certificats/{code}")
    assert ("tient toujours" in page.text) is (said is Standing.STANDS)
    assert collector.get(f"/lots/{LOT}/certificats/{code}.pdf").status_code == 200


def test_a_certificate_that_says_what_the_lives_do_not_is_not_believed(
    collector: Person, house: House, make: Make
) -> None:
    device = make(*bench(HDD), OURS)
    forged = lives.lot_erasure_certified(code := new_code(), (device, 4))
    house.record(command((LOT, forged)))
    assert standing(house, code) is Standing.BROKEN
    assert "ne vous y fiez pas" in collector.get(f"/certificats/{written(code)}").text
    assert collector.get(f"/lots/{LOT}/certificats/{written(code)}.pdf").status_code == 409


def test_a_certificate_made_by_mistake_proves_nothing(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(HDD), OURS)
    opened(operator, device, d.ErasureCertified).send()
    [certified] = [r.event for r in house.ledger.life(device) if r.version == 5]
    assert isinstance(certified, d.ErasureCertified)
    code = certified.certificate.code
    link = f"/appareils/{device}/certificats/{written(code)}.pdf"
    assert link in operator.get(f"/appareils/{device}").text
    assert operator.get(link).status_code == 200
    house.record(command((device, corrected(5))))
    assert standing(house, code) is Standing.VOIDED
    page = operator.get(f"/certificats/{written(code)}")
    assert "il ne prouve rien" in page.text
    assert "Effacé" not in text_of(page)
    assert operator.get(link).status_code == 409


def test_a_certificate_is_annulled_from_the_page_of_its_lot_with_a_reason(
    collector: Person, sign_in: SignIn, house: House, make: Make
) -> None:
    make(*bench(HDD), OURS)
    code = certify(collector)
    path, sent = f"/lots/{LOT}/certificats/{code}/annulation", {"command": str(uuid4())}
    assert "Annuler ce certificat" in collector.get(f"/lots/{LOT}/effacement").text
    for stranger in (sign_in(Role.OPERATOR, SHOP), sign_in(Role.COUNTER, COUNTER)):
        assert stranger.submit(path, **sent, why="wrong_value").status_code == 403
    assert collector.submit(path, **sent, why="parce que").status_code == 409
    assert standing(house, code) is Standing.STANDS
    for _ in range(2):
        assert collector.submit(path, **sent, why="wrong_value").status_code == 200
    assert standing(house, code) is Standing.VOIDED
    assert "par erreur et annulé" in text_of(collector.get(f"/certificats/{code}"))
    assert collector.get(f"/lots/{LOT}/certificats/{code}.pdf").status_code == 409
    again = collector.submit(path, command=str(uuid4()), why="wrong_value")
    assert again.status_code == 409
    assert "déjà annulé" in text_of(again)
    other = f"/lots/{LOT}/certificats/{written(new_code())}/annulation"
    assert collector.submit(other, command=str(uuid4()), why="wrong_value").status_code == 404
    assert certify(collector) != code, "another one may be made"


def test_one_device_gets_its_own(operator: Person, house: House, make: Make) -> None:
    device = make(*bench(HDD), lives.bound(code := new_code()))
    refused = operator.get(f"/appareils/{device}/etapes/{d.ErasureCertified.TOPIC}")
    assert refused.status_code == 409
    assert "rien à certifier" in refused.text
    send_report(operator, device, ("nwipe.log", sample("nwipe-two-disks.log")))
    form = opened(operator, device, d.ErasureCertified)
    assert form.send().status_code == 200
    assert form.send().status_code == 200, "sent twice"
    made = [r.event for r in house.ledger.life(device) if isinstance(r.event, d.ErasureCertified)]
    assert len(made) == 1
    own = made[0].certificate.code
    assert standing(house, own) is Standing.STANDS
    told = words_of(operator.get(f"/appareils/{device}/certificats/{written(own)}.pdf").content)
    assert "1 appareil, 1 disque." in told
    assert written(code) in told
    assert "nwipe 0.35" in told
    assert "relu après" in told


def test_a_form_sent_twice_makes_one_certificate_and_nothing_new_makes_none(
    collector: Person, house: House, make: Make, recorded: Callable[[], list[Recorded]]
) -> None:
    assert collector.get(f"/lots/{LOT}/effacement").status_code == 200
    empty = collector.submit(f"/lots/{LOT}/effacement", command=str(uuid4()))
    assert empty.status_code == 409
    device = make(*bench(HDD))
    nothing = collector.submit(f"/lots/{LOT}/effacement", command=str(uuid4()))
    assert nothing.status_code == 409
    assert "rien à certifier" in nothing.text
    house.record(command((device, OURS)))
    same = str(uuid4())
    assert certify(collector, command=same) == certify(collector, command=same)
    again = collector.submit(f"/lots/{LOT}/effacement", command=str(uuid4()))
    assert again.status_code == 409
    assert "Rien n’a changé" in again.text
    made = [r for r in recorded() if isinstance(r.event, LotErasureCertified)]
    assert len(made) == 1
    assert made[0].metadata.actor_id == collector.account
    house.record(command((device, erased(storage=HDD.id, verdict=d.Verdict.FAILED))))
    assert "Faire le certificat" in collector.get(f"/lots/{LOT}/effacement").text
    certify(collector)


def test_only_its_structure_reads_the_paper_and_its_place_makes_it(
    collector: Person, sign_in: SignIn, house: House, make: Make
) -> None:
    device = make(*bench(HDD), OURS)
    code = certify(collector)
    link = f"/lots/{LOT}/certificats/{code}.pdf"
    assert shop_operator(sign_in).get(link).status_code == 200
    shop = sign_in(Role.OPERATOR, SHOP)
    assert shop.get(link).status_code == 200
    assert shop.submit(f"/lots/{LOT}/effacement", command=str(uuid4())).status_code == 403
    other = sign_in(grants=(Grant(Role.OPERATOR, another_structure(house)),))
    assert other.get(link).status_code == 403
    assert other.get(f"/lots/{LOT}/effacement").status_code == 403
    assert other.get(f"/appareils/{device}/certificats/{code}.pdf").status_code == 404
    for role in (Role.PRESCRIBER, Role.COUNTER, Role.FUNDER, Role.COORDINATOR):
        assert sign_in(role).get(link).status_code == 403
    assert collector.get(f"/lots/{LOT}/certificats/{written(new_code())}.pdf").status_code == 404
    assert collector.get(f"/lots/{LOT}/certificats/rien.pdf").status_code == 404
    assert shop.get(f"/appareils/{device}/certificats/{code}.pdf").status_code == 404, "the lot's"
    csrf = collector.post(f"/lots/{LOT}/effacement", data={"command": str(uuid4())})
    assert csrf.status_code == 403


def test_the_public_page_asks_and_keeps_nothing(
    collector: Person, app_client: TestClient, make: Make
) -> None:
    sticker = new_code()
    device = make(*bench(HDD), lives.bound(sticker), OURS)
    code = certify(collector)
    page = app_client.get(f"/certificats/{code}")
    assert "set-cookie" not in page.headers
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == "no-store"
    assert page.content == collector.get(f"/certificats/{code}").content, "the same for everybody"
    assert "http://" not in page.text
    assert "<script" not in page.text
    told = html.unescape(page.text)
    for secret in (
        HDD.serial, "0001", HDD.model, sticker, written(sticker), str(device), str(LOT),
        "PF0SECRET", "ThinkPad", "nwipe", str(collector.account), "Gap",
    ):  # fmt: skip
        assert str(secret) not in told, secret
    for typed in (code.lower(), code.replace("-", ""), f" {code} "):
        assert app_client.get("/certificats", params={"code": typed}).url.path == page.url.path


def test_every_code_that_leads_nowhere_is_answered_alike(
    app_client: TestClient, make: Make
) -> None:
    sticker = new_code()
    make(*bench(HDD), lives.bound(sticker))
    answers = [
        app_client.get(f"/certificats/{code}")
        for code in (written(new_code()), written(sticker), "rien", "A" * 500)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert app_client.get("/certificats").status_code == 200
    assert app_client.get("/certificats?code=rien").status_code == 404


def test_a_flash_disk_is_never_certified_above_clear_by_overwriting(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(SSD))
    send_report(operator, device, ("nwipe.log", sample("nwipe-two-disks.log")))
    [storage] = content_then(house.ledger.pages([device]), {device: 4}).storages
    assert (storage.kind, storage.level, storage.fate) == (StorageKind.SSD, "clear", Fate.ERASED)


def test_a_name_that_a_font_lacks_is_printed_all_the_same(collector: Person, make: Make) -> None:
    odd = HDD.model_copy(update={"model": "硬盘 <b>&amp; 500\u202fGo" + "X" * 90})
    make(*bench(odd), OURS)
    code = certify(collector)
    told = words_of(collector.get(f"/lots/{LOT}/certificats/{code}.pdf").content)
    assert "?? <b>&amp; 500" in told


def test_a_long_certificate_turns_its_pages(collector: Person, make: Make) -> None:
    for number in range(30):
        name = f"WD-{number:08}"
        storage = HDD.model_copy(update={"id": name, "serial": name})
        make(*bench(storage), erased(storage=name))
    code = certify(collector)
    pdf = collector.get(f"/lots/{LOT}/certificats/{code}.pdf").content
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) > 1
    assert all(code in page.get_textpage().get_text_bounded() for page in document)
