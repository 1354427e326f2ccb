"""The page of a device: what to do now, what may not be done and why, its life, who reads it."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import lives
import pytest
from device_pasts import PASTS, Make
from lives import COUNTER, POINT, SHOP, command
from page_forms import address
from people import Person, SignIn

from api import words
from api.access import Grant, Role, SignedIn
from api.house import House
from api.pages.device.possible import steps
from api.pages.device.scene import STEPS, find
from ledger import ActorKind, Author, Event
from ledger import device as d
from ledger.codes import new_code, written
from ledger.values import DeviceKind, OrganisationId, PlaceId

THEIRS = OrganisationId(UUID(int=101))
ELSEWHERE = PlaceId(UUID(int=205))
ADMINISTRATOR = SignedIn(
    UUID(int=9), "A", "a", (Grant(Role.ADMINISTRATOR),), place=None, organisation=None, csrf=""
)


@pytest.fixture
def elsewhere(house: House) -> PlaceId:
    """A place of another structure."""
    name = "Ressourcerie de Serres"
    opened = lives.opened(name=name, organisation=THEIRS, commune="05166", takes_money=True)
    house.record(command((THEIRS, lives.joined(name="Autre structure")), (ELSEWHERE, opened)))
    return ELSEWHERE


def test_every_step_is_offered_or_its_reason_told(everybody: Person, make: Make) -> None:
    for name, past in PASTS.items():
        device = make(*past)
        page = everybody.get(address(device)).text
        for event in STEPS:
            if event is not d.Collected:
                answer = everybody.get(address(device, event))
                offered = f'href="{address(device, event)}"' in page
                refused = f"<dt>{words.STEP[event.TOPIC]}</dt><dd>" in page
                assert answer.status_code == (200 if offered else 409), (name, event.TOPIC)
                assert offered != refused, (name, event.TOPIC)


def test_a_step_that_no_answer_makes_lawful_is_not_offered(everybody: Person, make: Make) -> None:
    keyboard = make(
        lives.collected(kind=DeviceKind.KEYBOARD), lives.received(), lives.inventoried()
    )
    bare = lives.inventoried(facts=lives.facts(storages=()))
    empty = make(lives.collected(), lives.received(), bare)
    for device, event, why in (
        (make(*lives.IN_STOCK), d.Sold, "la vente se fait dans une ressourcerie"),
        (make(*lives.IN_STOCK), d.Received, "Aucun envoi n’est en cours"),
        (make(*lives.PROMISED_TO_SOMEBODY), d.Delivered, "Aucun envoi n’est en cours"),
        (make(*lives.IN_STOCK), d.SetDissolved, "ne fait pas partie de cet ensemble"),
        (empty, d.StorageErased, "Ce disque ne figure pas à l’inventaire"),
        (keyboard, d.LocksChecked, "pas de verrou à vérifier"),
    ):
        page = everybody.get(address(device)).text
        told = page.split(f"<dt>{words.STEP[event.TOPIC]}</dt><dd>")[1].split("</dd>")[0]
        assert why in told
        assert f'href="{address(device, event)}"' not in page


def test_the_most_natural_step_comes_first(house: House, make: Make) -> None:
    first: dict[str, type[Event]] = {
        "collected": d.Received,
        "shipped": d.Received,
        "received": d.StickerBound,
        "of unknown origin": d.StickerBound,
        "proven": d.StickerBound,
        "labelled": d.Stocked,
        "promised": d.HandedOver,
        "on its way": d.Delivered,
        "with its owner": d.ReturnedForRepair,
        "in repair": d.GivenBack,
    }
    found = {
        past: steps(house, find(house, make(*PASTS[past])), ADMINISTRATOR).natural[0]
        for past in first
    }
    assert found == {past: event.TOPIC for past, event in first.items()}


def test_the_bench_is_led_by_what_the_label_lacks(house: House, make: Make) -> None:
    device = make(*lives.ON_THE_BENCH, lives.bound(new_code()))
    wanted = (d.StorageErased.TOPIC, d.Tested.TOPIC, d.LocksChecked.TOPIC)
    assert steps(house, find(house, device), ADMINISTRATOR).natural == wanted
    broken = make(*lives.ON_THE_BENCH, lives.tested(failed=(d.Function.SOUND,)))
    assert d.PartReplaced.TOPIC in steps(house, find(house, broken), ADMINISTRATOR).natural


def test_the_page_says_what_the_device_is_and_what_its_label_waits_for(
    operator: Person, make: Make
) -> None:
    code = new_code()
    unknown = lives.collected(lot=None, donor="unknown")
    device = make(unknown, lives.received(), lives.inventoried(), lives.bound(code))
    page = operator.get(address(device)).text
    for shown in (
        "Lenovo ThinkPad T460", "Ordinateur portable", written(code), "Il est sur l’établi.",
        "origine à préciser", "Atelier de Gap", "PF0SECRET", "8\u00a0Go", "disk-1, 500\u00a0Go",
        "Le disque «\u00a0disk-1\u00a0» n’est pas effacé", "et 15 autres fonctions",
        f'href="/A/{code}"',
        f"/etiquettes?appareil={device}",
    ):  # fmt: skip
        assert shown in page, shown


def test_a_stocked_device_waits_for_nothing(operator: Person, make: Make) -> None:
    page = operator.get(address(make(*lives.IN_STOCK))).text
    assert "Ce que le label attend" not in page
    assert "aspect B" in page
    assert f'href="/lots/{lives.LOT}"' in page


def test_a_step_written_down_late_shows_both_moments(
    operator: Person, house: House, make: Make
) -> None:
    soon = datetime.now(UTC) - timedelta(minutes=2)
    device = make(lives.collected(), lives.received(happened_at=soon))
    [_, first, second] = operator.get(address(device)).text.split('<li id="etape-')
    assert "mardi 31\u00a0mars 2026 à 14\u00a0h" in first
    assert "Noté " in first
    assert "Noté " not in second
    assert house.ledger.life(device)[1].event.happened_at == soon


def test_the_author_is_you_or_a_colleague_and_never_a_name(
    operator: Person, house: House, make: Make
) -> None:
    device = make(lives.collected())
    mine = Author(ActorKind.PERSON, operator.account, lives.ASSOCIATION, SHOP)
    theirs = Author(ActorKind.PERSON, UUID(int=8), lives.ASSOCIATION, POINT)
    bench = Author(ActorKind.STATION, UUID(int=7), lives.ASSOCIATION, SHOP)
    for author, event in (
        (mine, lives.received()), (theirs, lives.inventoried()), (bench, lives.erased()),
    ):  # fmt: skip
        house.record(command((device, event), author=author))
    page = operator.get(address(device)).text.split("Sa vie jusqu’ici")[1]
    told = re.findall(r'class="when">[^,]*, ([^.]*)\.', page)
    assert told == [
        "un collègue", "vous", "un collègue (Point de collecte d’Embrun)",
        "un poste d’Atelier de Gap",
    ]  # fmt: skip
    assert "Personne" not in page


def test_another_structure_reads_what_the_public_reads_and_no_more(
    sign_in: SignIn, make: Make, elsewhere: PlaceId
) -> None:
    code = new_code()
    device = make(*lives.IN_STOCK, lives.bound(code))
    stranger = sign_in(Role.OPERATOR, elsewhere)
    page = stranger.get(address(device)).text
    assert "chez une autre structure" in page
    assert f'href="/A/{code}"' in page
    for secret in ("PF0SECRET", "Atelier de Gap", "nwipe", "disk-1", "etape-", "Labelliser"):
        assert secret not in page, secret
    assert stranger.get(address(device, d.Shipped)).status_code == 403
    for reader in (sign_in(Role.COORDINATOR), sign_in(Role.ADMINISTRATOR)):
        assert "PF0SECRET" in reader.get(address(device)).text
    assert "PF0SECRET" not in sign_in(Role.FUNDER).get(address(device)).text


def test_whoever_a_device_is_sent_to_reads_its_life(
    sign_in: SignIn, make: Make, elsewhere: PlaceId
) -> None:
    device = make(*lives.IN_STOCK, lives.shipped(destination=elsewhere))
    assert "PF0SECRET" in sign_in(Role.COUNTER, elsewhere).get(address(device)).text


def test_a_device_carried_by_hand_is_received_by_whoever_gets_it(
    sign_in: SignIn, make: Make, elsewhere: PlaceId
) -> None:
    device = make(lives.collected())
    page = sign_in(Role.OPERATOR, elsewhere).get(address(device)).text
    assert "chez une autre structure" in page
    assert f'href="{address(device, d.Received)}"' in page
    sold = make(*PASTS["with its owner"])
    page = sign_in(Role.COUNTER, elsewhere).get(address(sold)).text
    assert f'href="{address(sold, d.ReturnedForRepair)}"' in page
    assert f'href="{address(sold, d.GivenBack)}"' not in page


@pytest.mark.parametrize("role", [Role.FUNDER, Role.COORDINATOR])
def test_who_only_reads_is_offered_nothing_to_record(
    sign_in: SignIn, make: Make, role: Role
) -> None:
    device = make(*lives.IN_STOCK)
    page = sign_in(role).get(address(device)).text
    assert "/etapes/" not in page


def test_an_unknown_device_is_not_found(operator: Person) -> None:
    for unknown in (UUID(int=77), SHOP):
        answer = operator.get(address(unknown))
        assert answer.status_code == 404
        assert "Cet appareil n’est pas au registre." in answer.text


def test_nobody_reads_it_without_signing_in(app_client: Person, make: Make) -> None:
    answer = app_client.get(address(make(*lives.IN_STOCK)), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion")


def test_what_a_machine_says_of_itself_cannot_write_the_page(operator: Person, make: Make) -> None:
    facts = lives.facts(model="<script>alert(1)</script>")
    device = make(lives.collected(), lives.received(), lives.inventoried(facts=facts))
    page = operator.get(address(device)).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_every_kind_of_device_has_its_page(operator: Person, make: Make) -> None:
    for kind in DeviceKind:
        device = make(lives.collected(kind=kind, place=SHOP), lives.received(origin=SHOP))
        for event in (None, d.Inventoried, d.SetFormed):
            assert operator.get(address(device, event)).status_code == 200, kind


def test_nobody_is_led_to_a_page_that_would_not_open(make: Make, sign_in: SignIn) -> None:
    first, *then = lives.IN_STOCK
    there = (lives.shipped(), lives.received(origin=SHOP, place=COUNTER))
    device = make(first, lives.bound(new_code()), *then, *there)
    for role, place in ((Role.OPERATOR, SHOP), (Role.COUNTER, COUNTER), (Role.COORDINATOR, None)):
        person = sign_in(role, place) if place else sign_in(role)
        page = person.get(address(device))
        led = re.findall(r'href="(/(?:lots/|etiquettes\?)[^"]+)"', page.text)
        assert len(led) == (2 if role is Role.OPERATOR else 0), role
        assert [person.get(each).status_code for each in led] == [200] * len(led), role
        assert "lot du " in page.text
