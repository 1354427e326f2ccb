"""The workshop floor on a phone: a pile of devices, with a network or without."""

import lives
import pytest
from axe import faint, violations
from floor_hand import (
    DESKTOP,
    PHONE,
    Shop,
    choose,
    opened,
    opened_again,
    phone_of,
    scan,
    shoot,
)
from lives import COUNTER, SHOP
from playwright.sync_api import Browser, FilePayload, Page, expect

from api.pages.floor.filling import NEEDS
from api.pages.floor.taking import FLOOR
from ledger import device as d
from ledger.codes import new_code, written
from ledger.values import DeviceKind

BENCH = lives.ON_THE_BENCH


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_pile_is_noted_without_a_network_and_sent_with_one(
    browser: Browser, shop: Shop, width: int
) -> None:
    one, code = shop.device(*BENCH)
    context = phone_of(browser, shop, "louise", width)
    page = opened(context)
    shoot(page, f"{width}-open")
    assert violations(page) == []
    context.set_offline(True)
    page.reload()
    page.get_by_text("Hors réseau.").wait_for()
    choose(page, d.LocksChecked, button="Aucun verrou")
    assert "Lenovo ThinkPad T460, Sur l’établi" in scan(page, written(code).lower())
    page.get_by_text("En attente d’envoi").click()
    page.get_by_text("Appareils de ce lieu").click()
    expect(page.locator("#copy .age")).to_contain_text("relevé à l’instant")
    shoot(page, f"{width}-pile")
    assert violations(page) + faint(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = page.locator("#floor button:visible, #floor input:visible").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48
    scan(page, f"HTTPS://R05.FR/A/{code}", "déjà noté")
    page.reload()
    page.get_by_text("Hors réseau. 1 étape attend sur ce téléphone.").wait_for()
    page.get_by_role("heading", name="Vérifier les verrous").wait_for()
    page.evaluate("floorOutbox.forget('recent')")
    scan(page, code, "déjà noté")  # it still waits
    context.set_offline(False)
    page.get_by_text("Tout est envoyé.").wait_for()
    assert shop.life(one)[-1] is d.LocksChecked
    context.close()


def test_a_scan_says_at_once_what_this_phone_knows(floor: Page, shop: Shop) -> None:
    _, retired = shop.device(lives.collected(place=SHOP), lives.retired())
    _, elsewhere = shop.device(lives.collected(place=COUNTER))
    _, screen = shop.device(lives.collected(kind=DeviceKind.SCREEN), lives.received())
    opened_again(floor, screen)
    floor.context.set_offline(True)
    choose(floor, d.Tested, kind="laptop", button="J’ai tout testé")
    scan(floor, "ABC", "Ce code n’existe pas")
    scan(floor, retired, "sorti de la filière")
    expect(floor.locator("#anyway")).to_be_hidden()
    scan(floor, screen, "n’est pas celle de ce type d’appareil")
    scan(floor, elsewhere, "Pas ici\u00a0: Ressourcerie de Briançon.")
    unknown = new_code()
    scan(floor, unknown, "Inconnu ici")
    shoot(floor, "unknown")
    floor.get_by_role("button", name="L’enregistrer quand même").click()
    floor.get_by_text(f"{written(unknown)}\u00a0: noté.").wait_for()
    floor.context.set_offline(False)
    floor.get_by_text("Ce code n’est sur aucun appareil.").wait_for()
    expect(floor.get_by_role("link", name="1 à décider")).to_be_visible()
    expect(floor.get_by_role("heading", name=f"Tester, {written(unknown)}")).to_be_visible()
    shoot(floor, "conflict")
    assert violations(floor) + faint(floor) == []
    floor.once("dialog", lambda asked: asked.dismiss())
    floor.get_by_role("button", name="Abandonner").click()
    assert floor.locator("#conflicts li").count() == 1
    floor.once("dialog", lambda asked: asked.accept())
    floor.get_by_role("button", name="Abandonner").click()
    floor.locator("#conflicts").wait_for(state="hidden")


def test_a_code_is_taken_back_before_it_is_sent(floor: Page, shop: Shop) -> None:
    device, code = shop.device(*BENCH)
    floor.context.set_offline(True)
    choose(floor, d.LocksChecked, button="Aucun verrou")
    floor.evaluate("caches.keys()")
    scan(floor, code, "Inconnu ici")
    floor.get_by_role("button", name="L’enregistrer quand même").click()
    floor.get_by_text("noté.").wait_for()
    floor.get_by_role("button", name=f"Annuler {written(code)}").click()
    floor.get_by_text("annulé", exact=True).wait_for()
    scan(floor, code, "Inconnu ici")
    floor.context.set_offline(False)
    floor.get_by_text("Tout est envoyé.").wait_for()
    assert shop.life(device)[-1] is d.Inventoried


def test_a_log_and_a_serial_number_are_of_one_device(floor: Page, shop: Shop) -> None:
    one, first = shop.device(*BENCH)
    two, second = shop.device(*BENCH)
    opened_again(floor, second)
    floor.context.set_offline(True)
    said = {"verdict": "erased", "erasure__method": "overwrite"}
    floor.locator("#topic").select_option(d.StorageErased.TOPIC)
    for code, log in ((first, b"one"), (second, b"two")):
        file = FilePayload(name="nwipe.log", mimeType="text/plain", buffer=log)
        floor.locator("#evidence").set_input_files(file)
        for name, value in said.items():
            control = floor.locator(f'#asked [name="{name.replace("__", ".")}"]')
            if name == "verdict":
                floor.locator(f'#asked [value="{value}"]').check()
            else:
                control.select_option(value)
        floor.get_by_role("button", name="Passer aux appareils").click()
        floor.locator("#code").fill(code)
        floor.locator("#code").press("Enter")
        floor.get_by_text(f"{written(code)}\u00a0: noté. Ce fichier").wait_for()
        expect(floor.locator("#pile")).to_be_hidden()
    floor.reload()
    floor.get_by_text("2 étapes attendent").wait_for()
    floor.context.set_offline(False)
    floor.get_by_text("Tout est envoyé.").wait_for()
    proofs = [shop.house.ledger.life(device)[-1].event for device in (one, two)]
    assert all(isinstance(proof, d.StorageErased) for proof in proofs)
    assert len({proof.erasure.evidence_sha256 for proof in proofs}) == 2  # type: ignore[attr-defined]
    choose(floor, d.Inventoried, facts__serial="PF1")
    floor.locator("#code").fill(first)
    floor.locator("#code").press("Enter")
    floor.get_by_text(f"{written(first)}\u00a0: noté. Ce fichier").wait_for()
    expect(floor.locator('#asked [name="facts.serial"]')).to_have_value("")


def test_a_device_is_collected_and_stuck_in_a_cellar(floor: Page, shop: Shop) -> None:
    code, other = new_code(), new_code()
    floor.context.set_offline(True)
    choose(floor, d.Collected, kind="laptop", donor="company")
    scan(floor, code)
    floor.get_by_role("button", name="Sans étiquette").click()
    floor.get_by_text("sans étiquette\u00a0: noté.").or_(
        floor.get_by_text("nouvel appareil\u00a0: noté.")
    ).wait_for()
    choose(floor, d.Received)
    scan(floor, code)
    choose(floor, d.StickerBound)
    scan(floor, other, "Choisissez d’abord l’appareil")
    floor.locator("#listed").select_option(index=1)
    scan(floor, code, "Cette étiquette est déjà sur")
    scan(floor, other)
    choose(floor, d.Inventoried, facts__maker="Dell")
    scan(floor, other)
    floor.context.set_offline(False)
    floor.get_by_text("Tout est envoyé.").wait_for()
    first = shop.house.ledger.holder("sticker", code)
    assert first
    assert shop.life(first) == [d.Collected, d.StickerBound, d.Received]
    second = shop.house.ledger.holder("sticker", other)
    assert second
    assert shop.life(second)[:2] == [d.Collected, d.StickerBound]


def test_every_step_of_the_floor_has_its_form_without_a_network(floor: Page) -> None:
    floor.context.set_offline(True)
    floor.reload()
    values = floor.locator("#topic option").evaluate_all("all => all.map((each) => each.value)")
    assert set(values) - {""} == set(FLOOR)
    for topic in FLOOR:
        floor.locator("#topic").select_option(topic)
        floor.get_by_role("button", name="Passer aux appareils").click()
        needs = [need for need in NEEDS.get(topic, ()) if need not in GIVEN.get(topic, ())]
        if needs:
            floor.locator("#lacking").wait_for()
            lacking = floor.locator("#lacking").inner_text()
            assert lacking.count(" ; ") + lacking.count("\u00a0; ") == len(needs) - 1, topic
            if topic in LOOKED_AT:
                assert violations(floor) == [], topic
                shoot(floor, topic)
        else:
            floor.locator("#chosen").wait_for()
            floor.get_by_role("button", name="Changer d’étape").click()
    floor.locator("#topic").select_option(d.Tested.TOPIC)
    floor.locator('#asked [name="kind"]').select_option("screen")
    shown = floor.locator("#asked fieldset:visible legend").all_inner_texts()
    assert not [legend for legend in shown if "clavier" in legend]
    floor.locator("#asked summary").click()
    shoot(floor, "test-of-a-screen")
    expect(floor.locator('#asked fieldset[id^="outcomes."]:visible')).to_have_count(6)


def test_an_erasure_without_its_log_names_the_tool_before_the_pile(floor: Page) -> None:
    told = {"storage": "#", "verdict": "erased", "erasure__method": "overwrite"}
    choose(floor, d.StorageErased, **told, erasure__no_evidence="tool_writes_none")
    lacking = floor.locator("#lacking")
    expect(lacking).to_have_text("Il reste à répondre\u00a0: Outil\u00a0; Version de l’outil")
    floor.get_by_label("Outil", exact=True).fill("nwipe")
    floor.get_by_label("Version de l’outil").fill("0.38")
    floor.get_by_role("button", name="Passer aux appareils").click()
    floor.locator("#chosen").wait_for()
    told |= {"erasure__method": "destruction"}
    choose(floor, d.StorageErased, **told, erasure__no_evidence="destroyed_in_front_of_us")
    floor.locator("#chosen").wait_for()


LOOKED_AT = {d.Tested.TOPIC, d.StorageErased.TOPIC, d.Collected.TOPIC, d.LocksChecked.TOPIC}
"""Forms that differ from each other in what may bar the way."""

GIVEN = {
    d.Collected.TOPIC: ("legal_status",),
    d.OriginQualified.TOPIC: ("legal_status",),
    d.PartReplaced.TOPIC: ("condition",),
    d.StorageErased.TOPIC: ("storage",),
    d.ErasureDecided.TOPIC: ("storage",),
}
"""What a form says already when it opens."""


def test_one_entry_that_the_service_cannot_read_stops_no_other(floor: Page, shop: Shop) -> None:
    one, first = shop.device(*BENCH)
    two, second = shop.device(*BENCH)
    floor.context.set_offline(True)
    choose(floor, d.LocksChecked, button="Aucun verrou")
    floor.evaluate("floorOutbox.forget('copy')")
    scan(floor, first)
    floor.evaluate(
        "floorOutbox.all().then(([each]) => floorOutbox.add({ ...each, topic: 'x'.repeat(99) }))"
    )
    scan(floor, second)
    floor.context.set_offline(False)
    floor.get_by_text("Le service n’a pas su lire cette étape.").wait_for()
    floor.get_by_text("Tout est envoyé.").wait_for()
    assert shop.life(one)[-1] is d.Inventoried
    assert shop.life(two)[-1] is d.LocksChecked
    floor.once("dialog", lambda asked: asked.accept())
    floor.get_by_role("button", name="Abandonner").click()
    floor.locator("#conflicts").wait_for(state="hidden")
