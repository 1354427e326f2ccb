"""Take the picture of the README from a service that shows the demonstration.

With ``./run`` going in another terminal::

    .venv/bin/python docs/maintenance/take_picture.py --url http://127.0.0.1:8000
"""

import argparse
import base64
import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

TARGET = Path(__file__).resolve().parents[1] / "images" / "meleze.png"
LIMIT_BYTES = 300_000
DESK = ViewportSize(width=1100, height=1000)
PHONE = ViewportSize(width=390, height=660)
SHEET_SIZE = ViewportSize(width=1360, height=800)

SHEET = """
<style>
  body {{ margin: 0; width: 1360px; height: 800px; background: #e7ece6; position: relative }}
  img {{ position: absolute; border-radius: 14px; border: 1px solid #c3ccc2 }}
</style>
<img style="left: 36px; top: 36px; width: 653px" src="{home}">
<img style="right: 36px; top: 172px; width: 653px" src="{stock}">
<img style="left: 386px; top: 272px; width: 288px" src="{device}">
"""


def main() -> int:
    """Write docs/images/meleze.png."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--login", default="atelier")
    parser.add_argument("--password", default="melezin-des-alpes")
    arguments = parser.parse_args()
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if program is None:
        print("No Chromium: set CHROMIUM to its path.", file=sys.stderr)
        return 1
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=flags)
        picture = _composed(browser, arguments.url, arguments.login, arguments.password)
        browser.close()
    TARGET.parent.mkdir(exist_ok=True)
    size = _write(picture)
    print(f"{TARGET.name}: {size:,} bytes")
    return 0 if size <= LIMIT_BYTES else 1


def _composed(browser: Browser, url: str, login: str, password: str) -> bytes:
    desk = browser.new_context(viewport=DESK, locale="fr-FR", color_scheme="light").new_page()
    desk.goto(url)
    code = desk.locator("a[href*='/A/']").nth(1).get_attribute("href") or "/"
    home = _shot(desk)
    phone = browser.new_context(
        viewport=PHONE, device_scale_factor=2, locale="fr-FR", color_scheme="light"
    ).new_page()
    phone.goto(url + code.removeprefix(url))
    device = _shot(phone)
    desk.goto(f"{url}/connexion")
    desk.fill("#login", login)
    desk.fill("#password", password)
    desk.press("#password", "Enter")
    desk.wait_for_url("**/travail")
    desk.goto(f"{url}/stock")
    sheet = browser.new_context(viewport=SHEET_SIZE).new_page()
    sheet.set_content(SHEET.format(home=home, device=device, stock=_shot(desk)))
    return sheet.screenshot()


def _shot(page: Page) -> str:
    return "data:image/png;base64," + base64.b64encode(page.screenshot()).decode()


def _write(picture: bytes) -> int:
    """Without the transparency that browsers add."""
    Image.open(io.BytesIO(picture)).convert("RGB").save(TARGET, optimize=True)
    return TARGET.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
