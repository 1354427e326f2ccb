"""One report fills all that it proves: several disks at once, nothing of another device."""

import html
import json
import re
from typing import Any
from uuid import UUID, uuid4

import lives
import pytest
from device_pasts import Make
from disks import HDD, NAMELESS, SSD, bench
from disks import send_report as send
from erasure_files import certificate_pdf, erased_storage, sample, station_report
from lives import SHOP
from lot_forms import another_structure, text_of
from page_forms import form_of, opened
from people import Person, SignIn

from api.access import Grant, Role
from api.house import House
from ledger import device as d
from ledger.device import Reservation, Verdict

TWO_DISKS = ("nwipe.log", sample("nwipe-two-disks.log"))


def erasures(house: House, device: UUID) -> list[d.StorageErased]:
    life = [record.event for record in house.ledger.life(device)]
    return [event for event in life if isinstance(event, d.StorageErased)]


def a_report(**fields: Any) -> tuple[str, bytes]:
    return "station.json", json.dumps(station_report(erased_storage(**fields))).encode()


def test_one_log_fills_both_disks_in_one_command(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(HDD, SSD))
    answer = send(operator, device, TWO_DISKS)
    assert answer.status_code == 200
    assert "C’est enregistré." in answer.text
    disk, ssd = erasures(house, device)
    assert len({record.metadata.command for record in house.ledger.life(device)[-2:]}) == 1
    assert (disk.storage, ssd.storage) == (HDD.id, SSD.id), "case and spaces do not matter"
    assert disk.verdict is ssd.verdict is Verdict.ERASED
    assert disk.erasure.level == ssd.erasure.level == "clear"
    assert (disk.erasure.tool, disk.erasure.tool_version) == ("nwipe", "0.35")
    assert disk.erasure.verified is True
    assert disk.happened_at.isoformat() == "2026-04-18T12:41:52+02:00"
    assert not house.ledger.subject(d.Device, device).in_doubt(HDD.id)
    assert "ne vaut que le niveau « clear »" in text_of(answer)
    link = f"/appareils/{device}/preuves/{disk.erasure.evidence_sha256}"
    fetched = operator.get(link)
    assert fetched.content == TWO_DISKS[1]
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["cache-control"] == "no-store"
    assert "attachment" in fetched.headers["content-disposition"]


def test_a_disk_of_another_device_is_said_and_blocks_nothing(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(HDD))
    answer = send(operator, device, TWO_DISKS)
    assert [each.storage for each in erasures(house, device)] == [HDD.id]
    assert "« S3YANB0K000002 » n’est pas à l’inventaire" in text_of(answer)
    other = send(
        operator, make(*bench(NAMELESS.model_copy(update={"serial": "X1234567"}))), TWO_DISKS
    )
    assert other.status_code == 422
    assert "Rien n’est enregistré." in other.text


def test_the_same_report_is_recorded_once(operator: Person, house: House, make: Make) -> None:
    device = make(*bench(HDD))
    form = {"command": str(uuid4())}
    assert send(operator, device, TWO_DISKS, **form).status_code == 200
    assert send(operator, device, TWO_DISKS, **form).status_code == 200, "sent twice"
    again = send(operator, device, TWO_DISKS)
    assert again.status_code == 422
    assert "ce rapport est déjà enregistré" in again.text
    assert len(erasures(house, device)) == 1


def test_no_report_proves_an_erasure_of_two_lives(
    operator: Person, house: House, make: Make
) -> None:
    life = (*bench(HDD), lives.erased(storage=HDD.id), lives.locks_checked(), lives.tested())
    sold = (*life, lives.reconditioned(), lives.labelled(), lives.stocked(), lives.reserved())
    device = make(*bench(HDD))
    send(operator, device, TWO_DISKS)
    rest = (*sold[4:], lives.handed_over(), lives.taken_back(), sold[2])
    house.record(lives.command(*((device, event) for event in rest)))
    again = send(operator, device, TWO_DISKS)
    assert "ce rapport est déjà enregistré" in again.text
    assert len(erasures(house, device)) == 1


def test_a_report_without_a_serial_number_goes_where_a_person_says(
    operator: Person, house: House, make: Make
) -> None:
    device, report = make(*bench(HDD, NAMELESS)), ("nwipe.log", sample("nwipe-anonymous.log"))
    asked = send(operator, device, report)
    assert asked.status_code == 422
    assert "rien ne dit de quel disque il s’agit" in asked.text
    kept = re.search(r'name="kept" value="([0-9a-f]{64})"', asked.text)
    assert kept
    refused = send(operator, device, None, kept=kept[1], storage=HDD.id)
    assert "disque de 250 Go, et celui-ci fait 500 Go" in text_of(refused).replace("\u00a0", " ")
    done = send(operator, device, None, kept=kept[1], storage=NAMELESS.id)
    assert done.status_code == 200
    assert "n’est pas enregistré" not in done.text
    [event] = erasures(house, device)
    assert (event.storage, event.erasure.evidence_sha256) == (NAMELESS.id, kept[1])


def test_several_reports_without_a_serial_number_are_nobodys(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(NAMELESS))
    two = station_report(erased_storage(serial=None), erased_storage(serial=None))
    answer = send(operator, device, ("x.json", json.dumps(two).encode()), storage=NAMELESS.id)
    assert answer.status_code == 422
    assert "plusieurs disques sans numéro" in answer.text
    assert erasures(house, device) == []


def test_a_report_for_a_disk_without_serial_number_is_given_by_a_person(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(NAMELESS))
    report = a_report(serial="WD-1234567", kind="nvme", method="nvme_sanitize", verified=None)
    assert send(operator, device, report).status_code == 422
    assert send(operator, device, report, storage=NAMELESS.id).status_code == 200
    [event] = erasures(house, device)
    assert event.erasure.level == "purge"


@pytest.mark.parametrize(
    ("ended", "dated"),
    [
        ("2026-04-02T10:00:00+02:00", True),
        ("2026-03-31T01:00:00+02:00", True),
        ("2026-03-01T10:00:00+02:00", False),
        ("2009-01-01T00:00:00+02:00", False),
        ("2098-01-01T00:00:00+02:00", False),
        (None, False),
    ],
)
def test_a_report_whose_date_makes_no_sense_leaves_a_doubt(
    operator: Person, house: House, make: Make, ended: str | None, *, dated: bool
) -> None:
    device = make(*bench(HDD))
    assert send(operator, device, a_report(ended=ended)).status_code == 200
    [event] = erasures(house, device)
    assert (Reservation.DATE_DOUBTFUL in event.erasure.reservations) is not dated
    assert (event.verdict is Verdict.ERASED) is dated
    assert house.ledger.subject(d.Device, device).in_doubt(HDD.id) is not dated


def test_a_doubt_leads_to_the_decision_and_the_label(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(HDD))
    told = send(operator, device, a_report(bad_sectors=4))
    assert "des secteurs ont résisté à l’écriture" in told.text
    assert f"/appareils/{device}/etapes/device.erasure_decided.v1" in told.text
    page = operator.get(f"/appareils/{device}").text
    assert "ou décidez de l’accepter" in html.unescape(page)
    form = opened(operator, device, d.ErasureDecided)
    assert "des secteurs ont résisté à l’écriture" in form.page
    refused = form.fill(decision="accepted").send()
    assert "Pour accepter, dites pourquoi" in refused.text
    form.fill(decision="accepted", ground="sectors_unreadable").send()
    decided = house.ledger.life(device)[-1]
    assert isinstance(decided.event, d.ErasureDecided)
    assert decided.metadata.actor_id == operator.account, "who decided is a named account"
    assert house.ledger.subject(d.Device, device).is_erased(HDD.id)
    assert "doute accepté" in operator.get(f"/appareils/{device}/effacement").text


def test_a_certificate_of_nwipe_fills_the_same(operator: Person, house: House, make: Make) -> None:
    device = make(*bench(HDD))
    pdf = certificate_pdf({"HPA/DCO:": "Unknown"})
    assert send(operator, device, ("x.pdf", pdf)).status_code == 200
    [event] = erasures(house, device)
    assert event.erasure.reservations == {Reservation.HIDDEN_AREA_UNKNOWN}
    fetched = operator.get(f"/appareils/{device}/preuves/{event.erasure.evidence_sha256}")
    assert fetched.headers["content-disposition"].endswith('.pdf"')
    assert fetched.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (None, "Choisissez le fichier du rapport."),
        (("x", b""), "Ce fichier est vide."),
        (("x", b"0" * (5 * 1024 * 1024 + 1)), "trop gros"),
        (("x", b"all zeros"), "ne connaît pas ce rapport"),
        (("x", sample("nwipe-unfinished.log")), "s’arrête avant son tableau"),
    ],
    ids=["none", "empty", "huge", "unknown", "unfinished"],
)
def test_what_proves_nothing_records_nothing(
    operator: Person, house: House, make: Make, report: tuple[str, bytes] | None, said: str
) -> None:
    device = make(*bench(HDD))
    answer = send(operator, device, report)
    assert answer.status_code == 422
    assert said in answer.text
    assert erasures(house, device) == []


def test_a_device_whose_data_are_its_owners_is_left_alone(operator: Person, make: Make) -> None:
    device = make(*lives.IN_REPAIR)
    page = operator.get(f"/appareils/{device}/effacement")
    assert "ses données sont à son propriétaire" in page.text
    assert send(operator, device, TWO_DISKS).status_code == 409


def test_an_erasure_that_comes_too_late_leads_to_what_brings_the_device_back(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.IN_STOCK)
    page = operator.get(f"/appareils/{device}/effacement")
    assert "en stock" in text_of(page)
    for step in (d.LabelRevoked, d.PartReplaced):
        assert f'href="/appareils/{device}/etapes/{step.TOPIC}"' in page.text
    house.record(lives.command((device, lives.label_revoked())))
    page = operator.get(f"/appareils/{device}/effacement")
    assert "Ce que vous pouvez faire" not in page.text
    assert "Déposer un rapport" in page.text


def test_only_who_works_on_it_sends_reports(sign_in: SignIn, house: House, make: Make) -> None:
    device = make(*bench(HDD))
    elsewhere = another_structure(house)
    for person in (
        sign_in(grants=(Grant(Role.OPERATOR, elsewhere),)),
        sign_in(Role.PRESCRIBER),
        sign_in(Role.COUNTER),
        sign_in(Role.COORDINATOR),
        sign_in(Role.FUNDER),
    ):
        assert person.get(f"/appareils/{device}/effacement").status_code == 403
        assert send(person, device, TWO_DISKS).status_code == 403
    assert send(sign_in(Role.ADMINISTRATOR), device, TWO_DISKS).status_code == 200


def test_a_form_of_another_site_is_refused(operator: Person, make: Make) -> None:
    device = make(*bench(HDD))
    assert send(operator, device, TWO_DISKS, csrf="0" * 40).status_code == 403
    assert send(operator, device, TWO_DISKS, command="none").status_code == 400
    assert operator.get(f"/appareils/{uuid4()}/effacement").status_code == 404


def test_the_file_goes_back_to_who_holds_or_erased_and_to_nobody_else(
    operator: Person, sign_in: SignIn, house: House, make: Make
) -> None:
    elsewhere = another_structure(house)
    device = make(*bench(HDD))
    send(operator, device, TWO_DISKS)
    sha256 = erasures(house, device)[0].erasure.evidence_sha256
    link = f"/appareils/{device}/preuves/{sha256}"
    other = sign_in(grants=(Grant(Role.OPERATOR, elsewhere),))
    assert other.get(link).status_code == 404
    for role in (Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR, Role.FUNDER):
        assert sign_in(role).get(link).status_code == 403, role
        page = sign_in(role).get(f"/appareils/{device}")
        assert link not in page.text, role
    assert sign_in(Role.ADMINISTRATOR).get(link).status_code == 200
    house.record(
        lives.command(
            (device, lives.shipped(destination=elsewhere)),
            (device, lives.received(origin=SHOP, place=elsewhere)),
        )
    )
    assert other.get(link).status_code == 200, "it holds the device now"
    assert operator.get(link).status_code == 200, "it erased the device"


def test_a_log_that_is_joined_by_hand_is_not_contradicted(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*bench(HDD))
    form = opened(operator, device, d.StorageErased)
    assert f"/appareils/{device}/effacement" in form.page
    form.fill(storage=HDD.id, verdict="erased", erasure__method="overwrite")
    log = sample("nwipe-two-disks.log").replace(b"sda | Erased ", b"sda |-FAILED-")
    refused = form.send(files={"evidence": ("nwipe.log", log)})
    assert refused.status_code == 422
    assert "Le journal joint dit moins que cela" in refused.text
    form_of(operator, refused).fill(verdict="failed").send()
    assert [each.verdict for each in erasures(house, device)] == [Verdict.FAILED]
