"""Draw the icons of the floor from the favicon, for phones that install it.

.venv/bin/python docs/maintenance/make_icons.py
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[2] / "src" / "api" / "static"
ICONS = {
    "floor-180": (180, 0.74),
    "floor-192": (192, 0.74),
    "floor-512": (512, 0.74),
    "floor-maskable-512": (512, 0.56),
}
"""Name, size in pixels, and the share of it that the drawing takes: a mask may cut the rest."""

PAPER = "#fbfaf5"
SHEET = """
<style>body {{ margin: 0; background: {paper} }}
svg {{ position: absolute; inset: 0; margin: auto; width: {share}%; height: {share}% }}</style>
{drawing}
"""


def main() -> int:
    """Write src/api/static/icons/."""
    drawing = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    (STATIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as driver:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=browser_path, args=flags)
        for name, (size, share) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(SHEET.format(paper=PAPER, share=100 * share, drawing=drawing))
            page.screenshot(path=STATIC / "icons" / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
