"""How long one step takes to whoever scans a pile: from a sticker in view to the step in the queue.

A Chromium whose camera is a stage: a canvas that shows one of our stickers, held askew in poor
light, and trembling as in a hand. The clock of the page starts when a new sticker is painted on the
stage, before any image of it reached the video; it stops when the row of its step appears in the
queue, which the page writes once the step is on disk. So it holds the wait for an image of the
camera (30 a second), for the decoder's next turn, the decoding itself (zxing: no Chromium on Linux
has a detector of its own), what the page checks, and the write. Between two stickers nothing is in
view for half a second, which is not counted: hands need longer.

The processor is slowed four times, as an old phone is slower than this machine; nobody's hands,
focus or light are in it. The floor of the table is what a step may last, 1.5 seconds.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from camera import as_address, seen, stage
from chromium import driving, started
from live import serving, sign_in
from lives import SHOP
from people import PASSWORD
from playwright.sync_api import Page

from api.access import Grant, Role, create_account
from api.app import create_app
from api.settings import Settings
from bench.filled import code_of, database, fill, lives, shelf_life
from bench.run import Result

FLOOR = "/atelier/"
FRAMES_PER_SECOND = 30
STICKERS, UNCOUNTED = 30, 3
ALLOWED_MS = 1500.0
SLOWED = 4
GAP_MS = 500
PATIENCE_MS = 20_000

WATCH = """() => {
  window.queued = new Map();
  const queue = document.querySelector("[data-queue]");
  const look = () => {
    const now = performance.now();
    for (const { dataset: { code } } of queue.querySelectorAll("li[data-code]"))
      if (!queued.has(code)) queued.set(code, now);
  };
  new MutationObserver(look).observe(queue, { childList: true, subtree: true, attributes: true });
}"""
STEP = """async ([code, picture, patience, gap]) => {
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const shown = await stage.show(picture);
  while (!queued.has(code)) {
    if (performance.now() - shown > patience) throw new Error(`never queued: ${code}`);
    await pause(20);
  }
  await stage.show("");
  await pause(gap);
  return queued.get(code) - shown;
}"""


def measure() -> list[Result]:
    """Median of one step in a pile of thirty, the first ones left out."""
    with floor_page() as page:
        begin(page)
        page.evaluate(WATCH)
        times = []
        for rank in range(STICKERS + UNCOUNTED):
            code = code_of(rank)
            picture = as_address(seen(code, width=1280, height=720, seed=rank))
            times.append(float(page.evaluate(STEP, [code, picture, PATIENCE_MS, GAP_MS])))
    median_ms = statistics.median(times[UNCOUNTED:])
    return [Result("scan_step", median_ms, "ms", ALLOWED_MS, ALLOWED_MS / median_ms, ">= 1.00")]


def begin(page: Page) -> None:
    """Say the step once, as one does before a pile, and open the camera."""
    page.locator("#topic").select_option("device.received.v1")
    page.locator("#ready").click()
    page.locator("[data-scan]").click()
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")


@contextmanager
def floor_page() -> Iterator[Page]:
    """The page of the floor on a phone whose camera is a stage, over devices that wait there."""
    with database() as (url, pool), tempfile.TemporaryDirectory() as var:
        fill(url, lives(shelf_life), STICKERS + UNCOUNTED, codes=True)
        with pool.connection() as connection:
            grants = [Grant(Role.OPERATOR, SHOP)]
            louise = create_account(connection, "louise", "Louise", PASSWORD, grants)
        app = create_app(Settings(var=Path(var)), url)
        with serving(app) as address, driving() as driver, started(driver) as browser:
            context = browser.new_context(
                base_url=address, viewport={"width": 360, "height": 740}, is_mobile=True
            )
            context.add_init_script(stage(FRAMES_PER_SECOND))
            sign_in(context, app.state.house, address, louise)
            page = context.new_page()
            page.goto(FLOOR)
            slow = context.new_cdp_session(page)
            slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            yield page
            context.close()
