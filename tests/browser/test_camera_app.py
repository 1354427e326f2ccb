"""The camera of the phone opens the public page; who works here is one tap from the steps."""

import re

from lives import DEVICE
from people import PASSWORD
from playwright.sync_api import Browser, Page
from scanning import Workshop, signed_in
from scans import CODE

from ledger.codes import new_code, written

WORKS_HERE = "Je travaille dans la filière"


def tap(page: Page) -> None:
    link = page.get_by_role("link", name=WORKS_HERE)
    box = link.bounding_box()
    assert box
    assert box["height"] >= 48
    link.tap()


def test_a_device_is_one_tap_away(browser: Browser, workshop: Workshop) -> None:
    context = signed_in(browser, workshop)
    page = context.new_page()
    page.goto(f"/A/{CODE}")
    tap(page)
    page.wait_for_url(f"**/appareils/{DEVICE}")
    context.close()


def test_a_blank_sticker_is_one_tap_away_from_the_device_that_bears_it(
    browser: Browser, workshop: Workshop
) -> None:
    context = signed_in(browser, workshop)
    page = context.new_page()
    code = new_code()
    page.goto(f"/A/{code}")
    tap(page)
    page.get_by_text(f"L’étiquette {written(code)} est libre").wait_for()
    context.close()


def test_who_is_not_signed_in_comes_to_the_device_by_the_sign_in(
    phone: Page, workshop: Workshop
) -> None:
    phone.goto(f"{workshop.address}/A/{CODE}")
    tap(phone)
    phone.wait_for_url(re.compile(r"/connexion\?suite="))
    assert phone.context.cookies() == []
    phone.get_by_label("Identifiant").fill("louise")
    phone.get_by_label("Mot de passe").fill(PASSWORD)
    phone.get_by_role("main").get_by_role("button", name="Se connecter").tap()
    phone.wait_for_url(f"**/appareils/{DEVICE}")
