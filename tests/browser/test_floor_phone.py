"""The phone of the workshop floor: shared, with a wrong clock, without a camera, signed out."""

import lives
from axe import violations
from code_vectors import VECTORS
from floor_hand import KNOWS, Shop, choose, opened, phone_of, scan, shoot
from live import sign_in
from playwright.sync_api import Browser, Page
from visitors import until

from ledger import device as d

BENCH = lives.ON_THE_BENCH

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


def test_a_session_that_ended_keeps_the_queue_and_forgets_the_list(floor: Page, shop: Shop) -> None:
    device, code = shop.device(*BENCH)
    floor.get_by_role("group").filter(has_text="Appareils de ce lieu").locator("summary").click()
    floor.get_by_role("button", name="Relever de nouveau").click()
    until(floor, KNOWS, wanted=True, told=code)
    choose(floor, d.LocksChecked, button="Aucun verrou")
    floor.context.clear_cookies()
    floor.locator("#code").fill(code)
    floor.locator("#code").press("Enter")
    floor.get_by_role("link", name="Connectez-vous pour envoyer").wait_for()
    assert floor.evaluate("floorOutbox.recall('copy')") is None
    sign_in(floor.context, shop.house, shop.address, shop.accounts["louise"])
    floor.evaluate("dispatchEvent(new Event('online'))")
    floor.get_by_text("Tout est envoyé.").wait_for()
    assert shop.life(device)[-1] is d.LocksChecked


def test_the_list_is_wiped_on_demand(floor: Page) -> None:
    floor.get_by_text("Appareils de ce lieu").click()
    floor.get_by_role("button", name="Effacer ce relevé du téléphone").click()
    floor.get_by_text("Aucun relevé sur ce téléphone").wait_for()
    assert floor.evaluate("floorOutbox.recall('copy')") is None


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


def test_without_its_camera_the_page_says_what_to_do(floor: Page) -> None:
    choose(floor, d.Labelled)
    floor.evaluate("navigator.mediaDevices && (navigator.mediaDevices.getUserMedia = undefined)")
    floor.get_by_role("button", name="Scanner avec la caméra").click()
    floor.get_by_text("La caméra demande une adresse en https").wait_for()
    assert not floor.locator("#video").is_visible()


READ_VECTORS = """async (vectors) => {
  const { checkCharacter, readCode, written } = await import("/static/codes.js");
  return Object.entries(vectors).map(([body, check]) => [
    checkCharacter(body) === check,
    readCode(body + check) === body + check,
    readCode(`https://r05.fr/a/${written(body + check).toLowerCase()}/`) === body + check,
    [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"].filter((sign) => readCode(body + sign)).length === 1,
  ]);
}"""


def test_codes_read_on_the_phone_as_in_the_ledger(floor: Page) -> None:
    assert floor.evaluate(READ_VECTORS, VECTORS) == [[True] * 4] * len(VECTORS)
    read = """async (texts) => {
      const { readCode } = await import("/static/codes.js");
      return texts.map(readCode);
    }"""
    assert floor.evaluate(read, ["", "7K3", "7K3M9QXA99", "7K3M9QX/9", "é" * 9]) == [None] * 5
    assert floor.evaluate(read, ["mei ezeo5-k", " ME1EZE05K "]) == ["ME1EZE05K"] * 2
