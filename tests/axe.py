"""Looks for barriers on an open page, with axe-core and the criteria of the RGAA."""

from weakref import WeakSet

from axe_playwright_python.base import AXE_SCRIPT
from layout import layout_faults
from playwright.sync_api import BrowserContext, Page

TAGS = ("RGAAv4", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}


FAINT = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}

ONCE_A_COLOUR = """
const known = new Map(), color = axe.commons.color.Color.prototype, parse = color.parseString;
color.parseString = function (text) {
  const read = known.get(text);
  if (read) [this.r, this.g, this.b, this.alpha] = read;
  else {
    parse.call(this, text);
    known.set(text, [this.r, this.g, this.b, this.alpha]);
  }
  return this;
};
"""
"""Axe reads the same ten colours thousands of times, which was a third of its work."""

READY = f"window.axeWhenAsked = () => {{ {AXE_SCRIPT}; {ONCE_A_COLOUR} }}"
"""Sent to a browser once, and made when a page is looked at: half a megabyte is long to send."""

RUN = """async (options) => {
  if (!window.axe) axeWhenAsked();
  const { violations } = await axe.run(options);
  return violations.map((each) => [each.id, each.nodes.map((node) => String(node.target[0]))]);
}"""

_ready: WeakSet[BrowserContext] = WeakSet()


def _run(page: Page, options: object) -> list[tuple[str, list[str]]]:
    """The rules that are broken, each with the elements that break it."""
    if page.context not in _ready:
        page.context.add_init_script(READY)
        _ready.add(page.context)
    if page.evaluate("!window.axeWhenAsked"):
        page.evaluate(READY)
    found: list[tuple[str, list[str]]] = page.evaluate(RUN, options)
    return found


def faint(page: Page) -> list[str]:
    """The elements whose text is less than seven times as dark, or light, as what is behind."""
    return [element for _, elements in _run(page, FAINT) for element in elements]


def violations(page: Page) -> list[str]:
    """One line for each barrier: the rule and the elements that break it. Empty when all is well.

    A machine sees a part of the RGAA only: an empty list is no audit.
    """
    broken = _run(page, OPTIONS)
    return layout_faults(page) + [f"{rule}: {', '.join(elements)}" for rule, elements in broken]
