"""The browser of the tests draws what a French phone and a French office would."""

import pytest
from playwright.sync_api import Page

PAGE = """data:text/html;charset=utf-8,<meta name=viewport content="width=device-width">
<h1>L’été à Gap</h1>"""


@pytest.mark.parametrize(("page", "width", "touch"), [("phone", 360, True), ("desk", 1280, False)])
def test_a_page_has_its_text_its_width_and_its_language(
    request: pytest.FixtureRequest, page: str, width: int, *, touch: bool
) -> None:
    opened: Page = request.getfixturevalue(page)
    opened.goto(PAGE)
    assert opened.locator("h1").inner_text() == "L’été à Gap"
    assert opened.evaluate("[innerWidth, navigator.maxTouchPoints > 0, navigator.language]") == [
        width,
        touch,
        "fr-FR",
    ]
