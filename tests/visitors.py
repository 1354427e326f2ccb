"""Somebody in front of a screen: what they read, press and open; and how many screens it took."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

PICTURES = os.environ.get("MELEZE_SCREENSHOTS")


def until(page: Page, script: str, wanted: object, told: object = None) -> None:
    """Ask the page again until it answers so: ``wait_for_function`` does not await a promise."""
    for _ in range(400):
        if page.evaluate(script, told) == wanted:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never {wanted}")


@dataclass
class Visitor:
    page: Page
    width: int
    screens: list[str] = field(default_factory=list)

    def looks(self) -> None:
        """What must hold of every screen. Axe looks at the same pages elsewhere: it is a script."""
        self.screens.append(self.page.url)
        name = f"{len(self.screens)}: {self.page.url}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} points wide"
        assert self.page.locator("h1").count() == 1, name
        if PICTURES:
            path = Path(PICTURES) / f"journey-{self.width}-{len(self.screens):02}.png"
            self.page.screenshot(path=path, full_page=True)

    def opens(self, path: str) -> None:
        self.page.goto(path)
        self.looks()

    def press(self, name: str) -> None:
        """A link or a button, the first that says so."""
        link = self.page.locator("main").get_by_role("link", name=name)
        button = self.page.locator("main").get_by_role("button", name=name)
        with self.page.expect_navigation():
            link.or_(button).first.click()
        self.looks()

    def menu(self, name: str) -> None:
        link = self.page.locator(".nav").get_by_role("link", name=name, exact=True)
        if not link.is_visible():
            self.page.locator(".nav summary").click()
        with self.page.expect_navigation():
            link.click()
        self.looks()

    def reads(self, *texts: str) -> None:
        said = " ".join(self.page.locator("body").inner_text().split())
        for text in texts:
            assert text in said, f"no « {text} » in {said}"
