"""Looks for barriers on an open page, with axe-core and the criteria of the RGAA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from straight import crooked

TAGS = ("RGAAv4", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}


FAINT = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}


def faint(page: Page) -> list[str]:
    """The elements whose text is less than seven times as dark, or light, as what is behind."""
    found = Axe().run(page, options=FAINT).response["violations"]
    return [str(node["target"][0]) for each in found for node in each["nodes"]]


def violations(page: Page) -> list[str]:
    """One line for each barrier: the rule and the elements that break it. Empty when all is well.

    A machine sees a part of the RGAA only: an empty list is no audit.
    """
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return crooked(page) + [
        f"{each['id']}: {', '.join(str(node['target'][0]) for node in each['nodes'])}"
        for each in found
    ]
