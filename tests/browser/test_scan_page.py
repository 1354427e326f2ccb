"""The camera of the search reads our stickers under our policy; its buttons say what they do."""

import os
from pathlib import Path

import pytest
from axe import violations
from camera import address_of, stage
from live import sign_in
from lives import DEVICE
from playwright.sync_api import Browser, Page, Request, expect
from scanning import PERMITTED, START, Workshop, signed_in
from scans import CODE
from wedges import typed_in_french, typed_with_locked_capitals

from api.wedge import untangled
from ledger.codes import new_code

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")


def open_camera(page: Page) -> None:
    page.goto("/recherche")
    page.get_by_role("button", name=START).click()


def test_a_sticker_before_the_camera_opens_its_device(filming: Browser, workshop: Workshop) -> None:
    context = signed_in(filming, workshop, *PERMITTED)
    page = context.new_page()
    asked: list[Request] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright marks its listeners)
    page.on("console", lambda message: complaints.append(message.text))
    open_camera(page)
    page.wait_for_url(f"**/appareils/{DEVICE}")
    assert complaints == []
    assert {request.url.startswith((workshop.address, "data:")) for request in asked} == {True}
    [wasm] = [request for request in asked if request.url.endswith(".wasm")]
    answer = wasm.response()
    assert answer
    assert answer.headers["content-type"] == "application/wasm"
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_open_camera_raises_no_barrier(
    filming: Browser, workshop: Workshop, width: int
) -> None:
    context = signed_in(filming, workshop, *PERMITTED, width=width, script=stage())
    page = context.new_page()
    page.goto("/recherche")
    start, close = (page.get_by_role("button", name=name) for name in (START, "Fermer la caméra"))
    start.wait_for()
    shots = {"closed": violations(page)}
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"scan-{width}-closed.png")
    start.click()
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    shots["open"] = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert close.bounding_box()["height"] >= 48  # type: ignore[index]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"scan-{width}-open.png")
    assert shots == {"closed": [], "open": []}
    context.close()


def test_without_a_camera_nothing_is_offered(browser: Browser, workshop: Workshop) -> None:
    context = signed_in(browser, workshop)
    page = context.new_page()
    page.goto("/recherche")
    assert page.evaluate("import('/static/scan.js').then(scan => scan.hasCamera())") is False
    assert not page.get_by_role("button", name=START).is_visible()
    context.close()


def test_without_javascript_nothing_is_offered(filming: Browser, workshop: Workshop) -> None:
    context = filming.new_context(base_url=workshop.address, java_script_enabled=False)
    sign_in(context, workshop.house, workshop.address, workshop.louise)
    page = context.new_page()
    page.goto("/recherche")
    assert not page.get_by_role("button", name=START).is_visible()
    context.close()


def test_a_camera_that_stops_by_itself_is_said(staged: Page) -> None:
    staged.get_by_role("button", name=START).click()
    staged.wait_for_function("""() => {
      const track = document.querySelector("video").srcObject?.getTracks()[0];
      track?.dispatchEvent(new Event("ended"));
      return document.querySelector("[data-said]").textContent.includes("La caméra s’est arrêtée");
    }""")
    expect(staged.get_by_role("button", name=START)).to_be_visible()


def test_a_camera_closed_while_it_opens_is_closed(staged: Page) -> None:
    staged.evaluate("""() => {
      const { mediaDevices } = navigator;
      mediaDevices.getUserMedia = () => new Promise((done) => {
        window.allow = () => done(stage.stream);
      });
    }""")
    staged.get_by_role("button", name=START).click()
    staged.get_by_role("button", name="Fermer la caméra").click()
    staged.evaluate("allow()")
    staged.wait_for_function("() => stage.stream.getTracks()[0].readyState === 'ended'")
    expect(staged.get_by_role("button", name=START)).to_be_visible()


def test_a_decoder_that_cannot_be_fetched_is_said_and_the_camera_let_go(staged: Page) -> None:
    staged.route("**/*.wasm", lambda route: route.abort())
    staged.get_by_role("button", name=START).click()
    staged.get_by_text("n’a pas pu être chargé").wait_for()
    staged.wait_for_function("() => document.querySelector('video').srcObject === null")


TORCH = (
    stage()
    + """
;(() => {
  const [track] = stage.stream.getTracks();
  window.lit = [];
  track.getCapabilities = () => ({ torch: true });
  track.applyConstraints = async ({ advanced: [{ torch }] }) => { lit.push(torch) };
  navigator.mediaDevices.getUserMedia = async () => stage.stream;
})()"""
)


def test_the_torch_is_offered_where_the_phone_has_one(browser: Browser, workshop: Workshop) -> None:
    context = signed_in(browser, workshop, script=TORCH)
    page = context.new_page()
    open_camera(page)
    torch = page.get_by_role("button", name="Lampe")
    for pressed in ("true", "false"):
        torch.click()
        page.wait_for_function(
            "pressed => document.querySelector('[data-torch]').ariaPressed === pressed", arg=pressed
        )
    assert page.evaluate("lit") == [True, False]
    context.close()


UNTANGLED = """async (texts) => {
  const { untangled } = await import("/static/scan_wedge.js");
  return texts.map(untangled);
}"""


def test_a_page_understands_a_typing_scanner_as_the_service_does(staged: Page) -> None:
    addresses = [address_of(new_code()) for _ in range(50)]
    texts = [typed_in_french(address) for address in addresses]
    texts += [typed_with_locked_capitals(address) for address in addresses]
    texts += [*addresses, "7km-4qx-2hz", "été 2026, l'ordinateur ?", "&é\"'(-è_çà)=%£M§ÉÈÇÀ"]
    assert staged.evaluate(UNTANGLED, texts) == [untangled(text) for text in texts]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_scanner_types_into_the_search_and_presses_enter(
    browser: Browser, workshop: Workshop, width: int
) -> None:
    context = signed_in(browser, workshop, width=width)
    page = context.new_page()
    for path in ("/recherche", "/travail"):
        for typed in (address_of(CODE), typed_in_french(address_of(CODE))):
            page.goto(path)
            page.locator("input:focus").wait_for()  # it has the focus by itself
            page.keyboard.type(typed)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/appareils/{DEVICE}")
    context.close()
