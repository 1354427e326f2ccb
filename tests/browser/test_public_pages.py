"""What the public sees, in a real browser: on an old phone and at a desk, by day and by night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

import pytest
from axe import violations
from live import serving
from lives import DESK, DEVICE, ON_THE_BENCH, SHOP, bound, command, scheduled
from playwright.sync_api import Browser, Page, expect
from scans import CODE, IN_STOCK

from api.app import create_app
from api.settings import Settings
from ledger.codes import new_code, written

ON_THE_BENCH_CODE = new_code()
PAGES = (
    "/", "/lieux", "/ateliers", "/label", "/vie-privee", "/accessibilite", "/aide", "/methode",
    "/rien",
    f"/A/{CODE}", f"/A/{ON_THE_BENCH_CODE}", f"/A/{new_code()}",
)  # fmt: skip


@dataclass(frozen=True)
class Demonstration:
    accounts: tuple[tuple[str, str, str], ...] = (("coordination", "x" * 17, "coordinatrice"),)
    codes: tuple[str, ...] = (CODE, ON_THE_BENCH_CODE)


@pytest.fixture(scope="module")
def address(shared_database: str) -> Iterator[str]:
    """The service with a device in stock, another on the bench, workshops, a demonstration."""
    soon = datetime.now(UTC) + timedelta(days=2)
    workshops = [
        (uuid4(), scheduled(place=place, starts_at=soon, reachable_without_car=place == SHOP))
        for place in (SHOP, SHOP, DESK)
    ]
    bench, past = uuid4(), (*ON_THE_BENCH, bound(ON_THE_BENCH_CODE))
    app = create_app(Settings(), shared_database)
    app.state.demo = Demonstration()
    with serving(app) as address:
        app.state.house.record(
            command(
                *workshops,
                *((DEVICE, event) for event in IN_STOCK),
                *((bench, event) for event in past),
            )
        )
        yield address


Scheme = Literal["light", "dark"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_raises_a_barrier(
    browser: Browser, address: str, width: int, scheme: Scheme
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR"
    )
    page = context.new_page()
    barriers = {}
    for path in PAGES:
        page.goto(address + path)
        barriers[path] = violations(page)
    context.close()
    assert {path: found for path, found in barriers.items() if found} == {}


BARRED = """<html><title>x</title><style>
  p { color: #222; background: #fff }
  @media (prefers-color-scheme: dark) { p { color: #eee } }
  @media (max-width: 400px) { label { display: none } }
</style><body><img src='x'><label for='name'>Nom</label><input id='name'><p>Dit</p></body></html>"""


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_sees_a_barrier_where_there_is_one(
    browser: Browser, width: int, scheme: Scheme
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.set_content(BARRED)
    seen = {found.split(":")[0] for found in violations(page)}
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    page.set_viewport_size({"width": 1640 - width, "height": 800})
    seen_then = {found.split(":")[0] for found in violations(page)}
    context.close()
    everywhere = {"html-has-lang", "image-alt", "region"}
    phone, night = everywhere | {"label"}, everywhere | {"color-contrast"}
    assert (seen, seen_then) == ((phone, night) if width == 360 else (night, phone))


WIDER = "document.documentElement.scrollWidth - innerWidth"


def test_nothing_is_wider_than_the_screen_even_with_text_twice_as_large(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    wider: dict[tuple[str, int], int] = {}
    for path in PAGES:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(address + path)
        wider[path, 320] = page.evaluate(WIDER)
        page.set_viewport_size({"width": 768, "height": 640})
        wider[path, 768] = page.evaluate(WIDER)
        page.set_viewport_size({"width": 640, "height": 640})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wider[path, 640] = page.evaluate(WIDER)
    context.close()
    assert {where: pixels for where, pixels in wider.items() if pixels > 0} == {}


def test_a_scan_is_one_request_and_leaves_nothing_behind(phone: Page, address: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.on("console", lambda message: complaints.append(message.text))
    phone.goto(f"{address}/A/{CODE}", wait_until="networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [f"{address}/A/{CODE}"]
    assert complaints == []
    assert phone.context.cookies() == []
    assert phone.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    background = "getComputedStyle(document.body).backgroundColor"
    assert phone.evaluate(background) != "rgba(0, 0, 0, 0)", "the style sheet is not applied"


def test_a_sticker_is_typed_by_hand_from_the_home_page(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.get_by_label("Code de l’étiquette").fill(CODE.lower())
    phone.get_by_role("button", name="Voir d’où il vient").tap()
    phone.wait_for_url(f"{address}/A/{written(CODE)}")
    expect(phone.locator("h1")).to_contain_text("Lenovo ThinkPad T460")


def test_a_misread_sticker_is_typed_again_from_the_page_that_says_so(
    phone: Page, address: str
) -> None:
    phone.goto(f"{address}/A/{new_code()}")
    phone.get_by_label("Code de l’étiquette").fill(written(CODE))
    phone.get_by_role("button", name="Voir l’appareil").tap()
    phone.wait_for_url(f"{address}/A/{written(CODE)}")


def test_a_keyboard_jumps_over_the_menu(desk: Page, address: str) -> None:
    desk.goto(f"{address}/label")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Aller au contenu")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{address}/label#contenu")


def test_what_one_taps_is_large_enough_for_a_thumb(phone: Page, address: str) -> None:
    small = {}
    for path in PAGES:
        phone.goto(address + path)
        small[path] = phone.evaluate(
            """[...document.querySelectorAll(
                'button, input, select, summary, nav a, .button, .go, .row a, .brand'
            )].filter(each => each.type !== 'checkbox')
              .map(each => [each.textContent.trim(), each.getBoundingClientRect().height])
              .filter(([_, height]) => height > 0 && height < 47.5)"""
        )
    assert {path: found for path, found in small.items() if found} == {}
