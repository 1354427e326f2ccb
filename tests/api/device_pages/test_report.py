"""« Déposer un relevé »: files of tools make the inventory of a device anew."""

import re
import zipfile
from io import BytesIO
from typing import Any
from uuid import UUID

import lives
import pytest
from device_pasts import Make
from httpx2 import Response
from page_forms import address, events, is_done
from people import Person, SignIn
from reports import DESKTOP_LSHW, LAPTOP_LSHW, dump, glpi, smartctl

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.device import Device
from ledger.values import Source, Storage, StorageKind

NVME = Storage(id="disque 1", kind=StorageKind.NVME, capacity_gb=256)
KNOWN = lives.facts(serial=None, storages=(NVME,))
PAST = (lives.collected(), lives.received(), lives.inventoried(facts=KNOWN))


def path_of(device: UUID) -> str:
    return f"{address(device)}/releve"


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf|command|seen)" value="([^"]+)"', page))


def send(person: Person, device: UUID, *files: bytes, **more: str) -> Response:
    """What the form sends, opened and filled."""
    opened = person.get(path_of(device))
    assert opened.status_code == 200, opened.text
    return post(person, device, hidden(opened.text) | more, *files)


def post(person: Person, device: UUID, fields: dict[str, str], *files: bytes) -> Response:
    sent = [("files", (f"relevé-{rank}.json", data)) for rank, data in enumerate(files)]
    return person.post(path_of(device), data=fields, files=sent)


def newest(house: House, device: UUID) -> d.Inventoried:
    event = events(house, device)[-1]
    assert isinstance(event, d.Inventoried)
    return event


def test_a_disk_alone_adds_its_health_and_leaves_the_rest(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*PAST)
    answer = send(operator, device, smartctl())
    assert is_done(answer)
    event = newest(house, device)
    assert event.source is Source.SMARTCTL
    assert (event.facts.model, event.facts.memory_mb) == ("ThinkPad T460", 8192)
    [disk] = event.facts.storages or ()
    assert (disk.id, disk.serial) == ("disque 1", "S2UXNX0H305512")
    assert event.mass_g == 1900
    assert "se dit en bonne santé" in answer.text
    assert "4\u202f211 heures de marche" in answer.text
    assert "Relevé smartctl." in answer.text


def test_an_erased_disk_stays_erased(operator: Person, house: House, make: Make) -> None:
    device = make(*PAST, lives.erased(storage="disque 1"))
    assert is_done(send(operator, device, smartctl(), LAPTOP_LSHW))
    known: Device = house.ledger.subject(Device, device)
    assert known.erasures == {"disque 1": d.Verdict.ERASED}
    assert known.storages == {"disque 1": NVME}


def test_what_sources_tell_differently_is_shown_on_the_page(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*lives.ON_THE_BENCH[:2])
    answer = send(operator, device, dump(), LAPTOP_LSHW, glpi())
    assert is_done(answer)
    assert "8\u00a0Go" in answer.text
    assert "12\u00a0Go" in answer.text
    assert "selon le relevé lshw" in answer.text
    hardware = newest(house, device).hardware
    assert hardware
    assert len(hardware.read_from) == 3


def test_a_zip_is_of_this_machine(operator: Person, house: House, make: Make) -> None:
    device = make(*lives.ON_THE_BENCH[:2])
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("a.txt", dump(serial="None", uuid=""))
        made.writestr("b.json", smartctl("S4CANX0M700123"))
    assert is_done(send(operator, device, data.getvalue()))
    assert newest(house, device).hardware


def test_a_report_of_another_machine_is_refused(operator: Person, house: House, make: Make) -> None:
    device = make(lives.collected(), lives.received(), lives.inventoried())
    before = events(house, device)
    answer = send(operator, device, DESKTOP_LSHW)
    assert answer.status_code == 422
    assert "deux machines" in answer.text
    assert "PF0SECRET" in answer.text, "of a device that they may see"
    assert events(house, device) == before


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((b"{",), "abîmé"),
        ((smartctl(), b"Type;Marque\nportable;Dell\n"), "plusieurs machines"),
        ((b"",), "vide"),
        ((), "Choisissez au moins un fichier"),
        (tuple(smartctl() for _ in range(81)), "80 fichiers au plus"),
    ],
    ids=["broken", "table", "empty", "none", "many"],
)
def test_what_is_not_read_records_nothing(
    operator: Person, house: House, make: Make, files: tuple[bytes, ...], said: str
) -> None:
    device = make(*PAST)
    before = events(house, device)
    answer = send(operator, device, *files)
    assert answer.status_code == 422
    assert said in answer.text
    assert events(house, device) == before


def test_a_form_sent_twice_is_recorded_once(operator: Person, house: House, make: Make) -> None:
    device = make(*PAST)
    fields = hidden(operator.get(path_of(device)).text)
    assert is_done(post(operator, device, fields, smartctl()))
    assert is_done(post(operator, device, fields, smartctl()))
    assert len(events(house, device)) == len(PAST) + 1


def test_what_others_recorded_meanwhile_is_not_overwritten(
    operator: Person, house: House, make: Make
) -> None:
    device = make(*PAST)
    fields = hidden(operator.get(path_of(device)).text)
    house.record(lives.command((device, lives.inventoried(facts=KNOWN)), id=UUID(int=77)))
    answer = post(operator, device, fields, smartctl())
    assert answer.status_code == 409
    assert len(events(house, device)) == len(PAST) + 1


def test_only_whoever_records_inventories_there_may(
    operator: Person, sign_in: SignIn, make: Make
) -> None:
    device = make(*PAST)
    fields = hidden(operator.get(path_of(device)).text)
    for person in (sign_in(Role.COUNTER, lives.SHOP), sign_in(Role.OPERATOR, lives.COUNTER)):
        assert person.get(path_of(device)).status_code == 403
        assert post(person, device, fields, smartctl()).status_code == 403
    forged: Any = fields | {"csrf": "x"}
    assert post(operator, device, forged, smartctl()).status_code == 403


def test_no_report_where_an_inventory_is_not_possible(operator: Person, make: Make) -> None:
    device = make(*lives.LABELLED)
    answer = operator.get(path_of(device))
    assert answer.status_code == 409
    assert "<form" not in answer.text.partition("<main")[2].partition("</main")[0]
    assert "Déposer un relevé" not in operator.get(address(device)).text


def test_the_refusal_leads_to_the_step_that_lifts_it(operator: Person, make: Make) -> None:
    device = make(*lives.IN_STOCK)
    text = operator.get(path_of(device)).text
    for step in (d.LabelRevoked, d.PartReplaced):
        assert f'href="{address(device)}/etapes/{step.TOPIC}"' in text
    assert d.Received.TOPIC not in text
    coming = operator.get(path_of(make(lives.collected(place=lives.SHOP)))).text
    assert f"/etapes/{d.Received.TOPIC}" in coming
    assert d.PartReplaced.TOPIC not in coming


def test_no_step_is_offered_that_would_be_refused_too(operator: Person, make: Make) -> None:
    answer = operator.get(path_of(make(*lives.PROMISED_TO_SOMEBODY)))
    assert answer.status_code == 409
    assert "Ce que vous pouvez faire" not in answer.text


def test_the_name_of_a_file_is_only_shown(operator: Person, make: Make) -> None:
    device = make(*PAST)
    fields = hidden(operator.get(path_of(device)).text)
    sent = [("files", ("../../<i>x.json", b"{"))]
    answer = operator.post(path_of(device), data=fields, files=sent)
    assert "&lt;i&gt;x.json" in answer.text
    assert "../" not in answer.text
