"""The workshop floor on a phone: a pile of devices, with a network or without."""

from collections.abc import Iterator

import lives
import pytest
from axe import faint, violations
from code_vectors import VECTORS
from floor_hand import DESKTOP, PHONE, Shop, choose, opened, phone_of, scan, shoot
from live import serving, sign_in
from lives import COUNTER, SHOP
from people import PASSWORD
from playwright.sync_api import Browser, FilePayload, Page

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.pages.floor.filling import NEEDS
from api.pages.floor.taking import FLOOR
from api.settings import Settings
from ledger import device as d
from ledger.codes import new_code, written
from ledger.values import DeviceKind

BENCH = lives.ON_THE_BENCH


@pytest.fixture(scope="module")
def shop(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    app = create_app(Settings(var=tmp_path_factory.mktemp("var")), shared_database)
    with serving(app) as address:
        house: House = app.state.house
        with house.pool.connection() as connection:
            accounts = {
                name: create_account(
                    connection, name, name.capitalize(), PASSWORD, [Grant(Role.OPERATOR, SHOP)]
                )
                for name in ("louise", "karim")
            }
        yield Shop(house, address, accounts)


@pytest.fixture
def page(browser: Browser, shop: Shop) -> Iterator[Page]:
    """The floor, opened by Louise on a phone."""
    context = phone_of(browser, shop, "louise")
    page = opened(context)
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 (it marks what it is given)
    yield page
    assert errors == []
    context.close()


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
    assert "relevé à l’instant" in page.locator("#copy .age").inner_text()
    shoot(page, f"{width}-pile")
    assert violations(page) + faint(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for target in page.locator("#floor button:visible, #floor input:visible").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 48, target
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


def test_a_scan_says_at_once_what_this_phone_knows(page: Page, shop: Shop) -> None:
    _, retired = shop.device(lives.collected(place=SHOP), lives.retired())
    _, elsewhere = shop.device(lives.collected(place=COUNTER))
    _, screen = shop.device(lives.collected(kind=DeviceKind.SCREEN), lives.received())
    page.reload()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    choose(page, d.Tested, kind="laptop", button="J’ai tout testé")
    scan(page, "ABC", "Ce code n’existe pas")
    scan(page, retired, "sorti de la filière")
    assert not page.locator("#anyway").is_visible()
    scan(page, screen, "n’est pas celle de ce type d’appareil")
    scan(page, elsewhere, "Pas ici\u00a0: Ressourcerie de Briançon.")
    unknown = new_code()
    scan(page, unknown, "Inconnu ici")
    shoot(page, "unknown")
    page.get_by_role("button", name="L’enregistrer quand même").click()
    page.get_by_text(f"{written(unknown)}\u00a0: noté.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Ce code n’est sur aucun appareil.").wait_for()
    assert page.get_by_role("link", name="1 à décider").is_visible()
    assert page.get_by_role("heading", name=f"Tester, {written(unknown)}").is_visible()
    shoot(page, "conflict")
    assert violations(page) + faint(page) == []
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name="Abandonner").click()
    assert page.locator("#conflicts li").count() == 1
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Abandonner").click()
    page.locator("#conflicts").wait_for(state="hidden")


def test_a_code_is_taken_back_before_it_is_sent(page: Page, shop: Shop) -> None:
    device, code = shop.device(*BENCH)
    page.context.set_offline(True)
    choose(page, d.LocksChecked, button="Aucun verrou")
    page.evaluate("caches.keys()")
    scan(page, code, "Inconnu ici")
    page.get_by_role("button", name="L’enregistrer quand même").click()
    page.get_by_text("noté.").wait_for()
    page.get_by_role("button", name=f"Annuler {written(code)}").click()
    page.get_by_text("annulé", exact=True).wait_for()
    scan(page, code, "Inconnu ici")
    page.context.set_offline(False)
    page.get_by_text("Tout est envoyé.").wait_for()
    assert shop.life(device)[-1] is d.Inventoried


def test_a_log_and_a_serial_number_are_of_one_device(page: Page, shop: Shop) -> None:
    one, first = shop.device(*BENCH)
    two, second = shop.device(*BENCH)
    page.reload()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    said = {"verdict": "erased", "erasure__method": "overwrite"}
    page.locator("#topic").select_option(d.StorageErased.TOPIC)
    for code, log in ((first, b"one"), (second, b"two")):
        file = FilePayload(name="nwipe.log", mimeType="text/plain", buffer=log)
        page.locator("#evidence").set_input_files(file)
        for name, value in said.items():
            control = page.locator(f'#asked [name="{name.replace("__", ".")}"]')
            if name == "verdict":
                page.locator(f'#asked [value="{value}"]').check()
            else:
                control.select_option(value)
        page.get_by_role("button", name="Passer aux appareils").click()
        page.locator("#code").fill(code)
        page.locator("#code").press("Enter")
        page.get_by_text(f"{written(code)}\u00a0: noté. Ce fichier").wait_for()
        assert not page.locator("#pile").is_visible()
    page.reload()
    page.get_by_text("2 étapes attendent").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Tout est envoyé.").wait_for()
    proofs = [shop.house.ledger.life(device)[-1].event for device in (one, two)]
    assert all(isinstance(proof, d.StorageErased) for proof in proofs)
    assert len({proof.erasure.evidence_sha256 for proof in proofs}) == 2  # type: ignore[attr-defined]
    choose(page, d.Inventoried, facts__serial="PF1")
    page.locator("#code").fill(first)
    page.locator("#code").press("Enter")
    page.get_by_text(f"{written(first)}\u00a0: noté. Ce fichier").wait_for()
    assert page.locator('#asked [name="facts.serial"]').input_value() == ""


def test_a_device_is_collected_and_stuck_in_a_cellar(page: Page, shop: Shop) -> None:
    code, other = new_code(), new_code()
    page.context.set_offline(True)
    choose(page, d.Collected, kind="laptop", donor="company")
    scan(page, code)
    page.get_by_role("button", name="Sans étiquette").click()
    page.get_by_text("sans étiquette\u00a0: noté.").or_(
        page.get_by_text("nouvel appareil\u00a0: noté.")
    ).wait_for()
    choose(page, d.Received)
    scan(page, code)
    choose(page, d.StickerBound)
    scan(page, other, "Choisissez d’abord l’appareil")
    page.locator("#listed").select_option(index=1)
    scan(page, code, "Cette étiquette est déjà sur")
    scan(page, other)
    choose(page, d.Inventoried, facts__maker="Dell")
    scan(page, other)
    page.context.set_offline(False)
    page.get_by_text("Tout est envoyé.").wait_for()
    first = shop.house.ledger.holder("sticker", code)
    assert first
    assert shop.life(first) == [d.Collected, d.StickerBound, d.Received]
    second = shop.house.ledger.holder("sticker", other)
    assert second
    assert shop.life(second)[:2] == [d.Collected, d.StickerBound]


def test_every_step_of_the_floor_has_its_form_without_a_network(page: Page) -> None:
    page.context.set_offline(True)
    page.reload()
    values = page.locator("#topic option").evaluate_all("all => all.map((each) => each.value)")
    assert set(values) - {""} == set(FLOOR)
    for topic in FLOOR:
        page.locator("#topic").select_option(topic)
        page.get_by_role("button", name="Passer aux appareils").click()
        needs = [need for need in NEEDS.get(topic, ()) if need not in GIVEN.get(topic, ())]
        if needs:
            lacking = page.locator("#lacking").inner_text()
            assert lacking.count(" ; ") + lacking.count("\u00a0; ") == len(needs) - 1, topic
            if topic in LOOKED_AT:
                assert violations(page) == [], topic
                shoot(page, topic)
        else:
            page.locator("#chosen").wait_for()
            page.get_by_role("button", name="Changer d’étape").click()
    page.locator("#topic").select_option(d.Tested.TOPIC)
    page.locator('#asked [name="kind"]').select_option("screen")
    shown = page.locator("#asked fieldset:visible legend").all_inner_texts()
    assert not [legend for legend in shown if "clavier" in legend]
    page.locator("#asked summary").click()
    shoot(page, "test-of-a-screen")
    assert page.locator('#asked fieldset[id^="outcomes."]:visible').count() == 6


LOOKED_AT = {d.Tested.TOPIC, d.StorageErased.TOPIC, d.Collected.TOPIC, d.LocksChecked.TOPIC}
"""Forms that differ from each other in what may bar the way."""

GIVEN = {
    d.Collected.TOPIC: ("legal_status",),
    d.OriginQualified.TOPIC: ("legal_status",),
    d.PartReplaced.TOPIC: ("condition",),
    d.StorageErased.TOPIC: ("storage",),
}
"""What a form says already when it opens."""


SLOW_CLOCK = """
    const True = Date, late = 12 * 60_000;
    self.Date = class extends True {
      constructor(...told) { super(...(told.length ? told : [True.now() - late])); }
      static now() { return True.now() - late; }
    };
"""


def test_a_wrong_clock_is_said_in_minutes(browser: Browser, shop: Shop) -> None:
    device, code = shop.device(*BENCH)
    context = phone_of(browser, shop, "louise")
    page = context.new_page()
    page.add_init_script(SLOW_CLOCK)
    page.goto("/atelier/")
    page.get_by_text("L’horloge de ce téléphone retarde de 12 minutes.").wait_for()
    choose(page, d.LocksChecked, button="Aucun verrou")
    scan(page, code)
    page.get_by_text("Tout est envoyé.").wait_for()
    record = shop.house.ledger.life(device)[-1]
    assert record.metadata.clock
    assert 700 < (record.event.happened_at - record.metadata.clock).total_seconds() < 740
    context.close()


def test_a_shared_phone_sends_what_a_colleague_left(browser: Browser, shop: Shop) -> None:
    device, code = shop.device(*BENCH)
    context = phone_of(browser, shop, "louise")
    page = opened(context)
    context.set_offline(True)
    choose(page, d.LocksChecked, button="Aucun verrou")
    scan(page, code)
    context.route("**/atelier/envois", lambda route: route.abort())
    context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_text("1 étape du poste de travail n’a pas été envoyée.").wait_for()
    shoot(page, "signed-out")
    assert violations(page) == []
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("floorOutbox.recall('copy')") is None
    assert page.evaluate("floorOutbox.recall('who')") is None
    context.unroute("**/atelier/envois")
    sign_in(context, shop.house, shop.address, shop.accounts["karim"])
    page = opened(context)
    page.get_by_text("Tout est envoyé.").wait_for()
    about = shop.house.ledger.life(device)[-1].metadata
    assert about.actor_id == shop.accounts["louise"]
    assert about.sent_by == shop.accounts["karim"]
    context.close()


def test_a_session_that_ended_keeps_the_queue_and_forgets_the_list(page: Page, shop: Shop) -> None:
    device, code = shop.device(*BENCH)
    page.get_by_role("group").filter(has_text="Appareils de ce lieu").locator("summary").click()
    page.get_by_role("button", name="Relever de nouveau").click()
    choose(page, d.LocksChecked, button="Aucun verrou")
    page.context.clear_cookies()
    page.locator("#code").fill(code)
    page.locator("#code").press("Enter")
    page.get_by_role("link", name="Connectez-vous pour envoyer").wait_for()
    assert page.evaluate("floorOutbox.recall('copy')") is None
    sign_in(page.context, shop.house, shop.address, shop.accounts["louise"])
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("Tout est envoyé.").wait_for()
    assert shop.life(device)[-1] is d.LocksChecked


def test_the_list_is_wiped_on_demand(page: Page) -> None:
    page.get_by_text("Appareils de ce lieu").click()
    page.get_by_role("button", name="Effacer ce relevé du téléphone").click()
    page.get_by_text("Aucun relevé sur ce téléphone").wait_for()
    assert page.evaluate("floorOutbox.recall('copy')") is None


def test_without_javascript_the_page_leads_to_the_others(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(base_url=shop.address, java_script_enabled=False)
    sign_in(context, shop.house, shop.address, shop.accounts["louise"])
    page = context.new_page()
    page.goto("/atelier/")
    said = page.locator("noscript")
    assert "Cette page a besoin de JavaScript" in (said.text_content() or "")
    assert said.is_visible()
    assert not page.locator("#floor").is_visible()
    context.close()


def test_without_its_camera_the_page_says_what_to_do(page: Page) -> None:
    choose(page, d.Labelled)
    page.route("**/static/scan.js", lambda route: route.abort())
    page.evaluate("navigator.mediaDevices && (navigator.mediaDevices.getUserMedia = undefined)")
    page.get_by_role("button", name="Scanner avec la caméra").click()
    page.get_by_text("La caméra ne s’ouvre pas ici").wait_for()
    assert not page.locator("#video").is_visible()


READ_VECTORS = """async (vectors) => {
  const { checkCharacter, readCode, written } = await import("/static/codes.js");
  return Object.entries(vectors).map(([body, check]) => [
    checkCharacter(body) === check,
    readCode(body + check) === body + check,
    readCode(`https://r05.fr/a/${written(body + check).toLowerCase()}/`) === body + check,
    [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"].filter((sign) => readCode(body + sign)).length === 1,
  ]);
}"""


def test_codes_read_on_the_phone_as_in_the_ledger(page: Page) -> None:
    assert page.evaluate(READ_VECTORS, VECTORS) == [[True] * 4] * len(VECTORS)
    read = """async (texts) => {
      const { readCode } = await import("/static/codes.js");
      return texts.map(readCode);
    }"""
    assert page.evaluate(read, ["", "7K3", "7K3M9QXA99", "7K3M9QX/9", "é" * 9]) == [None] * 5
    assert page.evaluate(read, ["mei ezeo5-k", " ME1EZE05K "]) == ["ME1EZE05K"] * 2


def test_one_entry_that_the_service_cannot_read_stops_no_other(page: Page, shop: Shop) -> None:
    one, first = shop.device(*BENCH)
    two, second = shop.device(*BENCH)
    page.context.set_offline(True)
    choose(page, d.LocksChecked, button="Aucun verrou")
    page.evaluate("floorOutbox.forget('copy')")
    scan(page, first)
    page.evaluate(
        "floorOutbox.all().then(([each]) => floorOutbox.add({ ...each, topic: 'x'.repeat(99) }))"
    )
    scan(page, second)
    page.context.set_offline(False)
    page.get_by_text("Le service n’a pas su lire cette étape.").wait_for()
    page.get_by_text("Tout est envoyé.").wait_for()
    assert shop.life(one)[-1] is d.Inventoried
    assert shop.life(two)[-1] is d.LocksChecked
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Abandonner").click()
    page.locator("#conflicts").wait_for(state="hidden")
