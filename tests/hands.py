"""What a thumb and an eye meet on an open page: codes cut in two, targets too low for a glove.

Each looks in the page and comes back once: to ask for each box by itself takes as long as axe.
"""

from playwright.sync_api import Page

BROKEN = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode
    if (text.parentElement.closest("script, style, template, option")) continue
    for (const code of text.data.matchAll(/\\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\\b/g)) {
      const range = document.createRange()
      range.setStart(text, code.index)
      range.setEnd(text, code.index + code[0].length)
      const boxes = [...range.getClientRects()].filter((box) => box.width)
      if (new Set(boxes.map((box) => Math.round(box.top))).size > 1) found.push(code[0])
    }
  }
  return found
}"""


def broken_codes(page: Page) -> list[str]:
    """The codes that begin on one line and end on another."""
    found: list[str] = page.evaluate(BROKEN)
    return found


LOW = """() => [...document.querySelectorAll(
    "a[href], button, select, summary, label.choice, input")]
  .filter((each) => each.type !== "hidden" && !each.matches(".skip, .visually-hidden"))
  .filter((each) => !each.matches("label.choice input"))
  .map((each) => [each, each.getBoundingClientRect(), getComputedStyle(each)])
  .filter(([each, box, style]) => box.width && box.height < 47.5 && style.display !== "inline")
  .map(([each, box]) => `${each.tagName} « ${each.textContent.trim().slice(0, 30)} » ${box.height}`)
"""


def low_targets(page: Page) -> list[str]:
    """What one presses and is lower than 48 points, but for links within a sentence."""
    found: list[str] = page.evaluate(LOW)
    return found


MENU = """(width) => {
  const shown = [...document.querySelectorAll(".nav a")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }));
  const cut = shown.filter((each) => each.getBoundingClientRect().right > width);
  return [document.querySelector(".nav").getBoundingClientRect().height,
    cut.map((each) => each.innerText)];
}"""


def menu(page: Page, width: int) -> tuple[float, list[str]]:
    """How high the menu is, and its links that the edge of the screen cuts."""
    height, cut = page.evaluate(MENU, width)
    return height, cut
