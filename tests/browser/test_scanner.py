"""From a camera to a text: what is told, how often, by which decoder, and each way it may fail."""

import pytest
from camera import address_of, as_address, seen, stage
from live import sign_in
from playwright.sync_api import Browser, Page
from scanning import ELSEWHERE, PERMITTED, START, Workshop, signed_in

from ledger.codes import new_code

GONE_MS = 3_000
"""Long enough for the page to see, on a busy machine too, that a sticker left (``AWAY_MS``)."""
OPEN = """async (address) => {
  const { openScanner } = await import("/static/scan.js");
  window.told = [];
  window.over = "";
  const ended = (error) => { window.over = error.message; };
  if (address) await stage.show(address);
  try {
    const video = document.querySelector("video");
    window.scanner = await openScanner(video, (text) => told.push(text), { ended });
    return "";
  } catch (error) {
    return error.message;
  }
}"""


def test_each_refusal_of_a_camera_is_a_sentence(
    browser: Browser, filming: Browser, workshop: Workshop
) -> None:
    def said(browser: Browser, *permissions: str, script: str = "", address: str = "") -> str:
        context = signed_in(browser, workshop, *permissions, script=script)
        page = context.new_page()
        page.goto(f"{address}/recherche")
        sentence: str = page.evaluate(OPEN)
        context.close()
        return sentence

    busy = """navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException("", "NotReadableError");
    }"""
    assert "Aucune caméra" in said(browser, *PERMITTED)
    assert "refusée" in said(filming)
    assert "Une autre application" in said(filming, *PERMITTED, script=busy)
    elsewhere = workshop.address.replace("127.0.0.1", ELSEWHERE)
    context = signed_in(filming, workshop, *PERMITTED)
    sign_in(context, workshop.house, elsewhere, workshop.louise)
    page = context.new_page()
    page.goto(f"{elsewhere}/recherche")
    assert page.evaluate("isSecureContext") is False
    assert "https" in page.evaluate(OPEN)
    assert not page.get_by_role("button", name=START).is_visible()
    context.close()


def show(page: Page, *codes: str) -> None:
    """These are in view from now on; the first one is aimed at."""
    picture = as_address(seen(*codes, width=1280, height=720)) if codes else ""
    page.evaluate("address => stage.show(address)", picture)


def told(page: Page, *codes: str) -> None:
    """Wait until these were told, in this order, and nothing else."""
    page.wait_for_function("count => told.length >= count", arg=len(codes))
    page.wait_for_timeout(300)
    assert page.evaluate("told") == [address_of(code) for code in codes]


def test_a_sticker_is_told_once_until_it_left(staged: Page) -> None:
    one, other = new_code(), new_code()
    assert staged.evaluate(OPEN) == ""
    show(staged, one)
    told(staged, one)
    staged.wait_for_timeout(GONE_MS)
    told(staged, one)
    show(staged, other)
    told(staged, one, other)
    show(staged, one)
    told(staged, one, other)  # it left for an instant: a hand that trembles is not a second scan
    show(staged)
    staged.wait_for_timeout(GONE_MS)
    show(staged, one)
    told(staged, one, other, one)
    staged.evaluate("scanner.stop()")
    assert staged.evaluate("document.querySelector('video').srcObject") is None
    show(staged, new_code())
    told(staged, one, other, one)


def test_a_page_put_aside_does_not_tell_again_what_is_still_in_view(staged: Page) -> None:
    code = new_code()
    assert staged.evaluate(OPEN) == ""
    show(staged, code)
    told(staged, code)
    staged.evaluate("() => document.querySelector('video').pause()")
    staged.wait_for_timeout(GONE_MS)
    staged.evaluate("() => document.querySelector('video').play()")
    told(staged, code)
    show(staged)
    staged.wait_for_timeout(GONE_MS)
    show(staged, code)
    told(staged, code, code)


def test_of_two_stickers_the_one_aimed_at_is_told(staged: Page) -> None:
    for _ in range(3):
        aimed, beside = new_code(), new_code()
        show(staged, aimed, beside)
        assert staged.evaluate(OPEN) == ""
        told(staged, aimed)
        staged.evaluate("scanner.stop()")


def test_a_page_that_fails_on_a_code_reads_the_next_one(staged: Page) -> None:
    first, second = new_code(), new_code()
    failures: list[str] = []
    staged.on("pageerror", lambda error: failures.append(error.message))
    assert staged.evaluate(OPEN) == ""
    staged.evaluate("""() => {
      told.push = function (text) { this[this.length] = text; throw new Error("lost"); };
    }""")
    show(staged, first)
    told(staged, first)
    show(staged, second)
    told(staged, first, second)
    assert failures == ["lost", "lost"]


OWN = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"] }
  async detect() { window.asked = true; %s }
}"""
CORNERS = "[0, 0, 9, 9].map((x) => ({ x, y: x }))"


@pytest.mark.parametrize(
    ("answer", "decoders"),
    [
        (f"return [{{ rawValue: 'of the phone', cornerPoints: {CORNERS} }}]", 0),
        ("throw new DOMException('service unavailable', 'NotSupportedError')", 1),
    ],
)
def test_the_detector_of_the_phone_comes_first_and_ours_where_it_fails(
    browser: Browser, workshop: Workshop, answer: str, decoders: int
) -> None:
    context = signed_in(browser, workshop, script=stage() + ";" + OWN % answer)
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("/recherche")
    code = new_code()
    assert page.evaluate(OPEN) == ""
    show(page, code)
    page.wait_for_function("() => told.length > 0")
    assert page.evaluate("[asked, told]") == [
        True,
        [address_of(code) if decoders else "of the phone"],
    ]
    assert sum(url.endswith(".wasm") for url in fetched) == decoders
    context.close()


def test_what_happened_is_felt_and_heard(staged: Page) -> None:
    staged.evaluate("""() => {
      window.felt = []; window.heard = 0;
      navigator.vibrate = (pattern) => felt.push(pattern.length);
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (at) { heard += 1; start.call(this, at); };
    }""")
    staged.mouse.click(5, 5)  # no page makes a sound before somebody touched it
    felt = """async () => {
      const { feedback } = await import("/static/scan.js");
      feedback("ok");
      await new Promise((done) => setTimeout(done, 500)); // the sound is being woken
      for (const kind of ["ok", "again", "bad"]) feedback(kind);
      return [felt, heard];
    }"""
    patterns, notes = staged.evaluate(felt)
    assert patterns == [1, 1, 3, 3]
    assert notes >= 5
