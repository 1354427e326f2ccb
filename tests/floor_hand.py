"""A thumb on the workshop floor, in a real browser."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import lives
from live import sign_in
from lives import command
from playwright.sync_api import Browser, BrowserContext, Page
from visitors import until

from api.house import House
from ledger import Event
from ledger.codes import new_code, read_code, written

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")
PHONE, DESKTOP = 360, 1280
KEPT = "#floor[data-kept]"
READY = "document.querySelector('#copy .age').textContent.includes('relevé')"
SAID = "said => document.getElementById('said').textContent.includes(said)"


@dataclass(frozen=True)
class Shop:
    house: House
    address: str
    accounts: dict[str, UUID]

    def device(self, *past: Event) -> tuple[UUID, str]:
        """A device of this past with its sticker."""
        device, code = uuid4(), new_code()
        events = (past[0], lives.bound(code), *past[1:])
        self.house.record(command(*((device, event) for event in events)))
        return device, code

    def life(self, device: UUID) -> list[type[Event]]:
        return [type(record.event) for record in self.house.ledger.life(device)]


def phone_of(browser: Browser, shop: Shop, login: str, width: int = PHONE) -> BrowserContext:
    """A phone on which this person signed in."""
    context = browser.new_context(
        base_url=shop.address,
        viewport={"width": width, "height": 740},
        is_mobile=width == PHONE,
        has_touch=width == PHONE,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme="light" if width == PHONE else "dark",
    )
    sign_in(context, shop.house, shop.address, shop.accounts[login])
    return context


def opened(context: BrowserContext) -> Page:
    """The floor, once the phone has kept it and the list of the place."""
    page = context.new_page()
    page.goto("/atelier/")
    page.locator(KEPT).wait_for(state="attached")
    page.wait_for_function(READY)
    return page


KNOWS = """async (code) => {
  const copy = await floorOutbox.recall("copy");
  return JSON.stringify(copy ?? "").includes(code);
}"""


def opened_again(page: Page, code: str) -> None:
    """The floor, once the list that the phone has of the place says this sticker."""
    page.reload()
    until(page, KNOWS, wanted=True, told=code)


def choose(
    page: Page, event: type[Event], *, button: str = "Passer aux appareils", **typed: str
) -> None:
    """Choose a step and fill in its form."""
    if page.locator("#pile").is_visible():
        page.get_by_role("button", name="Changer d’étape").click()
    page.locator("#topic").select_option(event.TOPIC)
    for name, value in typed.items():
        control = page.locator(f'#asked [name="{name.replace("__", ".")}"]')
        if control.first.evaluate("each => each.type") == "radio":
            page.locator(f'#asked [name="{name.replace("__", ".")}"][value="{value}"]').check()
        elif control.first.evaluate("each => each.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.first.fill(value)
    page.get_by_role("button", name=button).click()


def scan(page: Page, code: str, said: str = "") -> str:
    """What a scanner that types does: the code, then Enter. Returns what the page says."""
    page.locator("#code").fill(code)
    page.locator("#code").press("Enter")
    wanted = said or f"{written(read_code(code))}\u00a0: noté."
    page.wait_for_function(SAID, arg=wanted)
    return page.locator("#said").inner_text()


PILE = """async (codes) => {
  const said = document.getElementById("said"), code = document.getElementById("code");
  for (const each of codes) {
    code.value = each;
    code.form.requestSubmit();
    const written = each.match(/.../g).join("-");
    while (!said.textContent.startsWith(`${written}\u00a0: noté.`)) {
      await new Promise(requestAnimationFrame);
    }
  }
}"""


def scan_pile(page: Page, codes: Iterable[str]) -> None:
    """One code as soon as the one before is said to be noted."""
    page.evaluate(PILE, list(codes))


def shoot(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"floor-{name}.png", full_page=True)
