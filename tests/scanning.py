"""Somebody who scans: a device with a sticker, and a phone that has a camera or none."""

from dataclasses import dataclass
from uuid import UUID

from live import sign_in
from playwright.sync_api import Browser, BrowserContext

from api.house import House

START = "Scanner avec la caméra"
ELSEWHERE = "meleze.test"
"""Another name of this machine, over HTTP: no browser lends a camera there."""
PERMITTED = ("camera",)


@dataclass(frozen=True)
class Workshop:
    house: House
    address: str
    louise: UUID
    """She works where the device is."""


def signed_in(
    browser: Browser, workshop: Workshop, *permissions: str, width: int = 360, script: str = ""
) -> BrowserContext:
    """A phone, or a desk, of Louise; ``script`` runs before each page."""
    context = browser.new_context(
        base_url=workshop.address,
        viewport={"width": width, "height": 740},
        is_mobile=width == 360,
        has_touch=width == 360,
        permissions=permissions,
        color_scheme="light" if width == 360 else "dark",
    )
    context.add_init_script(script or "0")
    sign_in(context, workshop.house, workshop.address, workshop.louise)
    return context
